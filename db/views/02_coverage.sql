create view coverage as
select article.article_id,
       coverage_tag.congress_id,
       coverage_tag.level,
       coverage_tag.phase,
       coverage_tag.day_offset,
       article.source,
       article.title,
       article.canonical_url as url,
       article.published_at,
       article.published_on,
       article.date_precision,
       article.story_id,
       story_cluster.origin_article_id = article.article_id as is_origin,
       coverage_tag.evidence,
       coverage_tag.rule_version
  from coverage_tag
  join article_current article on article.revision_id = coverage_tag.revision_id
  left join story_cluster on story_cluster.id = article.story_id;

comment on view coverage is 'One row per article and congress: how the latest text of the article covers the meeting.';
comment on column coverage.level is 'focus: the article is about the meeting; substantive: the meeting is its occasion or source; anchor: a set phrase or time mark only.';
comment on column coverage.phase is 'before, during or after the meeting.';
comment on column coverage.day_offset is 'Days from the opening day (day 0) to published_on; null where either is unknown.';
comment on column coverage.is_origin is 'The article that told its story first; count these to count stories, not reprints.';
comment on column coverage.evidence is 'The words that made the tag: field (title or body), start, end, text, rule.';

create view story as
select story_cluster.id as story_id,
       revision.title,
       story_cluster.origin_article_id,
       source.slug as origin_source,
       article.canonical_url as origin_url,
       story_cluster.origin_reason,
       story_cluster.is_origin_known,
       told.article_count,
       told.source_count,
       told.text_count,
       told.first_published_on,
       told.last_published_on,
       told.languages
  from story_cluster
  join article on article.id = story_cluster.origin_article_id
  join source on source.id = article.source_id
  join revision on revision.article_id = article.id and revision.is_current
  cross join lateral (
       select count(*) as article_count,
              count(distinct other.source_id) as source_count,
              count(distinct story_member.text_id) as text_count,
              min(text.published_on) as first_published_on,
              max(text.published_on) as last_published_on,
              array_agg(distinct text.language) as languages
         from story_member
         join article other on other.id = story_member.article_id
         join revision text on text.article_id = other.id and text.is_current
        where story_member.story_id = story_cluster.id) told;

comment on view story is 'One row for each story: the articles, across sources, that carry one text, whole, cut, reordered or reworded. Most have one article.';
comment on column story.story_id is 'Stays with the story of the lowest number when two turn out to be one; the table story_merge leads from the others to it.';
comment on column story.title is 'Of its origin.';
comment on column story.origin_article_id is 'The article that told it first: by its date, and by whose text the others say it is.';
comment on column story.origin_reason is 'Why that one, in words.';
comment on column story.is_origin_known is 'False: every article says it has the text from somebody who is not among them; this is the earliest copy.';
comment on column story.article_count is 'Copies included, the origin too.';
comment on column story.source_count is 'Outlets that carried it.';
comment on column story.text_count is 'Different texts: exact copies count once.';
comment on column story.languages is 'Of its articles, as codes.';

create view syndication as
select story_cluster.id as story_id,
       origin.id as origin_article_id,
       origin_source.slug as origin_source,
       origin.canonical_url as origin_url,
       copy.id as copy_article_id,
       copy_source.slug as copy_source,
       copy.canonical_url as copy_url,
       copy_text.title as copy_title,
       case when copy_text.published_at is not null and origin_text.published_at is not null
            then copy_text.published_at - origin_text.published_at
            else (copy_text.published_on - origin_text.published_on) * interval '1 day' end as lag,
       copy_text.published_at is not null and origin_text.published_at is not null as is_lag_exact,
       case when member.text_id = first.text_id then 1
            when carried.compared_with_text_id = first.text_id then carried.similarity end as similarity,
       case when member.text_id = first.text_id then 1
            when carried.compared_with_text_id = first.text_id then carried.share_kept end as share_kept,
       member.text_id = first.text_id as is_exact,
       copy_text.stated_origin,
       copy_text.published_on as copy_published_on,
       origin_text.published_on as origin_published_on
  from story_cluster
  join story_member first on first.article_id = story_cluster.origin_article_id
  join article origin on origin.id = first.article_id
  join source origin_source on origin_source.id = origin.source_id
  join revision origin_text on origin_text.article_id = origin.id and origin_text.is_current
  join story_member member on member.story_id = story_cluster.id and member.article_id <> first.article_id
  join story_text carried on carried.id = member.text_id
  join article copy on copy.id = member.article_id
  join source copy_source on copy_source.id = copy.source_id
  join revision copy_text on copy_text.article_id = copy.id and copy_text.is_current;

comment on view syndication is 'Who copied whom: one row for each article that carries the text of another, its story''s origin.';
comment on column syndication.lag is 'From the origin''s publication to the copy''s; negative where the origin is told from what the copies say, not from its date.';
comment on column syndication.is_lag_exact is 'Both state an instant; false: whole days only.';
comment on column syndication.similarity is 'Words in a row that both have, of all that either has: 1 for the same text. Null: told at the end of the next run.';
comment on column syndication.share_kept is 'How much of the origin''s text the copy keeps, 0 to 1. Null as above.';
comment on column syndication.is_exact is 'The same text, white space and letter forms apart.';
comment on column syndication.stated_origin is 'Whose text the copy says it is; empty: it says nothing.';

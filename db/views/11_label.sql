create view label as
select tag.kind,
       tag.value,
       article.id as article_id,
       source.slug as source,
       revision.title,
       article.canonical_url as url,
       revision.published_on,
       revision.date_precision,
       story_member.story_id,
       (story_cluster.origin_article_id = article.id) is not false as is_origin,
       tag.score,
       tag.evidence
  from tag
  join revision on revision.id = tag.revision_id and revision.is_current
  join article on article.id = revision.article_id
  join source on source.id = article.source_id
  left join story_member on story_member.article_id = article.id
  left join story_cluster on story_cluster.id = story_member.story_id;

comment on view label is 'Topics, people, places and phrases of the latest text of each article: one row per article and label. Coverage of meetings is in the view coverage.';
comment on column label.kind is 'topic, person, place or phrase.';
comment on column label.value is 'The registry''s id of it, e.g. two-establishes.';
comment on column label.is_origin is 'The article told its story first, as far as known; count these to count stories, not reprints.';
comment on column label.score is 'How much of the text names it: 1 where headline, first paragraph and every other do.';
comment on column label.evidence is 'The words that say so: field (title or body), start, end, text, rule. For a person the rule tells the office held on the day.';

create view phrase_first as
select value as phrase,
       source,
       published_on as first_on,
       article_id,
       title,
       url,
       published_on - min(published_on) over (partition by value) as lag_days,
       rank() over (partition by value order by published_on) as said_nth
  from (select distinct on (value, source) value, source, published_on, article_id, title, url
          from label
         where kind = 'phrase' and published_on is not null and is_origin
           and date_precision not in ('month', 'year')
         order by value, source, published_on, article_id) first_of_source;

comment on view phrase_first is 'Who said it first: of each phrase and source the first article that has it, and how many days after the first of all. Reprints, articles without a day and days that are guesses are left out.';
comment on column phrase_first.lag_days is 'Days after the first source of all; 0: it was the first, or of the same day.';
comment on column phrase_first.said_nth is 'The how-manyth source it was; equal days share a number.';

create view phrase_use as
select label.value as phrase,
       coverage_tag.congress_id,
       label.source,
       count(*) as article_count,
       count(*) filter (where label.is_origin) as story_count,
       min(label.published_on) as first_on,
       max(label.published_on) as last_on
  from label
  join revision on revision.article_id = label.article_id and revision.is_current
  join coverage_tag on coverage_tag.revision_id = revision.id and coverage_tag.level <> 'anchor'
 where label.kind = 'phrase'
 group by 1, 2, 3;

comment on view phrase_use is 'Which phrases go with which meeting, by source: of the articles that cover it more than in passing, how many have the phrase, and from when to when.';
comment on column phrase_use.story_count is 'Of them, those that told their story first.';

create view phrase_silence as
select used.phrase,
       used.source,
       used.article_count,
       used.last_on,
       since.article_count as articles_since,
       since.complete_days as complete_days_since,
       since.day_count as days_since
  from (select value as phrase, source, count(*) as article_count, max(published_on) as last_on
          from label where kind = 'phrase' and published_on is not null group by 1, 2) used
  join source on source.slug = used.source
 cross join lateral (
         select (select count(*) from revision join article on article.id = revision.article_id
                  where revision.is_current and article.source_id = source.id
                    and revision.published_on > used.last_on) as article_count,
                count(*) as day_count,
                count(*) filter (where state = 'complete') as complete_days
           from completeness_day
          where source_id = source.id and published_on > used.last_on) since;

comment on view phrase_silence is 'Who stopped: of each phrase and source the last day it was used, and what of the source is known since. A phrase has stopped where many articles and complete days have passed without it; where no day since is complete the silence may be our outage.';
comment on column phrase_silence.article_count is 'Articles of the source that have it.';
comment on column phrase_silence.articles_since is 'Articles of the source published since, all without it.';
comment on column phrase_silence.complete_days_since is 'Days since then of which every page is in the archive ...';
comment on column phrase_silence.days_since is '... of so many.';

create or replace function first_named(evidence jsonb) returns integer language sql immutable as $$
  select min((proof ->> 'start')::integer - case when proof ->> 'field' = 'title' then 1000000 else 0 end)
    from jsonb_array_elements(evidence) proof
$$;

comment on function first_named is 'Where a label is first named: in letters from the beginning of the text; less than any of these in the headline.';

create view people_together as
select one.value as person,
       other.value as other,
       count(*) as article_count,
       count(*) filter (where one.is_origin) as story_count,
       count(*) filter (where first_named(one.evidence) < first_named(other.evidence)) as named_first_count,
       min(one.published_on) as first_on,
       max(one.published_on) as last_on
  from label one
  join label other on other.article_id = one.article_id and other.kind = 'person' and other.value <> one.value
 where one.kind = 'person'
 group by 1, 2;

comment on view people_together is 'Who is named together: two people of one article, each pair in both orders. Ask for one person.';
comment on column people_together.named_first_count is 'Articles that name person before other: the order of names is politics.';

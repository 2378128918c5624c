create view coverage_counted as
select congress_id, source_id, published_on, article_count, story_count, focus_count, substantive_count, anchor_count,
       focus_story_count
  from coverage_day
 where not exists (select from coverage_mark
                    where coverage_mark.source_id = coverage_day.source_id
                      and coverage_mark.published_on = coverage_day.published_on)
union all
-- days that changed since they were counted are counted here: the same as in db/coverage_days.py
select coverage_tag.congress_id, marked.source_id, marked.published_on,
       count(*),
       count(*) filter (where is_first.is_first),
       count(*) filter (where level = 'focus'),
       count(*) filter (where level = 'substantive'),
       count(*) filter (where level = 'anchor'),
       count(*) filter (where level = 'focus' and is_first.is_first)
  from (select distinct source_id, published_on from coverage_mark) marked
  join revision on revision.published_on = marked.published_on and revision.is_current
  join article on article.id = revision.article_id and article.source_id = marked.source_id
  join coverage_tag on coverage_tag.revision_id = revision.id
  left join story_member on story_member.article_id = article.id
  left join story_cluster on story_cluster.id = story_member.story_id
 cross join lateral (select (origin_article_id = article.id) is not false as is_first) is_first
 group by 1, 2, 3;

comment on view coverage_counted is 'Coverage by meeting, source and day, without the days on which there is none: what coverage_daily is made of.';
comment on column coverage_counted.article_count is 'Articles of the day that cover the meeting, at any level.';
comment on column coverage_counted.story_count is 'Of them, those that told their story first: their sum counts each story once.';

create view coverage_daily as
select told.congress_id,
       told.published_on - told.opens_on as day_offset,
       told.published_on,
       source.slug as source,
       coalesce(told.article_count, 0) as article_count,
       coalesce(told.story_count, 0) as story_count,
       coalesce(told.focus_count, 0) as focus_count,
       coalesce(told.substantive_count, 0) as substantive_count,
       coalesce(told.anchor_count, 0) as anchor_count,
       coalesce(told.focus_story_count, 0) as focus_story_count,
       coalesce(told.state, 'not looked') as completeness,
       coalesce(told.reason, 'the source was not read') as reason
  from (-- every source and day of the window; its completeness is read by one range of the index for each source
        select days.congress_id, days.opens_on, days.source_id, days.published_on, days.state, days.reason,
               article_count, story_count, focus_count, substantive_count, anchor_count, focus_story_count
          from (select congress.id as congress_id, congress.opens_on, source.id as source_id, day.*
                  from congress
                 cross join lateral (
                         select coalesce(opens_on, closes_on) - 60 as first_on,
                                least(coalesce(closes_on, opens_on + 14) + 60, current_date) as last_on) span
                 cross join source
                 cross join lateral (
                         select passed::date as published_on, kept.state, kept.reason
                           from generate_series(span.first_on, span.last_on, interval '1 day') passed
                           left join completeness_day kept
                             on kept.source_id = source.id and kept.published_on = passed::date
                            and kept.published_on between span.first_on and span.last_on) day
                 where coalesce(congress.opens_on, congress.closes_on) is not null) days
          left join coverage_counted counted
            on counted.congress_id = days.congress_id and counted.source_id = days.source_id
           and counted.published_on = days.published_on
        union all
        -- and whatever lies outside of it
        select counted.congress_id, congress.opens_on, counted.source_id, counted.published_on, kept.state, kept.reason,
               article_count, story_count, focus_count, substantive_count, anchor_count, focus_story_count
          from coverage_counted counted
          left join congress on congress.id = counted.congress_id
          left join completeness_day kept
            on kept.source_id = counted.source_id and kept.published_on = counted.published_on
         where (counted.published_on between coalesce(opens_on, closes_on) - 60
                and least(coalesce(closes_on, opens_on + 14) + 60, current_date)) is not true) told
  join source on source.id = told.source_id;

comment on view coverage_daily is 'How much each source published about a meeting, day by day: a row for every source and day from 60 days before the opening to 60 after the closing, zeros included, and for every other day with an article. Ask for one congress_id.';
comment on column coverage_daily.day_offset is 'Days from the opening day (day 0); null where no source shows the opening day.';
comment on column coverage_daily.published_on is 'Local day of the source, as the articles state it; articles without a day are in coverage only.';
comment on column coverage_daily.article_count is 'Articles that cover the meeting, at any level: attention counted raw.';
comment on column coverage_daily.story_count is 'Of them, those that told their story first, of all sources: attention counted by story. Sums count each story once.';
comment on column coverage_daily.focus_count is 'Articles about the meeting.';
comment on column coverage_daily.substantive_count is 'Articles that take their occasion or source from it.';
comment on column coverage_daily.anchor_count is 'Articles with a set phrase or time mark only.';
comment on column coverage_daily.focus_story_count is 'Of the articles about the meeting, those that told their story first.';
comment on column coverage_daily.completeness is 'Can a zero be read? complete: it is silence; partial: perhaps; not looked: it means nothing. As the view completeness said at the end of the source''s last run.';
comment on column coverage_daily.reason is 'Why the day is not complete; empty where it is.';

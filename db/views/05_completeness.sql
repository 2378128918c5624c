create view page_of_day as
-- Three branches, so that a question about some days reads those days only, each by an index.
-- An article has the day its latest text states, and was found by every way that named any of its addresses.
select source.slug as source,
       revision.published_on,
       'archived' as ending,
       '' as reason,
       article.canonical_url as url,
       article.id as article_id,
       null::bigint as page_id,
       false as is_missing,
       false as is_provisional,
       -- what the site has taken down cannot be expected of its listings
       bool_or(page.state in ('missing', 'gone')) is not true as is_listable,
       bool_or(finding.way = 'feed') is true as is_in_feed,
       bool_or(finding.way = 'sitemap') is true as is_in_sitemap,
       bool_or(finding.way = 'section') is true as is_in_section,
       bool_or(finding.way = 'wp_json') is true as is_in_wp_json,
       bool_or(finding.way = 'date_archive') is true as is_in_date_archive,
       null::date as undated_until
  from revision
  join article on article.id = revision.article_id
  join source on source.id = article.source_id
  left join page on page.article_id = article.id
  left join finding on finding.page_id = page.id
 where revision.is_current and revision.published_on is not null
 group by source.id, article.id, revision.id
union all
-- An article without a date has the day on which it was listed, or else discovered; nothing tells who left it out.
select source.slug,
       coalesce(min(page.listed_on), min(page.discovered_on)),
       'archived', '', article.canonical_url, article.id, null, false, true, false, false, false, false, false, false,
       null
  from revision
  join article on article.id = revision.article_id
  join source on source.id = article.source_id
  join page on page.article_id = article.id
 where revision.is_current and revision.published_on is null
 group by source.id, article.id, revision.id
union all
-- A page that gave no article has the day that its listing says, or else on which it was discovered.
select source.slug,
       coalesce(page.listed_on, page.discovered_on),
       ended.ending, page.reason, page.url, null, page.id,
       ended.ending not in ('gone', 'no article'),
       ended.ending not in ('gone', 'no article'),
       page.listed_on is not null and ended.ending not in ('gone', 'missing', 'no article'),
       exists (select from finding where page_id = page.id and way = 'feed'),
       exists (select from finding where page_id = page.id and way = 'sitemap'),
       exists (select from finding where page_id = page.id and way = 'section'),
       exists (select from finding where page_id = page.id and way = 'wp_json'),
       exists (select from finding where page_id = page.id and way = 'date_archive'),
       -- a page is listed, and changed, after it was published; what another page has told in its place has its day
       case when page.listed_on is null and ended.ending not in ('gone', 'no article')
             and not exists (select from article where source_id = page.source_id
                                and url_key_sha256 = page.url_key_sha256)
            then least(page.discovered_on, (page.listed_modified_at at time zone source.timezone)::date) end
  from page
  join source on source.id = page.source_id
 cross join lateral (
         select case when page.state <> 'skipped' then page.state
                     when page.reason in ('listing', 'home page', 'landing page', 'gallery', 'video', 'print page', 'not html') then 'no article'
                     when page.reason = 'robots.txt' then 'closed'
                     -- refused before it was asked: it is no page of any day
                     when page.attempt_count = 0
                      and (page.reason in ('not an article address', 'off-domain', 'private address', 'not http',
                                           'address too long', 'too many links from a listing',
                                           'more links than one run follows') or page.reason like 'trap: %')
                     then 'refused'
                     else 'unreadable' end as ending) ended
 where page.article_id is null and ended.ending <> 'refused';

comment on view page_of_day is 'The pages behind completeness: every article, and every address that gave none, once, on its day. Aliases and addresses that were refused before they were asked are left out.';
comment on column page_of_day.published_on is 'The day the article states; else the one its listing says; else the one on which it was discovered. Local to the source.';
comment on column page_of_day.ending is 'archived, gone, no article; or queued, fetched, failed, missing, closed (by robots.txt), unreadable.';
comment on column page_of_day.is_missing is 'It did not end well: the archive lacks what may be an article of the day.';
comment on column page_of_day.is_provisional is 'No article states the day: only the listing does, or nothing.';
comment on column page_of_day.is_listable is 'A whole listing of the day has to name it: its day is known, and the site has not taken it down.';
comment on column page_of_day.is_in_feed is 'A feed has named it, under whatever address; the others likewise.';
comment on column page_of_day.undated_until is 'Nothing tells the day of this page that did not end well: it is this one or any before. Null where the day is known, or nothing is missing.';

create view days_read as
-- of a way with several listings each has to be read: what all of them cover
select roots.source, roots.way, range_intersect_agg(roots.days) as days
  from (select source.slug as source, named.way, root.url, coalesce(range_agg(walked.covers), '{}') as days
          from source
         cross join lateral jsonb_each(source.listings) named (way, urls)
         cross join lateral jsonb_array_elements_text(named.urls) root (url)
          -- a look back at some days of a listing is written with them: #2022-06-01..2022-06-30
          left join lateral (select distinct covers from walk
                              where source_id = source.id and way = named.way
                                and split_part(root_url, '#', 1) = root.url and covers is not null) walked on true
         where named.way not in ('wp_json', 'date_archive')
         group by 1, 2, 3) roots
 group by 1, 2
union all
-- what is asked of WordPress, all posts or a month's, is answered whole
select source.slug, 'wp_json', range_agg(walk.covers)
  from source
  join walk on walk.source_id = source.id and walk.way = 'wp_json' and walk.covers is not null
 group by 1
union all
-- a day has as many archives as the source's file names patterns of them
select archived.source, 'date_archive', range_agg(daterange(archived.day, archived.day + 1))
  from (select source.slug as source, lower(walk.covers) + passed as day
          from source
          join walk on walk.source_id = source.id and walk.way = 'date_archive'
         cross join lateral generate_series(0, upper(walk.covers) - lower(walk.covers) - 1) passed
         group by source.id, 2
        having count(distinct walk.root_url)
               >= greatest(1, jsonb_array_length(source.listings -> 'date_archive'))) archived
 group by 1;

comment on view days_read is 'The days of which a way showed every entry it has, after they were over: what completeness is proved with. One row per source and way that its file names, or that a backfill asked.';
comment on column days_read.days is 'Local days of the source (datemultirange): days @> date ''2022-06-01''.';

create view completeness as
select day.source,
       day.published_on,
       case when day.published_on < reading.today and proof.is_whole and day.missing_count = 0
             and undated.page_count = 0 then 'complete'
            when day.published_on = reading.today or day.listed_count > 0 or proof.is_whole is not null
              or reading.looked_at @> day.published_on then 'partial'
            else 'not looked' end as state,
       day.listed_count,
       day.archived_count,
       day.missing_count,
       day.is_provisional,
       regexp_replace(regexp_replace(concat_ws('; ',
         case when day.published_on = reading.today then 'the day is not over'
              when proof.is_whole is null then 'no listing was read back past this day since it ended' end,
         case when day.failed_count > 0 then day.failed_count || ' pages failed: ' || day.failures end,
         case when day.unreadable_count > 0 then day.unreadable_count || ' pages could not be read: ' || day.unreadable end,
         case when day.queued_count > 0 then day.queued_count || ' pages wait to be fetched' end,
         case when day.fetched_count > 0 then day.fetched_count || ' pages wait to be processed' end,
         case when day.closed_count > 0 then day.closed_count || ' closed by robots.txt' end,
         case when undated.page_count = 1 then '1 undated page waits or failed: its day is not known'
              when undated.page_count > 1
              then undated.page_count || ' undated pages wait or failed: their day is not known' end,
         case when not proof.is_whole then proof.left_out end
       ), '\m1 pages', '1 page', 'g'), '\m1 page wait', '1 page waits', 'g') as reason
  from (select source,
               published_on,
               sum(page_count)::bigint as listed_count,
               coalesce(sum(page_count) filter (where ending = 'archived'), 0)::bigint as archived_count,
               coalesce(sum(page_count) filter (where is_missing), 0)::bigint as missing_count,
               bool_or(is_provisional) as is_provisional,
               sum(page_count) filter (where ending in ('failed', 'missing')) as failed_count,
               string_agg(told, ', ' order by page_count desc, reason) filter (where ending in ('failed', 'missing'))
                 as failures,
               sum(page_count) filter (where ending = 'unreadable') as unreadable_count,
               string_agg(told, ', ' order by page_count desc, reason) filter (where ending = 'unreadable')
                 as unreadable,
               sum(page_count) filter (where ending = 'queued') as queued_count,
               sum(page_count) filter (where ending = 'fetched') as fetched_count,
               sum(page_count) filter (where ending = 'closed') as closed_count,
               sum(not_in_feed) as not_in_feed,
               sum(not_in_sitemap) as not_in_sitemap,
               sum(not_in_section) as not_in_section,
               sum(not_in_wp_json) as not_in_wp_json,
               sum(not_in_date_archive) as not_in_date_archive
          from (select source,
                       published_on,
                       ending,
                       reason,
                       coalesce(nullif(reason, ''), 'no reason') || ' (' || count(*) || ')' as told,
                       is_missing,
                       count(*) as page_count,
                       bool_or(is_provisional) as is_provisional,
                       count(*) filter (where is_listable and not is_in_feed) as not_in_feed,
                       count(*) filter (where is_listable and not is_in_sitemap) as not_in_sitemap,
                       count(*) filter (where is_listable and not is_in_section) as not_in_section,
                       count(*) filter (where is_listable and not is_in_wp_json) as not_in_wp_json,
                       count(*) filter (where is_listable and not is_in_date_archive) as not_in_date_archive
                  from page_of_day
                 group by source, published_on, ending, reason, is_missing
                union all
                -- days without a page are days too
                select source.slug, first.day + passed, '', '', '', false, 0, false, 0, 0, 0, 0, 0
                  from source
                 cross join lateral (
                         select least(
                                  (select revision.published_on
                                     from revision
                                     join article on article.id = revision.article_id
                                    where revision.is_current and article.source_id = source.id
                                      and revision.published_on is not null
                                    order by revision.published_on limit 1),
                                  (select min(published_on) from page_of_day
                                    where page_of_day.source = source.slug and (is_provisional or ending <> 'archived')),
                                  (select min(lower(covers)) from walk
                                    where source_id = source.id and lower(covers) > '-infinity'),
                                  (select (min(least(started_at, now())) at time zone source.timezone)::date from run
                                    where source_id = source.id)) as day
                         -- a fence: else PostgreSQL asks all this again for every day
                         offset 0) first
                 cross join lateral generate_series(0, (now() at time zone source.timezone)::date - first.day) passed
               ) counted
         group by source, published_on) day
  join (select source.slug,
               (now() at time zone source.timezone)::date as today,
               range_agg(days_read.days) filter (where days_read.way = 'feed') as feed,
               range_agg(days_read.days) filter (where days_read.way = 'sitemap') as sitemap,
               range_agg(days_read.days) filter (where days_read.way = 'section') as section,
               range_agg(days_read.days) filter (where days_read.way = 'wp_json') as wp_json,
               range_agg(days_read.days) filter (where days_read.way = 'date_archive') as date_archive,
               (select range_agg(days)
                  from (select distinct daterange(oldest_on, (started_at at time zone source.timezone)::date, '[]') as days
                          from walk
                         where source_id = source.id and oldest_on <= (started_at at time zone source.timezone)::date
                        union
                        select covers from walk where source_id = source.id and covers is not null) walked) as looked_at,
               -- in order, so that a day finds its place among them without reading all
               (select array_agg(undated_until order by undated_until)
                  from page_of_day
                 where page_of_day.source = source.slug and page_id is not null and undated_until is not null)
                 as undated_until
          from source
          left join days_read on days_read.source = source.slug
         group by source.slug, source.id) reading on reading.slug = day.source
 cross join lateral (
         -- null: nothing covers the day; false: what covers it left pages out
         select bool_or(left_out_count = 0) as is_whole,
                string_agg(way || ' left out ' || left_out_count || ' pages that other ways found', '; ' order by way)
                  filter (where left_out_count > 0) as left_out
           from (values ('feed', reading.feed, day.not_in_feed),
                        ('sitemap', reading.sitemap, day.not_in_sitemap),
                        ('section', reading.section, day.not_in_section),
                        ('wp_json', reading.wp_json, day.not_in_wp_json),
                        ('date_archive', reading.date_archive, day.not_in_date_archive))
                as proving (way, days, left_out_count)
          where proving.days @> day.published_on) proof
 cross join lateral (
         select coalesce(cardinality(reading.undated_until)
                         - width_bucket(day.published_on - 1, reading.undated_until), 0) as page_count) undated
 -- a page that says it is of tomorrow waits for its day
 where day.published_on <= reading.today;

comment on view completeness is 'Can a zero be read? One row per source and local day, from the first day known to today: whether everything published on it is in the archive, and why not.';
comment on column completeness.published_on is 'Local day of the source: the day the article states; until a page is archived the one its listing says, or else the one on which it was discovered.';
comment on column completeness.state is 'complete: after the day was over a listing was read back past it, whole, every page of the day ended well, and so did every page that may be of the day, for all that is known; a zero is silence. partial: something of it is known or was looked at. not looked: nothing was; a zero means nothing.';
comment on column completeness.listed_count is 'Pages of the day, whatever way found them; those that are neither archived nor missing are gone or turned out to be no article.';
comment on column completeness.archived_count is 'Articles of the day, as in article_current.';
comment on column completeness.missing_count is 'Pages of the day that did not end well; page_of_day has their addresses.';
comment on column completeness.is_provisional is 'Some page of the day is dated by its listing or its discovery only, and may yet move to another.';
comment on column completeness.reason is 'Why the day is not complete, for a person; empty where it is.';

create view discovery as
select source,
       way,
       coalesce(found.found_count, 0) as found_count,
       coalesce(found.first_count, 0) as first_count,
       -- each page was found first by one way
       round(coalesce(found.found_count, 0) / nullif(sum(found.first_count) over (partition by source), 0), 4) as recall,
       found.median_lag,
       walked.last_walk_at,
       walked.last_ending
  from (select source,
               way,
               count(*) as found_count,
               count(*) filter (where place = 1) as first_count,
               percentile_cont(0.5) within group (order by found_at - first_found_at) as median_lag
          from (select source.slug as source,
                       finding.way,
                       min(finding.found_at) as found_at,
                       min(min(finding.found_at)) over same_page as first_found_at,
                       row_number() over (same_page order by min(finding.found_at), finding.way) as place
                  from page
                  join source on source.id = page.source_id
                  join finding on finding.page_id = page.id
                 -- what is no article says nothing of a way that names articles
                 where page.article_id is not null or page.state <> 'skipped'
                 -- all addresses of an article are one page here
                 group by source.slug, page.article_id, case when page.article_id is null then page.id end, finding.way
                window same_page as (partition by source.slug, page.article_id,
                                     case when page.article_id is null then page.id end)) each_page
         group by source, way) found
  full join (select distinct on (source.slug, walk.way)
                    source.slug as source, walk.way, walk.started_at as last_walk_at, walk.ending as last_ending
               from walk
               join source on source.id = walk.source_id
              order by source.slug, walk.way, walk.started_at desc, walk.id desc) walked using (source, way);

comment on view discovery is 'Each way of finding pages beside the others: one row per source and way that found a page or was read. Pages that were skipped, because they are no article or may not be asked, do not count; all addresses of an article count as one page.';
comment on column discovery.way is 'feed, sitemap, section, wp_json, date_archive: listings; link: a link on another page; warc: an imported file.';
comment on column discovery.found_count is 'Pages that this way ever found, first or not.';
comment on column discovery.first_count is 'Pages that it found before any other way did.';
comment on column discovery.recall is 'Share of the pages found by any way that this one found too.';
comment on column discovery.median_lag is 'Of the pages it found: how long after the first way, in the middle.';
comment on column discovery.last_walk_at is 'When its newest reading began; null for ways that are no listings.';
comment on column discovery.last_ending is 'How that reading ended: overlap, exhausted, window, gap, unchanged, bound or problem.';

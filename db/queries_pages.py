"""What the pages of the UI ask: how a source has been, what changed lately, which days are complete, who covered what.

Bounded by days or by rows, so that a page costs the same in a year as today.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

Rows = list[dict[str, Any]]

_DAYS = text("""
    select (run.started_at at time zone source.timezone)::date as day,
           count(*) filter (where run.state = 'completed') as completed_count,
           count(*) filter (where run.state = 'warning') as warning_count,
           count(*) filter (where run.state in ('failed', 'crashed')) as failed_run_count,
           count(*) filter (where run.state = 'cancelled') as cancelled_count,
           coalesce(sum(told.new_count), 0)::bigint as new_count,
           coalesce(sum(told.revised_count), 0)::bigint as revised_count,
           coalesce(sum(told.failed_count), 0)::bigint as failed_count
      from run
      join source on source.id = run.source_id
     cross join lateral (
            select count(*) filter (where outcome = 'new') as new_count,
                   count(*) filter (where outcome = 'revised') as revised_count,
                   count(*) filter (where outcome = 'failed') as failed_count
              from page_event where page_event.run_id = run.id and outcome in ('new', 'revised', 'failed')) told
     where source.id = :source and run.started_at > now() - make_interval(days => :days)
     group by 1 order by 1 desc
""")
_TROUBLE = text("""
    with finished as (
        select flow, state, reason, started_at, id,
               max(id) filter (where state = 'completed') over (partition by flow) as last_good_id
          from run
         where source_id = :source and state not in ('running', 'cancelled')
           and started_at > now() - interval '90 days'
    )
    select flow, count(*) as run_count, min(started_at) as since_at,
           (array_agg(state order by id desc))[1] as state, (array_agg(reason order by id desc))[1] as reason
      from finished where id > coalesce(last_good_id, 0) group by flow order by flow
""")
_LISTINGS = text("""
    select way, root_url, last.finished_at, last.ending, last.listed_count, last.problem,
           (select max(finished_at) from walk good where good.source_id = :source and good.way = named.way
               and good.root_url = named.root_url and good.problem = '') as read_at
      from (select distinct way, root_url from walk
             where source_id = :source and started_at > now() - make_interval(days => :days)) named
     cross join lateral (select finished_at, ending, listed_count, problem from walk
             where walk.source_id = :source and walk.way = named.way and walk.root_url = named.root_url
               and started_at <= now()
             order by started_at desc limit 1) last
     order by last.problem = '', way, root_url limit :max_count
""")
_FILL = text("""
    select count(*) as article_count, avg((title <> '')::int)::float as title,
           avg((body <> '')::int)::float as body, avg((published_on is not null)::int)::float as published_on,
           avg((cardinality(authors) > 0)::int)::float as author
      from article
      join revision on revision.article_id = article.id and revision.is_current
     where article.source_id = :source and article.first_captured_at > now() - make_interval(days => :days)
""")
_BACKLOG = text("select state, count(*) as page_count from page where source_id = :source group by 1 order by 2 desc")
_COMPLETE = text("""
    select source.slug as source, day.published_on, day.state, day.reason
      from completeness_day day
      join source on source.id = day.source_id
     where day.published_on > current_date - cast(:days as int) and (:source = '' or slug = :source)
     order by 1, 2
""")
_EDITS = text("""
    select source, title, canonical_url as url, kinds, diff, first_seen_at from edit
     where first_seen_at > now() - make_interval(hours => :hours) order by first_seen_at desc limit :max_count
""")
_REMOVALS = text("""
    select source.slug as source, revision.title, page.url, absence.kind, absence.first_missing_at,
           absence.confirmed_at, absence.reappeared_at
      from absence
      join page on page.id = absence.page_id
      join source on source.id = page.source_id
      join revision on revision.article_id = absence.article_id and revision.is_current
     where greatest(absence.confirmed_at, absence.reappeared_at) > now() - make_interval(hours => :hours)
     order by greatest(absence.confirmed_at, absence.reappeared_at) desc limit :max_count
""")
_MEETINGS = text("""
    select congress.id, label_en, label_zh, opens_on, closes_on
      from congress
     where id in (select congress_id from page_event
                    join page on page.id = page_event.page_id
                    join revision on revision.article_id = page.article_id and revision.is_current
                    join coverage_tag on coverage_tag.revision_id = revision.id
                   where page_event.run_id = :run and page_event.outcome in ('new', 'revised'))
     order by opens_on desc nulls last, id limit :max_count
""")
_LATELY = text("""
    select congress.id, label_en, label_zh, opens_on, closes_on
      from congress
     where id in (select congress_id from article
                    join revision on revision.article_id = article.id and revision.is_current
                    join coverage_tag on coverage_tag.revision_id = revision.id
                   where article.first_captured_at > now() - make_interval(hours => :hours))
     order by opens_on desc nulls last, id limit :max_count
""")
# new articles are found by the runs of these hours: a scan of all articles would cost more each year
_SOURCES_LATELY = text("""
    select source.slug as source, last.state, last.reason, last.started_at,
           count(run.id) filter (where run.flow = 'monitor') as run_count,
           count(run.id) filter (where run.flow = 'monitor' and run.state in ('failed', 'crashed')) as broken_count,
           coalesce(sum(told.new_count), 0)::bigint as new_count
      from source
     cross join lateral (select state, reason, started_at from run
             where source_id = source.id and flow = 'monitor' and state not in ('running', 'cancelled')
               and started_at between now() - interval '30 days' and now() order by started_at desc limit 1) last
      left join run on run.source_id = source.id and run.state not in ('running', 'cancelled')
           and run.started_at > now() - make_interval(hours => :hours)
      left join lateral (select count(*) as new_count from page_event
             where page_event.run_id = run.id and page_event.outcome = 'new') told on true
     group by 1, 2, 3, 4
     order by array_position(array['failed', 'crashed', 'warning', 'completed'], last.state), 1 limit :max_count
""")
_MEETINGS_LATELY = text("""
    with came as (
        select distinct page.article_id from source
          join run on run.source_id = source.id and run.started_at > now() - make_interval(hours => :hours)
          join page_event on page_event.run_id = run.id and page_event.outcome = 'new'
          join page on page.id = page_event.page_id)
    select congress.id, congress.label_en, count(*) as article_count,
           count(*) filter (where level = 'focus') as focus_count,
           (array_agg(coverage.published_on order by level = 'focus' desc, published_on desc nulls last))[1]
               as published_on,
           (array_agg(coverage.source order by level = 'focus' desc, published_on desc nulls last))[1] as source,
           (array_agg(coverage.title order by level = 'focus' desc, published_on desc nulls last))[1] as title,
           (array_agg(coverage.url order by level = 'focus' desc, published_on desc nulls last))[1] as url
      from came join coverage using (article_id) join congress on congress.id = coverage.congress_id
     group by 1, 2 order by focus_count desc, article_count desc, 1 limit :max_count
""")
_OF_DAYS = text("""
    select published_on, title, url from (
        select published_on, title, url,
               row_number() over (partition by published_on order by
                                  array_position(array['focus', 'substantive', 'anchor'], level), title) as place
          from coverage where congress_id = :congress and published_on is not null) ranked
     where place <= :each order by published_on, place
""")


def days(connection: Connection, source_id: int, count: int) -> Rows:
    """A source's last days, newest first: runs by how they ended, pages that were new, revised, failed."""
    return _all(connection, _DAYS, source=source_id, days=count)


def trouble(connection: Connection, source_id: int) -> Rows:
    """Flows whose last run was not good: flow, state, reason, since_at and run_count of those in a row."""
    return _all(connection, _TROUBLE, source=source_id)


def listings(connection: Connection, source_id: int, count: int, max_count: int) -> Rows:
    """How each listing was read last, those with a problem first; read_at: when it last could be."""
    return _all(connection, _LISTINGS, source=source_id, days=count, max_count=max_count)


def fill(connection: Connection, source_id: int, count: int) -> dict[str, Any]:
    """Of the articles that came in the last days: their count, and the share that has each field (null: of none)."""
    (row,) = _all(connection, _FILL, source=source_id, days=count)
    return row


def backlog(connection: Connection, source_id: int) -> dict[str, int]:
    """A source's pages by state."""
    return {row["state"]: row["page_count"] for row in _all(connection, _BACKLOG, source=source_id)}


def completeness(connection: Connection, count: int, source: str = "") -> Rows:
    """The last days of every source, or of one: source, published_on, state, reason, as of its last run."""
    return _all(connection, _COMPLETE, days=count, source=source)


def edits(connection: Connection, hours: int, max_count: int) -> Rows:
    """Edits that were seen first in the last hours, newest first."""
    return _all(connection, _EDITS, hours=hours, max_count=max_count)


def removals(connection: Connection, hours: int, max_count: int) -> Rows:
    """Articles whose removal was confirmed, or that came back, in the last hours."""
    return _all(connection, _REMOVALS, hours=hours, max_count=max_count)


def meetings(connection: Connection, run_id: int, max_count: int) -> Rows:
    """Meetings that articles of this run cover, new or revised ones: id, labels, days."""
    return _all(connection, _MEETINGS, run=run_id, max_count=max_count)


def meetings_lately(connection: Connection, hours: int, max_count: int) -> Rows:
    """Meetings that articles of the last hours cover."""
    return _all(connection, _LATELY, hours=hours, max_count=max_count)


def sources_lately(connection: Connection, hours: int, max_count: int) -> Rows:
    """Each source's last visit, and what those of the last hours brought; the broken ones first.

    Columns: source, state, reason, started_at, run_count, broken_count, new_count.
    """
    return _all(connection, _SOURCES_LATELY, hours=hours, max_count=max_count)


def meetings_in_news(connection: Connection, hours: int, max_count: int) -> Rows:
    """The meetings that articles of the last hours' runs cover, the most about them first.

    Columns: id, label_en, article_count, focus_count, and published_on, source, title, url of the newest about it.
    """
    return _all(connection, _MEETINGS_LATELY, hours=hours, max_count=max_count)


def articles_of_days(connection: Connection, congress_id: str, each: int) -> Rows:
    """A few articles of each day of a meeting's coverage, those about it first: published_on, title, url."""
    return _all(connection, _OF_DAYS, congress=congress_id, each=each)


def _all(connection: Connection, sql: Any, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(sql, parameters).mappings()]

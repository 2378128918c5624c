"""What a run is compared with, to tell what is wrong: few short reads, whatever the archive's size."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

Rows = list[dict[str, Any]]
MEMORY = timedelta(days=28)
# articles before the run's own, and how many make one median: three hundred texts are read in some milliseconds
_TEXTS, _CHUNK = 300, 10
# fewer requests say more of the pause between them than of the site
_MIN_REQUESTS = 5


def arrivals(connection: Connection, source_id: int, until: datetime) -> Rows:
    """Monitor runs of four weeks that could be judged, oldest first: started_at, new_count, late_count (listed a day
    before `until`)."""
    return _all(
        connection,
        """
        select run.started_at, came.*
          from run
         cross join lateral (
               select count(*) as new_count,
                      count(*) filter (where page.discovered_at < :until - interval '1 day') as late_count
                 from page_event join page on page.id = page_event.page_id
                where page_event.run_id = run.id and page_event.outcome = 'new') came
         where source_id = :source and flow = 'monitor' and state in ('completed', 'warning')
           and started_at > :since and started_at <= :until
         order by started_at
        """,
        source=source_id,
        since=until - MEMORY,
        until=until,
    )


def of_run(connection: Connection, run_id: int, today: date) -> dict[str, Any]:
    """Of the articles that the run stored anew: body_length (median, characters; or None), future_count."""
    (row,) = _all(
        connection,
        """
        select percentile_cont(0.5) within group (order by length(revision.body)) as body_length,
               count(*) filter (where revision.published_on > :last) as future_count
          from page_event
          join page on page.id = page_event.page_id
          join revision on revision.article_id = page.article_id and revision.is_current
         where page_event.run_id = :run and page_event.outcome = 'new'
        """,
        run=run_id,
        last=today + timedelta(days=1),
    )
    return row


def lengths(connection: Connection, source_id: int, run_id: int, before: datetime | None = None) -> list[float]:
    """Median lengths of the source's latest texts before the run (and that moment), ten by ten, as they came."""
    rows = _all(
        connection,
        """
        with latest as materialized (
          select article.id, row_number() over (order by article.id desc) - 1 as place
            from article
           where article.source_id = :source
             and article.id not in (select page.article_id from page_event join page on page.id = page_event.page_id
                                     where page_event.run_id = :run and page.article_id is not null)
             and (cast(:before as timestamptz) is null or article.first_captured_at < :before)
           order by article.id desc limit :most
        )
        select percentile_cont(0.5) within group (order by length(revision.body)) as length
          from latest
          join revision on revision.article_id = latest.id and revision.sequence = 1
         group by place / :chunk having count(*) = :chunk
        """,
        source=source_id,
        run=run_id,
        before=before,
        most=_TEXTS,
        chunk=_CHUNK,
    )
    return [float(row["length"]) for row in rows]


def seconds_each(connection: Connection, source_id: int, run_id: int) -> tuple[float | None, list[float]]:
    """Seconds per request of this run (None: too few), and of up to fifty monitor runs before it."""
    rows = _all(
        connection,
        """
        select id, (crawl ->> 'elapsed_time_seconds')::float / (crawl ->> 'downloader/request_count')::float as seconds
          from run
         where source_id = :source and flow = 'monitor' and id <= :run and state <> 'failed'
           and (crawl ->> 'downloader/request_count')::float >= :least and crawl ? 'elapsed_time_seconds'
         order by started_at desc limit 51
        """,
        source=source_id,
        run=run_id,
        least=_MIN_REQUESTS,
    )
    return (
        next((row["seconds"] for row in rows if row["id"] == run_id), None),
        [row["seconds"] for row in rows if row["id"] != run_id],
    )


def _all(connection: Connection, sql: str, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]

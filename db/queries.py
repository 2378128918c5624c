"""Every read of the archive: what a run did, how the sources are. Rows in, plain values out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from db.identity.claims import IS_WAITING
from db.reasons import SWINGING, failure_class

# in the other states a reason says no more than which kind of page it is
PROBLEM_STATES = ("skipped", "failed", "missing")
Rows = list[dict[str, Any]]
_UNPROCESSED = " ".join(
    (
        "select count(*) as n from capture join page on page.id = capture.page_id",
        "where page.source_id = :source and capture.processed_at is null and not",
        IS_WAITING,
    )
)


def unprocessed_count(connection: Connection, source_id: int) -> int:
    """Captures that can be processed now; one that waits for the page it speaks of is none."""
    return int(
        _one(
            connection,
            _UNPROCESSED,
            source=source_id,
        )["n"]
    )


def has_claimed_pages(connection: Connection, run_id: int) -> bool:
    """Whether this run's processing queued pages that no listing named, and that were not asked for yet."""
    return bool(
        _one(
            connection,
            "select exists (select from page where discovered_run_id = :run and way = 'canonical' and state = 'queued'"
            " and attempt_count = 0 and due_at <= now()"
            " and source_id = (select source_id from run where id = :run)) as so",
            run=run_id,
        )["so"]
    )


def run_row(connection: Connection, run_id: int) -> dict[str, Any]:
    return _one(connection, "select * from run where id = :run", run=run_id)


def run_outcomes(connection: Connection, run_id: int) -> dict[str, int]:
    """How many pages ended in each outcome of this run. A page asked twice counts by its last word."""
    rows = _all(
        connection,
        "select outcome, count(*) as n from (select distinct on (page_id) outcome from page_event"
        " where run_id = :run and outcome is not null order by page_id, id desc) last group by 1",
        run=run_id,
    )
    return {row["outcome"]: row["n"] for row in rows}


def run_reasons(connection: Connection, run_id: int) -> Rows:
    """Why pages failed, were skipped or told nothing in this run: outcome, reason, page_count, one example address."""
    return _all(
        connection,
        "select outcome, reason, count(*) as page_count, min(url) as example_url from"
        " (select distinct on (page_id) page_id, outcome, page_event.reason, page.url from page_event"
        "  join page on page.id = page_event.page_id"
        "  where run_id = :run and outcome is not null order by page_id, page_event.id desc) last"
        " where outcome in ('skipped', 'failed') or reason = :swinging group by 1, 2 order by 3 desc, 2",
        run=run_id,
        swinging=SWINGING,
    )


def run_articles(connection: Connection, run_id: int, outcome: str, max_count: int) -> Rows:
    """Articles with this outcome in this run: title, url, published_on, language, congresses.

    Those that cover a meeting come first, then the newest.
    """
    return _all(
        connection,
        "select * from (select distinct article.article_id, article.title, article.canonical_url as url,"
        " article.published_on, article.language,"
        " array(select congress_id || ' ' || level from coverage_tag where revision_id = article.revision_id"
        "       order by level = 'focus' desc, congress_id) as congresses"
        " from page_event join page on page.id = page_event.page_id"
        " join article_current article on article.article_id = page.article_id"
        " where page_event.run_id = :run and page_event.outcome = :outcome"
        ") found order by cardinality(congresses) > 0 desc, published_on desc nulls last, article_id desc"
        " limit :max_count",
        run=run_id,
        outcome=outcome,
        max_count=max_count,
    )


def run_listings(connection: Connection, run_id: int) -> Rows:
    """How each reading of a listing in this run went: way, root_url, ending, page_count, listed_count, ..., problem."""
    return _all(
        connection,
        "select way, root_url, ending, page_count, listed_count, known_count, problem from walk"
        " where run_id = :run order by way, root_url",
        run=run_id,
    )


def run_fill(connection: Connection, run_id: int) -> dict[str, Any]:
    """Of the articles this run stored: their count, and the share that has each field."""
    return _one(
        connection,
        "select count(*) as article_count, avg((title <> '')::int)::float as title,"
        " avg((body <> '')::int)::float as body, avg((published_on is not null)::int)::float as published_on,"
        " avg((cardinality(authors) > 0)::int)::float as author from page_event"
        " join page on page.id = page_event.page_id"
        " join article_current article on article.article_id = page.article_id"
        " where page_event.run_id = :run and page_event.outcome in ('new', 'revised')",
        run=run_id,
    )


def other_client_count(connection: Connection) -> int:
    """Connections to this database by anyone but this process: its own carry its number in their name."""
    row = _one(
        connection,
        "select count(*) as n from pg_stat_activity where backend_type = 'client backend'"
        " and datname = current_database() and application_name <> current_setting('application_name')",
    )
    return int(row["n"])


def last_run_ids(connection: Connection, flow: str) -> dict[str, int]:
    """The newest run of this flow on each source, by slug."""
    rows = _all(
        connection,
        "select slug, max(run.id) as id from run join source on source.id = source_id where flow = :flow group by 1",
        flow=flow,
    )
    return {row["slug"]: row["id"] for row in rows}


def last_run(connection: Connection, slug: str, flow: str) -> dict[str, Any] | None:
    """The newest run of this flow on the source."""
    rows = _all(
        connection,
        "select run.* from run join source on source.id = source_id where slug = :slug and flow = :flow"
        " order by run.id desc limit 1",
        slug=slug,
        flow=flow,
    )
    return rows[0] if rows else None


def newest_finished_run(connection: Connection) -> datetime:
    """When the last run ended; long ago where none has."""
    row = _one(connection, "select coalesce(max(finished_at), 'epoch') as at from run")
    at: datetime = row["at"]
    return at


def runs_finished_after(connection: Connection, at: datetime) -> Rows:
    """Runs that ended since, in the order in which they did."""
    return _all(
        connection,
        "select run.id, source.slug as source, state, reason, finished_at from run"
        " join source on source.id = source_id where finished_at > :at order by finished_at",
        at=at,
    )


def page_counts(connection: Connection, slugs: list[str]) -> dict[str, str]:
    """A line of progress per source: '120 archived, 14 to process, 200 to fetch'."""
    rows = _all(
        connection,
        "select slug, count(*) filter (where state = 'archived') as archived,"
        " count(*) filter (where state = 'fetched') as fetched, count(*) filter (where state = 'queued') as queued"
        " from page join source on source.id = page.source_id where slug = any(:slugs) group by 1 order by 1",
        slugs=slugs,
    )
    return {
        row["slug"]: f"{row['archived']} archived, {row['fetched']} to process, {row['queued']} to fetch"
        for row in rows
    }


def backfill_progress(connection: Connection, run_id: int, since: date, until: date) -> dict[str, Any]:
    """How far a look back is: listings (units, units_read), pages of these days by what became of them."""
    return _one(
        connection,
        "select (run.crawl ->> 'news/units')::int as units, (run.crawl ->> 'news/units_read')::int as units_read,"
        " run.started_at,"
        " count(page.id) filter (where page.state = 'archived') as archived,"
        " count(page.id) filter (where page.state = 'fetched') as fetched,"
        " count(page.id) filter (where page.due_at <= now()) as due,"
        " count(page.id) filter (where page.fetch_run_id = run.id and page.due_at is null) as done"
        " from run left join page on page.source_id = run.source_id"
        "  and (page.listed_on between :since and :until"
        "       or page.listed_on is null and page.discovered_on between :since and :until)"
        " where run.id = :run group by run.id",
        run=run_id,
        since=since,
        until=until,
    )


def ledger(connection: Connection, source: str = "") -> Rows:
    """Pages by source, state and reason, with the class of the reason."""
    rows = _all(
        connection,
        "select source, state, reason, sum(page_count)::bigint as page_count from ledger_daily"
        " where :source = '' or source = :source group by 1, 2, 3 order by 1, 2, 3",
        source=source,
    )
    return [{**row, "class": failure_class(row["reason"]) if row["state"] in PROBLEM_STATES else ""} for row in rows]


def health(connection: Connection) -> Rows:
    """One row per source: its last run, what is archived, queued and failed, its newest article."""
    return _all(
        connection,
        "select source.slug as source, last.state as last_run, last.started_at, last.finished_at, last.reason,"
        " coalesce(pages.archived, 0) as archived_count, coalesce(pages.queued, 0) as queued_count,"
        " coalesce(pages.failed, 0) as failed_count,"
        " (select max(revision.published_on) from article join revision on revision.article_id = article.id"
        "   and revision.is_current where article.source_id = source.id) as newest_on"
        " from source"
        " left join lateral (select * from run where run.source_id = source.id and flow = 'monitor'"
        "                       and started_at <= now() order by started_at desc limit 1) last on true"
        " left join lateral (select count(*) filter (where state = 'archived') as archived,"
        "   count(*) filter (where state in ('queued', 'fetched')) as queued,"
        "   count(*) filter (where state = 'failed') as failed from page"
        "   where page.source_id = source.id) pages on true order by 1",
    )


def described(connection: Connection, view: str) -> Rows:
    """The comments on the views and on `search`; where one is named, its columns, or what it takes and gives."""
    if not view:
        return _all(
            connection,
            """select cast(relname as text) as view, obj_description(oid, 'pg_class') as holds from pg_class
                where relkind = 'v' and relnamespace = 'public'::regnamespace
               union all
               select proname || '(' || pg_get_function_identity_arguments(oid) || ')', obj_description(oid, 'pg_proc')
                 from pg_proc where proname = 'search' and pronamespace = 'public'::regnamespace
                order by 1""",
        )
    if view == "search":
        return _all(connection, _SEARCH)
    return _all(
        connection,
        "select attname as column, format_type(atttypid, atttypmod) as type, col_description(attrelid, attnum) as holds"
        " from pg_attribute where attrelid = to_regclass(:view) and attnum > 0 order by attnum",
        view=view,
    )


_SEARCH = """
    select 'search' as column, 'function' as type, obj_description(told.oid, 'pg_proc') as holds
      from pg_proc told where proname = 'search' and pronamespace = 'public'::regnamespace
    union all
    (select proargnames[place], format_type(proallargtypes[place], null),
            case when proargmodes[place] = 't' then 'it gives' else 'it takes' end
       from pg_proc, generate_subscripts(proargnames, 1) place
      where proname = 'search' and pronamespace = 'public'::regnamespace order by place)
"""


def select_rows(connection: Connection, sql: str) -> Rows:
    """The rows of a query of ours that has no parameters (the demo's and the README's questions)."""
    return [dict(row) for row in connection.exec_driver_sql(sql.replace("%", "%%")).mappings()]


def _all(connection: Connection, sql: str, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]


def _one(connection: Connection, sql: str, **parameters: Any) -> dict[str, Any]:
    return dict(connection.execute(text(sql), parameters).mappings().one())

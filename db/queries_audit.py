"""The archive's books: what must hold at every moment, as questions that name whatever breaks it; and the days' proof.

Each check is one statement, so it sees one moment of the archive, also in the midst of a crawl.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Check:
    """Something that always holds. `sql` gives a row (source, what) for each thing of which it does not."""

    name: str
    promise: str
    sql: str
    is_momentary: bool = False
    """It also looks at what no snapshot holds still (locks): only what is found twice is believed."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What a check found: how much, and the first few."""

    check: Check
    found_count: int
    rows: tuple[dict[str, str], ...]


CHECKS = (
    Check(
        "ledger sum",
        "the sum over the ledger's states is what was discovered, by source and day of discovery",
        """
        select source, discovered_on || ': ' || coalesce(counted, 0) || ' counted, ' || coalesce(discovered, 0)
               || ' discovered' as what
          from (select source, discovered_on, sum(page_count) as counted from ledger_daily group by 1, 2) ledger
          full join (select source.slug as source, page.discovered_on, count(*) as discovered
                       from (select distinct page_id from page_event) first_event
                       join page on page.id = first_event.page_id
                       join source on source.id = page.source_id
                      group by 1, 2) events using (source, discovered_on)
         where counted is distinct from discovered
        """,
    ),
    Check(
        "last event",
        "the last event of each page tells the state that it is in",
        """
        select source.slug as source, 'page ' || page.id || ' is ' || page.state || ', its last event says '
               || last.state || ': ' || page.url as what
          from (select distinct on (page_id) page_id, state from page_event order by page_id, id desc) last
          join page on page.id = last.page_id and page.state <> last.state
          join source on source.id = page.source_id
        """,
    ),
    Check(
        "archived pages",
        "every archived page has an article with a current text, of its own source",
        """
        select source.slug as source, 'page ' || page.id || ' has none: ' || page.url as what
          from page
          join source on source.id = page.source_id
          left join article on article.id = page.article_id and article.source_id = page.source_id
          left join revision on revision.article_id = article.id and revision.is_current
         where page.state = 'archived' and revision.id is null
        """,
    ),
    Check(
        "current revision",
        "every article has exactly one current revision, and it is the last",
        """
        select source.slug as source, 'article ' || article.id || ' has ' || count(revision.id) filter (
               where is_current) || ' current of ' || count(revision.id) || ': ' || article.canonical_url as what
          from article
          join source on source.id = article.source_id
          left join revision on revision.article_id = article.id
         group by source.id, article.id
        having count(revision.id) filter (where is_current) <> 1 or max(sequence) <> max(sequence) filter (
               where is_current)
        """,
    ),
    Check(
        "sequences",
        "the revisions of an article are counted 1, 2, 3 without a hole",
        """
        select source.slug as source, 'article ' || article.id || ' has '
               || string_agg(sequence::text, ', ' order by sequence) || ': ' || article.canonical_url as what
          from revision
          join article on article.id = revision.article_id
          join source on source.id = article.source_id
         group by source.id, article.id
        having min(sequence) <> 1 or max(sequence) <> count(*)
        """,
    ),
    Check(
        "fetched pages",
        "every page in state fetched has a capture that waits to be processed",
        """
        select source.slug as source, 'page ' || page.id || ' has none: ' || page.url as what
          from page
          join source on source.id = page.source_id
         where page.state = 'fetched'
           and not exists (select from capture where page_id = page.id and processed_at is null)
        """,
    ),
    Check(
        "unprocessed captures",
        "every capture that waits to be processed is of a page that is, or was, fetched",
        """
        select distinct source.slug as source, 'page ' || page.id || ' is ' || page.state || ': ' || page.url as what
          from capture
          join page on page.id = capture.page_id
          join source on source.id = page.source_id
         -- what is settled may have old captures brought to it; a later failure does not undo a capture
         where capture.processed_at is null and page.state not in ('fetched', 'archived', 'alias', 'gone')
           and not exists (select from page_event where page_id = page.id and state = 'fetched')
        """,
    ),
    Check(
        "waiting captures",
        "no capture waits, through a whole run, for a page that is settled",
        """
        select source.slug as source, 'page ' || page.id || ' waits for page ' || claimed.id || ', which is '
               || claimed.state || ': ' || page.url as what
          from capture
          join page on page.id = capture.page_id
          join page claimed on claimed.id = capture.waits_for_page_id
          join source on source.id = page.source_id
         where capture.processed_at is null and claimed.state not in ('queued', 'fetched')
           and exists (select from run
                        where run.source_id = page.source_id and run.flow in ('monitor', 'backfill', 'recheck')
                          and run.state in ('completed', 'warning')
                          and run.started_at > greatest(page.state_at, claimed.state_at))
        """,
    ),
    Check(
        "findings",
        "every page was found by some way, but for those that only stand for their article's address",
        """
        select source.slug as source, 'page ' || page.id || ' (' || page.way || '): ' || page.url as what
          from page
          join source on source.id = page.source_id
         where page.way not in ('canonical', 'redirect')
           and not exists (select from finding where page_id = page.id)
        """,
    ),
    Check(
        "running runs",
        "a run that is called running is alive: it holds the lock of its flow and source",
        """
        select source.slug as source, 'run ' || run.id || ' (' || run.flow || ') of '
               || to_char(run.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC died; the next run of '
               || source.slug || ' closes it' as what
          from run
          join source on source.id = run.source_id
         cross join lateral (select hashtextextended(run.flow || ':' || source.slug, 0) as key offset 0) lock
         where run.state = 'running'
           and not exists (select from pg_locks
                            where locktype = 'advisory' and granted and objsubid = 1
                              and database = (select oid from pg_database where datname = current_database())
                              and ((classid::bigint << 32) | objid::bigint) = lock.key)
        """,
        is_momentary=True,
    ),
    Check(
        "bytes",
        "the bytes of every capture are kept",
        """
        select source.slug as source, 'capture ' || capture.id || ' of page ' || page.id || ': ' || page.url as what
          from capture
          join page on page.id = capture.page_id
          join source on source.id = page.source_id
         where not exists (select from blob where sha256 = capture.blob_sha256)
        """,
    ),
    Check(
        "stories",
        "every article belongs to the story of its first text, and every story's origin is one of its articles",
        """
        select source.slug as source, 'article ' || article.id || ' is in no story: ' || article.canonical_url as what
          from article
          join source on source.id = article.source_id
         where not exists (select from story_member where article_id = article.id)
        union all
        select source.slug, 'article ' || article.id || ' is in another story than its text: ' || article.canonical_url
          from story_member
          join article on article.id = story_member.article_id
          join source on source.id = article.source_id
          join revision on revision.article_id = article.id and revision.sequence = 1
          join story_text on story_text.id = story_member.text_id
         where story_text.story_id <> story_member.story_id or story_text.text_sha256 <> revision.text_sha256
        union all
        select coalesce(source.slug, ''), 'story ' || story.id || ' names article '
               || coalesce(story.origin_article_id::text, 'none') || ' as its origin, which is not in it'
          from story_cluster story
          left join article on article.id = story.origin_article_id
          left join source on source.id = article.source_id
         where exists (select from story_member where story_id = story.id)
           and not exists (select from story_member
                            where story_id = story.id and article_id = story.origin_article_id)
        """,
    ),
)


def broken(connection: Connection, check: Check, sources: Sequence[str], max_count: int | None) -> Broken | None:
    """What breaks the check, at most `max_count` rows of it (sources: all where none is named); None: it holds."""
    rows = connection.execute(
        text(
            f"select source, what, count(*) over () as total from ({check.sql}) found"  # noqa: S608 - our own text
            " where cardinality(cast(:sources as text[])) = 0 or source = any(cast(:sources as text[]))"
            " order by source, what limit cast(:max_count as bigint)"
        ),
        {"sources": list(sources), "max_count": max_count},
    ).all()
    if not rows:
        return None
    return Broken(check, rows[0].total, tuple({"source": row.source, "what": row.what} for row in rows))


def source_slugs(connection: Connection) -> list[str]:
    """Every source that the archive knows."""
    return list(connection.scalars(text("select slug from source order by slug")))


def days(connection: Connection, source: str, since: date, until: date) -> Rows:
    """The rows of `completeness` of one source and span, oldest first, and whether each day `is_over`."""
    return _all(
        connection,
        """
        select completeness.*, published_on < (now() at time zone timezone)::date as is_over
          from completeness join source on source.slug = completeness.source
         where completeness.source = :source and published_on between :since and :until
         order by published_on
        """,
        source=source,
        since=since,
        until=until,
    )


def missing_pages(connection: Connection, source: str, since: date, until: date, max_count: int | None) -> Rows:
    """Pages that did not end well, the first `max_count` of each day: published_on, ending, reason, url."""
    return _all(
        connection,
        """
        select published_on, ending, reason, url
          from (select *, row_number() over (partition by published_on order by url) as place from page_of_day
                 where source = :source and published_on between :since and :until and is_missing) missing
         where place <= coalesce(cast(:max_count as bigint), place)
         order by published_on, url
        """,
        source=source,
        since=since,
        until=until,
        max_count=max_count,
    )


def _all(connection: Connection, sql: str, **parameters: Any) -> Rows:
    return [dict(row) for row in connection.execute(text(sql), parameters).mappings()]

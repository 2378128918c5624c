"""Addresses into the ledger: which are new, which way found which first, and which are due again.

Idempotent. A batch is a few statements whatever its size; `SLICE` keeps each transaction short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, text

from db import reasons
from db.clean import clean_text
from db.ledger import digest_of, part_place
from db.models import Page
from db.urls import main_url, page_key
from db.values import Candidate, LastWalk, Way

# one transaction of a discovery: long enough to be cheap, short enough to be waited for
SLICE = 2000
# what crawler/guard.py and a source's article_url say of an address before it is asked
REFUSED_BY_SETTINGS = (reasons.NOT_ARTICLE, reasons.OFF_DOMAIN, reasons.PRIVATE, reasons.NOT_HTTP)
# what is refused only because no listing names it
REFUSED_AS_LINK = (reasons.TOO_FAR, reasons.TOO_MANY)
# A listing that says of more than half of what it names that it changed is itself made anew, not they.
MOST_MODIFIED = 0.5
FEW = 3
# Links from a listing to a page; beyond, a site can invent addresses for ever.
MAX_HOPS = 3
Judged = tuple[Candidate, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a batch of candidates was to the ledger."""

    new_count: int = 0
    known_count: int = 0
    """Addresses that the last walk had met."""

    def __add__(self, other: Found) -> Found:
        return Found(self.new_count + other.new_count, self.known_count + other.known_count)


class _Listed(NamedTuple):
    digest: bytes
    key: str
    candidate: Candidate
    refusal: str


def slices(candidates: Iterable[Judged]) -> Iterator[list[Judged]]:
    """The candidates in lists short enough for a transaction each."""
    rest = iter(candidates)
    while batch := list(islice(rest, SLICE)):
        yield batch


def discover(
    connection: Connection,
    source_id: int,
    run_id: int | None,
    candidates: Iterable[Judged],
    now: datetime,
    today: date,
    last: LastWalk | None = None,
) -> Found:
    """Queue what is new and remember who found it; of the known, count those that the `last` walk had met.

    Each candidate comes with the reason for which it will not be fetched, empty for those that will: the
    refused are counted too. `today` is the source's local day. Spellings of one address are one page. All
    candidates of a call come by one way.
    """
    listed = _by_page(candidates)
    if not listed:
        return Found()
    way = next(iter(listed.values())).candidate.way
    # one at a time, or two that name the same new addresses in another order would wait for each other for ever
    alone(connection, source_id)
    known = known_pages(connection, source_id, list(listed), way)
    rows = {bytes(row.url_key_sha256) for row in known}
    # What is known first, what is new last: who holds a known page may itself be about to add a new one.
    _add_findings(connection, run_id, [row.id for row in known if row.found_at is None], way, now)
    _requeue(connection, run_id, [row.id for row in known if _is_wanted_again(row, listed)], now)
    _note_modified(connection, _modified(known, listed), now)
    fresh = [item for digest, item in listed.items() if digest not in rows]
    new_count = _add_pages(connection, source_id, run_id, fresh, now, today)
    return Found(new_count, sum(_is_met(row, last) for row in known))


def alone(connection: Connection, source_id: int) -> None:
    """Add pages to a source alone until the transaction ends; to be asked before the first is added."""
    connection.execute(
        text("select pg_advisory_xact_lock(hashtextextended('discover:' || cast(:source as text), 0))"),
        {"source": source_id},
    )


def _is_met(row: Row[Any], last: LastWalk | None) -> bool:
    """Whether the last finished walk saw the page, or it was known before that began.

    What a walk that was killed found since, or another way, says nothing of what this way would list next.
    """
    if last is None or row.discovered_at < last.started_at:
        return True
    return row.found_at is not None and row.found_at <= last.finished_at


def _by_page(candidates: Iterable[Judged]) -> dict[bytes, _Listed]:
    listed: dict[bytes, _Listed] = {}
    for candidate, refusal in candidates:
        key = page_key(candidate.url)
        digest = digest_of(key)
        listed.setdefault(digest, _Listed(digest, key, candidate, refusal))
    return listed


_KNOWN = text("""
    select page.id, page.url_key_sha256, page.discovered_at, page.state, page.reason, page.attempt_count,
           page.article_id, page.listed_modified_at, finding.found_at
      from page left join finding on finding.page_id = page.id and finding.way = :way
     where page.source_id = :source and page.url_key_sha256 = any(:digests)
""")


def known_pages(connection: Connection, source_id: int, digests: Sequence[bytes], way: Way) -> list[Row[Any]]:
    """Those of the addresses (by digest) that the ledger holds, and when this way found each (null: never yet)."""
    # one array: a sitemap of 50,000 addresses and more would pass PostgreSQL's 65,535 parameters
    return list(connection.execute(_KNOWN, {"source": source_id, "way": way, "digests": list(digests)}))


# One statement: a page, its first event and its first finding are there together or not at all.
_ADD = text("""
    with added as (
        insert into page (source_id, url, url_key, url_key_sha256, state, reason, state_at, way, discovered_at,
                          discovered_on, discovered_run_id, listed_title, listed_at, listed_on, listed_modified_at,
                          hop_count, due_at, part_of_sha256, part_number)
        select :source, url, url_key, digest, case reason when '' then 'queued' else 'skipped' end, reason, :now, :way,
               :now, :today, cast(:run as bigint), title, listed_at, listed_on, modified_at, hop_count,
               case reason when '' then cast(:now as timestamptz) end, part_of, part_number
          from unnest(cast(:urls as text[]), cast(:keys as text[]), cast(:digests as bytea[]), cast(:reasons as text[]),
                      cast(:titles as text[]), cast(:listed_at as timestamptz[]), cast(:listed_on as date[]),
                      cast(:modified_at as timestamptz[]), cast(:hops as bigint[]),
                      cast(:parts_of as bytea[]), cast(:part_numbers as bigint[]))
               with ordinality as listed (url, url_key, digest, reason, title, listed_at, listed_on, modified_at,
                                          hop_count, part_of, part_number, place)
         order by place
            on conflict (source_id, url_key_sha256) do nothing
        returning id, state, reason
    ), events as (
        insert into page_event (page_id, run_id, at, state, outcome, reason)
        select id, cast(:run as bigint), cast(:now as timestamptz), state,
               case state when 'skipped' then 'skipped' end, reason
          from added
    ), findings as (
        insert into finding (page_id, way, found_at, run_id)
        select id, :way, cast(:now as timestamptz), cast(:run as bigint) from added
    )
    select count(*) from added
""")


def _add_pages(
    connection: Connection,
    source_id: int,
    run_id: int | None,
    fresh: Sequence[_Listed],
    now: datetime,
    today: date,
) -> int:
    if not fresh:
        return 0
    candidates = [item.candidate for item in fresh]
    parts = [part_place(each.url) for each in candidates]
    added: int = connection.execute(
        _ADD,
        {
            "source": source_id,
            "run": run_id,
            "now": now,
            "today": today,
            "way": candidates[0].way,
            "urls": [clean_text(main_url(each.url)) for each in candidates],
            "keys": [clean_text(item.key) for item in fresh],
            "digests": [item.digest for item in fresh],
            "reasons": [item.refusal for item in fresh],
            "titles": [clean_text(each.title) for each in candidates],
            "listed_at": [each.published_at for each in candidates],
            "listed_on": [_believable(each.published_on, today) for each in candidates],
            "modified_at": [each.modified_at for each in candidates],
            "hops": [each.hop_count for each in candidates],
            "parts_of": [part_of for part_of, _ in parts],
            "part_numbers": [number for _, number in parts],
        },
    ).scalar_one()
    return added


def _believable(day: date | None, today: date) -> date | None:
    """A listing's day; none where it lies ahead: the page then counts on the day it was met."""
    return None if day is None or day > today + timedelta(days=1) else day


def _add_findings(connection: Connection, run_id: int | None, page_ids: Sequence[int], way: Way, now: datetime) -> None:
    if page_ids:
        connection.execute(
            text(
                "insert into finding (page_id, way, found_at, run_id)"
                " select unnest(cast(:ids as bigint[])), :way, cast(:now as timestamptz), cast(:run as bigint)"
                " on conflict do nothing"
            ),
            {"ids": list(page_ids), "way": way, "now": now, "run": run_id},
        )


def _is_wanted_again(row: Row[Any], listed: dict[bytes, _Listed]) -> bool:
    """Refused by settings that allow it now (a mended pattern, a domain added), or as a link that is now listed."""
    item = listed[bytes(row.url_key_sha256)]
    if item.refusal or row.state != "skipped" or row.attempt_count or row.article_id is not None:
        return False
    return row.reason in REFUSED_BY_SETTINGS or (row.reason in REFUSED_AS_LINK and item.candidate.way != "link")


_REQUEUE = text("""
    with free as materialized (
        select id from page where id = any(:ids) order by id for no key update skip locked
    ), queued as (
        update page set state = 'queued', reason = '', state_at = :now, due_at = :now from free where page.id = free.id
        returning page.id
    )
    insert into page_event (page_id, run_id, at, state)
    select id, cast(:run as bigint), cast(:now as timestamptz), 'queued' from queued
""")


def _requeue(connection: Connection, run_id: int | None, page_ids: Sequence[int], now: datetime) -> None:
    if page_ids:
        connection.execute(_REQUEUE, {"ids": list(page_ids), "run": run_id, "now": now})


def release_links(connection: Connection, source_id: int, run_id: int | None, max_count: int, now: datetime) -> int:
    """Queue pages that only links name and that were more than an earlier run followed; how many."""
    ids = connection.scalars(
        select(Page.id)
        .where(Page.source_id == source_id, Page.state == "skipped", Page.reason == reasons.TOO_MANY)
        .where(Page.article_id.is_(None))
        .order_by(Page.id)
        .limit(max_count)
    ).all()
    _requeue(connection, run_id, ids, now)
    return len(ids)


def _modified(known: Sequence[Row[Any]], listed: dict[bytes, _Listed]) -> list[tuple[int, datetime]]:
    """Pages of which the listing now says a later last change than ever before: (page id, that change)."""
    told = [(row, listed[bytes(row.url_key_sha256)].candidate.modified_at) for row in known]
    first = [(row.id, at) for row, at in told if at and row.listed_modified_at is None]
    later = [(row.id, at) for row, at in told if at and row.listed_modified_at and at > row.listed_modified_at]
    is_believable = len(later) <= max(FEW, MOST_MODIFIED * len(known))
    return first + later if is_believable else first


# Who holds a page may be waiting for us: what is taken now is told again at the next reading.
# What is told for the first time may have been so when the page was fetched: it is the measure for the next time.
_NOTE = text("""
    with free as materialized (
        select id from page where id = any(:ids) order by id for no key update skip locked
    )
    update page set listed_modified_at = told.modified_at,
           due_at = case when page.state in ('archived', 'missing', 'gone') and page.listed_modified_at is not null
                         then least(page.due_at, cast(:now as timestamptz)) else page.due_at end
      from free
      join unnest(cast(:ids as bigint[]), cast(:modified_at as timestamptz[])) as told (id, modified_at) using (id)
     where page.id = free.id
""")


def _note_modified(connection: Connection, changed: Sequence[tuple[int, datetime]], now: datetime) -> None:
    if changed:
        ids, instants = zip(*changed, strict=True)
        connection.execute(_NOTE, {"ids": list(ids), "modified_at": list(instants), "now": now})

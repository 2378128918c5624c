"""The further pages of articles in the archive: which captures are read together, and what becomes of them then.

Promise: nothing is stored but what was read with what. Who has to wait, and who to be read again, follows from the
rows each time it is asked: a kill leaves nothing that waits for ever. A source without such pages pays one look-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import zstandard
from sqlalchemy import Connection, Row, text

from db.identity.intent import PART_REASON, Batch
from db.identity.merging import dissolve
from db.identity.parts import Reading, Shot, readings
from db.values import Article, Capture, Pending, Processed

# SQL on a row of capture. The first page waits until the further ones were asked, these until it has been read. As for
# a page that is claimed, one that nobody fetches for a day is not to be had now.
AWAITS_OTHERS = """exists (select from page mine where mine.id = capture.page_id and (
    exists (select from page part where part.source_id = mine.source_id and part.part_of_sha256 = mine.url_key_sha256
               and part.due_at > now() - interval '1 day'
               and (part.state = 'queued' or part.state = 'alias' and part.due_at <= now()))
    or mine.part_of_sha256 is not null and exists (select from page first
         where first.source_id = mine.source_id and first.url_key_sha256 = mine.part_of_sha256
           and (first.state = 'queued' and first.due_at > now() - interval '1 day'
                or exists (select from capture early where early.page_id = first.id and early.processed_at is null
                              and early.waits_for_page_id is null)))))"""


class Family(NamedTuple):
    """An article's pages: what is known of each of their captures that showed anything, and how it is to be read."""

    captures: Mapping[int, Row[Any]]
    readings: Mapping[int, Reading]

    def stale(self) -> list[int]:
        """Captures that were read, but with others than they are to be read with now."""
        wanted = {number: self.reading(number) for number, row in self.captures.items() if row.processed_at is not None}
        return [
            number
            for number, reading in wanted.items()
            if (reading.part_ids if reading else ()) != tuple(self.captures[number].read_with or ())
        ]

    def reading(self, capture_id: int) -> Reading | None:
        """How the capture tells a text; None where it only shows a part of one, or its page is no part after all."""
        row, found = self.captures.get(capture_id), self.readings.get(capture_id)
        return found if row and (row.part_number == 1 or self.has(row.article_id)) else None

    def has(self, article_id: int | None) -> bool:
        """Whether that is the article which the first page has given."""
        given = {row.article_id for row in self.captures.values() if row.part_number == 1}
        return article_id is not None and article_id in given


def families(connection: Connection, source_id: int, digests: Iterable[bytes]) -> dict[bytes, Family]:
    """The articles on several pages whose first page, or one of whose further pages, has one of these keys."""
    found = connection.execute(_FAMILIES, {"source": source_id, "digests": sorted(set(digests))}).all()
    rows: dict[bytes, dict[int, Row[Any]]] = defaultdict(dict)
    for row in found:
        rows[bytes(row.family)][row.id] = row
    return {
        family: Family(captures, readings(Shot(row.id, row.captured_at, row.part_number) for row in captures.values()))
        for family, captures in rows.items()
        if any(row.part_number == 1 for row in captures.values())
    }


# What gave no article shows no text to be read. The fence makes each table be asked by its index.
_FAMILIES = text("""
    with family as materialized (
        select distinct part_of_sha256 as digest from page
         where source_id = :source and part_of_sha256 is not null
           and (part_of_sha256 = any(:digests) or url_key_sha256 = any(:digests))
    ), member as materialized (
        select page.id, digest, coalesce(part_number, 1) as part_number, article_id
          from family join page on page.source_id = :source and page.part_of_sha256 = digest
         union all
        select page.id, digest, 1, article_id
          from family join page on page.source_id = :source and page.url_key_sha256 = digest
    )
    select capture.id, member.digest as family, member.part_number, member.article_id, captured_at, processed_at,
           read_with, member.id as page_id
      from member join capture on capture.page_id = member.id
     where status between 200 and 299 and coalesce(outcome, '') not in ('failed', 'skipped')
""")


def prepare(connection: Connection, source_id: int, rows: Sequence[Row[Any]]) -> bool:
    """Whether the captures to be processed are others now than these rows: some are to be read anew, or were closed."""
    known = _families_of(connection, source_id, rows)
    stale = [number for family in known.values() for number in family.stale()]
    if stale:
        connection.execute(_READ_AGAIN, {"captures": stale})
        return True
    shown = [row for row in rows if _is_shown(row, known)]
    for row in shown:
        _close(connection, None, row.page_id, [row.id], row.article_id)
    return bool(shown)


_READ_AGAIN = text("""
    update capture set processed_at = null, outcome = null, waits_for_page_id = null,
           read_with = coalesce(read_with, '{}')
     where id = any(:captures)
""")


def _families_of(connection: Connection, source_id: int, rows: Sequence[Row[Any]]) -> dict[bytes, Family]:
    digests = {bytes(row.part_of_sha256 or row.url_key_sha256) for row in rows}
    return families(connection, source_id, digests) if digests else {}


def _family(row: Row[Any], known: Mapping[bytes, Family]) -> Family | None:
    return known.get(bytes(row.part_of_sha256 or row.url_key_sha256))


def _is_shown(row: Row[Any], known: Mapping[bytes, Family]) -> bool:
    """A further page of an article whose text another capture has told."""
    family = _family(row, known) if row.part_of_sha256 else None
    return family is not None and family.has(row.article_id) and family.reading(row.id) is None


def pending_of(row: Row[Any], body: bytes) -> Pending:
    """A capture to be processed, from its row with that of its page."""
    return Pending(row.id, row.page_id, row.page_url, _capture(row, body), row.listed_at, row.listed_on)


def with_parts(
    connection: Connection, source_id: int, rows: Sequence[Row[Any]], pendings: Sequence[Pending]
) -> list[Pending]:
    """The captures to be processed, each with those it is to be read with.

    Where a further page alone has changed, it is the first page that is read at that instant.
    """
    known = _families_of(connection, source_id, rows)
    found = []
    for row, pending in zip(rows, pendings, strict=True):
        family = _family(row, known)
        reading = family.reading(row.id) if family else None
        pending = replace(pending, is_again=row.read_with is not None)
        found.append(_read_with(connection, pending, reading) if reading else pending)
    return found


def _read_with(connection: Connection, pending: Pending, reading: Reading) -> Pending:
    wanted = [reading.first_id, *reading.part_ids]
    stored = {row.id: row for row in connection.execute(_STORED, {"captures": wanted})}
    unpack = zstandard.ZstdDecompressor().decompress
    first, *parts = (_capture(stored[number], unpack(stored[number].content)) for number in wanted)
    return replace(
        pending,
        capture=replace(first, captured_at=pending.capture.captured_at),
        parts=tuple(parts),
        part_ids=reading.part_ids,
    )


def _capture(row: Row[Any], body: bytes) -> Capture:
    return Capture(row.url, row.final_url, row.status, row.headers, body, row.captured_at)


_STORED = text("""
    select capture.*, content from capture join blob on sha256 = blob_sha256 where capture.id = any(:captures)
""")


def keep(batch: Batch, item: Processed, article_id: int | None) -> None:
    """Write down what was read together; the further pages whose text the article has are its other addresses."""
    pending = item.pending
    if not pending.part_ids and not pending.is_again:
        return
    words = {"capture": pending.capture_id, "parts": list(pending.part_ids)}
    batch.connection.execute(_READ_WITH, words)
    joined = item.result.joined if isinstance(item.result, Article) else ()
    if article_id is None or not joined:
        return
    ids = [pending.part_ids[place] for place in joined]
    for row in batch.connection.execute(_JOINED, {"captures": ids, "but": pending.capture_id}).all():
        if row.is_own and not dissolve(batch, row.article_id):
            continue
        if row.article_id != article_id or row.is_open:
            _close(batch.connection, batch.run_id, row.page_id, [row.id], article_id)


_READ_WITH = text("update capture set read_with = :parts where id = :capture")
# is_own: until now it was taken for an article of its own
_JOINED = text("""
    select capture.id, page_id, page.article_id, processed_at is null as is_open,
           coalesce(article.url_key_sha256 = page.url_key_sha256, false) as is_own
      from capture join page on page.id = page_id left join article on article.id = page.article_id
     where capture.id = any(:captures) and capture.id <> :but order by capture.id
""")


def _close(
    connection: Connection, run_id: int | None, page_id: int, capture_ids: Sequence[int], article_id: int | None
) -> None:
    """Nothing more is to be told by these captures of a further page."""
    words = {"page": page_id, "article": article_id, "run": run_id, "because": PART_REASON}
    connection.execute(_CLOSE, {**words, "captures": list(capture_ids)})


# it waits for the first page, as it were: what the page shows is never a text of its own
_CLOSE = text("""
    with closed as (
        update capture set processed_at = now(), outcome = 'duplicate', waits_for_page_id = first.id
          from page join page first on first.source_id = page.source_id
           and first.url_key_sha256 = page.part_of_sha256
         where capture.id = any(:captures) and page.id = :page
    ), moved as (
        update page set state = 'alias', reason = :because, article_id = :article, state_at = now() where id = :page
    )
    insert into page_event (page_id, run_id, state, outcome, reason)
    values (:page, :run, 'alias', 'duplicate', :because)
""")

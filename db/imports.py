"""Every write of captures that were made by others: pages and captures of one batch, in the caller's transaction.

Idempotent: a capture is one page at one instant. What it says of the past never undoes what is known of the present:
an archived page stays archived, and what was due to be fetched stays due.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import zstandard
from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from db import discovery, runs
from db.clean import clean_json, clean_text
from db.connect import open_engine
from db.ledger import digest_of
from db.models import Blob
from db.models import Capture as CaptureRow
from db.urls import page_key
from db.values import Candidate, Capture

FLOW = "import-warc"
Fate = Literal["kept", "already_known", "no_original"]
# as the ledger packs what it fetched itself
_COMPRESS = zstandard.ZstdCompressor(level=3)


@dataclass(frozen=True, slots=True)
class Imported:
    """A capture to be kept. With `original` its body is that of the capture of this address at this instant."""

    capture: Capture
    original: tuple[str, datetime] | None = None


class _Placed(NamedTuple):
    page_id: int
    blob_sha256: bytes
    capture: Capture


@contextmanager
def importing(url: str, slugs: Iterable[str]) -> Iterator[None]:
    """For the time of the block no run of an import on these sources is taken for dead; freed even by a kill.

    Imports that died before are told so first.
    """
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for slug in sorted(slugs):
                runs.bury_dead(connection, slug)
                runs.lock_shared(connection, FLOW, slug)
            yield
    finally:
        engine.dispose()


def save_imports(
    connection: Connection,
    source_id: int,
    run_id: int | None,
    items: Sequence[Imported],
    now: datetime,
    today: date,
) -> list[Fate]:
    """Keep captures of one source, adding the pages that are unknown; what became of each, in order.

    `now` is this batch's own instant, `today` the source's local day. The status of each capture is 200.
    """
    fates: dict[int, Fate] = {}
    # those that came with their bytes first: others of the batch may refer to them
    for is_revisit in (False, True):
        numbers = [number for number, item in enumerate(items) if bool(item.original) is is_revisit]
        blobs = _blobs(connection, source_id, [items[number] for number in numbers])
        whole = [(number, blob) for number, blob in zip(numbers, blobs, strict=True) if blob]
        kept = _keep(
            connection, source_id, run_id, [(items[number].capture, blob) for number, blob in whole], now, today
        )
        fates.update((number, "no_original") for number in numbers)
        fates.update(zip([number for number, _ in whole], kept, strict=True))
    return [fates[number] for number in range(len(items))]


def _keep(
    connection: Connection,
    source_id: int,
    run_id: int | None,
    captures: Sequence[tuple[Capture, bytes]],
    now: datetime,
    today: date,
) -> list[Fate]:
    if not captures:
        return []
    pages = _pages(connection, source_id, run_id, [capture.url for capture, _ in captures], now, today)
    placed = [_Placed(pages[_digest(capture.url)], blob, capture) for capture, blob in captures]
    added = _add_captures(connection, run_id, placed)
    _move_pages(connection, run_id, sorted({page_id for page_id, _ in added}), now)
    fates: list[Fate] = []
    for place in placed:
        name = (place.page_id, place.capture.captured_at)
        fates.append("kept" if name in added else "already_known")
        added.discard(name)  # a second one of the same page and instant is known by now
    return fates


def _digest(url: str) -> bytes:
    return digest_of(page_key(url))


def _pages(
    connection: Connection, source_id: int, run_id: int | None, urls: Sequence[str], now: datetime, today: date
) -> dict[bytes, int]:
    """Page ids by digest, the unknown ones added; locked, in one order for all who do this."""
    judged = [(Candidate(url, "warc"), "") for url in sorted(urls, key=_digest)]
    discovery.discover(connection, source_id, run_id, judged, now, today)
    rows = connection.execute(
        text(
            "select id, url_key_sha256 from page where source_id = :source and url_key_sha256 = any(:digests)"
            " order by id for update"
        ),
        {"source": source_id, "digests": [_digest(url) for url in urls]},
    )
    return {bytes(row.url_key_sha256): row.id for row in rows}


def _blobs(connection: Connection, source_id: int, items: Sequence[Imported]) -> list[bytes | None]:
    """The digest of each item's bytes, which are stored by then; None for a revisit whose original is not."""
    bodies = {hashlib.sha256(item.capture.body).digest(): item.capture.body for item in items if not item.original}
    known = set(connection.scalars(select(Blob.sha256).where(Blob.sha256.in_(list(bodies)))))
    rows = [
        {"sha256": digest, "content": _COMPRESS.compress(body), "byte_count": len(body)}
        for digest, body in sorted(bodies.items())  # one order everywhere: two writers never deadlock
        if digest not in known
    ]
    if rows:
        connection.execute(upsert(Blob).on_conflict_do_nothing(), rows)
    return [
        _original_blob(connection, source_id, *item.original)
        if item.original
        else hashlib.sha256(item.capture.body).digest()
        for item in items
    ]


def _original_blob(connection: Connection, source_id: int, url: str, at: datetime) -> bytes | None:
    found = connection.scalar(
        text(
            "select blob_sha256 from capture join page on page.id = capture.page_id"
            " where page.source_id = :source and page.url_key_sha256 = :digest and captured_at = :at and status = 200"
        ),
        {"source": source_id, "digest": _digest(url), "at": at},
    )
    return bytes(found) if found else None


def _add_captures(connection: Connection, run_id: int | None, placed: Sequence[_Placed]) -> set[tuple[int, datetime]]:
    """(page id, instant) of those that were not there."""
    rows: list[dict[str, Any]] = [
        {
            "page_id": place.page_id,
            "run_id": run_id,
            "captured_at": place.capture.captured_at,
            "url": clean_text(place.capture.url),
            "final_url": clean_text(place.capture.final_url),
            "status": place.capture.status,
            "headers": clean_json(dict(place.capture.headers)),
            "blob_sha256": place.blob_sha256,
        }
        for place in placed
    ]
    added = connection.execute(
        upsert(CaptureRow)
        .on_conflict_do_nothing(index_elements=["page_id", "captured_at"])
        .returning(CaptureRow.page_id, CaptureRow.captured_at),
        rows,
    )
    return {(row.page_id, row.captured_at) for row in added}


# A page that is settled waits for no state of its own while its old capture is processed; one that only this import
# knows is not to be asked of a site that may no longer have it, while a listed one is fetched all the same.
_MOVE = text("""
    with moved as (
        update page
           set state = case when is_settled then page.state else 'fetched' end,
               reason = case when is_settled then page.reason else '' end,
               state_at = case when is_settled then page.state_at else now() end,
               due_at = case when page.discovered_at = :now and page.way = 'warc' then null else page.due_at end
          from (select id, state in ('archived', 'alias', 'gone') as is_settled from page where id = any(:ids)) before
         where page.id = before.id
        returning page.id, page.state
    )
    insert into page_event (page_id, run_id, state) select id, :run, state from moved order by id
""")


def _move_pages(connection: Connection, run_id: int | None, page_ids: Sequence[int], now: datetime) -> None:
    if page_ids:
        connection.execute(_MOVE, {"ids": list(page_ids), "run": run_id, "now": now})

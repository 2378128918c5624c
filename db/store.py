"""Every write about articles: from processed captures to articles, revisions, tags and stories.

Idempotent and in batches: a batch goes in as a whole, or, where the database refuses one row, item by
item in savepoints, so that one bad row is one counted failure and the rest is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, text, tuple_, update
from sqlalchemy.exc import DBAPIError

from db.articles import save_plain
from db.clean import clean_text
from db.identity import part_captures, settling, upgrades
from db.identity.aliases import serialise
from db.identity.claims import IS_WAITING
from db.identity.intent import ALIAS_REASON, PART_REASON, WAITING, Batch, Intent, Verdict, intent_of
from db.identity.likeness import revision_sha256, text_sha256
from db.identity.refused import refusals
from db.models import Blob, Page, PageEvent
from db.models import Capture as CaptureRow
from db.urls import moved_keys
from db.values import Article, Broken, Pending, Processed

# SQLSTATE classes: connection, read-only, rollback (deadlock), resources, locks and time-outs, shutdown, system
PASSING = ("08", "25", "40", "53", "55", "57", "58")


Said = Intent | Processed


def claim(connection: Connection, source_id: int, max_count: int, version: str = "") -> list[Pending]:
    """Unprocessed captures, oldest first, locked for this transaction; other workers get other pages.

    At most one capture of a page at a time, its earliest, so that its history is told in order. What waits for
    the page that it claims to be is left out. Each comes with the captures of its article's further pages, and,
    where an extractor of another `version` read the article's newest text, with the capture that showed it.
    """
    rows = _unprocessed(connection, source_id, max_count)
    while part_captures.prepare(connection, source_id, rows):
        rows = _unprocessed(connection, source_id, max_count)
    unpack = zstandard.ZstdDecompressor().decompress
    pendings = [_pending(row, unpack(row.content)) for row in rows]
    pendings = part_captures.with_parts(connection, source_id, rows, pendings)
    return upgrades.with_formers(connection, source_id, pendings, version)


def _pending(row: Row[Any], body: bytes) -> Pending:
    told_of = None if row.outcome is None else row.article_id
    return replace(part_captures.pending_of(row, body), told_of=told_of)


def _unprocessed(connection: Connection, source_id: int, max_count: int) -> Sequence[Row[Any]]:
    page = (Page.url.label("page_url"), Page.url_key_sha256, Page.part_of_sha256, Page.article_id)
    return connection.execute(
        select(CaptureRow, *page, Page.listed_at, Page.listed_on, Blob.content)
        .join(Page, Page.id == CaptureRow.page_id)
        .join(Blob, Blob.sha256 == CaptureRow.blob_sha256)
        .where(
            Page.source_id == source_id,
            CaptureRow.processed_at.is_(None),
            ~_earlier_unprocessed(),
            text(f"not {IS_WAITING}"),
        )
        .order_by(CaptureRow.id)
        .limit(max_count)
        # not the keys: to write down that another capture waits for one of these pages needs no lock on it
        .with_for_update(of=[Page, CaptureRow], skip_locked=True, key_share=True)
    ).all()


def _earlier_unprocessed() -> Any:
    earlier = CaptureRow.__table__.alias("earlier")
    return (
        select(earlier.c.id)
        .where(
            earlier.c.page_id == CaptureRow.page_id,
            earlier.c.processed_at.is_(None),
            tuple_(earlier.c.captured_at, earlier.c.id) < tuple_(CaptureRow.captured_at, CaptureRow.id),
        )
        .exists()
    )


def save(
    connection: Connection,
    source_id: int,
    run_id: int | None,
    items: Sequence[Processed],
    domains: Sequence[str] = (),
) -> Counter[str]:
    """Store what processing made of captures; returns how many ended in each outcome, or wait for another page.

    `domains`: the source's, as its file names them, the one where it lives now first.
    """
    outcomes: Counter[str] = Counter()
    if not items:
        return outcomes
    serialise(connection, source_id)
    batch = Batch(connection, source_id, run_id, domains)
    upgrades.read_anew(batch, items)
    for group in _rounds([_said(item) for item in items], domains):
        try:
            with connection.begin_nested():
                outcomes += _save_round(batch, group)
        except DBAPIError as error:
            if _is_passing(error):
                raise
            for item in group:
                outcomes += _save_alone(batch, item)
    return outcomes


def _is_passing(error: DBAPIError) -> bool:
    """Whether the server's state refused it, not the row: the batch is to be done again, nothing is a page's fault."""
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state.startswith(PASSING)


def _said(item: Processed) -> Said:
    return intent_of(item, item.result) if isinstance(item.result, Article) else item


def _rounds(said: Sequence[Said], domains: Sequence[str]) -> Iterator[list[Said]]:
    """Split so that no two items of a round can be the same article: each sees what the last round stored.

    Those that say they are another page come last: by then that page may have spoken.
    """
    left = sorted(said, key=lambda one: isinstance(one, Intent) and one.is_claim)
    while left:
        seen: set[object] = set()
        now: list[Said] = []
        later: list[Said] = []
        for one in left:
            names = _identities(one, domains)
            (later if names & seen else now).append(one)
            seen |= names
        yield now
        left = later


def _identities(one: Said, domains: Sequence[str]) -> set[object]:
    if isinstance(one, Processed):
        return {one.pending.page_id}
    keys = {one.page_key, one.final_key, one.claimed_key, *moved_keys(one.key, domains)}
    return {one.item.pending.page_id, text_sha256(one.article), *keys}


def _save_alone(batch: Batch, one: Said) -> Counter[str]:
    try:
        with batch.connection.begin_nested():
            return _save_round(batch, [one])
    except DBAPIError as error:
        if _is_passing(error):
            raise
        reason = f"could not be stored: {str(error.orig).splitlines()[0]}"
        pending = one.pending if isinstance(one, Processed) else one.item.pending
        with batch.connection.begin_nested():
            return _save_round(batch, [Processed(pending, Broken(reason))])


def _save_round(batch: Batch, said: Sequence[Said]) -> Counter[str]:
    refused = [one for one in said if isinstance(one, Processed)]
    intents = [one for one in said if isinstance(one, Intent)]
    verdicts = refusals(batch, refused)
    others: list[Intent] = []
    if intents:
        plain, others = save_plain(batch, intents)
        verdicts |= plain
    items = [one if isinstance(one, Processed) else one.item for one in said]
    _settle(batch, [(each, verdicts[each.pending.capture_id]) for each in items if each.pending.capture_id in verdicts])
    for intent in others:
        verdict = settling.settle(batch, intent)
        # a text that is completed is no edit
        pending = intent.item.pending
        if (pending.is_again or pending.told_of is not None) and verdict.outcome == "revised":
            verdict = verdict._replace(outcome="unchanged")
        verdicts[pending.capture_id] = verdict
        _settle(batch, [(intent.item, verdict)] if verdict.outcome != WAITING else [])
    return Counter(verdict.outcome for verdict in verdicts.values())


def _settle(batch: Batch, done: Sequence[tuple[Processed, Verdict]]) -> None:
    if not done:
        return
    _move(batch, [(item.pending, verdict) for item, verdict in done if _is_look(item.pending, verdict)])
    batch.connection.execute(
        _CLOSE_CAPTURE,
        [
            {
                "of_capture": item.pending.capture_id,
                "with_outcome": verdict.outcome,
                "with_text": revision_sha256(item.result) if isinstance(item.result, Article) else None,
            }
            for item, verdict in done
        ],
    )
    for item, verdict in done:
        part_captures.keep(batch, item, verdict.article_id)


def _is_look(pending: Pending, verdict: Verdict) -> bool:
    """Not a capture that is read once more: it is no look at the page of today, whatever the page shows by now."""
    return pending.told_of is None or verdict.article_id not in (None, pending.told_of)


def _move(batch: Batch, settled: Sequence[tuple[Pending, Verdict]]) -> None:
    if not settled:
        return
    batch.connection.execute(
        _MOVE_PAGE,
        [
            {
                "of_page": pending.page_id,
                "to_state": verdict.state,
                "because": clean_text(verdict.reason),
                "of_article": verdict.article_id,
            }
            for pending, verdict in settled
        ],
    )
    batch.connection.execute(
        insert(PageEvent),
        [
            {
                "page_id": pending.page_id,
                "run_id": batch.run_id,
                "state": verdict.state,
                "outcome": verdict.outcome,
                "reason": clean_text(verdict.found or verdict.reason),
            }
            for pending, verdict in settled
        ],
    )


_MOVE_PAGE = (
    update(Page)
    .where(Page.id == bindparam("of_page"))
    .values(
        state=bindparam("to_state"),
        reason=case(
            ((bindparam("because") == ALIAS_REASON) & Page.part_of_sha256.is_not(None), PART_REASON),
            else_=bindparam("because"),
        ),
        # what is refused now keeps the article it once gave
        article_id=func.coalesce(bindparam("of_article", type_=Page.article_id.type), Page.article_id),
        state_at=func.now(),
    )
)
_CLOSE_CAPTURE = (
    update(CaptureRow)
    .where(CaptureRow.id == bindparam("of_capture"))
    .values(processed_at=func.now(), outcome=bindparam("with_outcome"), revision_sha256=bindparam("with_text"))
)

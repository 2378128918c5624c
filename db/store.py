"""Every write about articles: from processed captures to articles, revisions, tags and stories.

Idempotent and in batches: a batch goes in as a whole, or, where the database refuses one row, item by
item in savepoints, so that one bad row is one counted failure and the rest is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, bindparam, func, insert, select, tuple_, update
from sqlalchemy.exc import DBAPIError

from db import ledger
from db.articles import Verdict, save_articles, text_sha256
from db.clean import clean_text
from db.models import Blob, Page, PageEvent
from db.models import Capture as CaptureRow
from db.urls import page_key
from db.values import Article, Broken, Capture, NotArticle, Pending, Processed

# SQLSTATE classes: connection, read-only, rollback (deadlock), resources, locks and time-outs, shutdown, system
PASSING = ("08", "25", "40", "53", "55", "57", "58")


def claim(connection: Connection, source_id: int, max_count: int) -> list[Pending]:
    """Unprocessed captures, oldest first, locked for this transaction; other workers get other pages.

    At most one capture of a page at a time, its earliest, so that its history is told in order.
    """
    rows = connection.execute(
        select(CaptureRow, Page.url.label("page_url"), Page.listed_at, Page.listed_on, Blob.content)
        .join(Page, Page.id == CaptureRow.page_id)
        .join(Blob, Blob.sha256 == CaptureRow.blob_sha256)
        .where(
            Page.source_id == source_id,
            CaptureRow.processed_at.is_(None),
            ~_earlier_unprocessed(),
        )
        .order_by(CaptureRow.id)
        .limit(max_count)
        .with_for_update(of=[Page, CaptureRow], skip_locked=True)
    ).all()
    unpack = zstandard.ZstdDecompressor().decompress
    return [_pending(row, unpack(row.content)) for row in rows]


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


def _pending(row: Row[Any], body: bytes) -> Pending:
    capture = Capture(row.url, row.final_url, row.status, row.headers, body, row.captured_at)
    return Pending(row.id, row.page_id, row.page_url, capture, row.listed_at, row.listed_on)


def save(connection: Connection, source_id: int, run_id: int | None, items: Sequence[Processed]) -> Counter[str]:
    """Store what processing made of captures; returns how many ended in each outcome."""
    outcomes: Counter[str] = Counter()
    for group in _rounds(items):
        try:
            with connection.begin_nested():
                outcomes += _save_round(connection, source_id, run_id, group)
        except DBAPIError as error:
            if _is_passing(error):
                raise
            for item in group:
                outcomes += _save_alone(connection, source_id, run_id, item)
    return outcomes


def _is_passing(error: DBAPIError) -> bool:
    """Whether the server's state refused it, not the row: the batch is to be done again, nothing is a page's fault."""
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state.startswith(PASSING)


def _rounds(items: Sequence[Processed]) -> Iterator[list[Processed]]:
    """Split so that no two items of a round can be the same article: each sees what the last round stored."""
    left = list(items)
    while left:
        seen: set[object] = set()
        now: list[Processed] = []
        later: list[Processed] = []
        for item in left:
            names = _identities(item)
            (later if names & seen else now).append(item)
            seen |= names
        yield now
        left = later


def _identities(item: Processed) -> set[object]:
    if not isinstance(item.result, Article):
        return {item.pending.page_id}
    return {item.pending.page_id, page_key(item.result.canonical_url), text_sha256(item.result)}


def _save_alone(connection: Connection, source_id: int, run_id: int | None, item: Processed) -> Counter[str]:
    try:
        with connection.begin_nested():
            return _save_round(connection, source_id, run_id, [item])
    except DBAPIError as error:
        if _is_passing(error):
            raise
        reason = f"could not be stored: {str(error.orig).splitlines()[0]}"
        broken = Processed(item.pending, Broken(reason))
        with connection.begin_nested():
            return _save_round(connection, source_id, run_id, [broken])


def _save_round(connection: Connection, source_id: int, run_id: int | None, items: Sequence[Processed]) -> Counter[str]:
    articles = [(item, item.result) for item in items if isinstance(item.result, Article)]
    verdicts = {item.pending.capture_id: _refused(item) for item in items}
    if articles:
        verdicts.update(save_articles(connection, source_id, articles))
        ledger.add_main_pages(
            connection,
            run_id,
            [
                (item.pending.page_id, verdict.article_id, article.canonical_url)
                for item, article in articles
                for verdict in [verdicts[item.pending.capture_id]]
                if verdict.article_id is not None and verdict.state == "alias"
            ],
        )
    _settle(connection, run_id, items, verdicts)
    return Counter(verdict.outcome for verdict in verdicts.values())


def _refused(item: Processed) -> Verdict:
    if isinstance(item.result, NotArticle):
        return Verdict("skipped", "skipped", item.result.reason)
    reason = item.result.reason if isinstance(item.result, Broken) else ""
    return Verdict("failed", "failed", reason)


def _settle(
    connection: Connection,
    run_id: int | None,
    items: Sequence[Processed],
    verdicts: dict[int, Verdict],
) -> None:
    pairs = [(item.pending, verdicts[item.pending.capture_id]) for item in items]
    connection.execute(
        _MOVE_PAGE,
        [
            {
                "of_page": pending.page_id,
                "to_state": verdict.state,
                "because": clean_text(verdict.reason),
                "of_article": verdict.article_id,
            }
            for pending, verdict in pairs
        ],
    )
    connection.execute(
        _CLOSE_CAPTURE,
        [{"of_capture": pending.capture_id, "with_outcome": verdict.outcome} for pending, verdict in pairs],
    )
    connection.execute(
        insert(PageEvent),
        [
            {
                "page_id": pending.page_id,
                "run_id": run_id,
                "state": verdict.state,
                "outcome": verdict.outcome,
                "reason": clean_text(verdict.reason),
            }
            for pending, verdict in pairs
        ],
    )


_MOVE_PAGE = (
    update(Page)
    .where(Page.id == bindparam("of_page"))
    .values(
        state=bindparam("to_state"),
        reason=bindparam("because"),
        # what is refused now keeps the article it once gave
        article_id=func.coalesce(bindparam("of_article", type_=Page.article_id.type), Page.article_id),
        state_at=func.now(),
    )
)
_CLOSE_CAPTURE = (
    update(CaptureRow)
    .where(CaptureRow.id == bindparam("of_capture"))
    .values(processed_at=func.now(), outcome=bindparam("with_outcome"))
)

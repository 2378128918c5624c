"""The history of an article told anew, where a capture came late or two articles turned out to be one.

Promise: what comes out depends on the set of captures that told the history, not on the order in which they
were processed; the newest is the current one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, text, union, update

from db.identity import revisions
from db.identity.history import Sighting, Span, counted, spans, tellable, text_at
from db.identity.likeness import revision_sha256
from db.ledger import digest_of
from db.models import Capture as CaptureRow
from db.models import Page, Revision
from db.urls import page_key
from db.values import Article, Processed

# What a capture did where it told a text of its article; a duplicate is another address that told none.
TELLING = ("new", "revised", "unchanged")


class Told(NamedTuple):
    """What a retelling did with the text that was added."""

    is_new: bool
    """The history has a revision that it had not."""
    is_told: bool
    """The capture counts as one of its sightings."""
    is_passing: bool = False
    """... but its text is one of several that the page shows in turn, and of no revision."""


def sightings(connection: Connection, article_id: int, key: str) -> list[Sighting]:
    """The captures that told the history of the article, if `key` is its own address.

    A page that was sent on to the own address told that one's text, whatever it was called then.
    """
    known = [_span(row) for row in _rows(connection, [article_id])]
    # a page that was sent here once may have an article of its own
    shown_first = [span.capture_id for span in known]
    processed = (
        select(
            CaptureRow.id,
            CaptureRow.captured_at,
            CaptureRow.final_url,
            CaptureRow.outcome,
            CaptureRow.read_with,
            CaptureRow.revision_sha256,
            Page.url_key,
            Page.part_of_sha256,
        )
        .join(Page, Page.id == CaptureRow.page_id)
        # what is only read once more for its text (`_read_once_more`) has its outcome still, and counts
        .where(CaptureRow.outcome.in_([*TELLING, "duplicate"]))
    )
    # not one condition on both tables: no index serves that, and both would be read whole
    found = connection.execute(
        union(processed.where(Page.article_id == article_id), processed.where(CaptureRow.id.in_(shown_first)))
    ).all()
    told = []
    for row in found:
        is_sent_on = row.url_key != key and (page_key(row.final_url) == key or _is_read_as(row, key))
        # until it was written down what a capture showed, the history alone could say
        shown = row.revision_sha256 or text_at(known, row.captured_at, row.id)
        if shown is not None and (row.outcome in TELLING or is_sent_on):
            told.append(Sighting(row.captured_at, bytes(shown), row.id, is_own=is_sent_on or row.url_key == key))
    return told + _untraced(known, told, set(connection.scalars(_AGAIN, {"article": article_id})))


def _is_read_as(row: Row[Any], key: str) -> bool:
    """A further page had changed, and the article was read again from its first page on."""
    return bool(row.read_with) and row.part_of_sha256 is not None and bytes(row.part_of_sha256) == digest_of(key)


_AGAIN = text("""
    select captured_at from capture join page on page.id = page_id
     where article_id = :article and processed_at is null and read_with is not null
""")


def _untraced(known: Sequence[Span], told: Sequence[Sighting], again: Container[datetime]) -> list[Sighting]:
    """Ends of revisions of which no capture is left that told them: what the archive says counts all the same.

    Not of captures that are to tell them again (`again`: their instants).
    """
    seen = {(one.text, one.seen_at) for one in told}
    return [
        Sighting(at, span.text, span.capture_id, is_own=False)
        for span in known
        for at in dict.fromkeys((span.first_seen_at, span.last_seen_at))
        if (span.text, at) not in seen and at not in again
    ]


def retell(
    connection: Connection,
    article_id: int,
    absorbed_ids: Sequence[int],
    told: Iterable[Sighting],
    new: tuple[Processed, Article, bool] | None,
) -> Told:
    """Give the article the history that all sightings together make, in whatever order they came.

    `absorbed_ids`: articles that turned out to be this one, whose revisions become its own. `told`: what the
    archive had seen of all of them. `new`: a capture just processed, and whether the article's own address showed it.
    """
    rows = _rows(connection, [article_id, *absorbed_ids])
    extra = _sighting(*new) if new else None
    kept = counted(_with(told, extra))
    known = {bytes(row.revision_sha256) for row in rows}
    history, texts = spans(kept), known | ({extra.text} if extra else set())
    wanted = tellable(history, texts)
    _Retelling(connection, article_id, rows, wanted, new).write()
    _read_once_more(connection, [span for span in history if span.text not in texts])
    if extra is None or extra not in kept:
        return Told(is_new=False, is_told=False)
    is_passing = text_at(wanted, extra.seen_at, extra.capture_id) != extra.text
    return Told(extra.text not in known and not is_passing, is_told=True, is_passing=is_passing)


def _with(told: Iterable[Sighting], extra: Sighting | None) -> list[Sighting]:
    """A capture that is read once more tells what it shows now."""
    if extra is None:
        return list(told)
    shown = (extra.capture_id, extra.seen_at)
    return [*(one for one in told if (one.capture_id, one.seen_at) != shown), extra]


def _read_once_more(connection: Connection, untold: Iterable[Span]) -> None:
    """A text that only passed was of no revision, and was not kept; where it is one after all its capture has it."""
    first_shown = {span.text: span.capture_id for span in reversed([*untold])}
    if first_shown:
        connection.execute(_READ_ONCE_MORE, {"captures": sorted(first_shown.values())})


_READ_ONCE_MORE = text("update capture set processed_at = null where id = any(:captures)")


def _sighting(item: Processed, article: Article, is_own: bool) -> Sighting:
    pending = item.pending
    return Sighting(pending.capture.captured_at, revision_sha256(article), pending.capture_id, is_own)


def _rows(connection: Connection, article_ids: Sequence[int]) -> Sequence[Row[Any]]:
    return connection.execute(
        select(
            Revision.id,
            Revision.revision_sha256,
            Revision.capture_id,
            Revision.first_seen_at,
            Revision.last_seen_at,
        )
        .where(Revision.article_id.in_(article_ids))
        .order_by(Revision.first_seen_at, Revision.id)
    ).all()


def _span(row: Row[Any]) -> Span:
    return Span(bytes(row.revision_sha256), row.capture_id, row.first_seen_at, row.last_seen_at)


class _Retelling:
    """One rewriting of an article's revisions: rows that fit stay, others are made, copied, dropped."""

    def __init__(
        self,
        connection: Connection,
        article_id: int,
        rows: Sequence[Row[Any]],
        wanted: Sequence[Span],
        new: tuple[Processed, Article, bool] | None,
    ) -> None:
        self._connection = connection
        self._article_id = article_id
        self._left = {row.id: row for row in rows}
        self._models = {bytes(row.revision_sha256): row.id for row in rows}
        self._wanted = wanted
        self._new = new

    def write(self) -> None:
        # out of the way first: neither the numbers nor the mark of the newest may be there twice at any moment
        self._connection.execute(
            update(Revision)
            .where(Revision.id.in_(list(self._left)))
            .values(article_id=self._article_id, sequence=-Revision.id, is_current=False)
        )
        fitting = [self._fitting(span) for span in self._wanted]
        ids = [
            found or self._made(span, number)
            for number, (span, found) in enumerate(zip(self._wanted, fitting, strict=True), start=1)
        ]
        revisions.drop(self._connection, list(self._left))
        self._number(ids)

    def _fitting(self, span: Span) -> int | None:
        """A row that holds the text as this span's first capture showed it, or at least the text."""
        if self._is_new(span):
            return None
        same = [row for row in self._left.values() if bytes(row.revision_sha256) == span.text]
        best = min(same, key=lambda row: (row.capture_id != span.capture_id, row.id), default=None)
        if best is None:
            return None
        del self._left[best.id]
        return int(best.id)

    def _is_new(self, span: Span) -> bool:
        return self._new is not None and span.capture_id == self._new[0].pending.capture_id

    def _made(self, span: Span, number: int) -> int:
        if self._new is None or (not self._is_new(span) and span.text in self._models):
            return revisions.copy(self._connection, self._models[span.text], self._article_id, number)
        item, article, _ = self._new
        row = revisions.row_of(item, article, self._article_id, number, is_current=False)
        made: int = self._connection.execute(insert(Revision).values(row).returning(Revision.id)).scalar_one()
        revisions.save_tags(self._connection, [(made, item)])
        return made

    def _number(self, ids: Sequence[int]) -> None:
        self._connection.execute(
            update(Revision)
            .where(Revision.id == bindparam("of_revision"))
            .values(
                sequence=bindparam("number"),
                capture_id=bindparam("shown_by"),
                first_seen_at=bindparam("first_at"),
                last_seen_at=bindparam("last_at"),
                is_current=bindparam("is_last"),
            ),
            [
                {
                    "of_revision": revision_id,
                    "number": number,
                    "shown_by": span.capture_id,
                    "first_at": span.first_seen_at,
                    "last_at": span.last_seen_at,
                    "is_last": number == len(ids),
                }
                for number, (revision_id, span) in enumerate(zip(ids, self._wanted, strict=True), start=1)
            ],
        )

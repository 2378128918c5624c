"""How did a text change over time? Pure: sightings of an article's texts in, the sequence of its revisions out.

Promise: the answer is a function of the set of sightings, whatever the order in which they became known; A, then
B, then A again are three revisions, an edit undone. A page that goes on swinging between texts (a rotating box, two
layouts) is not edited each time: while it does, its text is the one it had before, until another one stays.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

_PASSING_LOOKS, _PASSING_TIME = 2, timedelta(days=1)
"""A text seen no oftener, or for no longer, may be one of several that a page shows in turn."""
_SWINGS = 2
"""Texts that came back after passing ones, in a row: once is an edit undone, twice is a page that swings."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One capture that showed a text of the article."""

    seen_at: datetime
    """Aware UTC."""
    text: bytes
    """The text's `revision_sha256`."""
    capture_id: int
    is_own: bool = True
    """The article's own address answered, not one of its others."""


@dataclass(frozen=True, slots=True)
class Span:
    """A revision: one text, from the first sighting to the last before another text was seen."""

    text: bytes
    capture_id: int
    """The first capture that showed it."""
    first_seen_at: datetime
    last_seen_at: datetime


def counted(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Those that tell the article's history: its own address's, and before it was first seen, its other addresses'.

    Once the own address has spoken a stale copy elsewhere is no edit.
    """
    known = list(sightings)
    own_since = min((one.seen_at for one in known if one.is_own), default=None)
    return [one for one in known if one.is_own or own_since is None or one.seen_at < own_since]


Run = Sequence[Sighting]
"""Sightings of one text in a row, never none."""


def spans(sightings: Iterable[Sighting]) -> list[Span]:
    """The revisions, oldest first. Of sightings of one instant the order is that of their digests."""
    ordered = sorted(sightings, key=lambda each: (each.seen_at, each.text, each.capture_id))
    runs = [list(group) for _, group in groupby(ordered, key=lambda each: each.text)]
    return _joined(_span(part) for part in _steadied(runs))


def tellable(told: Iterable[Span], texts: Container[bytes]) -> list[Span]:
    """Those of which the text is at hand."""
    return _joined(span for span in told if span.text in texts)


def _joined(told: Iterable[Span]) -> list[Span]:
    """Neighbours of one text are one."""
    found: list[Span] = []
    for one in told:
        last = found[-1] if found else None
        if last is not None and last.text == one.text:
            found[-1] = Span(last.text, last.capture_id, last.first_seen_at, one.last_seen_at)
        else:
            found.append(one)
    return found


def _span(run: Run) -> Span:
    return Span(run[0].text, run[0].capture_id, run[0].seen_at, run[-1].seen_at)


def _steadied(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs, those in which the page swings as one: the sightings of the text it had before."""
    at = 0
    for first, last in _swinging(runs):
        yield from runs[at:first]
        # what it came to rest at is an edit
        at = last if not _passes(runs[last]) and runs[last][0].text != runs[first][0].text else last + 1
        yield [one for run in runs[first:at] for one in run if one.text == runs[first][0].text]
    yield from runs[at:]


def _swinging(runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """First and last run of each stretch in which texts come back again and again."""
    first, last, count = -1, -1, 0
    for start, end in sorted(_returns(runs)):
        if start > last:
            if count >= _SWINGS:
                yield first, last
            first, last, count = start, end, 0
        last, count = max(last, end), count + 1
    if count >= _SWINGS:
        yield first, last


def _returns(runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """From a run to the next one of its text, where all between are passing."""
    seen = dict[bytes, int]()
    lasting = -1
    for place, run in enumerate(runs):
        before = seen.get(run[0].text)
        if before is not None and lasting <= before:
            yield before, place
        seen[run[0].text] = place
        lasting = lasting if _passes(run) else place


def _passes(run: Run) -> bool:
    return len(run) <= _PASSING_LOOKS or run[-1].seen_at - run[0].seen_at < _PASSING_TIME


def text_at(known: Sequence[Span], seen_at: datetime, capture_id: int) -> bytes | None:
    """The text that a known sighting of that instant showed; None where the history has none then."""
    covering = [span for span in known if span.first_seen_at <= seen_at <= span.last_seen_at]
    first = [span for span in covering if span.capture_id == capture_id]
    return (first or covering)[0].text if covering else None

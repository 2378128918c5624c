"""How did a text change over time? Pure: sightings of an article's texts in, the sequence of its revisions out.

Promise: the answer is a function of the set of sightings, whatever the order in which they became known; A, then
B, then A again are three revisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


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


def spans(sightings: Iterable[Sighting]) -> list[Span]:
    """The revisions, oldest first. Of sightings of one instant the order is that of their digests."""
    found: list[Span] = []
    for one in sorted(sightings, key=lambda each: (each.seen_at, each.text, each.capture_id)):
        last = found[-1] if found else None
        if last is not None and last.text == one.text:
            found[-1] = Span(last.text, last.capture_id, last.first_seen_at, one.seen_at)
        else:
            found.append(Span(one.text, one.capture_id, one.seen_at, one.seen_at))
    return found


def text_at(known: Sequence[Span], seen_at: datetime, capture_id: int) -> bytes | None:
    """The text that a known sighting of that instant showed; None where the history has none then."""
    covering = [span for span in known if span.first_seen_at <= seen_at <= span.last_seen_at]
    first = [span for span in covering if span.capture_id == capture_id]
    return (first or covering)[0].text if covering else None

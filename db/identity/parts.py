"""An article on several pages: with which captures of its further pages is each capture to be read? Pure.

Promise: the answer is a function of the set of captures, whatever the order in which they came. Every capture of the
first page tells a text; one of a further page tells one where no capture of the first is read with it: that page
changed, and the first was not asked. A page that came late completes what was told before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.urls import MAX_PARTS

VISIT = timedelta(days=1)
"""Captures of an article's pages so near to each other are of one visit: a run asks them one after the other, but may
have thousands of others to ask between them."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A capture of one page of the article; `number` 1 is the first page."""

    capture_id: int
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read as one text: a capture of the first page, and captures of the further ones, in their order."""

    first_id: int
    part_ids: tuple[int, ...] = ()


def readings(shots: Iterable[Shot]) -> dict[int, Reading]:
    """How each capture that tells a text is to be read, by its id; the others only show part of one."""
    pages: dict[int, list[Shot]] = defaultdict(list)
    for shot in sorted(shots, key=lambda one: (one.at, one.capture_id)):
        if shot.number <= MAX_PARTS:
            pages[shot.number].append(shot)
    firsts = pages.pop(1, [])
    found = {first.capture_id: Reading(first.capture_id, _around(pages, first, firsts)) for first in firsts}
    picked = {part_id for reading in found.values() for part_id in reading.part_ids}
    for shot in sorted((one for page in pages.values() for one in page), key=lambda one: (one.at, one.capture_id)):
        base = next((first for first in reversed(firsts) if first.at <= shot.at), None)
        if base is not None and shot.capture_id not in picked:
            found[shot.capture_id] = Reading(base.capture_id, _around(pages, shot, firsts))
            picked.update(found[shot.capture_id].part_ids)
    return found


def _around(pages: dict[int, list[Shot]], shot: Shot, firsts: Sequence[Shot]) -> tuple[int, ...]:
    """Of each further page the capture that goes with this one; of its own page itself."""
    until = next((first.at for first in firsts if first.at > shot.at), None)
    return tuple(
        shot.capture_id if number == shot.number else _near(page, shot.at, until).capture_id
        for number, page in sorted(pages.items())
    )


def _near(page: Sequence[Shot], at: datetime, until: datetime | None) -> Shot:
    """The capture of the same visit before `until`; else the last one before; else the first that ever came."""
    before = [one for one in page if one.at < at]
    after = [one for one in page if one.at >= at]
    if not before or not after:
        return before[-1] if before else after[0]
    ahead = after[0].at - at
    is_same_visit = ahead <= min(VISIT, at - before[-1].at) and (until is None or after[0].at < until)
    return after[0] if is_same_visit else before[-1]

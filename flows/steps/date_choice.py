"""Which of the dates found is the day of publication, and why not the others?

Promise: a change is not a publication while another place names one; what the page prints beside its headline
decides the local day; a day of tomorrow or of the capture needs a second, independent place; every loser has a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from flows.steps.date_reads import Read

_EARLIEST = date(1995, 1, 1)
_HEAD = ("json-ld", "meta")
_PRINTED = ("byline", "time-element", "updated", "date-element", "text")
_WEAK = ("time-element", "date-element", "text")
"""Places that may hold the calendar of the page's top."""
_CLOCK = timedelta(minutes=2)
"""A page that states the moment it was fetched states its server's clock."""
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
"""The zones of the world."""


class Chosen(NamedTuple):
    """The winner, the local day, the place of the instant, and all reads with their reasons."""

    winner: Read | None
    on: date | None
    timed: Read | None
    reads: tuple[Read, ...]


def choose(reads: Sequence[Read], captured_at: datetime, zone: tzinfo | None, changes: Sequence[Read] = ()) -> Chosen:
    """The publication among reads in the order of their trust; `changes` are the changes the head states."""
    judged = [_with_reason(read, _refusal(read, reads, captured_at, zone)) for read in reads]
    judged = _without_later(judged)
    fit = [read for read in judged if not read.candidate.reason]
    changed_on = {read.candidate.on for read in (*changes, *fit) if read.role == "modified"}
    plain = [read for read in fit if read.role != "modified"]
    winner = next(iter(plain or fit), None)
    if winner is None:
        return Chosen(None, None, None, tuple(judged))
    winner, because = _corrected(winner, plain, changed_on, zone)
    timed = winner if winner.candidate.at else _instant_of(winner, fit, zone)
    reads = tuple(_explained(read, winner, timed, because) for read in judged)
    return Chosen(winner, winner.candidate.on, timed, reads)


def _refusal(read: Read, reads: Sequence[Read], captured_at: datetime, zone: tzinfo | None) -> str:
    """Why a date cannot be believed at all; '' where it can."""
    on, at = read.candidate.on, read.candidate.at
    # without a zone the day may be that of the world's most eastern clock
    today = (captured_at.astimezone(zone) if zone else captured_at.astimezone(UTC) + _EAST).date()
    if on is None or on < _EARLIEST:
        return "before the web"
    if on > today + timedelta(days=1):
        return "in the future"
    if read.is_prose:
        return "in a sentence: the day of what it tells"
    if on < today - timedelta(days=1) or any(_is_support(read, other) for other in reads):
        return ""
    if on > today:
        return "in the future"
    if at is not None and abs(at - captured_at) < _CLOCK:
        return "the moment of the capture: the server's clock"
    captured_on = captured_at.astimezone(zone or UTC).date()
    is_open = read.is_calendar or (read.candidate.rule in _WEAK and not read.role and read.clock is None)
    return "the day of the capture, and no second place says so" if is_open and on == captured_on else ""


def _without_later(reads: Sequence[Read]) -> list[Read]:
    """Nothing is published after it was changed: a later day in print, behind the page's 'Updated:', is another's."""
    lines = [read for read in reads if read.candidate.rule in ("byline", "updated") and not read.candidate.reason]
    changed_on = lines[0].candidate.on if lines and lines[0].role == "modified" else None
    if changed_on is None:
        return list(reads)
    return [
        _with_reason(read, "later than the page's own last change")
        if read.candidate.rule in _PRINTED
        and read.candidate.on is not None
        and read.candidate.on > changed_on
        and not read.candidate.reason
        else read
        for read in reads
    ]


def _is_support(read: Read, other: Read) -> bool:
    return other.candidate.on == read.candidate.on and _family(other) != _family(read) and not other.is_prose


def _family(read: Read) -> str:
    rule = read.candidate.rule
    return "head" if rule in _HEAD else "page" if rule in _PRINTED else rule


def _corrected(
    winner: Read, plain: Sequence[Read], changed_on: set[date | None], zone: tzinfo | None
) -> tuple[Read, str]:
    """What the page prints corrects what its head states; with the reason the head's date lost."""
    if winner.candidate.rule not in _HEAD:
        return winner, ""
    printed = [read for read in plain if read.candidate.rule == "byline" or read.is_first]
    said = next((read for read in printed if read.is_first), next(iter(printed), None))
    if said is not None and _is_same_clock(winner, said):
        return said, f"same clock as {said.candidate.rule}, which prints the local time: its zone is wrong"
    local = said or next((read for read in plain if read.candidate.rule == "address"), None)
    if local is not None and zone is None and _is_same_moment(winner, local):
        return local, f"the same moment; {local.candidate.rule} has the local day"
    if said is not None and zone is not None and _is_other_zone(winner, said):
        return winner, ""
    if said is not None and said.candidate.on not in changed_on and _outweighs(said, winner, plain):
        return said, f"another day than {said.candidate.rule}, which the page prints"
    return winner, ""


def _is_other_zone(stated: Read, printed: Read) -> bool:
    """Whether a bare printed day is the stated instant's in the zone it is stated in, not the source's."""
    if printed.clock is not None or stated.clock is None or stated.candidate.at is None:
        return False
    return printed.candidate.on == stated.clock.date()


def _outweighs(printed: Read, stated: Read, plain: Sequence[Read]) -> bool:
    """Whether the printed day has no fewer independent places than the stated one, and differs from it."""
    if printed.candidate.on == stated.candidate.on:
        return False
    votes = [
        {_place(read) for read in plain if read.candidate.on == day}
        for day in (printed.candidate.on, stated.candidate.on)
    ]
    return len(votes[0]) >= len(votes[1])


def _place(read: Read) -> str:
    return "head" if read.candidate.rule in _HEAD else read.candidate.rule


def _is_same_clock(stated: Read, printed: Read) -> bool:
    """09:18+00:00 in the head and 09:18 in print: one of them is not what it says."""
    if stated.clock is None or printed.clock is None or printed.candidate.zone != "source":
        return False
    same = stated.clock.replace(second=0, microsecond=0) == printed.clock.replace(second=0, microsecond=0)
    return same and stated.candidate.zone == "stated" and stated.candidate.at != printed.candidate.at


def _is_same_moment(stated: Read, local: Read) -> bool:
    """Whether some zone of the world has the local day at the stated instant, which is told in UTC."""
    at, on = stated.candidate.at, local.candidate.on
    if at is None or on is None or on == stated.candidate.on or stated.clock != at.replace(tzinfo=None):
        return False
    return (at + _WEST).date() <= on <= (at + _EAST).date()


def _instant_of(winner: Read, fit: Sequence[Read], zone: tzinfo | None) -> Read:
    """The place whose instant a bare day takes: the next that states the same day, or the same moment in UTC."""
    same = (
        read
        for read in fit
        if read.candidate.at
        and (read.candidate.on == winner.candidate.on or (zone is None and _is_same_moment(read, winner)))
    )
    return next(same, winner)


def _with_reason(read: Read, reason: str) -> Read:
    return replace(read, candidate=replace(read.candidate, reason=reason)) if reason else read


def _explained(read: Read, winner: Read, timed: Read, because: str) -> Read:
    """The read with the reason it lost; none for the winner and the place of its instant."""
    rule, on = winner.candidate.rule, winner.candidate.on
    has_day = timed.candidate.on == on
    if read.candidate.reason or (read is timed and has_day) or (read is winner and not has_day):
        return read
    if read is timed:
        return _with_reason(read, f"the same moment; {rule} has the local day")
    if read is winner:
        return _with_reason(read, f"same day as {timed.candidate.rule}, which is more precise")
    if because and read.candidate.rule in _HEAD and read.candidate.on != on:
        return _with_reason(read, because)
    if read.role == "modified" and winner.role != "modified":
        return _with_reason(read, f"a change, and {rule} says when it was published")
    if read.candidate.on != on:
        return _with_reason(read, f"another day than {rule}, a stronger rule")
    if timed.candidate.at is not None and read.candidate.at is None:
        return _with_reason(read, f"same day as {timed.candidate.rule}, which is more precise")
    return _with_reason(read, f"same day as {rule}")

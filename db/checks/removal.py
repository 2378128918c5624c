"""Was the page removed? Decided over time, from repeated evidence, never by one answer.

Promise: the answer is a function of the set of looks and of the times in which the source was unwell. The rules:
- An absence begins with the first look that did not find the page (404, 410, soft 404, sent home), mixed as they may
  be, and ends with the first that finds it. It is `missing` until it is confirmed, then `removed`.
- It is confirmed by `Evidence`: so many looks, the last so long after the first. Looks in quick succession are one:
  three retries within the hour tell no more than the first.
- What failed, a wall or a page that is no article says nothing: it neither counts nor interrupts.
- Absence seen while the whole source was unwell (`db/checks/unwell.py`) does not count, nor does its "not modified";
  a text that was read then was there.
- "moved" is no absence of the article, whose text was read at its new address: it ends one. It ends the address, at
  once: the text is the evidence. A 404 there later is a new absence.
- A confirmed removal stays one: an article that comes back has reappeared, and may be removed a second time.
- Kind: that of most looks up to the confirmation, of equally many the latest; later answers do not change it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal, Protocol

from db.checks.finding import ABSENT, MOVED, SEEN, AbsenceKind, Check, in_order

_APART = 2
"""Looks count as several when they are at least this fraction of an even spacing apart: 8 h where three looks are
asked for over two days, and a run that is late or early costs nothing."""

_READ = ("ok", MOVED)
"""A text that was read was there, however unwell the source."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much makes a removal: the source's `[removal]`. Looks, at least 1, and the time they have to span."""

    checks: int = 3
    over: timedelta = timedelta(days=2)


class Interval(Protocol):
    """A time in which the source was unwell, ends included."""

    @property
    def since_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which the page did not show its article."""

    kind: AbsenceKind
    first_missing_at: datetime
    confirmed_at: datetime | None
    """The look that made the evidence enough; None: there was not enough."""
    reappeared_at: datetime | None
    """The look that found the article again; None: not so far."""
    evidence: tuple[Check, ...]
    """The looks that did not find it, oldest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the page stands after all its looks."""

    state: Literal["present", "missing", "removed"]
    """'removed' with kind 'moved': its address is done with, its article stands elsewhere."""
    kind: AbsenceKind | None = None
    first_missing_at: datetime | None = None
    confirmed_at: datetime | None = None
    reappeared_at: datetime | None = None
    """Of a page that is present: when it came back from its last removal."""
    evidence: tuple[Check, ...] = ()
    last_seen_at: datetime | None = None
    """The last look that showed it: how old the word 'present' is where all later ones failed. None: no look did."""


def standing(checks: Iterable[Check], evidence: Evidence, doubts: Iterable[Interval] = ()) -> Standing:
    """Is the page present, missing or removed? Without any telling look it is present."""
    telling = _telling(checks, doubts)
    seen_at = max((check.at for check in telling if check.finding in SEEN), default=None)
    found = _absences(telling, evidence)
    last = found[-1] if found else None
    if last is None or last.reappeared_at is not None:
        back = [one.reappeared_at for one in found if one.confirmed_at is not None]
        return Standing("present", reappeared_at=back[-1] if back else None, last_seen_at=seen_at)
    state: Literal["missing", "removed"] = "removed" if last.confirmed_at else "missing"
    return Standing(state, last.kind, last.first_missing_at, last.confirmed_at, None, last.evidence, seen_at)


def absences(checks: Iterable[Check], evidence: Evidence, doubts: Iterable[Interval] = ()) -> tuple[Absence, ...]:
    """Every time in which the page did not show its article, confirmed or not, oldest first."""
    return tuple(_absences(_telling(checks, doubts), evidence))


def removals(checks: Iterable[Check], evidence: Evidence, doubts: Iterable[Interval] = ()) -> tuple[Absence, ...]:
    """The confirmed ones, each with its reappearance, oldest first."""
    return tuple(one for one in absences(checks, evidence, doubts) if one.confirmed_at is not None)


def _telling(checks: Iterable[Check], doubts: Iterable[Interval]) -> list[Check]:
    """The looks that are evidence, by time."""
    times = list(doubts)
    return [
        check
        for check in in_order(checks)
        if _class_of(check) and (check.finding in _READ or not any(_covers(one, check.at) for one in times))
    ]


def _covers(interval: Interval, at: datetime) -> bool:
    return interval.since_at <= at <= interval.until_at


def _class_of(check: Check) -> str:
    if check.finding in ABSENT:
        return "absent"
    return "seen" if check.finding in SEEN else "moved" if check.finding == MOVED else ""


def _absences(telling: Sequence[Check], evidence: Evidence) -> list[Absence]:
    stretches = [(word, tuple(group)) for word, group in groupby(telling, key=_class_of)]
    found = []
    for place, (word, looks) in enumerate(stretches):
        if word == "seen":
            continue
        # an article at its new address is there again; an address that sent its readers on is not
        ends = {"seen"} if word == "moved" else {"seen", "moved"}
        back_at = next((later[0].at for other, later in stretches[place + 1 :] if other in ends), None)
        found.append(_absence(looks, evidence, back_at))
    return found


def _absence(looks: tuple[Check, ...], evidence: Evidence, back_at: datetime | None) -> Absence:
    confirmed_at = _confirmed_at(looks, evidence)
    deciding = [look for look in looks if confirmed_at is None or look.at <= confirmed_at]
    return Absence(_kind(deciding), looks[0].at, confirmed_at, back_at, looks)


def _confirmed_at(looks: Sequence[Check], evidence: Evidence) -> datetime | None:
    """The first look with which there are enough, far enough apart."""
    if looks[0].finding == MOVED:
        return looks[0].at
    apart = evidence.over / (_APART * evidence.checks)
    count, counted_at = 0, None
    for look in looks:
        if counted_at is None or look.at - counted_at >= apart:
            count, counted_at = count + 1, look.at
        if count >= evidence.checks and look.at - looks[0].at >= evidence.over:
            return look.at
    return None


def _kind(looks: Sequence[Check]) -> AbsenceKind:
    kinds: list[AbsenceKind] = [ABSENT.get(look.finding, "moved") for look in looks]
    counts = Counter(kinds)
    most = max(counts.values())
    return next(kind for kind in reversed(kinds) if counts[kind] == most)

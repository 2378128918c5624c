"""A meeting's coverage over days as a terminal can show it: bars on the day-0 axis, and which days cannot be read.

Pure: days in, lines out. A day on which some source was not read whole is marked, so that a low bar is not taken for
silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_BARS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of all sources together."""

    offset: int
    article_count: int
    complete_count: int
    """Sources whose day is complete ..."""
    source_count: int
    """... of so many."""

    @property
    def mark(self) -> str:
        if self.complete_count == self.source_count:
            return " "
        return "?" if self.complete_count == 0 else "·"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row on which a source was not read whole."""

    source: str
    first_on: date
    last_on: date
    state: str
    reason: str


def window(days: Iterable[Day]) -> list[Day]:
    """The days from the first with an article near the meeting to the last, 30 before the opening to 60 after it."""
    known = list(days)
    near = span((day.offset, day.article_count) for day in known)
    return [day for day in known if day.offset in near]


def span(days: Iterable[tuple[int | None, int]]) -> range:
    """The same of (day, how many articles): the days that are shown. A day that is not known is none of them."""
    told = [offset for offset, count in days if offset is not None and -30 <= offset <= 60 and count]
    return range(min(*told, 0), max(*told, 0) + 1) if told else range(0)


def bars(days: Sequence[Day], most: int = 0) -> list[str]:
    """Two strings of a letter for each day: the bar, and whether it can be read; `most`: the count of a full bar."""
    most = max(most, 1, *(day.article_count for day in days)) if days else 1
    by = {day.offset: day for day in days}
    if not by:
        return ["", ""]
    span = range(min(by), max(by) + 1)
    drawn = "".join(_BARS[-(-8 * by[at].article_count // most)] if at in by else " " for at in span)
    return [drawn, "".join(by[at].mark if at in by else "?" for at in span)]


def drawing(days: Sequence[Day], name: str = "", most: int = 0) -> list[str]:
    """Lines for people: bars, marks, and the axis with its day 0 under them."""
    if not days:
        return []
    drawn, marks = bars(days, most)
    first = days[0].offset
    lines = [f"{name}{drawn}", f"{' ' * len(name)}{marks}"] if marks.strip() else [f"{name}{drawn}"]
    axis = f"{' ' * len(name)}{' ' * -first}0" if first <= 0 else ""
    return [*lines, f"{axis}  day {first} to day {days[-1].offset}"] if axis else lines


def gaps(rows: Iterable[tuple[str, date, str, str]]) -> list[Gap]:
    """Days in a row of (source, day, state, reason) that have the same state and reason, as one gap each."""
    found: list[Gap] = []
    for source, day, state, reason in sorted(rows):
        last = found[-1] if found else None
        same = last is not None and (last.source, last.state, last.reason) == (source, state, reason)
        if last is not None and same and day - last.last_on == timedelta(days=1):
            found[-1] = Gap(source, last.first_on, day, state, reason)
        else:
            found.append(Gap(source, day, day, state, reason))
    return found

"""Is a source as lively as it ever was? Judged by days of 24 hours that end at this hour, against four weeks of them.

Days and not runs: schedules change, nights are quiet, and a run after a missed one brings twice as much. Weekends are
compared with weekends. Silent in the first two weeks of a source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median as _median

DAY = timedelta(days=1)
MEMORY = 28 * DAY
MIN_HISTORY = 14 * DAY
# below some items a day a zero is chance: of three a day one day in twenty has none
MIN_USUAL = 6.0
# a public holiday leaves about a third of a working day; a week of a congress brings about three times as much
FEW, MANY = 0.2, 4.0
# so much longer than the longest silence of four weeks
LONGER = 2


@dataclass(frozen=True, slots=True)
class Arrival:
    """A monitor run that read its listings: when it began, how many articles were new."""

    at: datetime
    new_count: int
    late_count: int = 0
    """... of which so many have been listed for a day and more by now: what an outage kept back is not too much."""


def median(values: Sequence[float]) -> float:
    return float(_median(values))


def judged_rhythm(earlier: Sequence[Arrival], now: datetime, expected: tuple[float, float] | None) -> set[str]:
    """The causes that the history is long enough for."""
    if not earlier or now - earlier[0].at < (7 * DAY if expected else MIN_HISTORY):
        return set()
    return {"no_items", "few_items", "many_items"}


def amiss(
    earlier: Sequence[Arrival], now: datetime, expected: tuple[float, float] | None = None
) -> Iterator[tuple[str, str]]:
    """Causes with their sentences. `earlier` ascending, with this run's own; `expected`: fewest and most a day."""
    if not judged_rhythm(earlier, now, expected):
        return
    silence = _silence(earlier, now)
    if silence:
        yield "no_items", silence
        return
    found = dict(_unusual(earlier, now)) if now - earlier[0].at >= MIN_HISTORY else {}
    if expected:
        # one cause is told once, by what its file says where that is broken
        found |= dict(_unexpected(earlier, now, expected))
    yield from found.items()


def _silence(earlier: Sequence[Arrival], now: datetime) -> str:
    came = [arrival.at for arrival in earlier if arrival.new_count]
    if len(came) < 2:
        return ""
    longest = max(after - before for before, after in pairwise(came))
    since = now - came[-1]
    if since < max(DAY, longest * LONGER):
        return ""
    return (
        f"nothing new since {came[-1]:%Y-%m-%d %H:%M} UTC, {_hours(since)};"
        f" in four weeks it was never silent for more than {_hours(longest)}"
    )


def _unexpected(earlier: Sequence[Arrival], now: datetime, expected: tuple[float, float]) -> Iterator[tuple[str, str]]:
    fewest, most = expected
    per_day = _between(earlier, now - 7 * DAY, now) / 7
    today, span = _between(earlier, now - DAY, now), _days_since(earlier, now)
    if per_day < fewest:
        yield "few_items", f"{per_day:.1f} articles a day in the last week, expected at least {fewest:g}"
    elif today - _late(earlier, now) > most * span:
        yield "many_items", f"{today} articles in 24 hours, expected at most {most:g}"


def _unusual(earlier: Sequence[Arrival], now: datetime) -> Iterator[tuple[str, str]]:
    today, span = _between(earlier, now - DAY, now), _days_since(earlier, now)
    like = _days_like(earlier, now)
    if len(like) < 3:
        return
    usual = median(like)
    if usual >= MIN_USUAL and today < usual * FEW and today < min(like):
        yield (
            "few_items",
            f"{today} articles in 24 hours, {usual:g} on such days of four weeks (never under {min(like)})",
        )
    elif today - _late(earlier, now) > max(max(usual, MIN_USUAL) * MANY, 2 * max(like)) * span:
        yield "many_items", f"{today} articles in 24 hours, {usual:g} on such days of four weeks (at most {max(like)})"


def _days_since(earlier: Sequence[Arrival], now: datetime) -> float:
    """How many days the last 24 hours had to bring: after an outage the first good run brings all of it at once."""
    before = [arrival.at for arrival in earlier if arrival.at <= now - DAY]
    return max(1.0, (now - before[-1]) / DAY) if before else 1.0


def _days_like(earlier: Sequence[Arrival], now: datetime) -> list[int]:
    """What came in days that ended at this hour, on working days or at weekends as today is."""
    ends = (now - step * DAY for step in range(1, MEMORY // DAY))
    return [
        _between(earlier, end - DAY, end)
        for end in ends
        if (end.weekday() >= 5) == (now.weekday() >= 5) and end - DAY >= earlier[0].at
    ]


def _between(earlier: Sequence[Arrival], after: datetime, until: datetime) -> int:
    return sum(arrival.new_count for arrival in earlier if after < arrival.at <= until)


def _late(earlier: Sequence[Arrival], now: datetime) -> int:
    return sum(arrival.late_count for arrival in earlier if now - DAY < arrival.at <= now)


def _hours(time: timedelta) -> str:
    hours = time // timedelta(hours=1)
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"

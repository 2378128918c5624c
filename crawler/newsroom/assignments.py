"""Who writes about what on which day: the plan behind the articles, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from crawler.newsroom.meetings import Meeting, meetings
from crawler.newsroom.words import Subject, Words

FIRST_DAY = date(2022, 3, 1)
FIRST_CLOCK = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
"""Everything but the late articles is published by then; no edit or removal has happened yet."""
LAST_DAY = date(2026, 6, 29)

Use = Literal["city", "focus", "substantive", "anchor", "title", "other"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """One article to be written. `day` is local; `stage` is set for focus articles."""

    day: date
    use: Use
    subject: Subject | None = None
    meeting: Meeting | None = None
    stage: str = ""


def plan(rng: random.Random, words: Words, total: int, share: float) -> list[Assignment]:
    """`total` assignments by day; `share` is the number of focus articles per unit of a meeting's weight."""
    planned = [*_meeting_plan(rng, words, share), *_other_plan(rng, words, total)]
    planned = rng.sample(planned, min(len(planned), total * 3 // 4))
    planned += (_undated(rng, words, "city") for _ in range(total - len(planned)))
    return sorted(planned, key=lambda one: one.day)


def plan_late(rng: random.Random, words: Words, total: int) -> list[Assignment]:
    """City news that appears only once the clock has moved on by two days."""
    day = FIRST_CLOCK.date() + timedelta(days=3)
    return [Assignment(day, "city", _topic(rng, words, day)) for _ in range(total)]


def plan_days(rng: random.Random, words: Words, total: int, days: int) -> list[Assignment]:
    """City news spread evenly over the `days` that follow that of `FIRST_CLOCK`. Raises ValueError below one."""
    if days < 1:
        raise ValueError(f"expected one day or more; found {days}")
    dates = [FIRST_CLOCK.date() + timedelta(days=1 + turn * days // total) for turn in range(total)]
    return [Assignment(day, "city", _topic(rng, words, day)) for day in dates]


def _meeting_plan(rng: random.Random, words: Words, share: float) -> Iterator[Assignment]:
    for meeting, count in _portions(share):
        for turn in range(count):
            stage = meeting.stages[turn % len(meeting.stages)]
            yield Assignment(_stage_day(rng, meeting, stage), "focus", meeting=meeting, stage=stage)
    for meeting, count in _portions(share * 0.35):
        for _ in range(count):
            day = _stage_day(rng, meeting, "sitting")
            yield Assignment(day, "substantive", _topic(rng, words, day), meeting)
    for meeting, count in _portions(share * 0.2):
        for _ in range(count):
            day = min(meeting.opens + timedelta(days=rng.randint(60, 700)), LAST_DAY)
            yield Assignment(day, "anchor", _topic(rng, words, day), meeting)


def _portions(share: float) -> Iterator[tuple[Meeting, int]]:
    """Whole numbers per meeting whose sum follows the weights, whatever the share."""
    owed = 0.0
    for meeting in meetings():
        owed += meeting.weight * share
        yield meeting, int(owed)
        owed -= int(owed)


def _stage_day(rng: random.Random, meeting: Meeting, stage: str) -> date:
    closes, last_sitting = meeting.closes or meeting.last_sitting, meeting.last_sitting
    first, last = {
        "before": (meeting.opens - timedelta(days=12), meeting.opens - timedelta(days=1)),
        "opening": (meeting.opens, meeting.opens),
        "sitting": (min(meeting.opens + timedelta(days=1), last_sitting), last_sitting),
        "closing": (closes, closes + timedelta(days=2)),
        "study": (closes + timedelta(days=4), closes + timedelta(days=28)),
    }[stage]
    return _day_between(rng, first, last)


def _other_plan(rng: random.Random, words: Words, total: int) -> Iterator[Assignment]:
    for turn in range(max(total * 8 // 100, len(words.others))):
        other = words.others[turn % len(words.others)]
        assert other.day is not None
        yield Assignment(_day_between(rng, other.day, other.day + timedelta(days=other.days - 1)), "other", other)
    for _ in range(max(2, total * 3 // 100)):
        yield _undated(rng, words, "title")


def _undated(rng: random.Random, words: Words, use: Use) -> Assignment:
    day = _any_day(rng)
    return Assignment(day, use, _topic(rng, words, day))


def _topic(rng: random.Random, words: Words, day: date) -> Subject:
    """A topic in season."""
    return rng.choice([topic for topic in words.topics if not topic.months or day.month in topic.months])


def _any_day(rng: random.Random) -> date:
    """Any day, the last three weeks more often: a reader looks at those first."""
    if rng.random() < 0.15:
        return _day_between(rng, LAST_DAY - timedelta(days=21), LAST_DAY)
    return _day_between(rng, FIRST_DAY, LAST_DAY)


def _day_between(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, (last - first).days))

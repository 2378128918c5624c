"""A week of twenty sources, four runs a day each, by an injected clock: each outage is told once, and its end once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from db import alarms, runs
from db.alarms import Seen
from db.archive import Archive
from flows.steps import alarm
from flows.steps.alarm import Facts, Listing
from flows.steps.alarm_rhythm import Arrival
from tests.db.test_store import SOURCE, rows

MONDAY = datetime(2026, 6, 8, tzinfo=UTC)
STEP, DAY = timedelta(hours=6), timedelta(days=1)
HISTORY, WEEK = 28 * DAY, 7 * DAY
HOLIDAY = MONDAY + 2 * DAY
CONGRESS = (MONDAY + DAY, MONDAY + 5 * DAY)

# source number -> the cause that must be told, from which run of the week on, for how many runs
PLANTED = {
    2: ("unreachable", 5, 4),
    3: ("listing_empty", 9, 3),
    5: ("robots_refused", 3, 6),
    7: ("body_drift", 6, 5),
    8: ("slow_site", 10, 4),
    11: ("future_dates", 4, 5),
    13: ("pages_failed", 8, 4),
    17: ("moved_domain", 2, 5),
}
OURS = range(20, 23)
"""Runs of the week in which nothing can be reached from here."""
HEALTHY_LISTING = Listing("https://paper.example/feed", 20)


@dataclass
class Paper:
    """A source with a rhythm of its own: working days, weekends, a public holiday, a congress."""

    number: int
    source_id: int
    chance: random.Random
    arrivals: list[Arrival] = field(default_factory=list)
    missed_count: int = 0

    def publishes(self, at: datetime) -> int:
        usual = 4 + 3 * self.number % 17
        mood = 0.35 if at.weekday() >= 5 or HOLIDAY <= at < HOLIDAY + DAY else 1.0
        if self.number % 2 and CONGRESS[0] <= at < CONGRESS[1]:
            mood *= 2.5
        return sum(self.chance.random() < 0.5 for _ in range(round(2 * usual * mood)))

    def facts(self, at: datetime) -> Facts:
        count = self.publishes(at) + self.missed_count
        self.missed_count = 0
        self.arrivals.append(Arrival(at, count))
        return Facts(
            at,
            True,
            "finished",
            (HEALTHY_LISTING,),
            outcomes={"new": count, "unchanged": 3},
            fill={"title": 1.0},
            article_count=count,
            body_length=self.chance.uniform(1500, 4000) if count else None,
            seconds_each=self.chance.uniform(0.8, 2.5),
            earlier=tuple(arrival for arrival in self.arrivals if arrival.at > at - HISTORY),
            earlier_lengths=tuple(self.chance.uniform(1500, 4000) for _ in range(30)),
            earlier_seconds=tuple(self.chance.uniform(0.8, 2.5) for _ in range(30)),
        )


def struck(facts: Facts, cause: str) -> Facts:
    """The same run with something planted."""
    articles = {"article_count": 9, "outcomes": {"new": 9}}
    changes: dict[str, dict[str, object]] = {
        "unreachable": {"listings": (replace(HEALTHY_LISTING, listed_count=0, problem="timeout", kind="timeout"),)},
        "listing_empty": {"listings": (replace(HEALTHY_LISTING, listed_count=0),)},
        "robots_refused": {"listings": (replace(HEALTHY_LISTING, problem="robots.txt", kind="robots"),)},
        "moved_domain": {"listings": (replace(HEALTHY_LISTING, problem="off-domain", kind="off-domain"),)},
        "pages_failed": {"outcomes": {"failed": 9, "new": 2}, "failures": {"5xx": 9}},
        "body_drift": {"body_length": 140.0, **articles},
        "future_dates": {"future_count": 6, **articles},
        "slow_site": {"seconds_each": 30.0},
    }
    return replace(facts, **changes[cause])  # type: ignore[arg-type]


def happens(number: int, step: int) -> str:
    if step in OURS:
        return "unreachable"
    cause, first, count = PLANTED.get(number, ("", 0, 0))
    return cause if first <= step < first + count else ""


def week(archive: Archive) -> Iterator[None]:
    papers = [
        Paper(number, archive.call(runs.save_source, {"slug": f"paper{number:02}", **SOURCE}), random.Random(number))
        for number in range(20)
    ]
    for step in range(-(HISTORY // STEP), WEEK // STEP):
        for paper in papers:
            at = MONDAY + step * STEP + timedelta(minutes=paper.number)
            facts = paper.facts(at)
            if step < 0:
                continue
            cause = happens(paper.number, step)
            if cause:
                facts = struck(facts, cause)
            if cause in ("unreachable", "listing_empty", "robots_refused", "moved_domain"):
                # a run that could read nothing is failed, and no part of the rhythm; the next good one catches up
                paper.missed_count += paper.arrivals.pop().new_count
            _weigh(archive, paper.source_id, facts)
        if step >= 0:
            yield


def _weigh(archive: Archive, source_id: int, facts: Facts) -> None:
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    found = [Seen(one.code, one.sentence, one.is_hard) for one in alarm.findings(facts)]
    judged = alarm.judged(facts)
    archive.call(runs.finish_run, run_id, "completed", "")
    assert archive.call(alarms.weigh, source_id, run_id, found, judged, facts.at)
    assert not archive.call(alarms.weigh, source_id, run_id, found, judged, facts.at), "a repeated close"


def test_every_outage_of_a_week_is_told_once_with_its_cause_and_cleared_once(archive: Archive) -> None:
    for _ in week(archive):
        pass
    told = rows(archive, "select source, cause, cleared_at, is_flapping from alarm_history order by 1, 2")
    wanted = [("", "ours"), *((f"paper{number:02}", cause) for number, (cause, *_) in sorted(PLANTED.items()))]
    assert [(row["source"], row["cause"]) for row in told] == wanted
    assert all(row["cleared_at"] and not row["is_flapping"] for row in told)


def test_openings_and_ends_wait_until_they_were_handed_on_once(archive: Archive) -> None:
    for step, _ in enumerate(week(archive)):
        if step == PLANTED[5][1]:
            break
    waiting = [row for row in archive.call(alarms.untold) if row["source"] == "paper05"]
    assert [(row["kind"], row["cause"]) for row in waiting] == [("opened", "robots_refused")]
    archive.call(alarms.mark_told, waiting[0]["alarm_id"], "opened", MONDAY)
    assert not [row for row in archive.call(alarms.untold) if row["source"] == "paper05"]


def paper(archive: Archive) -> int:
    return archive.call(runs.save_source, {"slug": "paper", **SOURCE})


def steps(archive: Archive, source_id: int, sights: str, cause: str = "pages_failed", hours: float = 1) -> None:
    """A run for each letter: x sees the cause, . does not, - cannot tell."""
    for number, sight in enumerate(sights):
        at = MONDAY + number * timedelta(hours=hours)
        run_id = archive.call(runs.start_run, source_id, "monitor", "")
        seen = [Seen(cause, "9 of 9 pages failed", cause in alarm.HARD)] if sight == "x" else []
        archive.call(alarms.weigh, source_id, run_id, seen, set() if sight == "-" else {cause}, at)


def test_one_bad_run_is_no_alarm_and_two_are_one(archive: Archive) -> None:
    source_id = paper(archive)
    steps(archive, source_id, "x.x.x.")
    assert archive.call(alarms.history) == []
    steps(archive, source_id, "xx")
    (row,) = archive.call(alarms.open_alarms)
    assert (row["source"], row["cause"], row["seen_count"]) == ("paper", "pages_failed", 2)


def test_a_grave_cause_is_told_at_once(archive: Archive) -> None:
    steps(archive, paper(archive), "x", cause="robots_refused")
    assert [row["cause"] for row in archive.call(alarms.open_alarms)] == ["robots_refused"]


def test_a_run_that_cannot_tell_clears_nothing(archive: Archive) -> None:
    source_id = paper(archive)
    steps(archive, source_id, "xx.---")
    assert len(archive.call(alarms.open_alarms)) == 1
    steps(archive, source_id, ".")
    assert archive.call(alarms.open_alarms) == []


def test_what_comes_and_goes_all_day_stays_open_and_says_so(archive: Archive) -> None:
    source_id = paper(archive)
    steps(archive, source_id, "xx.." * 5)
    history = archive.call(alarms.history)
    assert len(history) == 4
    assert [row["is_flapping"] for row in archive.call(alarms.open_alarms)] == [True]


def test_two_sources_out_of_reach_are_two_alarms_and_not_ours(archive: Archive) -> None:
    ids = [archive.call(runs.save_source, {"slug": slug, **SOURCE}) for slug in ("ferry", "bridge")]
    for source_id in ids:
        steps(archive, source_id, "xx", cause="unreachable")
    assert [(row["source"], row["cause"]) for row in archive.call(alarms.open_alarms)] == [
        ("bridge", "unreachable"),
        ("ferry", "unreachable"),
    ]

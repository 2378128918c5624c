"""A simulated week is the same for the same seed, is judged by its books, and goes on where it was. `make week`."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import clock, embedded
from tests.faults import week, week_books, week_gauges
from tests.faults.week_crew import Job
from tests.faults.week_kept import Asked, Week, begun
from tests.faults.week_plan import CAUSES, LASTS, RECOVERY, Plan, Spell, drawn
from tests.faults.week_stage import stage

MONDAY = datetime(2026, 7, 6, tzinfo=UTC)
ASKED = Asked(7, 20, 4, 8, 1)


@pytest.mark.parametrize("seed", range(20))
def test_a_week_has_every_kind_of_outage_and_ends_well(seed: int) -> None:
    plan = drawn(seed, 7, 20, 4)
    assert plan == drawn(seed, 7, 20, 4)
    kinds = Counter(one.what[0] for one in plan.outages if one.source >= 0)
    assert set(kinds) >= set(CAUSES) - set(LASTS)
    assert all(one.last < plan.turns - RECOVERY for one in plan.outages)
    assert len({one.source for one in plan.outages}) == len(plan.outages)
    assert not any(plan.told(number, turn) for number in range(20) for turn in (26, 27))


def hour(turn: int) -> datetime:
    return MONDAY + turn * timedelta(hours=6)


def told(cause: str, opened: int, cleared: int | None, source: str = "paper00") -> dict[str, Any]:
    at = None if cleared is None else hour(cleared) + timedelta(minutes=3)
    opened_at = hour(opened) + timedelta(minutes=2)
    said = {"sentence": "s", "is_flapping": False}
    return {"source": source, "cause": cause, "opened_at": opened_at, "cleared_at": at, **said}


OUTAGE = Spell(0, ("503",), 3, 5)


@pytest.mark.parametrize(
    ("alarms", "trouble"),
    [
        ([told("unreachable", 4, 7)], []),
        ([], ["MISSED"]),
        ([told("unreachable", 4, None)], ["NOT CLEARED"]),
        ([told("unreachable", 4, 5)], ["TOO EARLY"]),
        ([told("pages_failed", 4, 7)], ["MISSED", "false"]),
        ([told("unreachable", 4, 7), told("unreachable", 5, 9)], ["false or doubled"]),
        ([told("unreachable", 4, 7), told("no_items", 4, 9, "paper01")], ["false or doubled: paper01"]),
    ],
)
def test_each_outage_is_told_once_for_its_cause_and_nothing_else_is(
    alarms: list[dict[str, Any]], trouble: list[str]
) -> None:
    _, wrong = week_books.weighed([OUTAGE], alarms, hour)
    assert len(wrong) == len(trouble)
    assert all(word in line for word, line in zip(trouble, wrong, strict=True))


def test_lost_and_doubled_runs_are_named() -> None:
    asked = [Job("monitor", "a"), Job("monitor", "b"), Job("recheck", "a")]
    found = [
        {"slug": "a", "flow": "monitor", "state": "completed"},
        {"slug": "a", "flow": "monitor", "state": "warning"},
        {"slug": "b", "flow": "monitor", "state": "cancelled"},
        {"slug": "a", "flow": "recheck", "state": "running"},
    ]
    assert week_books.wrong_runs(asked, found) == [
        "lost: monitor of b",
        "doubled: monitor of a",
        "running: recheck of a",
    ]


def test_growth_is_named_and_noise_is_not() -> None:
    first = {**dict.fromkeys(week_gauges.GROWS, 100.0), "prefect.log": 4000.0}
    noisy = {name: value * 1.05 for name, value in first.items()}
    assert week_gauges.grown([first, first, noisy]) == []
    assert week_gauges.unbounded([first, first, noisy]) == []
    assert len(week_gauges.grown([first, first, {**first, "connections": 140.0}])) == 1
    assert len(week_gauges.unbounded([first, first, {**first, "prefect.log": 9000.0}])) == 1


def test_an_interrupted_week_goes_on_if_it_is_the_one_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "week" / "week.json"
    first = begun(file, ASKED)
    first.done, first.samples = 3, [{"connections": 8.0}]
    first.save(file)
    assert begun(file, ASKED) == first
    assert begun(file, ASKED._replace(seed=2)) == Week(ASKED._replace(seed=2))


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(SystemExit, match="--home"):
        begun(tmp_path / "week.json", ASKED)
    assert (tmp_path / "thesis.txt").exists()


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cw-"))
    for name in week.ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    settings = {"CONGRESSWATCH_HOME": str(folder), "CONGRESSWATCH_CONFIG": str(folder / "config"), clock.AHEAD: "0"}
    for name, value in {**week.ENVIRONMENT, **settings}.items():
        monkeypatch.setenv(name, value)
    try:
        yield folder
    finally:
        embedded.stop(folder)
        shutil.rmtree(folder)


@pytest.mark.lives
def test_a_day_with_a_ban_is_lived_through(home: Path) -> None:
    kept = Week(Asked(1, 1, 4, 0, 1))
    plan = Plan(4, (Spell(0, ("robots ban",), 1, 1),), (Spell(0, ("repeated ids",), 0, 0),))
    with stage(home, kept, plan) as place:
        for turn in range(plan.turns):
            place.turn(turn)
            kept.done += 1
        text, wrong = place.verdict()
    assert wrong == []
    assert "| paper00 | robots ban | 1 | 1 | robots_refused | 1 | 3 | right |" in text
    assert kept.refused_count == plan.turns

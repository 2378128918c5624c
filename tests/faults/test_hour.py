"""What the wall clock's hour finds wrong with its runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.faults.hour import DOWN, LIVELY, QUIET, wrong_runs

FIRST, EVERY = datetime(2022, 7, 1, 6, tzinfo=UTC), timedelta(minutes=5)


def test_a_run_that_begins_seconds_before_its_time_is_of_that_time() -> None:
    found = [_run(slug, number, -5) for number in range(3) for slug in (LIVELY, DOWN, QUIET)]

    assert wrong_runs(found, FIRST, FIRST + 2 * EVERY, EVERY) == []


def test_a_time_with_two_runs_and_one_without_are_told() -> None:
    found = [_run(slug, number, 3) for number in (0, 1) for slug in (LIVELY, DOWN, QUIET)]
    found[-1] = _run(QUIET, 0, 90)

    assert wrong_runs(found, FIRST, FIRST + EVERY, EVERY) == ["quiet: 2 runs for 06:00", "quiet: 0 runs for 06:05"]


def _run(slug: str, number: int, late: float) -> dict[str, object]:
    return {"slug": slug, "state": "completed", "started_at": FIRST + number * EVERY + timedelta(seconds=late)}

"""A clock that is set, forward or back, is noticed once; one that is corrected step by step is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.clock_jump import Jumps, told


@pytest.mark.parametrize(
    ("by", "words"), [(7200.0, "forward by 2:00:00"), (-86400.0 * 400, "back by 400 days, 0:00:00")]
)
def test_a_jump_is_told_once(by: float, words: str) -> None:
    steady, set_by = 100.0, 0.0
    jumps = Jumps(lambda: 1_800_000_000.0 + steady + set_by, lambda: steady)
    steady += 900
    assert not jumps.since_asked()
    steady, set_by = steady + 15, by
    jump = jumps.since_asked()
    assert jump == timedelta(seconds=by)
    assert told(jump) == words
    steady += 15
    assert not jumps.since_asked()


def test_small_corrections_are_no_jump_however_many() -> None:
    steps = iter(range(1000))
    jumps = Jumps(lambda: 0.5 * next(steps), lambda: 0.0)
    assert not any(jumps.since_asked() for _ in range(900))

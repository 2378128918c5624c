"""The machine's clock was set, or the machine slept: how far its time moved against a clock that no one can set.

What has to be done about it is said where it is done: the archive in db/clock_back.py, Prefect's books in leftovers.py,
the watch over all runs in stack.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

_LEAST = 60.0
"""Seconds: what a clock is corrected by day by day is far less."""


@dataclass(slots=True)
class Jumps:
    """Asked from time to time; each jump is told once."""

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic
    _apart: float = field(init=False)

    def __post_init__(self) -> None:
        self._apart = self.wall() - self.steady()

    def since_asked(self) -> timedelta:
        """Positive: forward; zero for less than a minute."""
        apart = self.wall() - self.steady()
        jump, is_one = apart - self._apart, abs(apart - self._apart) >= _LEAST
        # a clock that is brought near step by step has not jumped either
        self._apart = apart
        return timedelta(seconds=round(jump)) if is_one else timedelta(0)


def told(jump: timedelta) -> str:
    """'back by 2:00:00'."""
    return f"{'forward' if jump > timedelta(0) else 'back'} by {abs(jump)}"

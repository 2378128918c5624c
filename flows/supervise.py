"""Keeps parts alive: what dies is started again, sooner at first, and told once with its cause.

Knows nothing of databases or servers, starts no thread, and reads a clock that no one can set. Whoever uses it calls
`tick` every second or so; a part that comes later in the list waits until those before it are well.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flows.backoff import FIRST_SECONDS, next_delay

TOLD_AGAIN_SECONDS = 900.0
"""A trouble that lasts is told this often; another cause at once."""


class NotStartedError(Exception):
    """A part could not be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    start: Callable[[], None]
    """Raises where it cannot even begin."""
    cause: Callable[[], str]
    """Why it is not alive; empty while it is. Cheap: asked every second."""
    is_ready: Callable[[], bool] = lambda: True
    """Whether it does its work, once alive. Cheap as well."""


@dataclass(slots=True)
class _Kept:
    part: Part
    started_at: float
    delay: float = FIRST_SECONDS / 2
    down_since: float | None = None
    next_at: float = 0.0
    is_starting: bool = False
    told: str = ""
    told_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Parts that have been started already, in the order in which they need one another."""

    parts: Sequence[Part]
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    _kept: list[_Kept] = field(init=False)

    def __post_init__(self) -> None:
        now = self.clock()
        self._kept = [_Kept(part, started_at=now) for part in self.parts]

    def tick(self) -> bool:
        """Look after every part once; whether all are well."""
        are_well = True
        for kept in self._kept:
            # one that waits for another is not started, but a living one is left alone
            are_well = self._look(kept, may_start=are_well) and are_well
        return are_well

    def _look(self, kept: _Kept, *, may_start: bool) -> bool:
        now = self.clock()
        if kept.down_since is None or kept.is_starting:
            cause = kept.part.cause()
            if not cause:
                return self._is_well(kept, now)
            self._died(kept, cause, now)
        if may_start and now >= kept.next_at:
            self._start(kept)
        return False

    def _is_well(self, kept: _Kept, now: float) -> bool:
        if not kept.part.is_ready():
            return False
        if kept.is_starting:
            assert kept.down_since is not None
            self.say(f"{_clock()}  {kept.part.name}: runs again after {now - kept.down_since:.0f} s")
            kept.down_since, kept.is_starting, kept.told = None, False, ""
        return True

    def _died(self, kept: _Kept, cause: str, now: float) -> None:
        kept.delay = next_delay(kept.delay, now - kept.started_at)
        kept.next_at = now + kept.delay
        if kept.down_since is None:
            kept.down_since = now
        kept.is_starting = False
        self._tell(kept, cause, now)

    def _start(self, kept: _Kept) -> None:
        kept.started_at = self.clock()
        try:
            kept.part.start()
            kept.is_starting = True
        except Exception as error:  # whatever it is, the other parts go on
            kept.is_starting = False
            self._died(kept, " ".join(str(error).split()) or type(error).__name__, self.clock())

    def _tell(self, kept: _Kept, cause: str, now: float) -> None:
        if cause == kept.told and now - kept.told_at < TOLD_AGAIN_SECONDS:
            return
        kept.told, kept.told_at = cause, now
        self.say(f"{_clock()}  {kept.part.name}: {cause}; started again in {kept.delay:.0f} s")


def _clock() -> str:
    return f"{datetime.now(UTC):%H:%M:%S} UTC"

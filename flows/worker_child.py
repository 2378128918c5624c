"""The worker as a child of `up` or of `congresswatch worker`: started, kept alive, stopped with all that it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from db.settings import Settings
from flows import orphans
from flows.child import Child
from flows.log_files import LogFile
from flows.supervise import Part

_STARTED = "' started!"
"""In the line that Prefect's worker prints once it looks for runs."""


@contextmanager
def worker_child(settings: Settings, env: Mapping[str, str], args: Sequence[str]) -> Iterator[Child]:
    """A worker (flows/pool_worker.py) for the time of the block; afterwards nothing of what it ran is left."""
    home = {"CONGRESSWATCH_HOME": str(settings.home)}
    # a run works in a folder of its own: what is relative to ours would lead elsewhere
    config = {"CONGRESSWATCH_CONFIG": str(settings.config)} if settings.config else {}
    worker = Child(
        [sys.executable, "-m", "flows.pool_worker", *args],
        {**env, **home, **config, "PYTHONUNBUFFERED": "1", orphans.MARK: _mark()},
        LogFile(settings.home / "logs" / "worker.log"),
    )
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(patience=60)
        orphans.end(_mark())


def part(worker: Child) -> Part:
    """The worker as something to be kept alive."""
    return Part("worker", lambda: _restart(worker), worker.cause, _has_started(worker))


def _mark() -> str:
    return str(os.getpid())


def _restart(worker: Child) -> None:
    orphans.end(_mark())
    worker.start()


def _has_started(worker: Child) -> Callable[[], bool]:
    """Whether it has told that it looks for runs; what else it does at its start comes first."""
    started_pid = 0

    def ask() -> bool:
        nonlocal started_pid
        if started_pid != worker.pid and any(_STARTED in line for line in worker.log.last_lines(20)):
            started_pid = worker.pid
        return started_pid == worker.pid

    return ask

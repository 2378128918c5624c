"""One `up`, `demo` or `worker` in a home: two would each start what is due, or be taken for one another."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.watchlist import NotMonitoredError

LOCK = "up.lock"


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home's lock for the time of the block; the kernel drops it with its process.

    Raises NotMonitoredError with the process that holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise NotMonitoredError(
                f"`congresswatch up`, `demo` or `worker` already runs in {home} (process {holder}): use that one, stop"
                " it with Ctrl-C or `kill` and its number, or set CONGRESSWATCH_HOME to another folder"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield

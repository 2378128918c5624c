"""Processes that a killed worker left running: found by a mark in their environment, ended in order."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "CONGRESSWATCH_WORKER_OF"
PATIENCE = 10.0
_PAUSE = 0.1


def end(mark: str, patience: float = PATIENCE) -> int:
    """One SIGTERM to each run left, which ends its own crawl; what still lives after `patience` s is killed.

    How many runs there were. Nothing is found where there is no /proc.
    """
    left = _marked(mark)
    # a crawl is told by the end of its run: two signals would truncate what it is storing
    runs = [pid for pid in left if _parent(pid) not in left]
    for pid in runs:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while (left := _marked(mark)) and time.monotonic() < deadline:
        time.sleep(_PAUSE)
    for pid in left:
        _signal(pid, signal.SIGKILL)
    return len(runs)


def _marked(mark: str) -> set[int]:
    wanted = f"{MARK}={mark}".encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.add(int(folder.name))
    return found - {os.getpid()}


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError, ValueError):
        # the fields follow the name, which is in brackets and may hold any character
        return int(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    return 0


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)

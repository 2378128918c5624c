"""A process that answers one question after another, each within a bound of time and memory: the pool's other half.

Promise: it never outlives whoever asks. The end of its input ends it, and a question that takes too long ends it
too, by a timer of the kernel that no loop in any library can hold up. `python -m flows.worker SECONDS MEGABYTES`.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

OUT_OF_MEMORY = 77
"""Exit status: the question needed more memory than is allowed."""
PATIENCE = 10
"""Wall-clock seconds for each second of the bound: the bound itself is processor time, so that a busy machine gives
the same answers as a quiet one."""
_GROWN_KILOBYTES = 600_000
"""Resident size from which a new process is better than this one: what a large page took is not given back."""


def main() -> None:
    seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])
    # whoever asks decides when to stop; a service manager signals every process of the service at once
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak in between
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    with contextlib.suppress(BrokenPipeError):
        _serve(sys.stdin.buffer, answers, seconds)


def _serve(questions: IO[bytes], answers: IO[bytes], seconds: int) -> None:
    task: Callable[[Any], Any] | None = None
    is_grown = False
    while not is_grown:
        try:
            new_task, item = pickle.load(questions)  # noqa: S301 - from our parent alone
            task = pickle.loads(new_task) if new_task else task  # noqa: S301
        except EOFError:
            return
        assert task is not None
        answer = _answer(task, item, seconds)
        is_grown = _resident_kilobytes() > _GROWN_KILOBYTES
        pickle.dump((*answer, is_grown), answers)
        answers.flush()


def _resident_kilobytes() -> int:
    """What we take now. The peak would do, but Linux lets a new process inherit that of whoever started it."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        return int(pages) * resource.getpagesize() // 1024
    except OSError:  # macOS
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _answer(task: Callable[[Any], Any], item: Any, seconds: int) -> tuple[bool, Any]:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE * seconds)
    try:
        return True, task(item)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        return False, f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()

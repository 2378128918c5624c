"""One worker process as the pool sees it: asked, answering, ended for a reason, started anew.

Promise: a question always gets an answer or why there is none; an ended process is waited for, its pipes are closed.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from flows.worker import OUT_OF_MEMORY


class Packed(Protocol):
    """What is to be done with an item, as bytes that a worker can read."""

    @property
    def packed(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may take: processor time, and the whole address space of its worker.

    A worker has 250 MB before any work; the largest pages that are read at all take it to 350."""

    seconds: int = 20
    megabytes: int = 1024


class Asked:
    """One worker process; started when it is asked, and anew where it has ended."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.is_stopped = False
        self._process: subprocess.Popen[bytes] | None = None
        self._task: Packed | None = None

    def ask(self, task: Packed, item: Any) -> tuple[bool, Any]:
        """Whether the item could be done, and the answer or why not."""
        found = self._asked(task, item)
        # killed from outside (the kernel short of memory, an operator): no fault of the item, unless twice
        if found is None and not self.is_stopped:
            found = self._asked(task, item)
        return found or (False, "extraction's process was killed twice")

    def stop(self) -> None:
        """End the process; whoever asks it at this moment gets an answer nobody wants."""
        self.is_stopped = True
        process = self._process
        if process is not None:
            process.kill()
            self._end(process)

    def _asked(self, task: Packed, item: Any) -> tuple[bool, Any] | None:
        process = self._process or self._started()
        if self.is_stopped:  # while it was being started: whoever stopped us saw no process to end
            process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump((b"" if self._task is task else task.packed, item), process.stdin)
            process.stdin.flush()
            self._task = task
            is_done, answer, is_leaving = pickle.load(process.stdout)  # noqa: S301 - our own process speaks
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            why = self._reason(self._end(process))
            return (False, why) if why else None
        if is_leaving:
            self._end(process)
        return is_done, answer

    def _started(self) -> subprocess.Popen[bytes]:
        bounds = (str(self._limits.seconds), str(self._limits.megabytes))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flows.worker", *bounds], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._task = None
        return self._process

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        self._process = None
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return process.wait()

    def _reason(self, status: int) -> str:
        if status in (-signal.SIGPROF, -signal.SIGALRM):
            return f"extraction took longer than {self._limits.seconds} s"
        if status == OUT_OF_MEMORY:
            return f"extraction needed more than {self._limits.megabytes} MB"
        return "" if status == -signal.SIGKILL else f"extraction ended its process: status {status}"

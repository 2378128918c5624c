"""One child process that can be started again, its output in a log of bounded size."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from flows import children
from flows.log_files import LogFile


class Child:
    """Not started yet; `start` it, as often as it dies. Never outlives us (flows/children.py)."""

    def __init__(self, args: Sequence[str], env: Mapping[str, str], log: LogFile) -> None:
        self._args, self._env, self.log = list(args), dict(env), log
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs now, or ran last; 0 before the first."""
        return self._process.pid if self._process else 0

    @property
    def status(self) -> int | None:
        """The exit status of one that has ended; None while it runs, and before the first start."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        self._end_session()
        self._process = children.start(self._args, self._env, output=subprocess.PIPE)
        assert self._process.stdout is not None
        self.log.follow(self._process.stdout)

    def cause(self) -> str:
        """Why it is not alive, with the last line of its log; empty while it is."""
        status = self.status
        if status is None:
            return "" if self._process else "it was never started"
        said = self.log.last_lines(1)
        return ended(status) + (f"; its log {self.log.path} ends: {said[0]}" if said else "")

    def stop(self, patience: float) -> None:
        if self._process:
            children.stop(self._process, patience)
        self.log.close()

    def _end_session(self) -> None:
        """What a dead one left in its session would hold its port."""
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def ended(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"ended (exit status {status})"
    with contextlib.suppress(ValueError):
        return f"killed by {signal.Signals(-status).name}"
    return f"killed by signal {-status}"

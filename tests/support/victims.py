"""Processes to be killed in the middle of a run: found by the module they run, waited for, killed with SIGKILL."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from db import embedded


def running(parent: int, module: str) -> psutil.Process | None:
    """`parent` itself or a process below it that runs this module (`python -m MODULE`), if there is one now."""
    with suppress(psutil.NoSuchProcess):
        top = psutil.Process(parent)
        for process in [top, *top.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                if module in process.cmdline():
                    return process
    return None


def awaited(run: subprocess.Popen[str], module: str, patience: float = 60) -> psutil.Process:
    """As `running`, as soon as it is there. Raises AssertionError when the run ends without, or after `patience` s."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := running(run.pid, module):
            return found
        assert run.poll() is None, f"the run ended before {module} started"
        time.sleep(0.02)
    raise AssertionError(f"{module} did not start")


def kill(pid: int) -> bool:
    """`kill -9`; whether there was still something to kill."""
    try:
        was_alive = psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        os.kill(pid, signal.SIGKILL)
    except (psutil.NoSuchProcess, ProcessLookupError):
        return False
    return was_alive


def postmaster(home: Path) -> int:
    """The process id of the embedded PostgreSQL of a home. Raises AssertionError when none runs."""
    status = embedded.status(home)
    assert status is not None, f"{home} has no cluster"
    assert status.pid is not None, f"the cluster of {home} does not run"
    return status.pid

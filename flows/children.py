"""Child processes that never outlive us: started in a session of their own, stopped with one SIGTERM.

One signal, because two race in Scrapy and truncate what it was storing. A child of a killed parent is
told by the kernel (Linux).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

PR_SET_PDEATHSIG = 1
# looked up before the fork: between fork and exec a child of a threaded process may not take locks
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def start(
    args: Sequence[str], env: Mapping[str, str], output: int | IO[Any] = subprocess.DEVNULL
) -> subprocess.Popen[str]:
    """Start `args` with our environment and `env`; its output (both streams) goes to `output`."""
    return subprocess.Popen(
        list(args),
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        preexec_fn=_die_with_parent if _PRCTL else None,
    )


def stop(child: subprocess.Popen[str], patience: float) -> None:
    """One SIGTERM, `patience` seconds to finish, then SIGKILL for it and whatever it left in its session."""
    stop_all([child], patience)


def stop_all(stopped: Iterable[subprocess.Popen[str]], patience: float) -> None:
    """As `stop`, all of them at the same time."""
    going = list(stopped)
    for child in going:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + patience
    for child in going:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _die_with_parent() -> None:
    assert _PRCTL is not None
    _PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)

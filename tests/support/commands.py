"""What a command printed, which modules it loaded, and waiting for something to be so."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.support.workplace import Workplace


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The JSON lines on its standard output."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def loaded(place: Workplace, *arguments: str) -> set[str]:
    """The modules that `congresswatch ARGUMENTS` has loaded by its end."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        f"sys.argv = ['congresswatch', *{arguments!r}]\n"
        "from flows.cli import main; main()"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=place.environment, capture_output=True, text=True, input="", check=True)
    return set(done.stderr.splitlines()[-1].split())


def until(what: Callable[[], Any], patience: float, told: Callable[[], Any] = str) -> Any:
    """What `what` returns, once that is true; `told` says in the failure how far it came. Patience in seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {patience} s: {told()}")

"""What worker processes are asked to do in tests: good, endless, greedy, fatal."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path


def perform(asked: str) -> str:
    """`word` or `word argument`: see the branches."""
    word, _, argument = asked.partition(" ")
    if word == "loop":
        # one call of C code that holds the interpreter's lock: no timer of Python's own would ever be heard
        re.match(r"(a+)+$", "a" * 60 + "b")
    if word == "sleep":
        time.sleep(60)
    if word == "span":
        return _span()
    if word == "memory":
        bytearray(1 << 32)
    if word == "raise":
        raise ValueError(argument)
    if word == "print":
        print("a library that talks", flush=True)
    if word == "exit":
        os._exit(3)
    if word == "killed":
        return _killed_once(Path(argument))
    if word == "modules":
        return " ".join(sys.modules)
    return str(os.getpid()) if word == "pid" else word


def _span() -> str:
    began = time.monotonic()
    time.sleep(0.1)
    return f"{began} {time.monotonic()}"


def _killed_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "came back"

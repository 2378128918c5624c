"""A signal that asks us to stop is heard, wherever it comes.

Its handler raises in whatever the main thread happens to do. Where that is a destructor, run in the middle of anything
by the collection of garbage, Python prints the exception and goes on as if nobody had asked: a flow would work on
until it is killed, its run never closed, and a worker wait for the next one.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# after the destructor has ended, and before anybody waits for it
AGAIN_SECONDS = 0.05


@contextmanager
def signals_heard(lost: Callable[[], None] = lambda: None) -> Iterator[None]:
    """For the time of the block, a signal whose exception is dropped is sent again; `lost` is called before that."""
    before = sys.unraisablehook

    def hook(dropped: Any) -> None:
        if dropped.exc_value is None or isinstance(dropped.exc_value, Exception | GeneratorExit):
            before(dropped)
            return
        lost()
        # Prefect's exception says which signal it was; the other one is KeyboardInterrupt
        number = getattr(dropped.exc_value, "signal", signal.SIGINT)
        again = threading.Timer(AGAIN_SECONDS, os.kill, (os.getpid(), number))
        again.daemon = True
        again.start()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before

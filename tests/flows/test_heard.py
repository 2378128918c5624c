"""A signal that comes while a destructor runs is not lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from prefect.exceptions import TerminationSignal

from flows.heard import signals_heard


class Dying:
    """Its destructor is under way when the signal comes."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        os.kill(os.getpid(), self.number)
        for _ in range(1000):
            pass


@contextmanager
def handled(number: int, error: BaseException) -> Iterator[None]:
    def interrupt(*_: object) -> None:
        raise error

    before = signal.signal(number, interrupt)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (signal.SIGTERM, TerminationSignal(signal=signal.SIGTERM)),
        (signal.SIGINT, KeyboardInterrupt()),
    ],
)
def test_a_signal_that_comes_in_a_destructor_stops_us_all_the_same(number: int, error: BaseException) -> None:
    lost: list[int] = []

    def work() -> None:
        victim = Dying(number)
        del victim
        assert lost == [1]
        time.sleep(10)

    with handled(number, error), pytest.raises(type(error)), signals_heard(lambda: lost.append(1)):
        work()


def test_an_error_of_a_destructor_is_told_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __del__(self) -> None:
            raise ValueError("broken")

    told: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", lambda dropped: told.append(dropped.exc_type))
    with signals_heard():
        victim = Broken()
        del victim
    assert told == [ValueError]

"""How a command ends: errors that are made for people as a line each, Ctrl-C as an orderly stop, never a traceback.

Exit status 2: it could not do what was asked. 130: it was interrupted before it was done.
"""

from __future__ import annotations

import errno
import signal
import sys
from typing import Any

import click

from db import trouble
from flows import show
from flows.heard import signals_heard

# by name: importing their modules here would load Prefect and SQLAlchemy for --help
EXPECTED = frozenset(
    {
        "AccessError",
        "DatabaseProblemError",
        "EmbeddedError",
        "MigrationProblemError",
        "NotMonitoredError",
        "QuestionError",
        "RegistryError",
        "ReceiverProblemError",
        "RunnerProblemError",
        "ServerProblemError",
    }
)


# the signals that asked us to stop
_asked: list[int] = []


class Commands(click.Group):
    """The group that tells what went wrong, where it is something a person can mend."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with signals_heard(_asked.clear):
                return super().invoke(ctx)
        except KeyboardInterrupt:
            show.say("congresswatch: interrupted")
            sys.exit(130)
        except Exception as error:
            lines = told(error)
            if not lines:
                raise
            for line in lines:
                show.say(f"congresswatch: {line}")
            sys.exit(2)


def told(error: Exception) -> list[str]:
    """What a person is told of an error; nothing where it is a fault of ours."""
    if type(error).__name__ in EXPECTED:
        return str(error).splitlines()
    if type(error).__name__ == "OperationalError":
        is_full = trouble.is_full(error)
        return [trouble.told(error) if is_full else f"the database does not answer any more: {trouble.words(error)}"]
    # a broken pipe is `| head`: click ends quietly
    if isinstance(error, OSError) and error.filename and error.errno != errno.EPIPE:
        return [f"{error.filename}: {error.strerror}"]
    return []


def stop_in_order() -> None:
    """Ctrl-C, a service manager's SIGTERM and a closed terminal each stop everything we started, then us.

    While that takes its time a second one is answered with a line; a third ends us at once.
    """
    _asked.clear()

    def interrupt(number: int, _frame: Any) -> None:
        _asked.append(number)
        if len(_asked) == 2:
            show.say("still stopping: what was fetched is being stored; once more ends it at once")
            return
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    # under nohup it is ignored, and shall stay so
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, interrupt)

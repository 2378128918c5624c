"""`congresswatch retag`: the retag flow, now, in a process of its own, with its progress.

Looking and making current are two runs, so that a person can decide between them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from db import queries_retag, tag_rules
from db.archive import Archive
from db.settings import Settings
from db.tag_rules import Standing
from flows import show
from flows.retagging import found
from flows.rules_in_force import Rules, rules_asked_for
from flows.run_now import run_all
from flows.server import Server, prefect_server
from flows.stack import database
from flows.steps.retag_report import Found

FLOW = "retag"
_NAME = "archive"


@dataclass
class Office:
    """The archive, the rules of today, and what their runs need."""

    archive: Archive
    rules: Rules
    settings: Settings
    progress: show.Progress
    start: Callable[[], Server]
    """Starts the server for the runs, where none is there."""

    def standing(self) -> Standing:
        """How the archive's tags stand to the rules of today."""
        return self.archive.call(tag_rules.standing, self.rules.version)

    def is_looked_at(self) -> bool:
        """Whether all texts were looked at by these rules, and wait for what was found to be made current."""
        row = self.archive.call(queries_retag.open_row)
        return row is not None and row["rule_version"] == self.rules.version and row["stage"] != "looking"

    def look(self) -> dict[str, Any]:
        """Look at all texts; how the run went: state, reason."""
        return self._run([])

    def make_current(self) -> dict[str, Any]:
        """Make current what was found; how the run went, with `made_current`."""
        ended = self._run(["--make-current"])
        row = self.archive.call(queries_retag.last_row)
        return {**ended, "made_current": row["current_count"] if row else 0}

    def found(self) -> Found:
        """What looking came to."""
        row = self.archive.call(queries_retag.last_row)
        assert row is not None  # it was looked at
        return found(self.archive, row["id"])

    def _run(self, options: list[str]) -> dict[str, Any]:
        last = self.archive.call(queries_retag.last_run, FLOW)
        jobs = {_NAME: ["-m", "flows.retag", *options]}
        ended = run_all(jobs, FLOW, self.start().env, self.settings, _watcher(self.archive, self.progress))
        row = self.archive.call(queries_retag.last_run, FLOW)
        return _result(row if row and (last is None or row["id"] > last["id"]) else None, ended[_NAME])


def _result(row: dict[str, Any] | None, exit_status: int) -> dict[str, Any]:
    log = f"see logs/{FLOW}-{_NAME}.log in CONGRESSWATCH_HOME"
    if row is None and exit_status == 0:
        return {"state": "cancelled", "reason": "another retag is under way"}
    if row is None:
        return {"state": "failed", "reason": f"it did not start: {log}"}
    if row["state"] == "running":
        return {"state": "crashed", "reason": f"its process ended (exit status {exit_status}): {log}"}
    return {"state": row["state"], "reason": row["reason"]}


@contextmanager
def office() -> Iterator[Office]:
    """Archive, and a server once there is something to do. Raises RegistryError where the registry is wrong."""
    settings, progress = Settings.from_env(), show.Progress()
    rules = rules_asked_for(settings)
    progress.update("starting PostgreSQL ...")
    with database(settings, show.say) as archive, ExitStack() as at_end:

        @cache
        def start() -> Server:
            progress.update("starting the Prefect server ...")
            return at_end.enter_context(prefect_server(settings, show.say, is_brief=True))

        progress.clear()
        yield Office(archive, rules, settings, progress, start)


def _watcher(archive: Archive, progress: show.Progress) -> Callable[[Sequence[str]], None]:
    last = [0.0]

    def watch(names: Sequence[str]) -> None:
        if not names:
            progress.clear()
        elif time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            row = archive.call(queries_retag.open_row)
            progress.update(_told(row) if row else "looking ...")

    return watch


def _told(row: dict[str, Any]) -> str:
    if row["stage"] == "applying":
        return f"{row['current_count']:,} texts made current"
    return f"{row['looked_count']:,} of {row['total_count']:,} texts looked at, {row['tagged_count']:,} tagged again"

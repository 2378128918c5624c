"""`congresswatch import-warc`: the import flow, now, in a process of its own, with its progress; or a mere count."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.warc.choice import Choice
from crawler.warc.reading import KEPT, Reading, find_files, hosts_met
from db import clock
from db.settings import Settings
from flows import children, show
from flows.import_report import status, told
from flows.import_sources import taken_sources

# a batch under way is stored, its run closed
PATIENCE = 60.0
LOG = "import-warc.log"


@dataclass(frozen=True, slots=True)
class Result:
    """What was read and kept: a row per file and per source, the hosts that are no source's."""

    files: Sequence[Mapping[str, Any]]
    sources: Sequence[Mapping[str, Any]] = ()
    hosts: Sequence[str] = field(default=())
    has_failed: bool = False

    @property
    def exit_status(self) -> int:
        """0: every file was read to its end; 1: not so, or it broke off; 2: there was nothing that could be read."""
        if not any(row["records"] for row in self.files):
            return 2
        return 1 if self.has_failed or any(row["problem"] for row in self.files) else 0


def import_now(paths: Sequence[Path], source: str) -> Result:
    """Import the files, with the Prefect server of `up` where one runs, else one of its own for as long as it takes."""
    from flows.server import prefect_server
    from flows.stack import database

    settings = Settings.from_env()
    _say_problems(source, settings)
    tallies = find_files(paths)
    if all(tally.problems for tally in tallies):
        return Result([tally.row() for tally in tallies])
    progress = show.Progress()
    progress.update("starting PostgreSQL and the Prefect server ...")
    with (
        tempfile.TemporaryDirectory(prefix="congresswatch-") as folder,
        database(settings, show.say),
        prefect_server(settings, show.say, is_brief=True) as server,
    ):
        file = Path(folder) / "status.json"
        arguments = ["-m", "flows.import_warc", f"--source={source}", f"--status-file={file}", "--", *map(str, paths)]
        ended = _run(arguments, server.env, settings, file, progress)
        return _result(file, ended)


def count_only(paths: Sequence[Path], source: str) -> Result:
    """Read the files and count, without archive and server: `kept` is what an empty archive would keep."""
    settings = Settings.from_env()
    _say_problems(source, settings)
    sources, _ = taken_sources(source, settings)
    reading = Reading(paths, Choice(sources, source), clock.now())
    progress, started = show.Progress(), time.monotonic()
    reading.each_record = lambda: progress.update(told(status(reading), time.monotonic() - started))
    for each in reading.found():
        each.tally.counts[KEPT] += 1
    progress.clear()
    return Result([tally.row() for tally in reading.tallies], hosts=hosts_met(reading.hosts))


def _say_problems(source: str, settings: Settings) -> None:
    for line in taken_sources(source, settings)[1]:
        show.say(f"congresswatch: {line}")


def _run(arguments: Sequence[str], env: dict[str, str], settings: Settings, file: Path, progress: show.Progress) -> int:
    """Run the flow to its end; its exit status."""
    path = settings.home / "logs" / LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    # to the end of it: another import may be writing
    with path.open("a", encoding="utf-8") as log:
        child = children.start([sys.executable, *arguments], env, output=log)
        try:
            _watch(child, file, progress, started)
        except KeyboardInterrupt:
            show.say("stopping: the batch under way is being stored ...")
            raise
        finally:
            children.stop(child, PATIENCE)
            progress.clear()
    return child.returncode


def _watch(child: subprocess.Popen[str], file: Path, progress: show.Progress, started: float) -> None:
    while child.poll() is None:
        if file.exists():
            progress.update(told(json.loads(file.read_text("utf-8")), time.monotonic() - started))
        time.sleep(0.3)


def _result(file: Path, exit_status: int) -> Result:
    found = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if "files" not in found:
        show.say(f"congresswatch: the import broke off; what it kept stays: see logs/{LOG} in CONGRESSWATCH_HOME")
        row = {"path": "", "records": found.get("records", 0), KEPT: found.get(KEPT, 0), "problem": "broke off"}
        return Result([row], has_failed=True)
    return Result(found["files"], found["sources"], found["hosts"], has_failed=exit_status != 0)

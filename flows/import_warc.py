"""WARC files into the archive: read -> keep -> process, a batch at a time, with the monitor's own processing.

The way into years that a site no longer serves; nobody is contacted. Killed anywhere, the same command gives the
same rows; any number of imports and monitors may work side by side. `python -m flows.import_warc FILE...`.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Cancelled, Completed

from crawler.warc.choice import Choice
from crawler.warc.reading import KEPT, Found, Reading
from db import clock, engine, imports, trouble
from db.archive import Archive
from db.settings import Settings
from flows import import_report
from flows.closing import tell
from flows.import_office import Desk, Office
from flows.import_report import StatusFile
from flows.import_sources import taken_sources
from flows.monitor import BATCH
from flows.steps import run_report

STOPPED = "stopped; what was kept stays, and the same import goes on from there"


class _StoppedError(Exception):
    pass


class Batch:
    """Some captures, wrapped so that Prefect does not look into each of them."""

    def __init__(self, found: Sequence[Found]) -> None:
        self.found = found
        self.fates: dict[int, imports.Fate] = {}
        """What became of each at first: where the batch is done again they are all known."""

    def count(self) -> None:
        for each in self.found:
            each.tally.counts[self.fates[id(each)]] += 1


@flow(name=imports.FLOW, validate_parameters=True)
def import_warc(paths: list[str], source: str = "", status_file: str = "") -> State[Any]:
    """Take the captures of our sources (`source`: of that one only) out of WARC files; importing twice is once.

    `paths`: files, or folders that are searched. `status_file`: where whoever waits reads how far it is.
    """
    settings = Settings.from_env()
    sources, _ = taken_sources(source, settings)
    archive = Archive(engine.ready(settings))
    try:
        reading = Reading(map(Path, paths), Choice(sources, source), clock.now())
        with imports.importing(archive.url, [each.slug for each in sources]):
            return _run(Office(archive, sources, settings), reading, StatusFile(status_file))
    finally:
        archive.close()


def _run(office: Office, reading: Reading, status: StatusFile) -> State[Any]:
    try:
        with stop_asked() as heed:
            reading.each_record = partial(_after_record, reading, status, heed)
            _work_through(office, reading)
            office.tidy()
    except _StoppedError:
        office.close("cancelled", STOPPED)
        return Cancelled(message=STOPPED)
    except BaseException as error:
        office.close("failed" if isinstance(error, Exception) else "cancelled", trouble.told(error))
        raise
    problems = [problem for tally in reading.tallies for problem in tally.problems]
    said = [*([office.registry_problem] if office.registry_problem else []), *problems]
    for problem in said:
        get_run_logger().warning("%s", problem)
    office.close("warning" if said else "completed", "; ".join(said))
    return _report(office, reading, status, is_whole=not problems)


def _after_record(reading: Reading, status: StatusFile, heed: Callable[[], None]) -> None:
    status.follow(reading)
    heed()


@contextmanager
def stop_asked() -> Iterator[Callable[[], None]]:
    """A function that raises _StoppedError once a SIGTERM came.

    Prefect itself would raise at once, in the middle of whatever the database driver was doing.
    """
    asked = threading.Event()

    def heed() -> None:
        if asked.is_set():
            raise _StoppedError

    if threading.current_thread() is not threading.main_thread():
        yield heed
        return
    before = signal.signal(signal.SIGTERM, lambda *_: asked.set())
    try:
        yield heed
    finally:
        signal.signal(signal.SIGTERM, before)


def _work_through(office: Office, reading: Reading) -> None:
    for found in batches(reading.found(), BATCH):
        batch = Batch(found)
        outcomes = import_batch(office, batch)
        batch.count()
        get_run_logger().info("batch of %d: %s", len(found), run_report.summary(outcomes))


def _report(office: Office, reading: Reading, status: StatusFile, is_whole: bool) -> State[Any]:
    outcomes = office.outcomes()
    status.finish(reading, outcomes)
    kept = sum(tally.counts[KEPT] for tally in reading.tallies)
    summary = f"{kept:,} captures kept of {sum(tally.record_count for tally in reading.tallies):,} records"
    create_markdown_artifact(
        import_report.report(summary, [tally.row() for tally in reading.tallies], outcomes, reading.hosts),
        key=imports.FLOW,
        description=summary,
    )
    return Completed(message=summary) if is_whole else Completed(name="Warned", message=summary)


def batches(found: Iterable[Found], size: int) -> Iterator[list[Found]]:
    rest = iter(found)
    while batch := list(islice(rest, size)):
        yield batch


# a batch is done in transactions that can be repeated: when the database is away for a moment it is done again
@task(name="import batch", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[2, 15])
def import_batch(office: Office, batch: Batch) -> Counter[str]:
    """Keep up to one batch of captures, then process what waits of their sources; outcomes."""
    by_source: dict[str, list[Found]] = defaultdict(list)
    for each in batch.found:
        by_source[each.slug].append(each)
    outcomes: Counter[str] = Counter()
    for slug, found in by_source.items():
        desk = office.desk(slug)
        for each, fate in zip(found, _keep(office.archive, desk, found), strict=True):
            batch.fates.setdefault(id(each), fate)
        while done := office.archive.process(desk.source_id, desk.run_id, BATCH, desk.process, desk.source.domains):
            outcomes += done
        tell(office.archive, desk.source_id)
    return outcomes


def _keep(archive: Archive, desk: Desk, found: Sequence[Found]) -> list[imports.Fate]:
    now = clock.now()
    return archive.call(
        imports.save_imports,
        desk.source_id,
        desk.run_id,
        [imports.Imported(each.capture, each.original) for each in found],
        now,
        now.astimezone(ZoneInfo(desk.source.timezone)).date(),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m flows.import_warc", description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--source", default="")
    parser.add_argument("--status-file", default="")
    asked = parser.parse_args(arguments)
    final = import_warc(asked.paths, asked.source, asked.status_file, return_state=True)
    sys.exit(0 if final.is_completed() else 1)


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    main()

"""Derive everything of one source again from its captures: read -> report -> (when asked) make current.

Nobody is contacted. Reading changes nothing that anybody reads; killed at any moment, the same command goes on where
it was. Safe beside a running monitor: what that one changes meanwhile is left as it is, and counted.
`python -m flows.reprocess SLUG [--since D] [--until D] [--make-current]`.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import sys
import time
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from crawler.source import Source
from db import engine, furniture, queries_reprocess, rechecks, remaking, reprocessing, runs
from db.archive import Archive
from db.reprocessing import EVER, Days, Versions
from db.settings import Settings
from flows.closing import tell
from flows.desk import Desk, open_desk
from flows.furniture import tidy
from flows.import_sources import taken_sources
from flows.monitor import process_batch
from flows.pages import told
from flows.reading import Reading
from flows.rules_in_force import rules_in_force
from flows.runners import chosen
from flows.steps import reprocess_report, run_report
from flows.steps.extract import EXTRACTOR_VERSION
from flows.steps.repeats import learned
from flows.steps.reprocess_report import MAX_LARGEST, MAX_ROWS, Found

FLOW = "reprocess"
EACH_SECONDS = 5.0


RUNNER = chosen(os.environ.get("CONGRESSWATCH_RUNNER", ""))


@flow(name=FLOW, flow_run_name="{source}", validate_parameters=True, task_runner=RUNNER)
def reprocess(
    source: str, since: date | None = None, until: date | None = None, make_current: bool = False
) -> State[Any]:
    """Read all captures of a source again, or those of articles published from `since` to `until`, and report.

    Nothing of the archive changes, unless it is to be made current (`make_current`): what was read by the same
    versions before is not read again then.
    """
    settings = Settings.from_env()
    chosen = named_source(source, settings)
    archive = Archive(engine.ready(settings))
    try:
        with archive.locked(FLOW, chosen.slug) as is_ours:
            if not is_ours:
                return told.stood_back(chosen.slug)
            with open_desk(chosen, archive, FLOW) as desk:
                return _reprocessed(desk, days(since, until), make_current)
    finally:
        archive.close()


def named_source(slug: str, settings: Settings) -> Source:
    """The source of that name; whether it may be contacted does not matter."""
    sources, _ = taken_sources(slug, settings)
    return next(source for source in sources if source.slug == slug)


def days(since: date | None, until: date | None) -> Days:
    """The days meant, both included."""
    return since or EVER[0], until or EVER[1]


def versions(source: Source, settings: Settings) -> Versions:
    """By what texts are read at present: the same versions read the same text from the same capture."""
    # tuples, texts and days all the way down: equal facts are written alike
    rules = rules_in_force(settings)
    facts = repr((rules.registry, source.hints()))
    return Versions(EXTRACTOR_VERSION, rules.version, hashlib.sha256(facts.encode("utf-8", "replace")).digest())


def _reprocessed(desk: Desk, window: Days, make_current: bool) -> State[Any]:
    _derive(desk, window, is_afresh=not make_current)
    summary = _publish(desk)
    if make_current:
        summary = _make_current(desk)
    desk.archive.call(runs.finish_run, desk.run_id, "completed", "")
    told.tell(desk.source.slug, summary)
    return Completed(message=f"{desk.source.slug}: {summary}")


def _derive(desk: Desk, window: Days, *, is_afresh: bool) -> None:
    by = versions(desk.source, Settings.from_env())
    stage = desk.archive.call(reprocessing.begin, desk.source_id, desk.run_id, by, window, is_afresh=is_afresh)
    if stage != "deriving":
        get_run_logger().info("all of it was read before, by the same versions")
        return
    progress = Progress(desk)
    is_elsewhere = RUNNER is not None
    with Reading(desk, is_elsewhere=is_elsewhere) as reading:
        # elsewhere each portion is a task of its own, and a task cannot send others to a cluster
        while reading.step() if is_elsewhere else derive_batch(reading):
            progress.follow()
    desk.archive.call(reprocessing.reach, desk.source_id, "derived")
    progress.finish()


# what is kept is kept once, however often a step is taken
@task(name="derive batch", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[2, 15])
def derive_batch(reading: Reading) -> int:
    """Read the next captures again and keep what they come to beside what is stored; how many, 0: all were read."""
    return reading.step()


class Progress:
    """How far the reading is, in the log and as an artifact of the run, every few seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._last = desk, time.monotonic()
        made = create_progress_artifact(0.0, key=f"{FLOW}-{desk.source.slug}-progress", description="captures read")
        self._artifact_id: Any = made

    def follow(self) -> None:
        if time.monotonic() - self._last > EACH_SECONDS:
            self._tell()

    def finish(self) -> None:
        self._tell()

    def _tell(self) -> None:
        self._last = time.monotonic()
        (row,) = self._desk.archive.call(queries_reprocess.progress, [self._desk.source.slug])
        get_run_logger().info("%d of %d captures read", row["read"], row["total"])
        update_progress_artifact(self._artifact_id, min(100.0, 100 * row["read"] / max(1, row["total"])))


def found(archive: Archive, slug: str) -> Found | None:
    """What reading the source again came to; None: it was never read again."""
    summary = archive.call(queries_reprocess.summary, slug)
    if summary is None:
        return None
    return Found(
        summary,
        archive.call(queries_reprocess.kinds, slug),
        archive.call(queries_reprocess.congress_changes, slug, MAX_ROWS),
        archive.call(queries_reprocess.vanishing, slug, MAX_ROWS),
        archive.call(queries_reprocess.appearing, slug, MAX_ROWS),
        archive.call(queries_reprocess.largest, slug, MAX_LARGEST),
    )


def _publish(desk: Desk) -> str:
    said = found(desk.archive, desk.source.slug)
    assert said is not None  # it was begun
    summary = reprocess_report.headline(said.summary)
    create_markdown_artifact(
        reprocess_report.markdown(said), key=f"{FLOW}-{desk.source.slug}", description=f"{desk.source.slug}: {summary}"
    )
    if desk.rules.problem:
        get_run_logger().warning("%s", desk.rules.problem)
    get_run_logger().info("%s", summary)
    return summary


def _make_current(desk: Desk) -> str:
    """What was read becomes what is stored, then all that a run does at its end."""
    call, logger = desk.archive.call, get_run_logger()
    call(reprocessing.reach, desk.source_id, "applying")
    while count := make_current_batch(desk):
        logger.info("%d rows made current", count)
    while call(queries_reprocess.has_put_back, desk.source_id) and (done := process_batch(desk)):
        logger.info("batch of %d: %s", done.total(), run_report.summary(done))
    _learn(desk)
    call(reprocessing.reach, desk.source_id, "done")
    (row,) = call(queries_reprocess.progress, [desk.source.slug])
    return f"{row['current_count']:,} made current, {row['skipped_count']:,} left as a run had changed them meanwhile"


@task(name="make current", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[2, 15])
def make_current_batch(desk: Desk) -> int:
    """The next articles of what was read, in one transaction; how many rows, 0: none is left."""
    return desk.archive.call(remaking.make_current, desk.source_id, desk.run_id)


def _learn(desk: Desk) -> None:
    """What repeats among the texts as they are now, and what follows from them."""
    call = desk.archive.call
    call(remaking.forget_lines_of_reading, desk.source_id)
    call(furniture.learn, desk.source_id, desk.run_id, learned)
    tidy(desk.archive, desk.source_id, desk.run_id, desk.source.slug, desk.rules.tagger, desk.rules.version)
    tell(desk.archive, desk.source_id)
    call(rechecks.plan, desk.run_id)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m flows.reprocess", description=__doc__)
    parser.add_argument("source")
    parser.add_argument("--since", type=date.fromisoformat)
    parser.add_argument("--until", type=date.fromisoformat)
    parser.add_argument("--make-current", action="store_true")
    asked = parser.parse_args(arguments)
    final = reprocess(asked.source, asked.since, asked.until, asked.make_current, return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    main()

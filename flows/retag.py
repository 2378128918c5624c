"""Tag the archive's texts again by the rules of today: look -> report -> (when asked) make current.

For a changed registry, or new rules of the tagger. Captures are not read and nobody is contacted: see `reprocess` for a
newer extractor. Only texts that can have changed are tagged (flows/steps/affected.py). Looking changes nothing that
anybody reads; killed at any moment, the same command goes on where it was. Safe beside running monitors.
`python -m flows.retag [--make-current]`.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from db import coverage_days, engine, queries_retag, retagging, runs
from db.archive import Archive
from db.queries_retag import Portion
from db.settings import Settings
from flows.desk import congress_row, opened
from flows.pages import told
from flows.retagging import found, looking, sieve_for
from flows.rules_in_force import Rules, rules_asked_for
from flows.steps import retag_report
from flows.steps.affected import Sieve
from flows.steps.retagged import Looked

FLOW = "retag"
PORTION = 1000
"""Texts that are looked at and kept in one transaction: a kill costs some seconds of work."""
EACH_SECONDS = 5.0


@flow(name=FLOW, validate_parameters=True)
def retag(make_current: bool = False) -> State[Any]:
    """Look at all texts, tag again those that can have changed, and report.

    Nothing of the archive changes, unless it is to be made current (`make_current`): what was looked at by the same
    rules before is not looked at again then.
    """
    settings = Settings.from_env()
    archive = Archive(engine.ready(settings))
    try:
        with archive.locked(FLOW, "archive") as is_ours:
            if not is_ours:
                return told.stood_back("archive")
            with opened(archive, None, FLOW) as run_id:
                return _retagged(Retag(archive, rules_asked_for(settings), run_id), make_current)
    finally:
        archive.close()


class Retag:
    """One retag under way: the archive, the rules, and its row there."""

    def __init__(self, archive: Archive, rules: Rules, run_id: int) -> None:
        self.archive, self.rules, self.run_id = archive, rules, run_id
        self.id = 0
        self.sieve: Sieve | None = None

    def begin(self, *, is_afresh: bool) -> str:
        """Open it, or go on with one that was killed; its stage."""
        row = self.archive.call(retagging.begin, self.run_id, self.rules.version, self.rules.data, is_afresh=is_afresh)
        self.id = row["id"]
        self.sieve = sieve_for(self.archive, self.rules, row["basis"].split())
        return str(row["stage"])

    def look(self, texts: Sequence[Any]) -> list[Looked]:
        """What these texts (rows of a portion) come to."""
        assert self.sieve is not None
        return looking(self.sieve, self.rules.tagger, texts)


def _retagged(retag: Retag, make_current: bool) -> State[Any]:
    _look(retag, is_afresh=not make_current)
    summary = _publish(retag)
    if make_current:
        summary = _make_current(retag)
    retag.archive.call(runs.finish_run, retag.run_id, "completed", "")
    told.tell("archive", summary)
    return Completed(message=summary)


def _look(retag: Retag, *, is_afresh: bool) -> None:
    if retag.begin(is_afresh=is_afresh) != "looking":
        get_run_logger().info("all texts were looked at before, by the same rules")
        return
    progress = Progress(retag)
    with Looking(retag) as looking:
        while look_at_portion(looking):
            progress.follow()
    retag.archive.call(retagging.reach, retag.id, "looked")
    progress.finish()


class Looking:
    """Texts looked at a portion at a time, each while the one before is being kept and the next one is fetched.

    A step that broke can be taken again.
    """

    def __init__(self, retag: Retag) -> None:
        self._retag = retag
        self._thread = ThreadPoolExecutor(1, "looking")
        self._portion: Portion | None = None
        self._looked: Future[list[Looked]] | None = None

    def __enter__(self) -> Looking:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def step(self) -> int:
        """Keep what the portion under way comes to; how many texts that are, 0: all were looked at."""
        if self._portion is None:
            self._begin(self._next(None))
        portion, looked = self._portion, self._looked
        if portion is None or looked is None:
            return 0
        try:
            ahead = self._next(portion)
            found = looked.result()
            self._begin(ahead)
            self._retag.archive.call(retagging.stage, self._retag.id, portion, found)
        except BaseException:
            self._begin(None)  # taken again, it goes on from where the archive says it is
            raise
        return len(portion.texts)

    def _next(self, after: Portion | None) -> Portion | None:
        sieve, call = self._retag.sieve, self._retag.archive.call
        is_of_others = sieve is not None and sieve.is_empty
        return call(queries_retag.next_portion, self._retag.id, PORTION, after, is_of_others=is_of_others)

    def _begin(self, portion: Portion | None) -> None:
        self._portion = portion
        self._looked = self._thread.submit(self._retag.look, portion.texts) if portion else None


# what is kept is kept once, however often a step is taken
@task(name="look at portion", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[2, 15])
def look_at_portion(looking: Looking) -> int:
    """Look at the next texts and keep what they come to beside what is stored; how many, 0: all were looked at."""
    return looking.step()


class Progress:
    """How far the looking is, in the log and as an artifact of the run, every few seconds."""

    def __init__(self, retag: Retag) -> None:
        self._retag, self._last = retag, time.monotonic()
        self._artifact_id: Any = create_progress_artifact(0.0, key=f"{FLOW}-progress", description="texts looked at")

    def follow(self) -> None:
        if time.monotonic() - self._last > EACH_SECONDS:
            self._tell()

    def finish(self) -> None:
        self._tell()

    def _tell(self) -> None:
        self._last = time.monotonic()
        row = self._retag.archive.call(queries_retag.summary, self._retag.id)
        get_run_logger().info("%d of %d texts looked at", row["looked_count"], row["total_count"])
        update_progress_artifact(self._artifact_id, min(100.0, 100 * row["looked_count"] / max(1, row["total_count"])))


def _publish(retag: Retag) -> str:
    said = found(retag.archive, retag.id)
    summary = retag_report.headline(said.summary)
    create_markdown_artifact(retag_report.markdown(said), key=FLOW, description=summary)
    get_run_logger().info("%s", summary)
    return summary


def _make_current(retag: Retag) -> str:
    """What was found becomes what is stored; at the end the archive is of the new rules."""
    call = retag.archive.call
    call(retagging.reach, retag.id, "applying")
    for name, step in steps(retag):
        _all(name, step)
    call(retagging.finish, retag.id, [congress_row(one) for one in retag.rules.registry.congresses])
    row = call(queries_retag.summary, retag.id)
    return f"the tags of {row['current_count']:,} texts made current"


def steps(retag: Retag) -> list[tuple[str, Callable[[], int]]]:
    """What makes it current, one after the other; each to be called until it says 0. All but the end."""
    call = retag.archive.call
    return [
        ("texts made current", lambda: call(retagging.apply, retag.id)),
        ("portions marked as of the new rules", lambda: call(retagging.relabel, retag.id)),
        ("texts of other rules settled", lambda: _settle(retag)),
        ("marks of days whose coverage changed", lambda: call(coverage_days.refresh)),
    ]


def _settle(retag: Retag) -> int:
    """Texts that other rules tagged, some while this went on: looked at and made current in one go."""
    texts = retag.archive.call(queries_retag.others, retag.rules.version, PORTION)
    if not texts:
        return 0
    by_number = {row.other_id: one for row, one in zip(texts, retag.look(texts), strict=True)}
    return retag.archive.call(retagging.settle, retag.id, by_number)


def _all(what: str, step: Callable[[], int]) -> None:
    done = 0
    while count := make_current_batch(step):
        done += count
        get_run_logger().info("%s: %d", what, done)


@task(name="make current", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[2, 15])
def make_current_batch(step: Callable[[], int]) -> int:
    """One transaction; how much it did, 0: nothing is left."""
    return step()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m flows.retag", description=__doc__)
    parser.add_argument("--make-current", action="store_true")
    final = retag(parser.parse_args(arguments).make_current, return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    main()

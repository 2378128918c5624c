"""The end of a run: what its pages say together is learned, the run is judged from the archive, and reported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed

from db import (
    completeness_days,
    coverage_days,
    edit_history,
    queries,
    queries_edits,
    queries_removals,
    rechecks,
    removals,
    runs,
)
from db.archive import Archive
from db.checks.removal import Evidence
from db.stories import link, tell_shares
from flows import alarms
from flows.desk import Desk
from flows.furniture import tidy
from flows.pages import publish, told
from flows.rules_in_force import standing
from flows.steps import health, run_report

_SAID = 2000
"""Steps between two lines of the log: some ten seconds."""


def close_desk(desk: Desk) -> State[Any]:
    """Learn, judge the run, keep the verdict, publish the report; the run's state for Prefect."""
    _learn(desk)
    call, run_id = desk.archive.call, desk.run_id
    outcomes, listings = call(queries.run_outcomes, run_id), call(queries.run_listings, run_id)
    crawl = call(queries.run_row, run_id)["crawl"]
    verdict = health.judge(
        crawl,
        listings,
        outcomes,
        call(queries.run_fill, run_id),
        desk.source.expect.fill,
        is_for_news=desk.flow == "monitor",
        doubt=call(queries_removals.open_doubt, desk.source_id),
    )
    call(runs.finish_run, run_id, verdict.state, "; ".join(verdict.reasons))
    with told.harmless("weigh this run for alarms"):
        alarms.weigh(desk.archive, desk.source, desk.source_id, run_id, desk.flow)
    _publish(desk, verdict, outcomes, listings, crawl)
    told.verdict(get_run_logger(), verdict.state, verdict.reasons)
    return _state(verdict, desk.source.slug, run_report.summary(outcomes))


def _learn(desk: Desk) -> None:
    """What only the pages of a run together tell; each is done to its end by the next run if this one dies."""
    call = desk.archive.call
    rules = desk.rules
    learned_count = tidy(desk.archive, desk.source_id, desk.run_id, desk.source.slug, rules.tagger, rules.version)
    if learned_count:
        get_run_logger().info("%d lines repeat across the pages: taken out of the texts", learned_count)
    tell(desk.archive, desk.source_id)
    call(rechecks.plan, desk.run_id)
    call(removals.judge, desk.source_id, desk.run_id, Evidence(desk.source.removal.checks, desk.source.removal.over))
    call(completeness_days.keep, desk.source_id, desk.run_id)


def tell(archive: Archive, source_id: int) -> None:
    """What follows from texts that came or changed: each edit's kind, what is a copy of what, each day's coverage."""
    _all("edits told", lambda: archive.call(edit_history.tell, source_id))
    _all("texts whose copies were looked for", lambda: archive.call(link))
    _all("copies compared with their origins", lambda: archive.call(tell_shares))
    _all("marks of days whose coverage changed", lambda: archive.call(coverage_days.refresh))


def _all(what: str, step: Callable[[], int]) -> None:
    """Until no more is done. An archive of before has much to tell once: then it is said how far it came."""
    done = 0
    while count := step():
        done += count
        if done // _SAID > (done - count) // _SAID:
            get_run_logger().info("%s: %d so far", what, done)


def _publish(
    desk: Desk, verdict: health.Health, outcomes: dict[str, int], listings: run_report.Rows, crawl: dict[str, Any]
) -> None:
    call, run_id = desk.archive.call, desk.run_id
    articles = {
        outcome: call(queries.run_articles, run_id, outcome, run_report.MAX_ROWS)
        for outcome in ("new", "revised", "duplicate")
    }
    note = standing(desk.archive, desk.rules)
    if note:
        get_run_logger().warning("%s", note)
    report = run_report.report(
        desk.source.name,
        verdict.state,
        verdict.reasons,
        outcomes,
        articles,
        call(queries.run_reasons, run_id),
        listings,
        crawl,
        edits=call(queries_edits.of_run, run_id, run_report.MAX_ROWS),
        vanished=call(queries_removals.of_run, run_id, run_report.MAX_ROWS),
        note=note,
    )
    said = run_report.headline(verdict.state, verdict.reasons, outcomes)
    with told.harmless("keep this run's report"):
        create_markdown_artifact(report, key=f"{desk.flow}-{desk.source.slug}", description=f"This run: {said}")
    _pages(desk)
    told.tell(desk.source.slug, said)


def _pages(desk: Desk) -> None:
    """The pages that this run may have changed."""
    publish.start(desk.archive)
    publish.health(desk.archive, desk.source_id, desk.source.slug, desk.source.name)
    publish.congresses(desk.archive, desk.run_id)
    publish.completeness(desk.archive)
    if desk.flow == "recheck":
        publish.changes(desk.archive)


def _state(verdict: health.Health, slug: str, summary: str) -> State[Any]:
    if verdict.state == "failed":
        return Failed(message=f"{slug}: " + "; ".join([*verdict.reasons, summary]))
    message = f"{slug}: " + "; ".join([summary, *verdict.reasons])
    return Completed(name="Warned", message=message) if verdict.state == "warning" else Completed(message=message)

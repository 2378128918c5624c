"""READ FIRST. One source, once: crawl -> extract -> dedupe -> tag -> store -> judge -> report.

The crawl runs beside us as a process and writes captures as it goes; we process them in batches as they
come, one Prefect task a batch. What happened is read from the archive's ledger, never from an exit code.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Cancelled, Completed, Failed

from crawler.listings import roots
from crawler.source import Source
from db import edit_history, engine, furniture, queries, queries_edits, rechecks, runs
from db.archive import Archive
from db.settings import Settings
from flows.crawling import Crawl, crawling
from flows.furniture import tidy
from flows.processing import processor
from flows.registry import load_registry
from flows.steps import health, run_report
from flows.steps.congress import Congress
from flows.steps.extract import EXTRACTOR_VERSION
from flows.steps.tag import Tagger, compile_tagger
from flows.watchlist import chosen_source

# One batch is one transaction and one Prefect task (15-20 ms): at about 10 ms a page its cost is lost.
BATCH = 50
# A page may name another as the article's own that no listing named: it is fetched by a second crawl, without listings.
MAX_CRAWLS = 3
LOG_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}


@dataclass(frozen=True)
class Desk:
    """What one run works with."""

    source: Source
    archive: Archive
    source_id: int
    run_id: int
    process: Any
    tagger: Tagger
    flow: str = "monitor"


@flow(name="monitor", flow_run_name="{source}", validate_parameters=True)
def monitor(source: str) -> State[Any]:
    """Fetch what is new on a source, archive and tag it, and report. Running it twice stores nothing twice."""
    settings = Settings.from_env()
    chosen = chosen_source(source, settings)
    archive = Archive(engine.ready(settings))
    try:
        with archive.locked("monitor", chosen.slug) as is_ours:
            if not is_ours:
                return Cancelled(message=f"{chosen.slug} is being monitored by another run")
            return _run(chosen, archive)
    finally:
        archive.close()


def _run(source: Source, archive: Archive) -> State[Any]:
    return crawl_and_process(open_desk(source, archive, "monitor"))


def crawl_and_process(desk: Desk, window: tuple[date, date] | None = None, *, is_check: bool = False) -> State[Any]:
    """The whole of a run once it is open.

    With a `window` the crawl looks back at those days; as an `is_check` it looks again at the pages the run chose.
    """
    archive = desk.archive
    try:
        for is_rest in range(MAX_CRAWLS):
            if is_rest and not archive.call(queries.has_claimed_pages, desk.run_id):
                break
            with crawling(
                desk.source.slug,
                desk.source_id,
                desk.run_id,
                archive.url,
                window,
                is_rest=bool(is_rest),
                is_check=is_check,
            ) as crawl:
                for _ in work_through(desk, crawl):
                    pass
        return close_desk(desk)
    except BaseException as error:
        state = "failed" if isinstance(error, Exception) else "cancelled"
        archive.call(runs.finish_run, desk.run_id, state, f"{type(error).__name__}: {error}")
        raise


def open_desk(source: Source, archive: Archive, flow: str) -> Desk:
    """Make source and meetings known to the archive and open the run."""
    known = load_registry(Settings.from_env().config)
    archive.call(runs.save_congresses, [congress_row(congress) for congress in known.congresses])
    source_id = archive.call(runs.save_source, source_row(source))
    tagger = compile_tagger(known)
    # late: what is stopped before this leaves no run behind that is never closed
    run_id = archive.call(runs.start_run, source_id, flow, str(runtime.flow_run.id or ""))
    # from now on another run that learns lines leaves them to be taken out of what this one stores
    process = processor(source.slug, source.hints(), tagger, lines=archive.call(furniture.lines, source_id))
    return Desk(source, archive, source_id, run_id, process, tagger, flow)


def source_row(source: Source) -> dict[str, Any]:
    """The source as the archive's table knows it."""
    return {
        "slug": source.slug,
        "name": source.name,
        "home_url": source.home,
        "language": source.language,
        "timezone": source.timezone,
        "is_local": source.local,
        # a date archive is a listing of its own day: its patterns tell how many a day has
        "listings": {way: list(urls) for way, urls in roots(source).items()}
        | ({"date_archive": list(source.discover.date_archives)} if source.discover.date_archives else {}),
    }


def congress_row(congress: Congress) -> dict[str, Any]:
    """A meeting as the archive's table knows it. Only days that are certain enough to count from."""
    return {
        "id": congress.id,
        "family": congress.family,
        "place": congress.place.id,
        "label_en": congress.label_en,
        "label_zh": congress.label_zh,
        "opens_on": congress.day_zero,
        "closes_on": congress.last_day,
        "certainty": congress.certainty,
    }


def work_through(desk: Desk, crawl: Crawl) -> Iterator[Counter[str]]:
    """Process captures until the crawl has ended and none is left; its log lines become the run's."""
    logger = get_run_logger()
    while True:
        was_running = crawl.is_running
        for line in crawl.lines(wait=0.5 if was_running else 0.0):
            relay(logger, line)
        # while the crawl runs only full batches pay; at its end whatever is left
        while desk.archive.call(queries.unprocessed_count, desk.source_id) >= (BATCH if was_running else 1):
            done = process_batch(desk)
            if not done:
                break
            logger.info("batch of %d: %s", done.total(), run_report.summary(done))
            yield done
        if not was_running:
            return


def relay(logger: Any, line: str) -> None:
    """A line of the crawl ('WARNING text') under its own level; a line of a traceback as it is."""
    level, _, text = line.partition(" ")
    if level in LOG_LEVELS:
        logger.log(LOG_LEVELS[level], "%s", text)
    elif line.strip():
        logger.info("%s", line)


# a batch is one transaction: when the database is away for a moment it can be done again
@task(name="process batch", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[2, 15])
def process_batch(desk: Desk) -> Counter[str]:
    """Extract, dedupe, tag and store up to one batch of captures, in one transaction; outcomes."""
    return desk.archive.process(
        desk.source_id, desk.run_id, BATCH, desk.process, desk.source.domains, EXTRACTOR_VERSION
    )


def close_desk(desk: Desk) -> State[Any]:
    """Judge the run, keep the verdict, publish the report; the run's state for Prefect."""
    call, run_id = desk.archive.call, desk.run_id
    learned_count = tidy(desk.archive, desk.source_id, run_id, desk.source.slug, desk.tagger)
    if learned_count:
        get_run_logger().info("%d lines repeat across the pages: taken out of the texts", learned_count)
    while call(edit_history.tell, desk.source_id):
        pass
    call(rechecks.plan, run_id)
    outcomes, listings = call(queries.run_outcomes, run_id), call(queries.run_listings, run_id)
    crawl = call(queries.run_row, run_id)["crawl"]
    verdict = health.judge(
        crawl,
        listings,
        outcomes,
        call(queries.run_fill, run_id),
        desk.source.expect.fill,
        is_for_news=desk.flow == "monitor",
    )
    call(runs.finish_run, run_id, verdict.state, "; ".join(verdict.reasons))
    articles = {
        outcome: call(queries.run_articles, run_id, outcome, run_report.MAX_ROWS)
        for outcome in ("new", "revised", "duplicate")
    }
    refused = call(queries.run_reasons, run_id)
    create_markdown_artifact(
        run_report.report(
            desk.source.name,
            verdict.state,
            verdict.reasons,
            outcomes,
            articles,
            refused,
            listings,
            crawl,
            call(queries_edits.of_run, run_id, run_report.MAX_ROWS),
        ),
        key=f"{desk.flow}-{desk.source.slug}",
        description=f"{desk.source.slug}: {run_report.summary(outcomes)}",
    )
    return _state(verdict, f"{desk.source.slug}: {run_report.summary(outcomes)}")


def _state(verdict: health.Health, summary: str) -> State[Any]:
    message = "; ".join([summary, *verdict.reasons])
    if verdict.state == "failed":
        return Failed(message=message)
    if verdict.state == "warning":
        return Completed(name="Warned", message=message)
    return Completed(message=message)


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    final = monitor(sys.argv[1], return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)

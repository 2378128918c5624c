"""READ FIRST. One source, once: crawl -> extract -> dedupe -> tag -> store -> judge -> report.

The crawl runs beside us as a process and writes captures as it goes; we process them in batches as they
come, one Prefect task a batch. What happened is read from the archive's ledger, never from an exit code.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger

from db import engine, queries
from db.archive import Archive
from db.settings import Settings
from db.stories import link
from flows.closing import close_desk
from flows.crawling import Crawl, crawling
from flows.desk import Desk, open_desk
from flows.pages import told
from flows.steps import run_report
from flows.steps.extract import EXTRACTOR_VERSION
from flows.watchlist import chosen_source

# One batch is one transaction and one Prefect task (15-20 ms): at about 10 ms a page its cost is lost.
BATCH = 50
# A page may name another as the article's own that no listing named: it is fetched by a second crawl, without listings.
MAX_CRAWLS = 3
LOG_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}


@flow(name="monitor", flow_run_name="{source}", validate_parameters=True)
def monitor(source: str) -> State[Any]:
    """Fetch what is new on a source, archive and tag it, and report. Running it twice stores nothing twice."""
    settings = Settings.from_env()
    chosen = chosen_source(source, settings)
    archive = Archive(engine.ready(settings))
    try:
        with archive.locked("monitor", chosen.slug) as is_ours:
            if not is_ours:
                return told.stood_back(chosen.slug)
            with open_desk(chosen, archive, "monitor") as desk:
                return crawl_and_process(desk)
    finally:
        archive.close()


def crawl_and_process(desk: Desk, window: tuple[date, date] | None = None, *, is_check: bool = False) -> State[Any]:
    """The whole of a run once it is open.

    With a `window` the crawl looks back at those days; as an `is_check` it looks again at the pages the run chose.
    """
    archive = desk.archive
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
            desk.archive.call(link)
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


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    final = monitor(sys.argv[1], return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)

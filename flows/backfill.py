"""A look back at some days of one source: everything its listings still tell of them, fetched, archived, proved.

Resumable: what was read to its end within a day is not read again, what was fetched is not fetched again. Safe
beside a running monitor: no page is taken by both. `python -m flows.backfill SLUG SINCE UNTIL`.
"""

from __future__ import annotations

import logging
import sys
from datetime import date
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from db import engine
from db.archive import Archive
from db.settings import Settings
from flows.desk import open_desk
from flows.monitor import crawl_and_process
from flows.pages import told
from flows.watchlist import chosen_source


@flow(name="backfill", flow_run_name="{source} {since} to {until}", validate_parameters=True)
def backfill(source: str, since: date, until: date) -> State[Any]:
    """Fetch what a source still tells of the days from `since` to `until` (both included, the source's local days)."""
    if until < since:
        return Failed(message=f"--until {until} is before --since {since}")
    settings = Settings.from_env()
    chosen = chosen_source(source, settings)
    archive = Archive(engine.ready(settings))
    try:
        with archive.locked("backfill", chosen.slug) as is_ours:
            if not is_ours:
                return told.stood_back(chosen.slug)
            with open_desk(chosen, archive, "backfill") as desk:
                return crawl_and_process(desk, (since, until))
    finally:
        archive.close()


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    final = backfill(sys.argv[1], date.fromisoformat(sys.argv[2]), date.fromisoformat(sys.argv[3]), return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)

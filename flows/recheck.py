"""Look at archived pages again: was one edited? Young ones often, old ones rarely.

What is due is written in the ledger at the end of each run (db/rechecks.py); a run takes the most overdue up to its
budget. Safe beside a running monitor, as polite as that one. `python -m flows.recheck SLUG [--all]`.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from db import engine, rechecks, runs
from db.archive import Archive
from db.settings import Settings
from flows.desk import open_desk
from flows.monitor import crawl_and_process
from flows.pages import told
from flows.watchlist import chosen_source


@flow(name="recheck", flow_run_name="{source}", validate_parameters=True)
def recheck(source: str, every_page: bool = False) -> State[Any]:
    """Look at the archived pages of a source whose time has come; with `every_page` at all of them, now."""
    settings = Settings.from_env()
    chosen = chosen_source(source, settings)
    archive = Archive(engine.ready(settings))
    try:
        with archive.locked("recheck", chosen.slug) as is_ours:
            if not is_ours:
                return told.stood_back(chosen.slug)
            with open_desk(chosen, archive, "recheck") as desk:
                count = archive.call(
                    rechecks.choose, desk.source_id, desk.run_id, None if every_page else chosen.recheck.budget
                )
                get_run_logger().info("%d pages to look at again", count)
                if not count:
                    archive.call(runs.finish_run, desk.run_id, "completed", "")
                    told.tell(chosen.slug, "no page was due")
                    return Completed(message=f"{chosen.slug}: no page is due to be looked at again")
                return crawl_and_process(desk, is_check=True)
    finally:
        archive.close()


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    final = recheck(sys.argv[1], "--all" in sys.argv[2:], return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)

"""The archive's night: runs that nobody closed, counts that a killed run left behind, tables to sweep, pages to write.

Nobody is contacted and no text changes. Safe beside everything else; killed, the next night does the rest.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from db import completeness_days, engine, runs, upkeep
from db.archive import Archive
from db.settings import Settings
from flows.closing import tell
from flows.desk import opened
from flows.pages import publish, told

FLOW = "maintenance"


@flow(name=FLOW, flow_run_name="archive", validate_parameters=True)
def maintenance() -> State[Any]:
    """Close what was left open, bring the counts up to date, sweep the tables, and write the pages of the archive."""
    archive = Archive(engine.ready(Settings.from_env()))
    try:
        with archive.locked(FLOW, "archive") as is_ours:
            if not is_ours:
                return told.stood_back("archive")
            with opened(archive, None, FLOW) as run_id:
                said = _kept_up(archive)
                archive.call(runs.finish_run, run_id, "completed", "")
            told.tell("archive", said)
            return Completed(message=said)
    finally:
        archive.close()


def _kept_up(archive: Archive) -> str:
    """All of it; a line that tells what was done."""
    buried_count = archive.call(upkeep.bury)
    sources = archive.call(upkeep.sources)
    for source in sources:
        get_run_logger().info("%s: its counts", source["slug"])
        tell(archive, source["id"])
        archive.call(completeness_days.keep, source["id"], None)
        publish.health(archive, source["id"], source["slug"], source["name"])
    publish.start(archive, publish.MAX_SOURCES)
    publish.completeness(archive)
    publish.changes(archive)
    publish.congresses_lately(archive)
    swept_count = _sweep(archive)
    told_sources = f"{len(sources)} source{'s' if len(sources) != 1 else ''} told"
    return f"{told_sources}, {swept_count} tables swept, {buried_count} runs closed that had died"


def _sweep(archive: Archive) -> int:
    tables = archive.call(upkeep.worn)
    for table in tables:
        objection = upkeep.sweep(archive.url, table)
        get_run_logger().info("%s swept%s", table, f": {objection}" if objection else "")
    return len(tables)


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    final = maintenance(return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)

"""Reports as a flow: one page a meeting under CONGRESSWATCH_HOME/reports, the same as this run's artifact.

Nobody is contacted and the archive does not change.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from db import engine, queries_pages
from db.archive import Archive
from db.settings import Settings
from flows.pages import publish, told
from flows.report import html, markdown
from flows.report.making import made

FLOW = "report"
LATELY_HOURS = 48
MOST = 20
"""Meetings that one run reports on when it is told none: those in the news come first."""


@flow(name=FLOW, flow_run_name="{congress}", validate_parameters=True)
def report(congress: str = "") -> State[Any]:
    """Write the report of a meeting, or those of all meetings that articles of the last two days cover."""
    settings = Settings.from_env()
    archive = Archive(engine.ready(settings))
    try:
        meetings = [congress] if congress else _lately(archive)
        for meeting in meetings:
            get_run_logger().info("%s: %s", meeting, _write(archive, settings, meeting))
    finally:
        archive.close()
    said = f"{len(meetings)} report{'s' if len(meetings) != 1 else ''} in {_folder(settings)}"
    told.tell(congress or "archive", said if meetings else "no meeting is in the news")
    return Completed(message=said)


def _lately(archive: Archive) -> list[str]:
    return [row["id"] for row in archive.call(queries_pages.meetings_lately, LATELY_HOURS, MOST)]


def _folder(settings: Settings) -> Path:
    return settings.home / "reports"


def _write(archive: Archive, settings: Settings, congress_id: str) -> Path:
    document = made(archive, settings, congress_id).document
    file = _folder(settings) / f"{congress_id}.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    publish.replace(file, html.page(document).encode())
    publish.report(congress_id, markdown.text(document), document.headline)
    return file


if __name__ == "__main__":
    logging.captureWarnings(capture=True)
    final = report(*sys.argv[1:2], return_state=True)
    sys.exit(1 if final.is_failed() or final.is_crashed() else 0)

"""The daily audit of one source as a flow: do the books balance, and was every day of the last weeks read whole?

Nothing is changed and nobody is asked. What it finds is a page of the run, and the name of the state.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from db import clock, engine
from db.archive import Archive
from db.settings import Settings
from flows import audit as books
from flows.pages import told
from flows.reprocess import named_source
from flows.steps.audit_page import headline, page

FLOW = "audit"


@flow(name=FLOW, flow_run_name="{source}", validate_parameters=True)
def audit(source: str, days: int = 14) -> State[Any]:
    """Check the books of a source and the last days of it, up to yesterday."""
    settings = Settings.from_env()
    chosen = named_source(source, settings)
    archive = Archive(engine.ready(settings))
    try:
        yesterday = clock.now().astimezone(ZoneInfo(chosen.timezone)).date() - timedelta(days=1)
        try:
            books.known_sources(archive, [chosen.slug])
        except books.UnknownSourceError:
            told.tell(chosen.slug, "nothing is archived yet")
            return Completed(message=f"{chosen.slug}: nothing is archived yet")
        found = books.audit(archive, [chosen.slug], yesterday - timedelta(days=max(1, days) - 1), yesterday)
    finally:
        archive.close()
    said = headline(found.broken, found.stretches, len(found.days))
    with told.harmless("keep this run's report"):
        create_markdown_artifact(
            page(chosen.name, said, list(books.told_books(found.broken)), books.told_days(found.stretches)),
            key=f"{FLOW}-{chosen.slug}",
            description=f"{chosen.slug}: {said}",
        )
    told.tell(chosen.slug, said)
    if found.broken:
        return Failed(message=f"{chosen.slug}: {said}")
    return Completed(name="Completed" if found.is_whole else "Warned", message=f"{chosen.slug}: {said}")

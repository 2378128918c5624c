"""What the reading commands read: the archive as it is, without starting more than its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db import alarms, engine, queries
from db.archive import Archive
from db.settings import Settings
from flows import show
from flows.rules_in_force import rules_in_force, standing
from flows.server import running_api_url


@contextmanager
def reading(settings: Settings) -> Iterator[Archive]:
    """The archive for the time of the block."""
    archive = Archive(engine.readable(settings, show.say))
    try:
        yield archive
    finally:
        archive.close()


def health_rows(settings: Settings) -> tuple[queries.Rows, queries.Rows, str, str]:
    """A row per source; the open alarms; the address of the Prefect server's API (empty: none runs); and what is to be
    said of the archive's tags, where the registry is not the one they were made by."""
    with reading(settings) as archive:
        said = standing(archive, rules_in_force(settings))
        found, lasting = archive.call(queries.health), archive.call(alarms.open_alarms)
    for row in found:
        row["alarms"] = ", ".join(one["cause"] for one in lasting if one["source"] == row["source"])
    return found, lasting, running_api_url(settings.home), said

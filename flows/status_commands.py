"""What the reading commands read: the archive as it is, without starting more than its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db import engine, queries
from db.archive import Archive
from db.settings import Settings
from flows import show
from flows.server import running_api_url


@contextmanager
def reading(settings: Settings) -> Iterator[Archive]:
    """The archive for the time of the block."""
    archive = Archive(engine.ready(settings, show.say))
    try:
        yield archive
    finally:
        archive.close()


def health_rows(settings: Settings) -> tuple[queries.Rows, str]:
    """A row per source, and the address of the Prefect server's API (empty: none runs)."""
    with reading(settings) as archive:
        return archive.call(queries.health), running_api_url(settings.home)

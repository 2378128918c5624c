"""Which database, and a connection to it: the embedded cluster by default, any other by DATABASE_URL."""

from __future__ import annotations

from collections.abc import Callable

from db import embedded, migrate, preflight
from db.settings import Settings


class DatabaseProblemError(Exception):
    """The database cannot be used as it is; the message says what is wrong and what to do."""


def quiet(_line: str) -> None:
    """Say nothing: for callers without a person in front of them."""


def database_url(settings: Settings, say: Callable[[str], None] = quiet) -> str:
    """The libpq URI of a database that is up and reachable; starts the embedded cluster if it is the one."""
    if not settings.database_url:
        return embedded.ensure(settings.home, say=say).url()
    try:
        return preflight.normalise_url(settings.database_url)
    except ValueError as error:
        raise DatabaseProblemError(f"DATABASE_URL: {error}") from None


def ready(settings: Settings, say: Callable[[str], None] = quiet) -> str:
    """As `database_url`, and its schema is the one this code expects: migrated where it is ours to migrate.

    Raises DatabaseProblemError, before anything is crawled, for a server that is not usable.
    """
    url = database_url(settings, say)
    if settings.database_url:
        problems = preflight.preflight(url)
        if problems:
            raise DatabaseProblemError(
                "\n".join(f"DATABASE_URL: {problem.what}: {problem.remedy}" for problem in problems)
            )
        _refuse_newer(url)
        if not migrate.is_current(url):
            raise DatabaseProblemError(
                "DATABASE_URL: its tables are not this version's: run `congresswatch db upgrade` (back up first)"
            )
    elif not migrate.is_current(url):
        _refuse_newer(url)
        migrate.upgrade(url)
    return url


def _refuse_newer(url: str) -> None:
    if schema := migrate.newer_than_this(url):
        raise DatabaseProblemError(
            f"the archive was made by a newer version of congresswatch (its schema: {schema}; this one's:"
            f" {migrate.head()}): install that version"
        )

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


def admin_url(settings: Settings, say: Callable[[str], None] = quiet) -> str:
    """The archive's address for making roles: the embedded cluster's superuser, or whoever DATABASE_URL names."""
    if settings.database_url:
        return database_url(settings, say)
    return embedded.ensure(settings.home, say=say).superuser_url(embedded.OWNER)


def ready(settings: Settings, say: Callable[[str], None] = quiet) -> str:
    """As `database_url`, and its schema is the one this code expects: migrated where it is ours to migrate.

    Raises DatabaseProblemError, before anything is crawled, for a server that is not usable.
    """
    return _checked(settings, say, "work")


def readable(settings: Settings, say: Callable[[str], None] = quiet) -> str:
    """As `ready`, for whoever only reads: a role that may not write will do."""
    return _checked(settings, say, "read")


def _checked(settings: Settings, say: Callable[[str], None], purpose: preflight.Purpose) -> str:
    url = database_url(settings, say)
    if settings.database_url:
        refuse_unusable(url, purpose)
        _refuse_newer(url)
        if not migrate.is_current(url):
            raise DatabaseProblemError(
                f"DATABASE_URL: its tables are not this version's (its schema: {migrate.schema(url) or 'none'}; this"
                f" one's: {migrate.head()}): run `congresswatch db upgrade`, as the migrator where there is one"
                " (back up first)"
            )
    elif not migrate.is_current(url):
        _refuse_newer(url)
        migrate.upgrade(url)
    return url


def refuse_unusable(url: str, purpose: preflight.Purpose) -> None:
    """Raise DatabaseProblemError, a line for each thing that keeps DATABASE_URL from being used so."""
    problems = preflight.preflight(url, purpose)
    if problems:
        raise DatabaseProblemError("\n".join(f"DATABASE_URL: {problem.what}: {problem.remedy}" for problem in problems))


def _refuse_newer(url: str) -> None:
    if schema := migrate.newer_than_this(url):
        raise DatabaseProblemError(
            f"the archive was made by a newer version of congresswatch (its schema: {schema}; this one's:"
            f" {migrate.head()}): install that version"
        )

"""Can the archive live on this server? Asked before anything is crawled, answered in words with a remedy each.

Promises: nothing on the server is changed (extensions are tried out in a transaction that is rolled back); every
problem is one line; no password is ever part of a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from db.refusal import CREATE, EMBEDDED, Problem, refusal

__all__ = ["EXTENSIONS", "DatabaseUrlError", "Problem", "normalise_url", "preflight"]

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
OLDEST_MAJOR = 15
CONNECT_SECONDS = 5

_SHAPE = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"

Purpose = Literal["read", "work", "upgrade"]
Connection = psycopg.Connection[tuple[Any, ...]]


class DatabaseUrlError(ValueError):
    """DATABASE_URL is not an address we can use; the message is one line without the password."""


def normalise_url(url: str) -> str:
    """The same address as a libpq URI; `postgres://` and `postgresql+psycopg://` are taken too.

    Raises DatabaseUrlError for any other scheme and for an address libpq cannot read.
    """
    scheme, found, rest = url.strip().partition("://")
    if not found:
        raise DatabaseUrlError(f"the address has no scheme: expected {_SHAPE}")
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        said = scheme if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) else "something else"
        raise DatabaseUrlError(f"the address must begin with postgresql://, not {said}: expected {_SHAPE}")
    authority, _, path = rest.partition("/")
    # an @ or / left as it is in a password would be read as the start of the host, and shown in messages about it
    if authority.count("@") > 1 or "@" in path.partition("?")[0]:
        raise DatabaseUrlError("the address has an @ or / in its password: percent-encode it (%40, %2F)")
    normal = f"postgresql://{rest}"
    try:
        ports = str(conninfo_to_dict(normal).get("port") or "").split(",")
    except (psycopg.Error, UnicodeError):
        raise DatabaseUrlError(f"the address cannot be read as {_SHAPE}: percent-encode special characters") from None
    if any(port and not re.fullmatch(r"[1-9][0-9]{0,4}", port) for port in ports):
        raise DatabaseUrlError(f"the address has a port that is not a number: expected {_SHAPE}")
    return normal


def preflight(url: str, purpose: Purpose = "work") -> list[Problem]:
    """Everything that keeps the archive from being used at `url`; empty when it can. Takes at most seconds.

    To `read` one only has to get in; to `work` also to write, and to make its tables where there are none yet; to
    `upgrade` to make tables in any case.
    """
    try:
        address = normalise_url(url)
    except DatabaseUrlError as error:
        return [Problem(str(error), f"correct DATABASE_URL, or {EMBEDDED}")]
    try:
        with (
            psycopg.connect(address, connect_timeout=CONNECT_SECONDS, client_encoding="utf8") as connection,
            connection.transaction(force_rollback=True),
        ):
            connection.execute("set local statement_timeout = '15s'")
            return [] if purpose == "read" else list(_problems(connection, purpose))
    except (psycopg.Error, UnicodeError) as error:
        return [refusal(address, str(error))]


def _problems(connection: Connection, purpose: Purpose) -> Iterator[Problem]:
    yield from _too_old(connection)
    if read_only := list(_read_only(connection)):
        yield from read_only
        return
    if purpose == "work" and _one(connection, "select to_regclass('archive_fact') is not null"):
        return  # who fills the tables need not be allowed to make any
    yield from _not_utf8(connection)
    yield from _no_place_for_tables(connection)
    yield from _lacking_extensions(connection)
    yield from _blind_trigrams(connection)


def _too_old(connection: Connection) -> Iterator[Problem]:
    if connection.info.server_version < OLDEST_MAJOR * 10000:
        version = connection.info.parameter_status("server_version")
        yield Problem(
            f"the server runs PostgreSQL {version}; the archive needs {OLDEST_MAJOR} or newer",
            f"upgrade the server, or {EMBEDDED}",
        )


def _read_only(connection: Connection) -> Iterator[Problem]:
    if _one(connection, "show transaction_read_only") == "on":
        yield Problem(
            "the connection is read-only: the server is a standby, or the role or database is set so",
            "point DATABASE_URL at the primary, or reset default_transaction_read_only",
        )


def _not_utf8(connection: Connection) -> Iterator[Problem]:
    encoding = _one(connection, "show server_encoding")
    if encoding != "UTF8":
        database = connection.info.dbname
        yield Problem(
            f"database {database} is encoded in {encoding}; the archive needs UTF8",
            f"use a new database: {CREATE.format(database='NAME')}",
        )


def _no_place_for_tables(connection: Connection) -> Iterator[Problem]:
    user, schema = connection.info.user, _one(connection, "select current_schema()")
    if schema is None:
        yield Problem(
            f"none of the schemas on the search_path of user {user} exists or is open to it",
            f"run: create schema if not exists archive; alter role {user} set search_path = archive",
        )
    elif not _one(connection, "select has_schema_privilege(current_schema(), 'CREATE')"):
        yield Problem(
            f"user {user} may not create tables in schema {schema}",
            f"have an administrator run: grant usage, create on schema {schema} to {user}",
        )


def _lacking_extensions(connection: Connection) -> Iterator[Problem]:
    for name in EXTENSIONS:
        if _is_installed(connection, name):
            continue
        try:
            with connection.transaction():
                connection.execute(sql.SQL("create extension {}").format(sql.Identifier(name)))
        except (errors.FeatureNotSupported, errors.UndefinedFile):
            yield Problem(
                f"the server does not have extension {name}",
                "install PostgreSQL's contrib package on the server's machine (often named postgresql-contrib)",
            )
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            yield Problem(
                f"extension {name} is missing and user {connection.info.user} cannot create it "
                f"({error.diag.message_primary})",
                f"have an administrator run, in database {connection.info.dbname}: create extension {name}",
            )


def _blind_trigrams(connection: Connection) -> Iterator[Problem]:
    if not _is_installed(connection, "pg_trgm") or _one(connection, "show server_encoding") != "UTF8":
        return
    try:
        with connection.transaction():
            sees = _one(connection, "select cardinality(show_trgm('新闻报道')) > 0")
    except errors.UndefinedFunction:
        yield Problem(
            "extension pg_trgm is in a schema that is not on the search_path",
            f"add its schema: alter role {connection.info.user} set search_path = public, SCHEMA (see \\dx in psql)",
        )
        return
    if not sees:
        yield Problem(
            f"database {connection.info.dbname} does not know Chinese characters as letters (its LC_CTYPE is C)",
            f"use a new database: {CREATE.format(database='NAME')}",
        )


def _is_installed(connection: Connection, extension: str) -> bool:
    return connection.execute("select 1 from pg_extension where extname = %s", [extension]).fetchone() is not None


def _one(connection: Connection, query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None

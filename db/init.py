"""Databases, roles and schema on a PostgreSQL of one's own: `python -m db.init FOLDER`, at first and at each upgrade.

The folder holds one libpq URI a file: `admin_url` (may make roles and databases; nothing else ever uses it) and those
to be made, with their passwords: `migrator_url`, `writer_url`, `analyst_url`, `prefect_url`. Each role gets the least
it needs (db/access.py); Prefect's own owns its database and cannot enter the archive's. Safe to repeat.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from db import access, migrate, preflight
from db.access import Connection
from db.settings import secret

PATIENCE = 90.0
"""Seconds that a server which is just starting is waited for."""


class InitError(Exception):
    """The folder or the server is not as it must be; the message says what to do."""


def init(folder: Path) -> list[str]:
    """Make what is missing, bring the rest up to date; a line for each thing. Raises InitError, AccessError."""
    admin, archive, prefect = _url(folder, "admin"), _parts(folder, "migrator"), _parts(folder, "prefect")
    _await(admin)
    with psycopg.connect(admin, autocommit=True) as connection:
        said = [_database(connection, archive["dbname"], "")]
        said += [_prefect_role(connection, prefect["user"], prefect["password"])]
        said += [_database(connection, prefect["dbname"], prefect["user"])]
    of_archive = _in(admin, archive["dbname"])
    said.append(_role(of_archive, folder, "migrator"))
    migrate.upgrade(_url(folder, "migrator"))
    said.append(f"schema {migrate.head()}")
    # after the schema: what only grows is known by its tables
    return [*said, _role(of_archive, folder, "writer"), _role(of_archive, folder, "analyst")]


def _role(admin: str, folder: Path, kind: access.Kind) -> str:
    wanted = _parts(folder, kind)
    given = access.give(admin, kind, wanted["user"], wanted["password"], is_renewed=True)
    return f"role {given.role}: {'made' if given.is_new else 'brought up to date'}"


def _prefect_role(connection: Connection, role: str, password: str) -> str:
    is_new = connection.execute("select from pg_roles where rolname = %s", [role]).fetchone() is None
    verb = sql.SQL("create" if is_new else "alter")
    encoding = connection.info.encoding
    hashed = connection.pgconn.encrypt_password(password.encode(encoding), role.encode(encoding))
    connection.execute(
        sql.SQL("{} role {} login password {}").format(verb, sql.Identifier(role), sql.Literal(hashed.decode()))
    )
    return f"role {role}: {'made' if is_new else 'brought up to date'}"


def _database(connection: Connection, name: str, owner: str) -> str:
    """With the letters of Chinese known, closed to every role that is not told otherwise."""
    database = sql.Identifier(name)
    is_new = connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None
    if is_new:
        connection.execute(
            sql.SQL(
                "create database {} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'"
                " locale_provider libc"
            ).format(database)
        )
    connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    if owner:
        connection.execute(sql.SQL("alter database {} owner to {}").format(database, sql.Identifier(owner)))
    return f"database {name}: {'made' if is_new else 'there'}"


def _await(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise InitError(f"admin_url: the server does not let us in: {' '.join(str(error).split())}") from None
            time.sleep(1)
        else:
            return


def _in(url: str, database: str) -> str:
    return psycopg.conninfo.make_conninfo(url, dbname=database)


def _parts(folder: Path, kind: str) -> dict[str, str]:
    found: dict[str, Any] = conninfo_to_dict(_url(folder, kind))
    for part in ("user", "password", "dbname"):
        if not found.get(part):
            raise InitError(f"{folder / f'{kind}_url'}: it names no {part}")
    return {name: str(value) for name, value in found.items()}


def _url(folder: Path, kind: str) -> str:
    try:
        return preflight.normalise_url(secret("", str(folder / f"{kind}_url")))
    except ValueError as error:
        raise InitError(f"{folder / f'{kind}_url'}: {error}") from None


def main(folder: Path) -> int:
    try:
        lines = init(folder)
    except (InitError, access.AccessError, OSError) as error:
        sys.stderr.write(f"db.init: {error}\n")
        return 2
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

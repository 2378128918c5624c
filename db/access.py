"""Who may do what with the archive: the migrator changes its shape, the writer fills it, the analyst only reads.

Promises: a role that is made again is brought up to date and keeps its password; tables and views of later upgrades are
covered; passwords reach the server hashed and are in no log. Raw bytes and the ledger's books have no delete for
anyone but the migrator. An analyst may raise the time limit of a statement: it is a guard, not a wall.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, quote, urlencode

import psycopg
from psycopg import sql

Kind = Literal["migrator", "writer", "analyst"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KEPT = ("blob", "capture", "page", "page_event", "source", "run", "walk", "listing_read", "finding")
"""Tables that only grow: what was fetched, and the books about it."""
# thirty seconds answer every question of the README a hundred times over; ten people at once are a busy institute
_LIMITS: dict[Kind, dict[str, str]] = {
    "migrator": {},
    "writer": {"idle_in_transaction_session_timeout": "10min"},
    "analyst": {
        "default_transaction_read_only": "on",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "5min",
    },
}
_MOST_ANALYSTS = 10
_TABLE_RIGHTS: dict[Kind, str] = {"writer": "select, insert, update, delete", "analyst": "select"}
_SEQUENCE_RIGHTS: dict[Kind, str] = {"writer": "usage, select", "analyst": "select"}

Connection = psycopg.Connection[tuple[Any, ...]]


class AccessError(Exception):
    """The role cannot be made by whoever asks; the message says who can."""


@dataclass(frozen=True, slots=True)
class Access:
    """A role that was made or brought up to date."""

    kind: Kind
    role: str
    url: str
    """Its address of the archive; with the password where that is a new one."""
    is_new: bool
    has_password: bool
    """Whether the address holds it: an old one is known to nobody but its owner."""


def give(admin_url: str, kind: Kind, role: str, password: str = "", *, is_renewed: bool = False) -> Access:
    """Make the role, or bring its rights up to date, by an administrator's connection.

    `password`: '' makes one up for a new role and leaves that of an old one, but for `is_renewed`. Raises AccessError.
    """
    with psycopg.connect(admin_url, connect_timeout=10) as connection:
        try:
            is_new = not _exists(connection, role)
            if is_new or is_renewed:
                password = password or secrets.token_urlsafe(24)
            owner = _owner(connection, kind)
            _login(connection, kind, role, password, is_new=is_new)
            _rights(connection, kind, role, owner)
        except psycopg.errors.InsufficientPrivilege as error:
            raise AccessError(
                f"user {connection.info.user} may not make roles or give rights here ({error.diag.message_primary}):"
                " let DATABASE_URL name an administrator of the server for this one command"
            ) from None
    return Access(kind, role, address(admin_url, role, password), is_new, bool(password))


def address(url: str, role: str, password: str = "") -> str:
    """The same place for another role, as a libpq URI."""
    rest = url.partition("://")[2]
    authority, slash, path = rest.partition("/")
    place, mark, query = path.partition("?")
    others = urlencode(
        [(k, v) for k, v in parse_qsl(query) if k not in ("user", "password")], safe="/", quote_via=quote
    )
    login = quote(role, safe="") + (":" + quote(password, safe="") if password else "")
    return f"postgresql://{login}@{authority.rpartition('@')[2]}{slash}{place}{mark}{others}"


def _exists(connection: Connection, role: str) -> bool:
    return connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is not None


def _owner(connection: Connection, kind: Kind) -> str:
    """The role that the archive's tables belong to, or will.

    For a migrator it is one without a login and without any rights beyond: made where the archive still belongs to an
    administrator.
    """
    found = connection.execute(
        """select pg_get_userbyid(coalesce((select relowner from pg_class
                  where oid = to_regclass('archive_fact')), datdba)) as owner
             from pg_database where datname = current_database()"""
    ).fetchone()
    assert found
    owner = str(found[0])
    if kind != "migrator" or not _is_administrator(connection, owner):
        return owner
    made = f"{connection.info.dbname}_owner"
    if not _exists(connection, made):
        connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(made)))
    _hand_over(connection, made)
    return made


def _is_administrator(connection: Connection, role: str) -> bool:
    found = connection.execute(
        "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = %s", [role]
    ).fetchone()
    return bool(found and found[0])


_OBJECTS = """
    select format('alter %s %I.%I owner to',
                  case relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, nspname, relname)
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = current_schema() and relkind in ('r', 'p', 'v', 'S')
       and not exists (select from pg_depend where objid = pg_class.oid and deptype in ('e', 'a', 'i'))
    union all
    select format('alter routine %s owner to', pg_proc.oid::regprocedure)
      from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
     where nspname = current_schema() and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
"""


def _hand_over(connection: Connection, owner: str) -> None:
    """Database, schema and everything of ours in it; extensions stay the administrator's."""
    name = sql.Identifier(owner)
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("grant {} to current_user").format(name))
    connection.execute(sql.SQL("grant create on schema {} to {}").format(_schema(connection), name))
    for (statement,) in connection.execute(_OBJECTS).fetchall():
        connection.execute(sql.SQL("{} {}").format(sql.SQL(statement), name))
    connection.execute(sql.SQL("alter database {} owner to {}").format(database, name))


def _login(connection: Connection, kind: Kind, role: str, password: str, *, is_new: bool) -> None:
    name = sql.Identifier(role)
    limit = sql.Literal(_MOST_ANALYSTS if kind == "analyst" else -1)
    verb = sql.SQL("create" if is_new else "alter")
    connection.execute(sql.SQL("{} role {} login connection limit {}").format(verb, name, limit))
    if password:
        encoding = connection.info.encoding
        hashed = connection.pgconn.encrypt_password(password.encode(encoding), role.encode(encoding))
        connection.execute(sql.SQL("alter role {} password {}").format(name, sql.Literal(hashed.decode())))


def _rights(connection: Connection, kind: Kind, role: str, owner: str) -> None:
    name, database, schema = sql.Identifier(role), sql.Identifier(connection.info.dbname), _schema(connection)
    connection.execute(sql.SQL("grant connect on database {} to {}").format(database, name))
    settings = {**_LIMITS[kind], **({"role": owner} if kind == "migrator" else {})}
    for key, value in settings.items():
        connection.execute(
            sql.SQL("alter role {} in database {} set {} = {}").format(name, database, sql.Identifier(key), value)
        )
    if kind == "migrator":
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(owner), name))
        return
    tables, sequences = sql.SQL(_TABLE_RIGHTS[kind]), sql.SQL(_SEQUENCE_RIGHTS[kind])
    connection.execute(sql.SQL("grant usage on schema {} to {}").format(schema, name))
    later = sql.SQL("alter default privileges for role {} in schema {}").format(sql.Identifier(owner), schema)
    for rights, what in ((tables, "tables"), (sequences, "sequences")):
        kinds = sql.SQL(what)
        connection.execute(sql.SQL("grant {} on all {} in schema {} to {}").format(rights, kinds, schema, name))
        connection.execute(sql.SQL("{} grant {} on {} to {}").format(later, rights, kinds, name))
    if kind == "writer":
        for table in (*KEPT, "alembic_version"):
            if connection.execute("select to_regclass(%s)", [table]).fetchone() != (None,):
                rights = sql.SQL("delete" if table in KEPT else "insert, update, delete")
                connection.execute(sql.SQL("revoke {} on {} from {}").format(rights, sql.Identifier(table), name))


def _schema(connection: Connection) -> sql.Identifier:
    found = connection.execute("select current_schema()").fetchone()
    assert found
    return sql.Identifier(str(found[0]))

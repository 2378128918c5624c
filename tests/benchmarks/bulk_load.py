"""A million rows at once: without indexes and keys meanwhile, with few checkpoints, identities set right afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]


@contextmanager
def fewer_checkpoints(admin: Connection) -> Iterator[None]:
    """A load writes each page of the log twice as often with the small log of a small archive."""
    admin.execute("alter system set max_wal_size = '8GB'")
    admin.execute("select pg_reload_conf()")
    try:
        yield
    finally:
        admin.execute("alter system reset max_wal_size")
        admin.execute("select pg_reload_conf()")


# Foreign keys first: they stand on the unique ones.
_CONSTRAINTS = """
    select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
     where connamespace = 'public'::regnamespace and contype in ('f', 'u') order by contype
"""
_INDEXES = """
    select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
      join pg_class on pg_class.oid = indrelid
     where relnamespace = 'public'::regnamespace and not exists
           (select from pg_constraint where conindid = indexrelid)
"""


@contextmanager
def without_indexes(connection: Connection, told: Callable[[str], None]) -> Iterator[None]:
    """Made at the end they cost a fifth, and making a foreign key checks it for all rows at once."""
    constraints = connection.execute(_CONSTRAINTS).fetchall()
    indexes = connection.execute(_INDEXES).fetchall()
    for table, name, _ in constraints:
        connection.execute(f"alter table {table} drop constraint {name}".encode())
    for name, _ in indexes:
        connection.execute(f"drop index {name}".encode())
    yield
    for _, definition in indexes:
        connection.execute(definition.encode())
    told("indexes")
    for table, name, definition in reversed(constraints):
        connection.execute(f"alter table {table} add constraint {name} {definition}".encode())
    told("keys")


def count_on(connection: Connection) -> None:
    """Identities go on after the numbers that were given here."""
    rows = connection.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'public' and is_identity = 'YES'"
    ).fetchall()
    for table, column in rows:
        assert re.fullmatch(r"\w+", table), table
        connection.execute(
            f"select setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) from {table}".encode()
        )

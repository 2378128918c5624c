"""Days pass for the two databases: the archive's `now()` is moved, Prefect's records grow old.

The archive's database has a `now()` and a `clock_timestamp()` of its own, found before PostgreSQL's; columns' defaults
and views that the migrations make afterwards use them too.
"""

from __future__ import annotations

from datetime import timedelta

import psycopg
from psycopg import sql

from db.embedded import OWNER, Cluster

AHEAD = "congresswatch.ahead"
_FUNCTION = """
    create or replace function public.{name}() returns timestamptz language sql {kind}
    return pg_catalog.{name}() + coalesce(current_setting('congresswatch.ahead', true), '0 s')::interval
"""
_OLDER = (
    "update flow_run set start_time = start_time - %(by)s, end_time = end_time - %(by)s,"
    " expected_start_time = expected_start_time - %(by)s where end_time is not null",
    "update events set occurred = occurred - %(by)s",
    "update event_resources set occurred = occurred - %(by)s",
)


def make_movable(cluster: Cluster, database: str = OWNER) -> None:
    """Before the archive's tables are made: its time can be moved from now on."""
    with psycopg.connect(cluster.superuser_url(database), autocommit=True) as admin:
        for name, kind in (("now", "stable"), ("clock_timestamp", "volatile")):
            admin.execute(_FUNCTION.format(name=name, kind=kind).encode())
        admin.execute(
            sql.SQL("alter database {} set search_path = public, pg_catalog").format(sql.Identifier(database))
        )


def move(cluster: Cluster, ahead: timedelta, database: str = OWNER) -> None:
    """Whoever connects to the archive from now on is so far ahead of the machine."""
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        admin.execute(
            sql.SQL("alter database {} set congresswatch.ahead = {}").format(
                sql.Identifier(database), sql.Literal(f"{ahead.total_seconds():.3f} s")
            )
        )


def age_prefect(cluster: Cluster, by: timedelta) -> None:
    """What the Prefect server keeps of runs that have ended happened so much earlier."""
    with psycopg.connect(cluster.superuser_url("prefect")) as connection:
        for statement in _OLDER:
            connection.execute(statement.encode(), {"by": by})

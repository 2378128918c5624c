"""What a night is for: runs that nobody closed are closed, tables that changed much are swept and measured."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text

from db import runs

# PostgreSQL sweeps by itself once a fifth of a table has changed; of the large ones that is a long time with a wrong
# idea of what is in them, and questions are planned by that idea
_TABLES = text("""
    select relname from pg_stat_user_tables
     where schemaname = 'public' and (n_dead_tup > 1000 or n_mod_since_analyze > 1000)
       and n_dead_tup + n_mod_since_analyze > 0.02 * n_live_tup
     order by relname
""")


def bury(connection: Connection) -> int:
    """Runs of every source whose process is gone become `crashed`; how many were `running` and are not now."""
    before = _running(connection)
    slugs = connection.execute(
        text("select distinct slug from source join run on run.source_id = source.id where state = 'running'")
    ).scalars()
    for slug in slugs.all():
        runs.bury_dead(connection, slug)
    return before - _running(connection)


def worn(connection: Connection) -> list[str]:
    """Tables of which much has changed since they were swept or measured."""
    return list(connection.execute(_TABLES).scalars())


def sweep(url: str, table: str) -> str:
    """VACUUM ANALYZE of a table, beside everything else that goes on; what PostgreSQL objected to, or ''."""
    said: list[str] = []
    with psycopg.connect(url, autocommit=True, application_name="congresswatch upkeep") as connection:
        connection.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
        connection.execute(sql.SQL("vacuum (analyze, skip_locked) {}").format(sql.Identifier(table)))
    return "; ".join(said)


def sources(connection: Connection) -> list[dict[str, Any]]:
    """All sources that the archive knows: id, slug, name."""
    return [dict(row) for row in connection.execute(text("select id, slug, name from source order by slug")).mappings()]


def _running(connection: Connection) -> int:
    return int(connection.execute(text("select count(*) from run where state = 'running'")).scalar_one())

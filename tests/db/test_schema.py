"""The schema that the migrations and views make is the one that was reviewed.

`alembic check` misses changed checks, index methods, functions and views: a dump does not.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory

from db import embedded, migrate
from db.embedded import Cluster

GOLDEN = Path(__file__).parent / "schema.sql"


def test_the_schema_is_the_reviewed_one(cluster: Cluster, archive_url: str) -> None:
    dump = subprocess.run(
        [embedded.bin_path(cluster, "pg_dump"), "--schema-only", "--no-owner", "--no-privileges", archive_url],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    # versions and a random token differ between two dumps of one schema
    found = re.sub(r"^(--.*|\\(un)?restrict .*|SET .*|SELECT pg_catalog.set_config.*)\n", "", dump, flags=re.M)
    found = re.sub(r"\n{2,}", "\n\n", found).strip() + "\n"
    if os.environ.get("CONGRESSWATCH_REWRITE_GOLDEN"):
        GOLDEN.write_text(found, "utf-8")
    written_anew = "CONGRESSWATCH_REWRITE_GOLDEN=1 make test ARGS=tests/db/test_schema.py"
    assert found == GOLDEN.read_text("utf-8"), f"after a reviewed change: {written_anew}"


def test_upgrading_twice_changes_nothing(fresh_database: str) -> None:
    assert not migrate.is_current(fresh_database)
    migrate.upgrade(fresh_database)
    migrate.upgrade(fresh_database)
    assert migrate.is_current(fresh_database)
    migrate.check(fresh_database)


def test_an_archive_of_a_newer_version_is_told_apart(fresh_database: str) -> None:
    migrate.upgrade(fresh_database)
    assert migrate.newer_than_this(fresh_database) == ""
    with psycopg.connect(fresh_database) as connection:
        connection.execute("update archive_fact set value = '2999_01_01_far_future' where key = 'schema'")
    assert migrate.newer_than_this(fresh_database) == "2999_01_01_far_future"


def _make_views_anew(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("update archive_fact set value = 'of an older version' where key = 'views_sha256'")
    migrate.upgrade(url)


def test_views_that_are_made_anew_are_still_shown_to_whom_they_were(archive_url: str) -> None:
    with psycopg.connect(archive_url) as connection:
        connection.execute("grant select on coverage to public")
    _make_views_anew(archive_url)
    with psycopg.connect(archive_url) as connection:
        row = connection.execute("select has_table_privilege('pg_monitor', 'coverage', 'select')").fetchone()
    assert row == (True,)


def test_a_view_of_the_user_s_own_on_ours_is_named_not_dropped(archive_url: str) -> None:
    with psycopg.connect(archive_url) as connection:
        connection.execute("create view mine as select * from coverage")
    with pytest.raises(migrate.MigrationProblemError, match="mine"):
        _make_views_anew(archive_url)


def test_every_table_and_view_says_what_it_holds(archive_url: str) -> None:
    with psycopg.connect(archive_url) as connection:
        silent = connection.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
            " and relname <> 'alembic_version' and obj_description(oid) is null"
        ).fetchall()
    assert silent == []


def test_the_newest_migration_is_alembic_s_head() -> None:
    script = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert migrate.head() == script.get_current_head()


def test_every_view_and_each_of_its_columns_is_explained(archive_url: str) -> None:
    with psycopg.connect(archive_url) as connection:
        unexplained = connection.execute(
            """select relname, attname from pg_class left join pg_attribute on attrelid = pg_class.oid and attnum > 0
                where relkind = 'v' and relnamespace = 'public'::regnamespace
                  and (obj_description(pg_class.oid) is null or col_description(attrelid, attnum) is null)"""
        ).fetchall()
    assert unexplained == []

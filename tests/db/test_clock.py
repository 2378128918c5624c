"""The one clock, and the database's: both can be moved, and both are the machine's where nobody does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from db import clock, migrate
from db.embedded import Cluster
from tests.faults import week_clock

AN_HOUR = timedelta(hours=1)


def test_it_is_the_machines_until_it_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.AHEAD, raising=False)
    assert abs(clock.now() - datetime.now(UTC)) < AN_HOUR
    monkeypatch.setenv(clock.AHEAD, str(-timedelta(days=150).total_seconds()))
    assert abs(clock.now() + timedelta(days=150) - datetime.now(UTC)) < AN_HOUR


def test_a_moved_database_dates_its_rows_and_views_by_the_moved_time(cluster: Cluster, fresh_database: str) -> None:
    name = fresh_database.partition("?")[0].rpartition("/")[2]
    week_clock.make_movable(cluster, name)
    migrate.upgrade(fresh_database)
    week_clock.move(cluster, timedelta(days=-150), name)
    with psycopg.connect(fresh_database) as connection:
        connection.execute(
            "insert into source (slug, name, home_url, language, timezone) values ('a', 'A', 'https://a', 'en', 'UTC')"
        )
        row = connection.execute("select first_seen_at, now(), clock_timestamp() from source").fetchone()
        views = connection.execute("select pg_get_viewdef('completeness'::regclass)").fetchone()
    assert row is not None
    assert views is not None
    for at in row:
        assert abs(at + timedelta(days=150) - datetime.now(UTC)) < AN_HOUR
    # PostgreSQL names a function's schema only where it is not the one that would be found
    assert "pg_catalog.now()" not in views[0]

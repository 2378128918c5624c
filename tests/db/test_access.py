"""Roles with the least rights: what each may do, and what it may not, on a server with passwords."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql

from db import access, engine, migrate, preflight
from db.access import Kind, give
from db.embedded import Cluster
from db.settings import Settings


@pytest.fixture
def role(cluster: Cluster) -> Iterator[str]:
    """A name that no other test uses; the role is gone after the test, its database before."""
    name = f"t_{secrets.token_hex(4)}"
    yield name
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))


@pytest.fixture
def admin(cluster: Cluster, role: str, archive_url: str) -> str:
    """The superuser's address of an archive. Asked for after `role`, so that the archive is dropped first."""
    return cluster.superuser_url(archive_url.partition("@/")[2].partition("?")[0])


def made(admin: str, kind: Kind, role: str) -> str:
    return give(admin, kind, role).url


@pytest.mark.parametrize(
    "statement",
    [
        "insert into source (slug, name, home_url, language, timezone) values ('x', 'x', 'http://x', 'en', 'UTC')",
        "delete from article",
        "create table mine (id int)",
        "drop view coverage",
        "create temporary table mine (id int)",
    ],
)
def test_an_analyst_changes_nothing(statement: str, admin: str, role: str) -> None:
    with psycopg.connect(made(admin, "analyst", role)) as connection, pytest.raises(errors.Error) as refused:
        connection.execute(statement)
    assert isinstance(refused.value, errors.ReadOnlySqlTransaction | errors.InsufficientPrivilege)


def test_an_analyst_who_may_write_by_setting_is_still_refused_by_right(admin: str, role: str) -> None:
    with psycopg.connect(made(admin, "analyst", role), autocommit=True) as connection:
        connection.execute("set default_transaction_read_only = off")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("delete from article")


def test_an_analyst_reads_every_view_for_thirty_seconds_at_most(admin: str, role: str) -> None:
    with psycopg.connect(made(admin, "analyst", role)) as connection:
        views = connection.execute("select viewname from pg_views where schemaname = 'public'").fetchall()
        for (view,) in views:
            connection.execute(sql.SQL("select * from {} limit 1").format(sql.Identifier(view)))
        assert connection.execute("show statement_timeout").fetchone() == ("30s",)
    assert len(views) > 10


def test_an_analyst_still_reads_what_an_upgrade_makes_anew(admin: str, role: str, archive_url: str) -> None:
    url = made(admin, "analyst", role)
    with psycopg.connect(archive_url, autocommit=True) as owner:
        owner.execute("update archive_fact set value = 'older' where key = 'views_sha256'")
        owner.execute("create table of_an_upgrade (id int)")
    migrate.upgrade(archive_url)
    with psycopg.connect(url) as connection:
        connection.execute("select * from coverage, of_an_upgrade")


def test_commands_that_read_work_for_an_analyst_and_those_that_write_say_why_not(admin: str, role: str) -> None:
    url = made(admin, "analyst", role)
    assert preflight.preflight(url, "read") == []
    (problem,) = preflight.preflight(url, "work")
    assert "read-only" in problem.what


@pytest.mark.parametrize(
    "statement",
    ["drop table article", "truncate article", "alter table article add mine int", "create table mine (id int)"],
)
def test_a_writer_leaves_the_shape_alone(statement: str, admin: str, role: str) -> None:
    with psycopg.connect(made(admin, "writer", role)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("table", access.KEPT)
def test_a_writer_deletes_nothing_that_was_fetched_nor_the_books(table: str, admin: str, role: str) -> None:
    with psycopg.connect(made(admin, "writer", role)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))


def test_a_writer_is_told_who_upgrades(admin: str, role: str, cluster: Cluster, archive_url: str) -> None:
    url = made(admin, "writer", role)
    settings = Settings(url, cluster.home, None, "")
    assert engine.ready(settings) == url
    with psycopg.connect(archive_url) as owner:
        owner.execute("update archive_fact set value = '2022_01_01' where key = 'schema'")
    with pytest.raises(engine.DatabaseProblemError, match=r"its schema: 2022_01_01; this one's: 2.*as the migrator"):
        engine.ready(settings)


def test_a_migrator_makes_an_archive_that_belongs_to_no_administrator(
    cluster: Cluster, role: str, fresh_database: str
) -> None:
    name = fresh_database.partition("@/")[2].partition("?")[0]
    admin = cluster.superuser_url(name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("alter database {} owner to postgres").format(sql.Identifier(name)))
        for extension in preflight.EXTENSIONS:
            connection.execute(sql.SQL("create extension {}").format(sql.Identifier(extension)))
    url = made(admin, "migrator", role)
    migrate.upgrade(url)
    analyst = f"{role}_reader"
    try:
        reader = made(admin, "analyst", analyst)
        with psycopg.connect(reader) as connection:
            connection.execute("select * from coverage")
        with psycopg.connect(url) as connection:
            owner = connection.execute("select tableowner from pg_tables where tablename = 'article'").fetchone()
        assert owner == (f"{name}_owner",)
    finally:
        _forget(cluster, name, analyst, role, f"{name}_owner")


def test_an_archive_that_an_administrator_made_is_handed_over(cluster: Cluster, role: str, fresh_database: str) -> None:
    name = fresh_database.partition("@/")[2].partition("?")[0]
    admin = cluster.superuser_url(name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("alter database {} owner to postgres").format(sql.Identifier(name)))
    migrate.upgrade(admin)
    try:
        url = made(admin, "migrator", role)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("update archive_fact set value = 'older' where key = 'views_sha256'")
            connection.execute("alter table article add mine int")
        migrate.upgrade(url)
        assert migrate.is_current(url)
    finally:
        _forget(cluster, name, role, f"{name}_owner")


def _forget(cluster: Cluster, database: str, *roles: str) -> None:
    with psycopg.connect(cluster.superuser_url(database), autocommit=True) as admin:
        admin.execute(sql.SQL("alter database {} owner to congresswatch").format(sql.Identifier(database)))
        for one in roles:
            admin.execute(sql.SQL("drop owned by {} cascade").format(sql.Identifier(one)))
            admin.execute(sql.SQL("drop role {}").format(sql.Identifier(one)))


def test_made_again_it_keeps_its_password(admin: str, role: str) -> None:
    first = give(admin, "analyst", role)
    again = give(admin, "analyst", role)
    assert (first.is_new, first.has_password, again.is_new, again.has_password) == (True, True, False, False)
    psycopg.connect(first.url).close()
    third = give(admin, "analyst", role, "a:b/c@d%é", is_renewed=True)
    psycopg.connect(third.url).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first.url)


def test_who_may_not_make_roles_is_told_who_can(archive_url: str, role: str) -> None:
    with pytest.raises(access.AccessError, match="user congresswatch may not make roles"):
        give(archive_url, "analyst", role)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://postgres:x@h:5433/archive?sslmode=require",
            "postgresql://r:p%40@h:5433/archive?sslmode=require",
        ),
        ("postgresql://h/archive", "postgresql://r:p%40@h/archive"),
        ("postgresql:///archive?host=/a/b&user=me&password=x", "postgresql://r:p%40@/archive?host=/a/b"),
        ("postgresql://a@one:1,two:2/archive", "postgresql://r:p%40@one:1,two:2/archive"),
    ],
)
def test_the_address_is_that_of_the_same_place(url: str, expected: str) -> None:
    assert access.address(url, "r", "p@") == expected

"""A server the archive cannot live on is found out before anything is crawled, in one line with a remedy."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from db import preflight as preflight_module
from db.embedded import Cluster
from db.preflight import DatabaseUrlError, Problem, normalise_url, preflight
from db.refusal import refusal

SECRET = "s3cr3t-word"


@pytest.fixture
def admin(cluster: Cluster) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def odd_database(cluster: Cluster, admin: psycopg.Connection) -> Iterator[Callable[[str], str]]:
    """Makes a database with the given CREATE DATABASE options; returns its URI."""
    with ExitStack() as stack:

        def make(options: str) -> str:
            name = f"odd_{secrets.token_hex(6)}"
            named = sql.Identifier(name)
            create = b"create database %s owner congresswatch template template0 %s" % (name.encode(), options.encode())
            admin.execute(create)
            stack.callback(admin.execute, sql.SQL("drop database {} with (force)").format(named))
            return cluster.url(name)

        yield make


@pytest.fixture
def weak_role(admin: psycopg.Connection) -> Iterator[str]:
    """A role that can log in and nothing else, with the password SECRET."""
    name = f"weak_{secrets.token_hex(6)}"
    named = sql.Identifier(name)
    admin.execute(sql.SQL("create role {} login password {}").format(named, sql.Literal(SECRET)))
    yield name
    admin.execute(sql.SQL("drop role {}").format(named))


def as_user(url: str, user: str, password: str) -> str:
    return f"postgresql://{user}:{password}@{url.partition('@')[2]}"


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, problems
    problem = problems[0]
    assert "\n" not in problem.what + problem.remedy
    assert SECRET not in problem.what + problem.remedy
    return problem


def test_a_good_server_has_no_problems_and_is_left_as_it_was(fresh_database: str) -> None:
    assert preflight(fresh_database) == []
    with psycopg.connect(fresh_database) as connection:
        assert connection.execute("select extname from pg_extension").fetchall() == [("plpgsql",)]


def test_the_embedded_cluster_itself_passes(cluster: Cluster) -> None:
    assert preflight(cluster.url()) == []


def test_wrong_password(fresh_database: str) -> None:
    problem = only(preflight(as_user(fresh_database, "congresswatch", SECRET)))
    assert "password of user congresswatch" in problem.what
    assert "DATABASE_URL" in problem.remedy


def test_no_password(fresh_database: str) -> None:
    assert "password" in only(preflight(f"postgresql://congresswatch@{fresh_database.partition('@')[2]}")).what


def test_no_such_database(cluster: Cluster) -> None:
    problem = only(preflight(cluster.url("nowhere")))
    assert "no database nowhere" in problem.what
    assert "create database nowhere" in problem.remedy


def test_not_let_into_the_database(fresh_database: str, weak_role: str, admin: psycopg.Connection) -> None:
    name = conninfo_to_dict(fresh_database)["dbname"]
    admin.execute(sql.SQL("revoke connect on database {} from public").format(sql.Identifier(str(name))))
    problem = only(preflight(as_user(fresh_database, weak_role, SECRET)))
    assert f"{weak_role} may not connect" in problem.what


def test_nothing_listens_there(socket_enabled: None) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    problem = only(preflight(f"postgresql://someone:{SECRET}@127.0.0.1:{port}/archive"))
    assert f"nothing listens at server 127.0.0.1:{port}" in problem.what
    assert "database archive, user someone" in problem.what


def test_no_socket_there() -> None:
    assert "nothing listens at server /nowhere" in only(preflight("postgresql:///archive?host=/nowhere")).what


def test_a_server_that_never_answers(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight_module, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        problem = only(preflight(f"postgresql://u:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/d"))
    assert "does not answer" in problem.what


def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    problem = only(preflight(f"postgresql://u:{SECRET}@db.example.invalid:5433/d"))
    assert "the host of server db.example.invalid:5433 is unknown" in problem.what


def test_a_host_no_resolver_takes() -> None:
    assert "is unknown" in only(preflight(f"postgresql://u:{SECRET}@{'x' * 64}.invalid/d")).what


def test_another_encoding(odd_database: Callable[[str], str]) -> None:
    url = odd_database("encoding 'SQL_ASCII' locale_provider libc lc_collate 'C' lc_ctype 'C'")
    problem = only(preflight(url))
    assert "encoded in SQL_ASCII" in problem.what
    assert "encoding 'UTF8'" in problem.remedy


def test_a_database_blind_to_chinese(odd_database: Callable[[str], str]) -> None:
    url = odd_database("encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'")
    problem = only(preflight(url))
    assert "Chinese" in problem.what
    assert "lc_ctype 'C.UTF-8'" in problem.remedy


def test_a_role_without_rights(fresh_database: str, weak_role: str) -> None:
    problems = preflight(as_user(fresh_database, weak_role, SECRET))
    assert [problem.what.partition(" and ")[0] for problem in problems] == [
        f"user {weak_role} may not create tables in schema public",
        *(f"extension {name} is missing" for name in ("pg_trgm", "unaccent", "btree_gin")),
    ]
    assert problems[0].remedy.endswith(f"grant usage, create on schema public to {weak_role}")


def test_the_remedies_work(fresh_database: str, weak_role: str, cluster: Cluster) -> None:
    database = str(conninfo_to_dict(fresh_database)["dbname"])
    url = as_user(fresh_database, weak_role, SECRET)
    with psycopg.connect(cluster.superuser_url(database), autocommit=True) as admin:
        for problem in preflight(url):
            admin.execute(problem.remedy.rpartition(": ")[2].encode())
        assert preflight(url) == []
        admin.execute(sql.SQL("drop owned by {}").format(sql.Identifier(weak_role)))


def test_extensions_out_of_sight(fresh_database: str) -> None:
    with psycopg.connect(fresh_database) as connection:
        connection.execute("create schema elsewhere")
        for name in preflight_module.EXTENSIONS:
            connection.execute(f"create extension {name} schema elsewhere".encode())
    assert "not on the search_path" in only(preflight(fresh_database)).what


def test_no_schema_to_live_in(fresh_database: str) -> None:
    with psycopg.connect(fresh_database) as connection:
        connection.execute("drop schema public cascade")
    assert "search_path" in preflight(fresh_database)[0].what


def test_a_read_only_server(fresh_database: str) -> None:
    assert "read-only" in only(preflight(f"{fresh_database}&options=-cdefault_transaction_read_only%3Don")).what


def test_a_server_that_is_too_old(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight_module, "OLDEST_MAJOR", 99)
    assert "needs 99 or newer" in only(preflight(fresh_database)).what


def test_an_unknown_complaint_is_passed_on_without_the_password() -> None:
    problem = refusal(f"postgresql://u:{SECRET}@h/d", f"FATAL:  strange\n{SECRET}")
    assert problem.what == "server h:5432 cannot be used: FATAL: strange ***"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_schemes_that_mean_postgresql(scheme: str) -> None:
    assert normalise_url(f" {scheme}://u:p@h:5433/d?sslmode=require\n") == "postgresql://u:p@h:5433/d?sslmode=require"


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("sqlite:///x.db", "not sqlite"),
        ("mysql://u:p@h/d", "not mysql"),
        ("postgresql+asyncpg://u:p@h/d", "not postgresql\\+asyncpg"),
        (f"host=h password={SECRET}", "no scheme"),
        (f"{SECRET} {SECRET}://h", "not something else"),
        (f"postgresql://u:{SECRET}@b@h/d", "percent-encode"),
        (f"postgresql://u:12/{SECRET}@h/d", "percent-encode"),
        (f"postgresql://u:p@h:{SECRET}/d", "port"),
        ("postgresql://u:p@h/d?no_such_option=1", "cannot be read"),
        ("", "no scheme"),
    ],
)
def test_addresses_that_are_none(url: str, complaint: str) -> None:
    with pytest.raises(DatabaseUrlError, match=complaint) as caught:
        normalise_url(url)
    assert SECRET not in str(caught.value)
    assert only(preflight(url)).what == str(caught.value)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_password_survives_when_percent_encoded(password: str) -> None:
    url = normalise_url(f"postgres://u:{quote(password, safe='')}@h/d")
    assert conninfo_to_dict(url)["password"] == password


@given(st.text(st.sampled_from("ab1:/?#@%&=[] \n"), max_size=12))
def test_no_password_shows_in_a_complaint_however_it_is_written(odd: str) -> None:
    try:
        said = refusal(normalise_url(f"postgresql://u:{odd}{SECRET}{odd}@h/d"), "unheard of").what
    except DatabaseUrlError as error:
        said = str(error)
    assert SECRET not in said

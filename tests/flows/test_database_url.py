"""A database that cannot be used is said in a line or two, with what to do, before anything is crawled."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.newsroom import Newsroom, Site, serve, source_toml
from db.embedded import Cluster
from flows.server import Server
from tests.support.workplace import Workplace

SECRET = "hunter2-and-more"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.02), {"newsroom": 0}) as opened:
        yield opened


def watching(database_url: str, site: Site, folder: Path, **env: str) -> Workplace:
    place = Workplace(folder / "home", folder / "config", database_url, env)
    place.add_source("newsroom", source_toml("newsroom", site.base_urls["newsroom"]))
    return place


def refused(place: Workplace, site: Site, *command: str) -> str:
    """What the command says when it refuses the database: a line or two, no password, no traceback, no request."""
    site.requests.clear()
    done = place.command(*command, check=2)
    said = done.stderr.removeprefix("starting PostgreSQL and the Prefect server ...\n")
    assert done.stdout == ""
    assert len(said.splitlines()) <= 2, said
    assert all(line.startswith("congresswatch: DATABASE_URL: ") for line in said.splitlines()), said
    assert SECRET not in said
    assert site.requests == []
    assert not place.home.exists()
    return said


def embedded_url(cluster: Cluster, password: str = SECRET, database: str = "congresswatch") -> str:
    return f"postgresql://congresswatch:{password}@/{database}?host={cluster.socket_dir}"


def test_a_server_that_is_not_there(site: Site, tmp_path: Path) -> None:
    place = watching(f"postgresql://me:{SECRET}@127.0.0.1:9/archive", site, tmp_path)
    assert "nothing listens at server 127.0.0.1:9" in refused(place, site, "run", "newsroom")
    for command in (["db", "upgrade"], ["up", "newsroom"]):
        assert "start that server, correct HOST:PORT" in refused(place, site, *command)


def test_a_wrong_password(cluster: Cluster, site: Site, tmp_path: Path) -> None:
    said = refused(watching(embedded_url(cluster), site, tmp_path), site, "run", "newsroom")
    assert "does not accept the password of user congresswatch" in said


def test_no_such_database(cluster: Cluster, site: Site, tmp_path: Path) -> None:
    right = cluster.url("nonesuch")
    said = refused(watching(right, site, tmp_path), site, "run", "newsroom")
    assert "has no database nonesuch" in said
    assert "create database nonesuch" in said
    assert right.partition("@")[0].rpartition(":")[2] not in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"mysql://me:{SECRET}@h/d", "must begin with postgresql://, not mysql"),
        (f"me:{SECRET}@h/d", "has no scheme"),
        (f"postgresql://me:{SECRET}@x@h/d", "percent-encode it"),
        (f"postgresql://me:{SECRET}@h:port/d", "a port that is not a number"),
        ("nonsense", "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
    ],
)
def test_an_address_that_is_none(url: str, words: str, site: Site, tmp_path: Path) -> None:
    assert words in refused(watching(url, site, tmp_path), site, "db", "url")


def test_an_empty_database_wants_an_upgrade_and_then_works(
    fresh_database: str, prefect: Server, site: Site, tmp_path: Path
) -> None:
    # as it is written for SQLAlchemy, which people copy from other projects
    written = fresh_database.replace("postgresql://", "postgresql+psycopg://")
    place = watching(written, site, tmp_path, PREFECT_API_URL=prefect.api_url)
    assert "congresswatch db upgrade" in refused(place, site, "run", "newsroom")
    assert place.command("db", "url").stdout == f"{fresh_database}\n"

    assert "upgraded to" in place.command("db", "upgrade").stderr
    assert "already up to date" in place.command("db", "upgrade").stderr
    row = place.run("newsroom")
    assert (row["state"], row["new"]) == ("completed", len(site.listed("newsroom")))


def test_a_prefect_server_that_does_not_answer_is_said_before_the_crawl(
    archive_url: str, site: Site, tmp_path: Path
) -> None:
    place = watching(archive_url, site, tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    site.requests.clear()
    done: subprocess.CompletedProcess[str] = place.command("run", "newsroom", check=2)
    assert done.stderr == (
        "congresswatch: PREFECT_API_URL: no Prefect server answers at http://127.0.0.1:9/api: start it, or unset it\n"
    )
    assert site.requests == []

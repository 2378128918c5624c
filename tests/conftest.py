"""Fixtures every package's tests may use: one embedded cluster for the whole session, an empty database per test."""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql

from db import embedded, migrate
from db.archive import Archive
from db.embedded import Cluster
from db.settings import Settings
from flows.server import Server, prefect_server
from tests.support.workplace import Workplace

# no test asserts a time: what is compiled at its first use may take a while on a busy machine
hypothesis.settings.register_profile("congresswatch", deadline=None)
hypothesis.settings.load_profile("congresswatch")
_RUNS = re.compile(r"[Ww]orkplace|prefect_server|one_crawl|victims|support.crawling")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start whole runs come first: two at a time, none of the last is long enough to be waited for."""
    slow = {path for path in {item.path for item in items} if _RUNS.search(path.read_text("utf-8"))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running embedded cluster in a short temporary home, shared by all tests: leave its own databases alone."""
    home = Path(tempfile.mkdtemp(prefix="cw-"))
    try:
        yield embedded.ensure(home)
    finally:
        embedded.stop(home)
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster) -> str:
    """The name of a database with the archive's schema, to be copied; nobody connects to it."""
    migrate.upgrade(cluster.url())
    return "congresswatch"


@pytest.fixture
def archive_url(cluster: Cluster, migrated_template: str) -> Iterator[str]:
    """The libpq URI of an empty archive, made by the real migrations; dropped after the test."""
    yield from database(cluster, migrated_template)


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    opened = Archive(archive_url)
    yield opened
    opened.close()


@pytest.fixture
def fresh_database(cluster: Cluster) -> Iterator[str]:
    """The libpq URI of an empty UTF-8 database that the archive's role owns; dropped after the test."""
    yield from database(cluster, "template0")


def database(cluster: Cluster, template: str) -> Iterator[str]:
    """A copy of the template, dropped when the iterator goes on."""
    name = f"test_{secrets.token_hex(6)}"
    words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        admin.execute(
            sql.SQL("create database {name} owner congresswatch template {template} encoding 'UTF8'").format(**words)
        )
        try:
            yield cluster.url(name)
        finally:
            admin.execute(sql.SQL("drop database {name} with (force)").format(**words))


@pytest.fixture(scope="session")
def prefect(cluster: Cluster) -> Iterator[Server]:
    """A real Prefect server for the whole session, its data in the session's cluster."""
    settings = Settings(database_url="", home=cluster.home, config=None, contact="")
    with prefect_server(settings, print) as server:
        yield server


@pytest.fixture
def workplace(prefect: Server, archive_url: str, tmp_path: Path) -> Workplace:
    """Commands here use the session's Prefect server and an archive of this test alone."""
    return Workplace(tmp_path / "home", tmp_path / "config", archive_url, {"PREFECT_API_URL": prefect.api_url})

"""Everything that fills the archive works with the writer's rights, everything that reads it with the analyst's."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from crawler.newsroom import Newsroom, Site, serve, source_toml
from db import access
from db.embedded import Cluster
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom"


@pytest.fixture
def role(cluster: Cluster) -> Iterator[str]:
    """A name of its own; the role is gone after the test, the archive before it."""
    name = f"t_{secrets.token_hex(4)}"
    yield name
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        for one in (name, f"{name}_reader"):
            admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(one)))


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.1), {SLUG: 0}) as opened:
        yield opened


def test_the_writer_runs_everything_and_the_analyst_reads_it(
    role: str, cluster: Cluster, workplace: Workplace, site: Site, tmp_path: Path
) -> None:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    admin = cluster.superuser_url(workplace.archive_url.partition("@/")[2].partition("?")[0])
    kept = tmp_path / "writer.url"
    kept.write_text(access.give(admin, "writer", role).url + "\n")
    writer = replace(workplace, archive_url="", env={**workplace.env, "DATABASE_URL_FILE": str(kept)})
    assert {row["state"] for row in writer.run_all(SLUG)} == {"completed"}
    for command in (["recheck", "--all"], ["reprocess", "--yes"], ["retag", "--yes"]):
        writer.command(*command)
    assert {row["state"] for row in workplace.rows("select state from run")} == {"completed"}
    reader = replace(workplace, archive_url=access.give(admin, "analyst", f"{role}_reader").url)
    for command in (["ledger"], ["search", "congress"], ["audit"], ["health"], ["congress", "show", "cpc-chongqing-6"]):
        reader.command(*command, check=None)
    assert "source" in reader.command("ledger").stdout
    assert "read-only" in reader.command("run", SLUG, check=2).stderr

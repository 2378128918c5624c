"""A user's own registry file on the newsroom: noticed, told, then current, as if it had been there from the start."""

from __future__ import annotations

import json
import os
import pty
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from crawler.newsroom import Newsroom, Site, serve, source_toml
from tests.support.commands import until
from tests.support.final_rows import differences, final_rows, imbalances
from tests.support.victims import kill
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom"
MINE = """
[[topic]]
id = "fuling"
label = "Fuling"
names = ["Fuling District"]
[[congress]]
id = "cpc-chongqing-6"
family = "party-congress"
place = "chongqing"
ordinal = 6
certainty = "seen"
source = "a better source"
opens = { on = 2022-05-26, certainty = "seen" }
closes = { on = 2022-05-31, certainty = "seen" }
"""


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.15)


@pytest.fixture
def watched(workplace: Workplace, newsroom: Newsroom) -> Iterator[Workplace]:
    with serve(newsroom, {SLUG: 0}) as site:
        workplace.add_source(SLUG, toml(site))
        yield workplace


def toml(site: Site) -> str:
    return source_toml(SLUG, site.base_urls[SLUG])


def write_registry(workplace: Workplace, text: str) -> None:
    (workplace.config / "registry").mkdir(parents=True, exist_ok=True)
    (workplace.config / "registry" / "mine.toml").write_text(text, "utf-8")


def retag(workplace: Workplace, *args: str, check: int = 0) -> list[dict[str, Any]]:
    done = workplace.command("retag", *args, "--json", check=check)
    return [json.loads(line) for line in done.stdout.splitlines()]


def tags(workplace: Workplace) -> str:
    """What `health` says of the archive's tags."""
    return str(json.loads(workplace.command("health", "--json").stdout)["tags"])


def answered(workplace: Workplace, answer: str) -> str:
    """What `congresswatch retag` says on a terminal, when it is answered so."""
    ours, theirs = pty.openpty()
    try:
        command = workplace.start("-m", "flows", "retag", stdin=theirs)
        os.write(ours, f"{answer}\n".encode())
        said, _ = command.communicate(timeout=120)
    finally:
        os.close(ours)
        os.close(theirs)
    assert command.returncode == 0, said
    return said


def test_a_changed_registry_is_told_then_made_current_as_if_it_had_always_been_so(watched: Workplace) -> None:
    watched.run(SLUG)
    before = final_rows(watched.archive_url)
    assert [row["stage"] for row in retag(watched)] == ["current"]
    assert tags(watched) == "current"

    write_registry(watched, MINE)
    assert tags(watched) == "the registry changed; older articles are tagged as before: congresswatch retag"
    told = retag(watched, "--dry-run")
    assert told[0]["kinds"]["day"] > 0
    assert told[0]["tagged_again"] < told[0]["looked_at"]
    assert {row["id"]: row["change"] for row in told if row["what"] == "registry"} == {
        "cpc-chongqing-6": "changed",
        "fuling": "added",
    }
    said = answered(watched, "n")
    assert "Make it current? [y/N]" in said
    assert "nothing was changed" in said
    assert "topic  fuling" in said
    assert retag(watched, check=3)[0]["articles_moved"] == told[0]["articles_moved"] > 0
    assert final_rows(watched.archive_url) == before

    flow = watched.start("-m", "flows.retag", "--make-current")
    until(lambda: watched.rows("select 1 from retagging where stage = 'applying'"), 60)
    kill(flow.pid)
    flow.communicate(timeout=60)

    (made,) = [row for row in retag(watched, "--yes") if row["what"] == "made current"]
    assert made["state"] == "completed"
    assert tags(watched) == "current"
    retagged = final_rows(watched.archive_url)
    assert imbalances(watched.archive_url) == []
    versions = "select rule_version from coverage_tag union select rule_version from tag"
    assert len(watched.rows(versions)) == 1

    with psycopg.connect(watched.archive_url) as connection:
        connection.execute("truncate source, run, congress, story_cluster, story_band, story_merge, tag_rules cascade")
        connection.execute("delete from archive_fact where key = 'tag_rules'")
    watched.run(SLUG)
    assert differences(final_rows(watched.archive_url), retagged) == []


def test_a_mistake_in_the_registry_starts_nothing(workplace: Workplace) -> None:
    write_registry(workplace, '[[topic]]\nid = "fuling"\nname = "Fuling"\n')
    done = workplace.command("retag", "--yes", check=2)
    assert "mine.toml" in done.stderr
    assert "name" in done.stderr

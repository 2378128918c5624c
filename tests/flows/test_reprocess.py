"""Everything derived again on the newsroom: told first, then what reading it so in the first place would have given."""

from __future__ import annotations

import json
import os
import pty
import signal
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

SLUG, DAILY = "newsroom", "newsroom-daily"
# one page in ten is empty then, and the others lack a paragraph
WRONG = '".entry-content p:nth-of-type(2)", "body[class$=\'7\'] .post"'


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.15)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom, {SLUG: 0, DAILY: 0}) as opened:
        yield opened


@pytest.fixture
def watched(workplace: Workplace, site: Site) -> Workplace:
    workplace.add_source(SLUG, toml(site))
    return workplace


def toml(site: Site, more: str = "") -> str:
    right = source_toml(SLUG, site.base_urls[SLUG])
    return right.replace('".motto"]', f'".motto", {more}]') if more else right


def reprocess(workplace: Workplace, *args: str, check: int = 0) -> list[dict[str, Any]]:
    done = workplace.command("reprocess", *args, "--json", check=check)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_was_just_read_reads_the_same(watched: Workplace, site: Site) -> None:
    watched.add_source(DAILY, source_toml(DAILY, site.base_urls[DAILY]))
    watched.run_all(SLUG, DAILY)
    before = final_rows(watched.archive_url)
    told = {row["source"]: row for row in reprocess(watched, "--dry-run")}
    assert sum(row["equal"] for row in told.values()) == len([row for row in before if row["state"] == "archived"])
    assert [(row["changed"], row["kinds"]) for row in told.values()] == [(0, {}), (0, {})]
    assert final_rows(watched.archive_url) == before
    assert imbalances(watched.archive_url) == []


def test_ctrl_c_ends_it_in_order_and_the_same_command_goes_on(watched: Workplace) -> None:
    watched.run(SLUG)
    with psycopg.connect(watched.archive_url) as blocking:
        blocking.execute("lock table rederived in access exclusive mode")
        command = watched.start("-m", "flows", "reprocess", "--dry-run", start_new_session=True)
        until(lambda: watched.rows("select 1 from run where flow = 'reprocess'"), 60)
        command.send_signal(signal.SIGINT)
        said, _ = command.communicate(timeout=90)
    assert command.returncode == 130, said
    assert "interrupted" in said
    assert watched.rows("select state from run where flow = 'reprocess'") == [{"state": "cancelled"}]
    assert reprocess(watched, "--dry-run")[0]["changed"] == 0


def test_a_mended_source_file_is_told_then_made_current_as_if_it_had_always_been_right(
    watched: Workplace, site: Site
) -> None:
    watched.run(SLUG)
    expected = final_rows(watched.archive_url)
    wipe(watched)
    watched.add_source(SLUG, toml(site, WRONG))
    watched.command("run", SLUG, check=None)
    wrong = final_rows(watched.archive_url)
    refused = [row for row in wrong if row["state"] in ("failed", "skipped")]
    assert refused
    watched.add_source(SLUG, toml(site))
    site.requests.clear()

    said = answered(watched, "n")
    assert "Make it current? [y/N]" in said
    assert "nothing was changed" in said
    assert "Articles that had been refused" in said
    assert "body: …" in said
    assert final_rows(watched.archive_url) == wrong

    rows = reprocess(watched, check=3)
    assert rows[0]["article_now"] == len(refused)
    assert rows[0]["kinds"]["body"] > 0
    assert final_rows(watched.archive_url) == wrong

    flow = watched.start("-m", "flows.reprocess", SLUG, "--make-current")
    until(lambda: watched.rows("select 1 from reprocessing where stage = 'applying'"), 60)
    kill(flow.pid)
    flow.communicate(timeout=60)

    (made,) = [row for row in reprocess(watched, SLUG, "--yes") if "made_current" in row]
    assert (made["state"], made["skipped"]) == ("completed", 0)
    assert differences(expected, final_rows(watched.archive_url)) == []
    assert imbalances(watched.archive_url) == []
    assert watched.rows("select * from edit") == []
    assert site.requests == []
    assert "the books balance" in watched.command("audit", check=None).stdout


def answered(workplace: Workplace, answer: str) -> str:
    """What `congresswatch reprocess` says on a terminal, when it is answered so."""
    ours, theirs = pty.openpty()
    try:
        command = workplace.start("-m", "flows", "reprocess", SLUG, stdin=theirs)
        os.write(ours, f"{answer}\n".encode())
        said, _ = command.communicate(timeout=120)
    finally:
        os.close(ours)
        os.close(theirs)
    assert command.returncode == 0, said
    return said


def wipe(workplace: Workplace) -> None:
    tables = "rederived, reprocessing, furniture, story_cluster, story_band, story_merge, capture, page, article"
    with psycopg.connect(workplace.archive_url) as connection:
        connection.execute(f"truncate {tables}, walk, listing_read, validator, run cascade")
        connection.execute("update source set learned_event_id = 0")


def test_what_cannot_be_read_again_is_named(watched: Workplace) -> None:
    assert "no usable source is called 'nobody'" in watched.command("reprocess", "nobody", check=2).stderr
    assert "no capture" in watched.command("reprocess", check=2).stderr
    days = ["--since", "2022-06-02", "--until", "2022-06-01"]
    assert "is before --since" in watched.command("reprocess", *days, check=2).stderr

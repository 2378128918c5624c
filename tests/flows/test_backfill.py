"""A look back fetches what is missing of its days and nothing else, goes on where it was, and shares with a monitor."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from flows.backfill_now import told
from tests.support.victims import awaited, kill
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom"
SINCE, UNTIL = "2022-05-01", "2022-12-31"


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.4)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom, {SLUG: 0}) as opened:
        yield opened


@pytest.fixture
def watched(workplace: Workplace, site: Site) -> Workplace:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG], discover={"wp_json": True}))
    return workplace


def wanted(site: Site) -> set[str]:
    return {one.path for one in site.listed(SLUG) if SINCE <= str(one.published_on) <= UNTIL}


def asked(site: Site) -> Counter[str]:
    return Counter(seen.path for seen in site.requests if seen.path.startswith("/20"))


def archived_count(workplace: Workplace) -> int:
    count: int = workplace.rows("select count(*) as n from article_current")[0]["n"]
    return count


def test_it_fetches_its_days_and_a_second_one_nothing(watched: Workplace, site: Site) -> None:
    watched.command("backfill", SLUG, "--since", SINCE, "--until", UNTIL)
    assert set(asked(site)) == wanted(site)
    assert archived_count(watched) == len(wanted(site))
    assert watched.rows(
        "select distinct state from completeness where published_on between '2022-05-01' and '2022-12-31'"
    ) == [{"state": "complete"}]
    site.requests.clear()
    again = watched.command("backfill", SLUG, "--since", SINCE, "--until", UNTIL, "--json")
    assert '"state": "completed"' in again.stdout
    assert [seen.path for seen in site.requests] == []


def test_killed_it_goes_on_without_fetching_again_what_it_had(watched: Workplace, site: Site) -> None:
    site.faults["article"] = faults.delayed(0.2)
    run = watched.start("-m", "flows.backfill", SLUG, SINCE, UNTIL)
    spider = awaited(run, "crawler.crawl")
    deadline = time.monotonic() + 60
    while watched.rows("select count(*) as n from capture")[0]["n"] < 10:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    kill(run.pid)
    psutil.wait_procs([spider], timeout=60)
    run.communicate(timeout=60)
    del site.faults["article"]
    held = {row["url"] for row in watched.rows("select url from capture")}
    site.requests.clear()
    watched.command("backfill", SLUG, "--since", SINCE, "--until", UNTIL)
    assert archived_count(watched) == len(wanted(site))
    assert held.isdisjoint(site.base_urls[SLUG] + path for path in asked(site))


def test_beside_a_running_monitor_no_page_is_fetched_twice(watched: Workplace, site: Site) -> None:
    site.faults["article"] = faults.delayed(0.1)
    both = [
        watched.start("-m", "flows.backfill", SLUG, SINCE, UNTIL),
        watched.start("-m", "flows.monitor", SLUG),
    ]
    for run in both:
        run.communicate(timeout=180)
    assert archived_count(watched) == len(site.listed(SLUG))
    assert set(asked(site).values()) == {1}
    assert {row["state"] for row in watched.rows("select state from run")} == {"completed"}


def test_a_mistake_in_the_days_is_named(watched: Workplace) -> None:
    wrong = watched.command("backfill", SLUG, "--since", "2022-06-31", check=2)
    assert "'2022-06-31' does not match the format" in wrong.stderr
    wrong = watched.command("backfill", SLUG, "--since", "2022-06-02", "--until", "2022-06-01", check=2)
    assert "is before --since" in wrong.stderr
    assert "no source is called" in watched.command("backfill", "nobody", "--since", "2022-06-02", check=2).stderr


def test_progress_tells_how_far_it_is_and_how_long_it_will_take() -> None:
    started = datetime(2022, 6, 2, tzinfo=UTC)
    row = {"units": 48, "units_read": 12, "archived": 5, "fetched": 1, "due": 90, "done": 6, "started_at": started}
    at = started + timedelta(seconds=60)
    assert told(row | {"units": None}, at) == "reading its listings"
    assert told(row, at) == "12 of 48 listings read, 5 archived, 1 to process, 90 to fetch"
    assert told(row | {"units_read": 48}, at).endswith("90 to fetch, about 15 min left")

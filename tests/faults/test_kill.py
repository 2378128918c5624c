"""kill -9 in the middle, then a run: the same rows as if nothing had happened.

Three fixed moments here; `make faults` takes thirty at random.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from db import embedded, migrate
from db.embedded import Cluster
from flows.server import Server
from tests.support.final_rows import Rows, differences, final_rows, imbalances
from tests.support.victims import awaited, kill, postmaster
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom"
READING_LISTINGS = "select count(*) > 20 as so from page"
FETCHING = "select count(*) > 30 as so from capture"
STORING = "select count(*) > 10 as so from article"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.25), {SLUG: 0}) as opened:
        yield opened


@pytest.fixture
def watched(workplace: Workplace, site: Site) -> Workplace:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    return workplace


@pytest.fixture
def embedded_place(site: Site, prefect: Server, tmp_path: Path) -> Iterator[Workplace]:
    """A workplace whose archive is in an embedded cluster of its own: the Prefect server survives its end."""
    home = Path(tempfile.mkdtemp(prefix="cw-"))
    try:
        migrate.upgrade(embedded.ensure(home).url())
        place = Workplace(home, tmp_path / "config", "", {"PREFECT_API_URL": prefect.api_url})
        place.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
        yield place
    finally:
        embedded.stop(home)
        shutil.rmtree(home)


class Peaceful(NamedTuple):
    said: list[str]
    runs: list[dict[str, Any]]
    rows: Rows


@pytest.fixture(scope="module")
def peaceful(
    site: Site, prefect: Server, cluster: Cluster, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Peaceful:
    """Two runs of one source at once, which nobody disturbs: the second finds the first and leaves it alone."""
    from tests.conftest import database

    folder = tmp_path_factory.mktemp("peaceful")
    for url in database(cluster, migrated_template):
        place = Workplace(folder / "home", folder / "config", url, {"PREFECT_API_URL": prefect.api_url})
        place.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
        both = [place.start("-m", "flows.monitor", SLUG) for _ in range(2)]
        said = [run.communicate(timeout=180)[0] for run in both]
        return Peaceful(said, place.rows("select state from run"), final_rows(url))
    raise AssertionError


@pytest.fixture(scope="module")
def undisturbed(peaceful: Peaceful, site: Site) -> Rows:
    """The rows that every disturbed run must come to in the end."""
    assert len({row["canonical_url"] for row in peaceful.rows} - {None}) == len(site.listed(SLUG))
    return peaceful.rows


def _until(workplace: Workplace, sql: str, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not workplace.rows(sql)[0]["so"]:
        assert time.monotonic() < deadline, sql
        time.sleep(0.02)


def _as_if_nothing_had_happened(place: Workplace, undisturbed: Rows) -> None:
    assert not differences(undisturbed, final_rows(place.reachable_url()))
    assert not imbalances(place.reachable_url())
    assert place.rows("select state from run order by id desc limit 1") == [{"state": "completed"}]


@pytest.mark.parametrize(
    ("victim", "moment"),
    [("crawler.crawl", READING_LISTINGS), ("flows.monitor", FETCHING)],
    ids=["spider while listings are read", "flow while it fetches"],
)
def test_killed_anywhere_the_next_run_gives_the_same_rows(
    watched: Workplace, site: Site, undisturbed: Rows, victim: str, moment: str
) -> None:
    # slow enough that the moment is still there when a busy machine gets round to it
    site.faults["article"] = faults.delayed(0.25)
    run = watched.start("-m", "flows.monitor", SLUG)
    crawl = awaited(run, "crawler.crawl")
    _until(watched, moment)
    assert kill(run.pid if victim == "flows.monitor" else crawl.pid)
    del site.faults["article"]
    run.communicate(timeout=120)
    # a spider whose flow was killed is told to stop: it must not go on alone
    psutil.wait_procs([crawl], timeout=60)
    assert not crawl.is_running()

    watched.run(SLUG)
    _as_if_nothing_had_happened(watched, undisturbed)


def test_when_postgresql_is_killed_while_batches_are_stored_the_next_run_brings_it_back(
    embedded_place: Workplace, site: Site, undisturbed: Rows
) -> None:
    site.faults["article"] = faults.delayed(0.25)
    run = embedded_place.start("-m", "flows.monitor", SLUG)
    crawl = awaited(run, "crawler.crawl")
    _until(embedded_place, STORING)
    assert kill(postmaster(embedded_place.home))
    del site.faults["article"]

    # at once: the flow it was killed under may still be trying
    embedded_place.run(SLUG)
    run.communicate(timeout=120)
    psutil.wait_procs([crawl], timeout=60)
    assert not crawl.is_running()
    _as_if_nothing_had_happened(embedded_place, undisturbed)


def test_sigterm_stops_a_run_and_its_spider_and_keeps_what_was_fetched(watched: Workplace, site: Site) -> None:
    run = watched.start("-m", "flows.monitor", SLUG)
    crawl = awaited(run, "crawler.crawl")
    _until(watched, FETCHING)
    run.terminate()
    run.communicate(timeout=90)
    assert not crawl.is_running()
    asked = {seen.path for seen in site.requests if seen.status == 200}
    assert asked
    fetched = watched.rows("select count(*) as n from capture")[0]["n"]
    assert fetched >= 30
    row = watched.rows("select state, reason from run")[0]
    assert row["state"] in ("cancelled", "failed")


def test_two_runs_of_one_source_at_once_are_one_run(peaceful: Peaceful, undisturbed: Rows) -> None:
    assert sum("is under way: this run left it to that one" in text for text in peaceful.said) == 1
    assert peaceful.runs == [{"state": "completed"}]
    assert undisturbed

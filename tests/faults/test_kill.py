"""kill -9 in the middle, then a run: the same rows as if nothing had happened."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from db.embedded import Cluster
from flows.server import Server
from tests.support.workplace import Workplace

SLUG = "newsroom"
ROWS = """
    select page.url, page.state, page.reason, article.canonical_url, sequence, title, body, captions, authors,
           published_on, array(select congress_id || level from coverage_tag tag
                                where tag.revision_id = revision.id order by 1) as congresses,
           (select count(*) from capture where capture.page_id = page.id and processed_at is null) as unprocessed
      from page left join article on article.id = page.article_id
      left join revision on revision.article_id = article.id order by page.url, sequence
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.5), {SLUG: 0}) as opened:
        yield opened


@pytest.fixture
def watched(workplace: Workplace, site: Site) -> Workplace:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    return workplace


@pytest.fixture(scope="module")
def undisturbed(
    site: Site, prefect: Server, cluster: Cluster, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """The rows of a run that nobody disturbed."""
    from tests.conftest import database

    folder = tmp_path_factory.mktemp("undisturbed")
    for url in database(cluster, migrated_template):
        place = Workplace(folder / "home", folder / "config", url, {"PREFECT_API_URL": prefect.api_url})
        place.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
        assert place.run(SLUG)["new"] == len(site.listed(SLUG))
        return place.rows(ROWS)
    raise AssertionError


def _child(parent: int, module: str, patience: float = 60) -> psutil.Process:
    """The process below `parent` that runs this module."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        for process in [psutil.Process(parent), *psutil.Process(parent).children(recursive=True)]:
            if module in process.cmdline():
                return process
        time.sleep(0.05)
    raise AssertionError(f"{module} did not start")


def _until(workplace: Workplace, sql: str, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not workplace.rows(sql)[0]["so"]:
        assert time.monotonic() < deadline, sql
        time.sleep(0.02)


MOMENTS = {
    "while it reads the listings": "select count(*) > 20 as so from page",
    "while it fetches": "select count(*) > 30 as so from capture",
    "while batches are stored": "select count(*) > 10 as so from article",
}


@pytest.mark.parametrize(
    ("victim", "moment"),
    [
        ("crawler.crawl", "while it reads the listings"),
        ("flows.monitor", "while it fetches"),
        ("crawler.crawl", "while batches are stored"),
    ],
)
def test_killed_anywhere_the_next_run_gives_the_same_rows(
    watched: Workplace, site: Site, undisturbed: list[dict[str, Any]], victim: str, moment: str
) -> None:
    # slow enough that the moment is still there when a busy machine gets round to it
    site.faults["article"] = faults.delayed(0.15)
    run = watched.start("-m", "flows.monitor", SLUG)
    crawl = _child(run.pid, "crawler.crawl")
    _until(watched, MOMENTS[moment])
    _kill(run.pid if victim == "flows.monitor" else crawl.pid)
    del site.faults["article"]
    run.communicate(timeout=120)
    # a spider whose flow was killed is told to stop: it must not go on alone
    psutil.wait_procs([crawl], timeout=60)
    assert not crawl.is_running()

    watched.run(SLUG)
    assert watched.rows(ROWS) == undisturbed
    states = [row["state"] for row in watched.rows("select state from run order by id")]
    assert states[-1] == "completed"
    assert "running" not in states


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_sigterm_stops_a_run_and_its_spider_and_keeps_what_was_fetched(watched: Workplace, site: Site) -> None:
    run = watched.start("-m", "flows.monitor", SLUG)
    crawl = _child(run.pid, "crawler.crawl")
    _until(watched, MOMENTS["while it fetches"])
    run.terminate()
    run.communicate(timeout=90)
    assert not crawl.is_running()
    asked = {seen.path for seen in site.requests if seen.status == 200}
    assert asked
    fetched = watched.rows("select count(*) as n from capture")[0]["n"]
    assert fetched >= 30
    row = watched.rows("select state, reason from run")[0]
    assert row["state"] in ("cancelled", "failed")


def test_two_runs_of_one_source_at_once_are_one_run(watched: Workplace, site: Site) -> None:
    runs = [watched.start("-m", "flows.monitor", SLUG) for _ in range(2)]
    said = [run.communicate(timeout=180)[0] for run in runs]
    assert sum("is being monitored by another run" in text for text in said) == 1
    assert len(watched.rows("select * from run")) == 1
    assert len(watched.rows("select * from article")) == len(site.listed(SLUG))

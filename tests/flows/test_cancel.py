"""A run that is cancelled in Prefect's UI stops its spider, says so in the archive, and loses nothing it fetched."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Cancelling

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from flows.server import Server
from tests.support.commands import until
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

# once a year: only we start it
NEVER = "0 0 1 1 *"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.2), {"newsroom": 0}) as opened:
        yield opened


@contextmanager
def served(workplace: Workplace, prefect: Server, slug: str) -> Iterator[SyncPrefectClient]:
    """The source's deployment, worked on as `up` does it."""
    workplace.env |= prefect.env
    child = workplace.start("-m", "flows.pool_worker", slug, start_new_session=True)
    try:
        with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as client:
            yield client
    finally:
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=60)


def spiders(slug: str) -> list[psutil.Process]:
    """The crawls of this source that run now."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "crawler.crawl" in words and slug in words:
            found.append(process)
    return found


def test_cancelled_in_the_ui_the_spider_stops_and_what_it_fetched_stays(
    workplace: Workplace, prefect: Server, site: Site
) -> None:
    slug = "slow-newsroom"
    workplace.add_source(slug, source_toml("newsroom", site.base_urls["newsroom"], schedule=NEVER))
    site.faults["article"] = faults.delayed(2)
    with served(workplace, prefect, slug) as client:
        deployment = until(lambda: _deployment(client, slug), 30)
        flow_run = client.create_flow_run_from_deployment(deployment.id)
        until(lambda: workplace.rows("select 1 from capture limit 1"), 60)
        assert len(spiders(slug)) == 1

        client.set_flow_run_state(flow_run.id, Cancelling())
        until(lambda: not spiders(slug), 30)
        until(lambda: client.read_flow_run(flow_run.id).state_type == StateType.CANCELLED, 30)

    (run,) = workplace.rows("select state, flow_run_id, finished_at is not null as is_finished from run")
    assert run == {"state": "cancelled", "flow_run_id": str(flow_run.id), "is_finished": True}
    fetched = workplace.rows("select count(*) as n from capture")[0]["n"]
    assert 0 < fetched < len(site.listed("newsroom"))

    site.faults.clear()
    site.requests.clear()
    row = workplace.run(slug)
    assert row["state"] == "completed"
    assert row["new"] == len(site.listed("newsroom"))
    assert workplace.rows("select count(*) as n from capture")[0]["n"] == len(site.listed("newsroom"))
    assert len([seen for seen in site.requests if seen.path.startswith("/20")]) == row["new"] - fetched


def test_ctrl_c_ends_a_run_with_a_line_and_keeps_what_it_fetched(workplace: Workplace, site: Site) -> None:
    slug = "slow-newsroom"
    workplace.add_source(slug, source_toml("newsroom", site.base_urls["newsroom"], schedule=NEVER))
    site.faults["article"] = faults.delayed(2)
    run = workplace.start("-m", "flows", "run", slug, start_new_session=True)
    until(lambda: workplace.rows("select 1 from capture limit 1"), 60)
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 130
    assert said.splitlines() == ["stopping: what was fetched is being stored ...", "congresswatch: interrupted"]
    assert spiders(slug) == []
    assert workplace.rows("select state, finished_at is not null as is_finished from run") == [
        {"state": "cancelled", "is_finished": True}
    ]


def _deployment(client: SyncPrefectClient, slug: str) -> Any:
    try:
        return client.read_deployment_by_name(f"monitor/{slug}")
    except ObjectNotFound:
        return None

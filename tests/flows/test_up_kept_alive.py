"""Whatever of `up` is killed, it is whole again by itself within a minute, and what was being done is done."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.settings import PREFECT_API_URL, temporary_settings

from crawler.newsroom import Site, faults, source_toml
from db import embedded
from flows import start_runs
from tests.flows.test_up import NEVER, SLUG, heard, left_behind, servers
from tests.flows.test_up import home as home
from tests.flows.test_up import place as place
from tests.flows.test_up import site as site
from tests.support.commands import until
from tests.support.heard import Heard
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

# a minute is the goal, on a machine that does nothing else
PATIENCE = 150.0


def process(home: Path, *words: str) -> int:
    """The one process of this home with all these words in its command."""
    found = [pid for pid, line in left_behind(home).items() if all(word in line for word in words)]
    return min(found) if found else 0


def recovers(up: Heard, name: str, kill: Callable[[], None]) -> None:
    """Kill, and wait for the line that tells the death with its cause and the one that tells the end of it."""
    before = len(up.lines)
    started = time.monotonic()
    kill()

    def said(words: str) -> bool:
        return any(name in line and words in line for line in up.lines[before:])

    until(lambda: said("started again in"), PATIENCE, lambda: up.lines)
    until(lambda: said("runs again after"), PATIENCE - (time.monotonic() - started), lambda: up.lines)


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("site")
def test_each_part_that_is_killed_comes_back_and_no_run_is_lost(place: Workplace, home: Path, site: Site) -> None:
    place.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG], schedule=NEVER))
    with heard(place, "up", SLUG) as up:
        ui = up.wait_for("Prefect UI").split()[-1]
        second = place.command("up", SLUG, check=2)
        assert f"(process {up.process.pid})" in second.stderr
        assert "CONGRESSWATCH_HOME" in second.stderr

        site.faults["any"] = faults.delayed(1)
        with temporary_settings({PREFECT_API_URL: f"{ui}/api"}):
            start_runs.start(SLUG)
            until(lambda: process(home, "crawler.crawl"), PATIENCE, lambda: servers(home))
            recovers(up, "worker", lambda: os.kill(process(home, "flows.pool_worker"), signal.SIGKILL))
            # the run that it was doing is over, in Prefect's books and in the archive's
            until(lambda: not process(home, "crawler.crawl"), PATIENCE, lambda: servers(home))
            until(lambda: not unfinished(), PATIENCE, unfinished)
            assert [row["state"] for row in place.rows("select state from run")] in (["cancelled"], ["crashed"])

            site.faults.clear()
            recovers(up, "Prefect server", lambda: os.kill(process(home, "flows.prefect_app"), signal.SIGKILL))
            recovers(up, "PostgreSQL", lambda: os.kill(postmaster(home), signal.SIGKILL))
            before = len(up.lines)
            start_runs.start(SLUG)
        until(lambda: any(f"{SLUG}: completed" in line for line in up.lines[before:]), PATIENCE, lambda: up.lines)
        assert up.end(signal.SIGINT) == 0
    assert left_behind(home) == {}


def unfinished() -> list[str]:
    with get_client(sync_client=True) as client:
        wanted = FlowRunFilter.model_validate(
            {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}, "tags": {"all_": ["monitor"]}}
        )
        return [str(run.state) for run in client.read_flow_runs(flow_run_filter=wanted)]


def postmaster(home: Path) -> int:
    status = embedded.status(home)
    assert status
    assert status.pid
    assert psutil.pid_exists(status.pid)
    return status.pid

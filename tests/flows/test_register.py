"""What a person finds among the deployments: all of them, as the sources say, in a pool whose workers run them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings

from db.settings import Settings
from flows.deployments import POOL, described, last_told, planned
from flows.register import register
from flows.server import Server
from flows.watchlist import chosen_sources
from tests.support.commands import until
from tests.support.pages_site import serving, source_toml
from tests.support.workplace import Workplace

NEVER = 'schedule = "0 0 1 1 *"\n'
PAGES = {
    f"story-{number}": f"<html><head><title>Story {number}</title></head><body><article><h1>Story {number}</h1>"
    f"<p>{'The river port handled more containers than in any month before, its operator said. ' * number}</p>"
    "</article></body></html>".encode()
    for number in range(2, 6)
}


@pytest.fixture
def client(prefect: Server, workplace: Workplace) -> Iterator[SyncPrefectClient]:
    workplace.env |= prefect.env
    with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as opened:
        yield opened


def registered(workplace: Workplace, client: SyncPrefectClient, *slugs: str) -> Counter[str]:
    """What `python -m flows.register SLUG...` did."""
    sources, _ = chosen_sources(slugs, Settings.from_env(workplace.environment))
    return register(client, list(planned(sources)))


def names(client: SyncPrefectClient, slug: str) -> set[str]:
    """The flows that have a deployment of this name."""
    flows = {flow.id: flow.name for flow in client.read_flows()}
    return {flows[row.flow_id] for row in client.read_deployments() if row.name == slug}


@contextmanager
def working(workplace: Workplace) -> Iterator[None]:
    """A worker of the pool, as `up` starts one."""
    command = ("-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process", "--limit", "2")
    worker = workplace.start(*command, start_new_session=True)
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            # Prefect's own, not ours: now and then it does not hear
            os.killpg(worker.pid, signal.SIGKILL)
            worker.communicate()


def ended(client: SyncPrefectClient, flow_run_id: Any) -> Any:
    """The run, once it is over."""

    def over() -> Any:
        run = client.read_flow_run(flow_run_id)
        return run if run.state and run.state.is_final() else None

    return until(over, 120)


def test_registered_twice_nothing_changes_and_what_is_no_longer_watched_goes(
    workplace: Workplace, client: SyncPrefectClient
) -> None:
    for slug in ("kept", "dropped"):
        workplace.add_source(slug, NEVER + source_toml("http://127.0.0.1:9"))
    assert set(registered(workplace, client, "kept", "dropped")) <= {"made", "removed", "changed", "unchanged"}
    assert names(client, "kept") == names(client, "dropped") >= {"monitor", "recheck", "backfill", "reprocess"}
    assert set(registered(workplace, client, "kept", "dropped")) == {"unchanged"}
    assert set(registered(workplace, client, "kept")) == {"unchanged", "removed"}
    assert names(client, "dropped") == set()


def test_a_pause_and_the_last_runs_line_outlive_a_change_of_the_schedule(
    workplace: Workplace, client: SyncPrefectClient
) -> None:
    workplace.add_source("paused", NEVER + source_toml("http://127.0.0.1:9"))
    registered(workplace, client, "paused")
    before = client.read_deployment_by_name("monitor/paused")
    line = described(before.description or "", "4 new, 06:12")
    client.update_deployment(before.id, DeploymentUpdate(description=line))
    client.pause_deployment(before.id)
    (schedule,) = before.schedules
    client.update_deployment_schedule(before.id, schedule.id, active=False)

    workplace.add_source("paused", 'schedule = "5 6 * * *"\n' + source_toml("http://127.0.0.1:9"))
    assert registered(workplace, client, "paused")["changed"] == 1
    after = client.read_deployment_by_name("monitor/paused")
    assert after.id == before.id
    assert after.paused
    (changed,) = after.schedules
    assert (changed.schedule.cron, changed.active) == ("5 6 * * *", False)  # type: ignore[union-attr]
    assert last_told(after.description or "") == "4 new, 06:12"


def test_the_form_of_a_backfill_explains_itself(workplace: Workplace, client: SyncPrefectClient) -> None:
    workplace.add_source("explained", NEVER + source_toml("http://127.0.0.1:9"))
    registered(workplace, client, "explained")
    fields = (client.read_deployment_by_name("backfill/explained").parameter_openapi_schema or {})["properties"]
    assert fields["source"]["enum"] == ["explained"]
    assert all(row["title"][0].isupper() and row["description"].endswith(".") for row in fields.values())


def test_a_worker_of_the_pool_runs_what_a_person_starts(workplace: Workplace, client: SyncPrefectClient) -> None:
    with serving(PAGES) as url:
        workplace.add_source("pooled", NEVER + source_toml(url))
        said, _ = workplace.start("-m", "flows.register", "pooled").communicate(timeout=60)
        assert "deployments: " in said
        with working(workplace):
            found = client.read_deployment_by_name("monitor/pooled")
            run = ended(client, client.create_flow_run_from_deployment(found.id).id)
            assert run.state.name == "Completed", run.state
    assert len(workplace.rows("select * from article_current")) == len(PAGES)
    # what the worker's environment holds stays there
    with pytest.raises(ObjectNotFound):
        client.read_work_pool("another")
    told = client.read_work_pool(POOL).model_dump_json() + found.model_dump_json() + run.model_dump_json()
    assert workplace.archive_url not in told

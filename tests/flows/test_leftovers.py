"""After a stop or a reboot each source is caught up once, and no run stays open that nobody is doing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Cancelling, Completed, Pending, Running, Scheduled

from db.embedded import Cluster
from db.settings import Settings
from flows import leftovers
from flows.deployments import planned
from flows.leftovers import missed
from flows.register import register
from flows.server import Server
from flows.watchlist import chosen_sources
from tests.support.pages_site import source_toml
from tests.support.workplace import Workplace

NOW = datetime(2026, 5, 27, 8, 0, tzinfo=UTC)


def scheduled(deployment: UUID, hours_ago: float, *, is_auto: bool = True) -> FlowRun:
    at = NOW - timedelta(hours=hours_ago)
    run = FlowRun(flow_id=uuid4(), deployment_id=deployment, expected_start_time=at, state=Scheduled(scheduled_time=at))
    run.auto_scheduled = is_auto
    return run


def test_fifty_missed_runs_become_one_for_each_deployment() -> None:
    one, two = uuid4(), uuid4()
    runs = [scheduled(deployment, hours) for deployment in (one, two) for hours in range(-5, 50)]
    skipped = missed(runs, NOW)
    kept = [run for run in runs if run not in skipped]
    assert len(skipped) == 2 * 48
    assert Counter(run.deployment_id for run in kept) == {one: 7, two: 7}  # five to come, the one of now, the newest
    assert max(run.expected_start_time for run in skipped if run.expected_start_time) == NOW - timedelta(hours=2)


def test_what_a_person_asked_for_is_done_however_late() -> None:
    deployment = uuid4()
    asked = [scheduled(deployment, hours, is_auto=False) for hours in range(1, 5)]
    assert missed(asked, NOW) == []


@pytest.fixture
def client(prefect: Server, workplace: Workplace) -> Iterator[SyncPrefectClient]:
    workplace.env |= prefect.env
    with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as opened:
        yield opened


@pytest.fixture
def books(prefect: Server, cluster: Cluster) -> str:
    """Prefect's own database, where no worker of another test is taken for a living one."""
    assert prefect.child
    url = cluster.prefect_url().replace("postgresql+asyncpg://", "postgresql://")
    with psycopg.connect(url) as connection:
        connection.execute("delete from worker")
    return url


def deployment_id(workplace: Workplace, client: SyncPrefectClient, slug: str) -> UUID:
    workplace.add_source(slug, 'schedule = "0 0 1 1 *"\n' + source_toml("http://127.0.0.1:9"))
    sources, _ = chosen_sources([slug], Settings.from_env(workplace.environment))
    register(client, list(planned(sources)))
    return client.read_deployment_by_name(f"monitor/{slug}").id


def test_runs_that_died_with_their_worker_are_closed(
    workplace: Workplace, client: SyncPrefectClient, books: str
) -> None:
    assert books
    deployment = deployment_id(workplace, client, "rebooted")
    ended = {}
    for state, wanted in (
        (Running(), StateType.CRASHED),
        (Pending(), StateType.CRASHED),
        (Cancelling(), StateType.CANCELLED),
    ):
        run = client.create_flow_run_from_deployment(deployment)
        client.set_flow_run_state(run.id, Running(), force=True)
        client.set_flow_run_state(run.id, state, force=True)
        ended[run.id] = wanted
    assert leftovers.close_dead(client, "whoever starts now") >= len(ended)
    for run_id, wanted in ended.items():
        run = client.read_flow_run(run_id)
        assert run.state
        assert run.state.type == wanted
        assert "ended without a word" in (run.state.message or "")
    assert leftovers.close_dead(client, "whoever starts now") == 0


def test_runs_are_left_alone_while_another_worker_lives(
    workplace: Workplace, client: SyncPrefectClient, books: str
) -> None:
    assert books
    deployment = deployment_id(workplace, client, "shared")
    run = client.create_flow_run_from_deployment(deployment)
    client.set_flow_run_state(run.id, Running(), force=True)
    client.send_worker_heartbeat(leftovers.POOL, "other-host")
    assert leftovers.close_dead(client, "this-host") == 0
    # the same worker, started again: it is the one that died
    assert leftovers.close_dead(client, "other-host") >= 1


def taken(client: SyncPrefectClient, books: str, deployment: UUID, worker: str, state: State[Any]) -> UUID:
    """A run in this state that the worker had taken; Prefect's own worker labels it so."""
    run = client.create_flow_run_from_deployment(deployment)
    client.set_flow_run_state(run.id, state, force=True)
    with psycopg.connect(books) as connection:
        label = json.dumps({"prefect.worker.name": worker})
        connection.execute("update flow_run set labels = %s where id = %s", [label, str(run.id)])
    return run.id


def test_a_worker_closes_its_own_runs_beside_others_and_theirs_only_when_lost(
    workplace: Workplace, client: SyncPrefectClient, books: str
) -> None:
    deployment = deployment_id(workplace, client, "several")
    client.send_worker_heartbeat(leftovers.POOL, "living")
    own, others, gone, started = (
        taken(client, books, deployment, worker, state)
        for worker, state in (("own", Running()), ("living", Pending()), ("gone", Pending()), ("gone", Running()))
    )
    assert leftovers.close_dead(client, "own", is_further=True) == 1
    assert leftovers.close_dead(client, "own") == 0
    # what was taken and never begun tells nothing of itself; what had begun is watched by its own signs of life
    assert leftovers.close_lost(client, "own") == 1
    kinds = [client.read_flow_run(run).state_type for run in (own, others, gone, started)]
    assert kinds == [StateType.CRASHED, StateType.PENDING, StateType.CRASHED, StateType.RUNNING]
    client.delete_deployment(deployment)


def test_missed_runs_are_skipped_in_the_books_with_their_reason(
    workplace: Workplace, client: SyncPrefectClient, books: str
) -> None:
    deployment = deployment_id(workplace, client, "asleep")
    now = datetime.now(UTC)
    asked, *ours = [
        client.create_flow_run_from_deployment(deployment, state=Scheduled(scheduled_time=now - timedelta(hours=hours)))
        for hours in (5, 4, 3, 2, 1)
    ]
    with psycopg.connect(books) as connection:
        connection.execute(
            "update flow_run set auto_scheduled = true where id = any(%s)", [[str(run.id) for run in ours]]
        )
    assert leftovers.skip_missed(client) == 3
    states = [client.read_flow_run(run.id).state for run in (asked, *ours)]
    # the server may have called what waits late meanwhile
    names = [state.name.replace("Late", "Scheduled") for state in states if state and state.name]
    assert names == ["Scheduled", "Skipped", "Skipped", "Skipped", "Scheduled"]
    assert states[1]
    assert "one later run catches up" in (states[1].message or "")
    assert leftovers.skip_missed(client) == 0
    client.delete_deployment(deployment)


def test_what_a_clock_made_that_was_ahead_is_forgotten_but_for_what_still_runs(
    workplace: Workplace, client: SyncPrefectClient, books: str
) -> None:
    deployment = deployment_id(workplace, client, "ahead")
    later = Scheduled(scheduled_time=datetime.now(UTC) + timedelta(days=1))
    planned_run, planned_ahead, done, done_ahead, runs_still = [
        client.create_flow_run_from_deployment(deployment, state=later).id for _ in range(5)
    ]
    for run, state in ((done, Completed()), (done_ahead, Completed()), (runs_still, Running())):
        client.set_flow_run_state(run, Running(), force=True)
        client.set_flow_run_state(run, state, force=True)
    ahead = [[str(run) for run in (planned_ahead, done_ahead, runs_still)]]
    assert leftovers.forget_ahead(client) == 0
    with psycopg.connect(books) as connection:
        connection.execute(
            "update flow_run set created = created + interval '2 hours', start_time = start_time + interval '2 hours'"
            " where id = any(%s)",
            ahead,
        )
    assert leftovers.forget_ahead(client) == 2
    assert {run.id for run in client.read_flow_runs()} & {planned_run, planned_ahead, done, done_ahead, runs_still} == {
        planned_run,
        done,
        runs_still,
    }
    client.delete_deployment(deployment)

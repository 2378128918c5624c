"""What a stop, a reboot or a killed worker left in Prefect's books, put right before a worker starts.

Runs whose process is gone end as crashed; of the runs of a deployment that were missed, the newest is still done
and the others are skipped, each with its reason. What a clock made that was ahead is forgotten.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, WorkPoolFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed

from db.clock_back import SLACK
from flows.deployments import POOL

_PAGE = 200
_LATE = timedelta(seconds=30)
"""A run that should have started a moment ago was not missed: the worker is on its way."""
_OPEN = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING, StateType.PAUSED)
_WORKER_SILENT = timedelta(seconds=120)
"""Workers tell of themselves each 30 s: four times nothing, and it is gone."""


def missed(runs: Iterable[FlowRun], now: datetime) -> list[FlowRun]:
    """Of the auto-scheduled runs whose time is over, all but the newest of each deployment."""
    late = [
        run for run in runs if run.auto_scheduled and run.expected_start_time and run.expected_start_time < now - _LATE
    ]
    newest: dict[Any, FlowRun] = {}
    for run in sorted(late, key=_expected):
        newest[run.deployment_id] = run
    return [run for run in late if newest[run.deployment_id] is not run]


def skip_missed(client: SyncPrefectClient) -> int:
    """Cancel the missed runs but the newest of each deployment; how many."""
    skipped = missed(_runs(client, StateType.SCHEDULED), datetime.now(UTC))
    for run in skipped:
        client.set_flow_run_state(
            run.id, Cancelled(name="Skipped", message="missed while nothing ran: one later run catches up"), force=True
        )
    return len(skipped)


def close_dead(client: SyncPrefectClient, own_name: str, *, is_further: bool = False) -> int:
    """Close the runs that no process can be working on any more; how many.

    Call it before the worker `own_name` starts. Its own runs are over, and where no other worker lives all are; but
    for one that `is_further`: the others' server may have been away. A run of which nobody knows whose it is may be
    that of a living one, and is left to Prefect.
    """
    is_alone = not is_further and not _living(client) - {own_name}
    open_runs = _runs(client, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
    return _close(client, [run for run in open_runs if is_alone or _worker(run) == own_name])


def close_lost(client: SyncPrefectClient, own_name: str) -> int:
    """Close the runs that a worker took and did not start before it fell silent for good; how many.

    A run that had started tells of itself, and is closed by an automation when it no longer does.
    """
    living = _living(client) | {own_name}
    lost = [run for run in _runs(client, StateType.PENDING) if _worker(run) and _worker(run) not in living]
    return _close(client, lost)


def forget_ahead(client: SyncPrefectClient) -> int:
    """Delete the runs that a clock which was ahead made; how many. The archive's ledger keeps what they did.

    The server plans a time once: while a run of that time is in its books, planned, done or cancelled, no other is.
    """
    ahead = datetime.now(UTC) + SLACK
    # the server takes the time for which a run is planned for its start until it has one
    later = _found(client, {"start_time": {"after_": ahead.isoformat()}})
    made = [run for run in later if (run.start_time or run.created or ahead) > ahead and run.state_type not in _OPEN]
    for run in made:
        client.delete_flow_run(run.id)
    return len(made)


def _close(client: SyncPrefectClient, dead: Sequence[FlowRun]) -> int:
    for run in dead:
        message = "ended without a word: killed with its worker, or its machine went down"
        is_cancelled = run.state_type == StateType.CANCELLING
        state: State[Any] = Cancelled(message=message) if is_cancelled else Crashed(message=message)
        client.set_flow_run_state(run.id, state, force=True)
    return len(dead)


def _living(client: SyncPrefectClient) -> set[str]:
    """The workers of the pool that have told of themselves lately."""
    with contextlib.suppress(ObjectNotFound):
        now = datetime.now(UTC)
        return {
            worker.name
            for worker in client.read_workers_for_work_pool(POOL)
            if worker.last_heartbeat_time and now - worker.last_heartbeat_time < _WORKER_SILENT
        }
    return set()


def _worker(run: FlowRun) -> str:
    """The worker that took the run; '' where that is not known."""
    return str(run.labels.get("prefect.worker.name", ""))


def _runs(client: SyncPrefectClient, *types: StateType) -> Sequence[FlowRun]:
    """All runs of the pool in these states, the next to start first."""
    return _found(client, {"state": {"type": {"any_": [kind.value for kind in types]}}})


def _found(client: SyncPrefectClient, wanted: Mapping[str, Any]) -> Sequence[FlowRun]:
    pool = WorkPoolFilter.model_validate({"name": {"any_": [POOL]}})
    found: list[FlowRun] = []
    while rows := client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(wanted),
        work_pool_filter=pool,
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
        limit=_PAGE,
        offset=len(found),
    ):
        found += rows
    return found


def _expected(run: FlowRun) -> datetime:
    assert run.expected_start_time
    return run.expected_start_time

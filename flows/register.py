"""Make Prefect's server agree with flows/deployments.py: `python -m flows.register SLUG...`, once, at each start.

Run twice it changes nothing. A pause that a person set stays, and so does what the last run said of itself. What we
made for a source that is no longer watched is taken away; what a person made is left alone.
"""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentUpdate, WorkPoolCreate
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.utilities.callables import parameter_schema
from prefect.workers.process import ProcessWorker

from db.settings import Settings
from flows import automations, release_kept
from flows.deployments import (
    OURS,
    POOL,
    QUEUES,
    TIMEZONE,
    Planned,
    described,
    form,
    last_told,
    planned,
)
from flows.receivers import receivers, shown
from flows.release import release
from flows.show import say
from flows.watchlist import chosen_sources

# the slug of the schedule that comes from the source's file, beside those that a person adds in the UI
_SCHEDULE = "own"
_PAGE = 200


def register(client: SyncPrefectClient, wanted: Sequence[Planned]) -> Counter[str]:
    """Pool, queues and deployments as wanted; how many were made, changed, removed, or stayed as they were."""
    _pool(client)
    known = dict(_ours(client))
    done: Counter[str] = Counter()
    for one in wanted:
        there = known.pop(one.full_name, None)
        done[_update(client, one, there) if there else _create(client, one)] += 1
    for gone in known.values():
        with contextlib.suppress(ObjectNotFound):  # another host may register at the same time
            client.delete_deployment(gone.id)
        done["removed"] += 1
    return done


def _pool(client: SyncPrefectClient) -> None:
    """The pool of processes and its queues; settings of a queue that a person changed stay."""
    pool = WorkPoolCreate(
        name=POOL,
        type=ProcessWorker.type,
        description="Runs of Congresswatch, each a process beside its worker, in the worker's environment.",
        base_job_template=ProcessWorker.get_default_base_job_template(),
    )
    with contextlib.suppress(ObjectAlreadyExists):
        client.create_work_pool(pool)
    for name, (priority, limit) in QUEUES.items():
        try:
            client.read_work_queue_by_name(name, POOL)
        except ObjectNotFound:
            client.create_work_queue(name, work_pool_name=POOL, priority=priority, concurrency_limit=limit)


def _ours(client: SyncPrefectClient) -> Iterable[tuple[str, DeploymentResponse]]:
    """The deployments that we made, this version or one before that tagged them otherwise, by their full names."""
    flows = {flow.id: flow.name for flow in _all(client.read_flows)}
    for found in _all(client.read_deployments):
        if OURS in found.tags or _is_of_module(found):
            yield f"{flows.get(found.flow_id, '?')}/{found.name}", found


def _is_of_module(found: DeploymentResponse) -> bool:
    return (found.entrypoint or "").startswith("flows.") and bool(found.tags)


def _all(read: Any) -> Iterable[Any]:
    """Every row of a list that the server gives in pages."""
    offset = 0
    while rows := read(limit=_PAGE, offset=offset):
        yield from rows
        offset += len(rows)


def _create(client: SyncPrefectClient, one: Planned) -> str:
    client.create_deployment(
        flow_id=client.create_flow_from_name(one.flow),
        name=one.name,
        schedules=[_schedule(one)] if one.cron else [],
        pull_steps=[],
        work_pool_name=POOL,
        work_queue_name=one.queue,
        **_facts(one, ""),
    )
    return "made"


def _update(client: SyncPrefectClient, one: Planned, there: DeploymentResponse) -> str:
    facts = _facts(one, last_told(there.description or ""))
    changed = {name: value for name, value in facts.items() if _differs(getattr(there, name), value)}
    if (there.work_pool_name, there.work_queue_name) != (POOL, one.queue):
        changed |= {"work_pool_name": POOL, "work_queue_name": one.queue, "path": None, "pull_steps": []}
    if changed:
        # each update makes the server plan the next runs anew: only where something is new
        client.update_deployment(there.id, DeploymentUpdate(**changed))
    is_moved = _reschedule(client, one, there)
    return "changed" if changed or is_moved else "unchanged"


def _differs(there: Any, wanted: Any) -> bool:
    return sorted(there) != sorted(wanted) if isinstance(wanted, list) else there != wanted


def _reschedule(client: SyncPrefectClient, one: Planned, there: DeploymentResponse) -> bool:
    """Our schedule as wanted, as active as it was; those of a version before had no name."""
    ours = [row for row in there.schedules if row.slug == _SCHEDULE or (row.slug is None and OURS not in there.tags)]
    wanted = CronSchedule(cron=one.cron, timezone=TIMEZONE) if one.cron else None
    if [row.schedule for row in ours if row.slug == _SCHEDULE] == ([wanted] if wanted else []) and len(ours) <= 1:
        return False
    is_active = all(row.active for row in ours)
    for row in ours:
        client.delete_deployment_schedule(there.id, row.id)
    if wanted:
        client.create_deployment_schedules(there.id, [_schedule(one, is_active=is_active)])
    return True


def _schedule(one: Planned, *, is_active: bool = True) -> DeploymentScheduleCreate:
    return DeploymentScheduleCreate(
        schedule=CronSchedule(cron=one.cron, timezone=TIMEZONE), active=is_active, slug=_SCHEDULE
    )


def _facts(one: Planned, last: str) -> dict[str, Any]:
    return {
        "description": described(one.description, last),
        "tags": list(one.tags),
        "parameters": dict(one.parameters),
        "entrypoint": one.entrypoint,
        "parameter_openapi_schema": form(_schema(one.entrypoint), one.parameters),
        "enforce_parameter_schema": True,
    }


@cache
def _schema(entrypoint: str) -> Mapping[str, Any]:
    module, _, name = entrypoint.rpartition(".")
    return parameter_schema(getattr(import_module(module), name)).model_dump(mode="json", exclude_unset=True)


def main(slugs: list[str]) -> None:
    settings = Settings.from_env()
    sources, left_out = chosen_sources(slugs, settings)
    for line in left_out:
        say(line)
    with get_client(sync_client=True) as client:
        done = register(client, list(planned(sources)))
        called = receivers()
        automations.agree(client, called)
        # last: whoever reads it finds everything in place
        release_kept.keep(client, release(settings))
    say("deployments: " + ", ".join(f"{count} {word}" for word, count in sorted(done.items())))
    say("alarms call " + (", ".join(map(shown, called)) if called else "nobody: CONGRESSWATCH_ALARM_URLS is empty"))


if __name__ == "__main__":
    main(sys.argv[1:])

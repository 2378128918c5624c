"""What the Prefect server does by itself: send alarms on, and close the runs of a machine that died.

Made again at each start: what a person switched off stays off, what is no longer wanted is taken away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.automations import AutomationCore, ChangeFlowRunState, EventTrigger, Posture, SendNotification
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from pydantic import SecretStr

from flows.alarm_block import AlarmReceivers
from flows.calling import EVENTS, RESOURCE

ALARMS, DEAD = "congresswatch: alarms", "congresswatch: runs of dead machines"
BLOCK = "congresswatch-alarms"
HEARTBEAT_SECONDS = 30
"""How often a run tells that it lives."""
_SILENT = timedelta(seconds=3 * HEARTBEAT_SECONDS)
_ENDED = ("Completed", "Failed", "Crashed", "Cancelled", "TimedOut", "Warned", "Skipped")


def agree(client: SyncPrefectClient, receivers: Sequence[str]) -> Counter[str]:
    """The server's automations as wanted; how many were made, changed, removed."""
    done: Counter[str] = Counter()
    block_id = _block(receivers) if receivers else None
    wanted = {one.name: one for one in _wanted(block_id)}
    for name in (ALARMS, DEAD):
        there = next(iter(client.read_automations_by_name(name)), None)
        one = wanted.get(name)
        if one and there:
            client.update_automation(there.id, one.model_copy(update={"enabled": there.enabled}))
            done["kept"] += 1
        elif one:
            client.create_automation(one)
            done["made"] += 1
        elif there:
            client.delete_automation(there.id)
            done["removed"] += 1
    return done


def _block(receivers: Sequence[str]) -> UUID:
    saved: Any = AlarmReceivers(url=SecretStr(" ".join(receivers))).save(BLOCK, overwrite=True)
    return UUID(str(saved))


def _wanted(block_id: UUID | None) -> Iterator[AutomationCore]:
    yield AutomationCore(
        name=DEAD,
        description="A run that has not told for 90 seconds that it lives is closed as crashed: its machine is gone."
        " What it had stored is kept, and the next run goes on from there.",
        trigger=EventTrigger(
            # the server tells of the beginning itself: a run that dies in its first second has told nothing
            after={"prefect.flow-run.Running", "prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *(f"prefect.flow-run.{name}" for name in _ENDED)},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=_SILENT,
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed",
                state=StateType.CRASHED,
                message="no sign of life for 90 s: its machine is gone",
                force=False,
            )
        ],
    )
    if block_id is None:
        return
    yield AutomationCore(
        name=ALARMS,
        description="Each alarm that opens, and each that is over, is sent to the addresses of"
        " CONGRESSWATCH_ALARM_URLS (block congresswatch-alarms).",
        trigger=EventTrigger(
            expect={EVENTS},
            match={"prefect.resource.id": f"{RESOURCE}*"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[
            SendNotification(
                block_document_id=block_id,
                subject="{{ event.payload.subject }}",
                body="{{ event.payload.body }}",
            )
        ],
    )

"""Where a person looks first, the lists of runs and deployments: a run's name and its deployment's first line.

Nothing here may break a run: what cannot be told to the Prefect server is a line of the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.logging import get_run_logger
from prefect.states import Cancelled

from flows.deployments import TIMEZONE, described, last_told

_MAX_NAME = 120
# an update makes the server plan the next runs anew, within some seconds: not when one of them is about to start
_NEAR = timedelta(minutes=2)


def tell(subject: str, summary: str) -> None:
    """Name the run under way 'SUBJECT: SUMMARY', and say the summary in its deployment's description."""
    with harmless("name this run"), get_client(sync_client=True) as client:
        _name(client, subject, summary)
        if runtime.deployment.id:
            _describe(client, runtime.deployment.id, summary)


def stood_back(subject: str) -> State[Any]:
    """The state of a run that found another of its kind under way; its name says so too."""
    with harmless("name this run"), get_client(sync_client=True) as client:
        _name(client, subject, "left to the run under way")
    flow = str(runtime.flow_run.flow_name or "run")
    return Cancelled(message=f"another {flow} of {subject} is under way: this run left it to that one")


def verdict(logger: Any, state: str, reasons: Iterable[str]) -> None:
    """The reasons of a run's verdict as the last lines of its log, without the traceback of Prefect's own machinery."""
    for reason in reasons:
        logger.log(logging.ERROR if state == "failed" else logging.WARNING, "%s", reason)
    flow_runs = logging.getLogger("prefect.flow_runs")
    if _is_no_verdict not in flow_runs.filters:
        flow_runs.addFilter(_is_no_verdict)


def _is_no_verdict(record: logging.LogRecord) -> bool:
    """Whether a line tells more than that the flow has returned a failed state, which its reasons say better."""
    return not (record.exc_info and isinstance(record.exc_info[1], FailedRun))


def _name(client: SyncPrefectClient, subject: str, summary: str) -> None:
    if runtime.flow_run.id:
        # a look back carries its days in its name
        named = str(runtime.flow_run.name or "")
        begun = named if named.startswith(subject) else subject
        client.update_flow_run(runtime.flow_run.id, name=_cut(f"{begun}: {summary}"))


def _cut(name: str) -> str:
    return name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 2] + " …"


@contextmanager
def harmless(what: str) -> Iterator[None]:
    """What fails within the block is said in the log, and the run goes on."""
    try:
        yield
    except Exception as error:
        # one line: SQLAlchemy puts the statement and its parameters below the driver's words
        words = str(getattr(error, "orig", error)).partition("\n")[0]
        get_run_logger().warning("could not %s: %s: %s", what, type(error).__name__, words)


def _describe(client: SyncPrefectClient, deployment_id: Any, summary: str) -> None:
    found = client.read_deployment(deployment_id)
    if _is_one_near(client, found.id):
        return
    was = found.description or ""
    plain = was.partition("\n\n")[2] if last_told(was) else was
    at = datetime.now(ZoneInfo(TIMEZONE))
    client.update_deployment(
        found.id, DeploymentUpdate(description=described(plain, f"{summary}, {at:%b %d %H:%M} Chongqing time"))
    )


def _is_one_near(client: SyncPrefectClient, deployment_id: Any) -> bool:
    wanted = FlowRunFilter.model_validate(
        {
            "deployment_id": {"any_": [str(deployment_id)]},
            "state": {"type": {"any_": ["SCHEDULED"]}},
            "expected_start_time": {"before_": datetime.now(UTC) + _NEAR},
        }
    )
    return bool(client.read_flow_runs(flow_run_filter=wanted, limit=1))

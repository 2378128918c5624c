"""Schedules fire. Manual runs hide it when they do not: with some versions of its libraries Prefect's server
starts, answers, and silently never schedules anything."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, FlowRunFilter
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.server import Server
from tests.support.pages_site import serving, source_toml
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

PAGES = {
    f"story-{number}": f"<html><head><title>Story {number}</title></head><body><article><h1>Story {number}</h1>"
    f"<p>{'The river port handled more containers than in any month before, its operator said. ' * number}</p>"
    "</article></body></html>".encode()
    for number in range(2, 6)
}
# A schedule of every minute, the scheduler's own loop, the start of a process, the run.
PATIENCE = 180


def test_an_auto_scheduled_run_completes_and_reports(workplace: Workplace, prefect: Server) -> None:
    with serving(PAGES) as url:
        workplace.add_source("every-minute", 'schedule = "* * * * *"\n' + source_toml(url))
        worker = workplace.start("-m", "flows.pool_worker", "every-minute", start_new_session=True)
        try:
            run = _first_auto_scheduled(prefect, "every-minute")
        finally:
            worker.send_signal(signal.SIGTERM)
            said, _ = worker.communicate(timeout=60)
    assert run.state_type == "COMPLETED", said
    assert workplace.rows("select state, flow_run_id from run")[0] == {
        "state": "completed",
        "flow_run_id": str(run.id),
    }
    assert len(workplace.rows("select * from article_current")) == len(PAGES)
    assert "4 new" in _reports(prefect, run.id)


def _first_auto_scheduled(prefect: Server, slug: str) -> Any:
    deadline = time.monotonic() + PATIENCE
    with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            done = FlowRunFilter.model_validate(
                {"tags": {"all_": [slug]}, "state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}
            )
            for run in client.read_flow_runs(flow_run_filter=done):
                if run.auto_scheduled:
                    return run
            time.sleep(1)
    raise AssertionError(f"no scheduled run came to an end in {PATIENCE} s")


def _reports(prefect: Server, flow_run_id: Any) -> str:
    with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as client:
        wanted = ArtifactFilter.model_validate({"flow_run_id": {"any_": [str(flow_run_id)]}})
        return "\n\n".join(str(artifact.data) for artifact in client.read_artifacts(artifact_filter=wanted))

"""A run whose machine is gone is closed: by the Prefect server alone, told by the silence of its heartbeats."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import automations
from flows.server import Server
from tests.support.commands import until

pytestmark = pytest.mark.lives

SILENT = timedelta(seconds=45)
"""Instead of 90 s. A run tells that it lives each 30 s, which is the least that Prefect takes."""
FLOW = """
import time
from prefect import flow

@flow(name="{name}")
def lasting():
    time.sleep(600)

lasting()
"""


@contextmanager
def lasting(prefect: Server, folder: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A flow run that lasts, in a process of its own."""
    script = folder / f"{name}.py"
    script.write_text(FLOW.format(name=name), "utf-8")
    env = {**os.environ, **prefect.env, "PREFECT_API_URL": prefect.api_url}
    process = subprocess.Popen([sys.executable, str(script)], env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run_of(client: SyncPrefectClient, name: str) -> FlowRun | None:
    return next((run for run in client.read_flow_runs() if client.read_flow(run.flow_id).name == name), None)


def is_in(client: SyncPrefectClient, name: str, kind: StateType) -> Any:
    run = run_of(client, name)
    return run is not None and run.state_type == kind


def test_the_run_of_a_machine_that_died_is_closed_and_a_living_one_is_not(
    prefect: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automations, "_SILENT", SILENT)
    with temporary_settings({PREFECT_API_URL: prefect.api_url}), get_client(sync_client=True) as client:
        automations.agree(client, ())
        with lasting(prefect, tmp_path, "living"), lasting(prefect, tmp_path, "dying") as dying:
            until(lambda: is_in(client, "dying", StateType.RUNNING) and is_in(client, "living", StateType.RUNNING), 60)
            dying.kill()
            until(lambda: is_in(client, "dying", StateType.CRASHED), 150, lambda: run_of(client, "dying"))
            assert is_in(client, "living", StateType.RUNNING)
        dead = run_of(client, "dying")
        assert dead
        assert dead.state
        assert "its machine is gone" in (dead.state.message or "")
        (made,) = client.read_automations_by_name(automations.DEAD)
        client.delete_automation(made.id)

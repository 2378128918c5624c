"""`up` and further workers, started and heard, and runs that are asked for as a person would in the UI."""

from __future__ import annotations

import signal
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psutil
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from tests.support.commands import until
from tests.support.compose import Composed
from tests.support.heard import Heard

PATIENCE = 180.0
# a busy machine takes its time over the start of so many processes
START_SECONDS = 240.0


@dataclass
class Machines:
    place: Composed
    heard: dict[str, Heard] = field(default_factory=dict)

    def up(self) -> None:
        """The database is made, as at each start of the stack, and `up` watches everything."""
        for _ in range(2):
            said, _ = self.place.start("database").communicate(timeout=START_SECONDS)
            assert self.place.processes.pop("database").returncode == 0, said
        assert "role congresswatch_writer: brought up to date" in said
        self.heard["watch"] = Heard(self.place.start("watch"))
        self.heard["watch"].wait_for("watching ", START_SECONDS)
        log = self.place.home("watch") / "logs" / "worker.log"
        # its worker has registered everything
        until(lambda: log.exists() and "started!" in log.read_text("utf-8"), START_SECONDS)

    def workers(self, *names: str, within: Sequence[str] = ()) -> None:
        """Further ones, one run at a time each; all wait for runs."""
        started = {name: Heard(self.place.start("worker", name, runs=1, within=within)) for name in names}
        self.heard |= started
        for each in started.values():
            each.wait_for("ready ", START_SECONDS)

    @contextmanager
    def own_worker_held(self) -> Iterator[None]:
        """The worker below `up` stands still, so that runs are left to the others."""
        self._signal_own_worker(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal_own_worker(signal.SIGCONT)

    def _signal_own_worker(self, number: signal.Signals) -> None:
        for process in psutil.Process(self.place.processes["watch"].pid).children(recursive=True):
            if "flows.pool_worker" in process.cmdline():
                process.send_signal(number)

    @contextmanager
    def client(self) -> Iterator[SyncPrefectClient]:
        told = {PREFECT_API_URL: self.place.api_url, PREFECT_API_AUTH_STRING: self.place.secret("ui_auth")}
        with temporary_settings(told), get_client(sync_client=True) as opened:
            yield opened

    def taker(self, client: SyncPrefectClient, run_id: UUID) -> str:
        """The name of the machine whose worker took the run; '' while none has."""
        worker = str(client.read_flow_run(run_id).labels.get("prefect.worker.name", ""))
        return next((name for name in self.heard if worker.endswith(self._mark(name))), "") if worker else ""

    def _mark(self, name: str) -> str:
        return f"-{zlib.crc32(str(self.place.home(name)).encode()):08x}"


def started(client: SyncPrefectClient, slug: str) -> UUID:
    """A run of `monitor/SLUG`, asked for now."""
    return client.create_flow_run_from_deployment(client.read_deployment_by_name(f"monitor/{slug}").id).id


def ended(client: SyncPrefectClient, run_id: UUID, patience: float = PATIENCE) -> Any:
    """The run, once it is over."""

    def over() -> Any:
        run = client.read_flow_run(run_id)
        return run if run.state and run.state.is_final() else None

    return until(over, patience, lambda: client.read_flow_run(run_id).state)

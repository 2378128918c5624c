"""The Prefect server of this home: found where it runs, started where it does not, stopped by who started it.

Its own data lives in a second database of the embedded cluster: SQLite was measured to lose writes to locks.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.error import URLError

from db import embedded
from db.settings import Settings, secret
from flows.binding import Binding, auth
from flows.binding import ServerProblemError as ServerProblemError  # those who start a server know it from here
from flows.child import Child
from flows.log_files import LogFile
from flows.ports import claimed_port, is_free

RECORD = "prefect-server.json"
START_SECONDS = 90
_PULSE_SECONDS = 3.0
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    # a run that someone asks for or cancels in the UI waits this many seconds at most for us to notice
    "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    # a run tells that it lives: one that does not is closed by an automation (flows/automations.py)
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    # records of tasks wait in memory: small batches keep those of a server that is stopped
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
}


@dataclass(frozen=True, slots=True)
class Server:
    api_url: str
    env: dict[str, str]
    """What a process needs to talk to it."""
    child: Child | None = None
    """Where this process started it (and stops it)."""

    @property
    def ui_url(self) -> str:
        return self.api_url.removesuffix("/api")


@contextmanager
def prefect_server(settings: Settings, say: Callable[[str], None], *, is_brief: bool = False) -> Iterator[Server]:
    """A server for the time of the block: the one PREFECT_API_URL names, the home's own, or a new one.

    A brief one is not for other commands: it would be gone under them. Raises ServerProblemError.
    """
    with contextlib.ExitStack() as at_end:
        server = _found(settings)
        if not server:
            # two servers that start at once would both make Prefect's tables
            with _one_start_at_a_time(settings.home):
                server = _found(settings) or at_end.enter_context(_new_server(settings, say, is_brief))
        yield server


def _found(settings: Settings) -> Server | None:
    if running := running_api_url(settings.home):
        return Server(running, reaching(settings.home, running))
    if named := os.environ.get("PREFECT_API_URL"):
        raise ServerProblemError(f"PREFECT_API_URL: no Prefect server answers at {named}: start it, or unset it")
    return None


@contextmanager
def _one_start_at_a_time(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".prefect-server.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _new_server(settings: Settings, say: Callable[[str], None], is_brief: bool) -> Iterator[Server]:
    """A server on the first free port, stopped at the end of the block."""
    wanted = Binding.from_env()
    with claimed_port(wanted.port, wanted.host) as port:
        if port != wanted.port:
            say(f"port {wanted.port} is taken: the Prefect server takes {port}")
        binding = replace(wanted, port=port)
        api_url = binding.local_api_url
        log_path = settings.home / "logs" / (f"prefect-server-{port}.log" if is_brief else "prefect-server.log")
        child = _child(settings, binding, log_path)
        child.start()
        try:
            _wait(child, api_url)
            if not is_brief:
                _record(settings.home, api_url, child.pid)
            yield Server(api_url, reaching(settings.home, api_url), child)
        finally:
            _forget(settings.home, child.pid)
            child.stop(patience=20)


def restart(server: Server, home: Path) -> None:
    """Start our own server again, at the address that everybody knows. Raises ServerProblemError."""
    assert server.child
    port = int(server.ui_url.rpartition(":")[2])
    # a server of ours that hangs holds it too, and is ended by the start
    if server.child.cause() and not is_free(port):
        raise ServerProblemError(
            f"port {port} was taken by another program meanwhile: stop that one, or stop `congresswatch up` and start"
            " it again on another port"
        )
    server.child.start()
    _record(home, server.api_url, server.child.pid)


class Pulse:
    """Whether the server answers, asked every few seconds at most; one that is silent for long is as good as dead."""

    def __init__(self, server: Server) -> None:
        self._server, self._pid = server, 0
        self._asked_at = self._answered_at = 0.0
        self._is_well = False

    def is_well(self) -> bool:
        now, pid = time.monotonic(), self._server.child.pid if self._server.child else 0
        if pid != self._pid:
            self._pid, self._answered_at, self._asked_at = pid, now, 0.0
        if now - self._asked_at >= (_PULSE_SECONDS if self._is_well else 0.5):
            self._is_well = is_healthy(self._server.api_url)
            self._asked_at = time.monotonic()
            if self._is_well:
                self._answered_at = self._asked_at
        return self._is_well

    def cause(self) -> str:
        """Why it is not alive; empty while it is."""
        is_well = self.is_well()
        if self._server.child and (cause := self._server.child.cause()):
            return cause
        silent = time.monotonic() - self._answered_at
        return "" if is_well or silent < START_SECONDS else f"has not answered for {silent:.0f} s"


def running_api_url(home: Path) -> str:
    """The API address of the server that runs now: the one PREFECT_API_URL names, or the home's own; else ''."""
    named = os.environ.get("PREFECT_API_URL") or _recorded_api_url(home)
    return named if named and is_healthy(named) else ""


def is_healthy(api_url: str) -> bool:
    """Whether a Prefect server answers there."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=3) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False


def reaching(home: Path, api_url: str) -> dict[str, str]:
    """What a process needs in its environment to talk to the server there."""
    password = {"PREFECT_API_AUTH_STRING": auth()} if auth() else {}
    return {**QUIET, **password, "PREFECT_API_URL": api_url, "PREFECT_HOME": str(home / "prefect")}


def _child(settings: Settings, binding: Binding, log_path: Path) -> Child:
    env = reaching(settings.home, "") | {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": _own_data() or embedded.ensure(settings.home).prefect_url(),
        # what a browser asks: the address it came from, through whatever tunnel
        "PREFECT_UI_API_URL": "/api",
        # its first UI opens a run's report at one click, where V2 lists versions without content (3.8.8, looked at),
        # and asks no analytics host; who prefers V2 switches at the foot of its menu, and the browser remembers
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    }
    if binding.auth:
        # in the environment, never among the arguments: those are readable by every user of the machine
        env["PREFECT_SERVER_API_AUTH_STRING"] = binding.auth
    args = [sys.executable, "-m", "flows.prefect_app", binding.host, str(binding.port)]
    return Child(args, env, LogFile(log_path))


def _own_data() -> str:
    """Where the server keeps its data, as the settings say; its driver is named where they do not."""
    said = secret(
        os.environ.get("PREFECT_SERVER_DATABASE_CONNECTION_URL", ""),
        os.environ.get("PREFECT_SERVER_DATABASE_CONNECTION_URL_FILE", ""),
    )
    scheme, mark, rest = said.partition("://")
    return f"postgresql+asyncpg://{rest}" if mark and scheme in ("postgresql", "postgres") else said


def _wait(child: Child, api_url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        # first: what answers there need not be ours
        if child.cause() or time.monotonic() > deadline:
            tail = " | ".join(child.log.last_lines(3))
            raise ServerProblemError(f"the Prefect server did not start; its log {child.log.path} ends: {tail}")
        if is_healthy(api_url):
            return
        time.sleep(0.2)


def _record(home: Path, api_url: str, pid: int) -> None:
    (home / RECORD).write_text(json.dumps({"api_url": api_url, "pid": pid}), "utf-8")


def _forget(home: Path, pid: int) -> None:
    """Take our record away; another's, started meanwhile, stays."""
    if _recorded(home).get("pid") == pid:
        (home / RECORD).unlink(missing_ok=True)


def _recorded_api_url(home: Path) -> str:
    """The recorded server's address while its process lives: the port of a dead one may be another home's by now."""
    record = _recorded(home)
    try:
        os.kill(int(record["pid"]), 0)
        return str(record["api_url"])
    except PermissionError:
        return str(record["api_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _recorded(home: Path) -> dict[str, Any]:
    try:
        record = json.loads((home / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}

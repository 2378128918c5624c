"""The Prefect server of this home: found where it runs, started where it does not, stopped by who started it.

Its own data lives in a second database of the embedded cluster: SQLite was measured to lose writes to locks.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

from db import embedded
from db.settings import Settings
from flows import children
from flows.ports import claimed_port

PORT = 4200
RECORD = "prefect-server.json"
START_SECONDS = 90
# a server that someone else runs may restart, or be busy for a while
GONE_SECONDS = 30
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    # a run that someone asks for or cancels in the UI waits this many seconds at most for us to notice
    "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    # records of tasks wait in memory: small batches keep those of a server that is stopped
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
}


class ServerProblemError(Exception):
    """The Prefect server did not come up; the message says where its log is."""


@dataclass(frozen=True, slots=True)
class Server:
    api_url: str
    env: dict[str, str]
    """What a process needs to talk to it."""
    process: subprocess.Popen[str] | None = None
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
        return Server(running, _env(settings.home, running))
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
    with claimed_port(PORT) as port:
        if port != PORT:
            say(f"port {PORT} is taken: the Prefect server takes {port}")
        api_url = f"http://127.0.0.1:{port}/api"
        log_path = settings.home / "logs" / (f"prefect-server-{port}.log" if is_brief else "prefect-server.log")
        child = _start(settings, port, log_path)
        try:
            _wait(child, api_url, log_path)
            if not is_brief:
                _record(settings.home, api_url, child.pid)
            yield Server(api_url, _env(settings.home, api_url), child)
        finally:
            _forget(settings.home, child.pid)
            children.stop(child, patience=20)


def watch(server: Server) -> Callable[[], None]:
    """A function that raises ServerProblemError once the server is gone."""
    last_seen = time.monotonic()

    def check() -> None:
        nonlocal last_seen
        if server.process:
            if server.process.poll() is not None:
                raise ServerProblemError(
                    "the Prefect server ended; its log is in the folder logs of CONGRESSWATCH_HOME"
                )
        elif is_healthy(server.api_url):
            last_seen = time.monotonic()
        elif time.monotonic() - last_seen > GONE_SECONDS:
            raise ServerProblemError(f"the Prefect server at {server.api_url} does not answer any more")

    return check


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


def _env(home: Path, api_url: str) -> dict[str, str]:
    return {**QUIET, "PREFECT_API_URL": api_url, "PREFECT_HOME": str(home / "prefect")}


def _start(settings: Settings, port: int, log_path: Path) -> subprocess.Popen[str]:
    log_path.parent.mkdir(parents=True, exist_ok=True)
    env = _env(settings.home, "") | {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": os.environ.get("PREFECT_SERVER_DATABASE_CONNECTION_URL")
        or embedded.ensure(settings.home).prefect_url(),
        # what a browser asks: the address it came from, through whatever tunnel
        "PREFECT_UI_API_URL": "/api",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    }
    args = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log_path.open("w", encoding="utf-8") as log:
        return children.start(args, env, output=log)


def _wait(child: subprocess.Popen[str], api_url: str, log_path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        # first: what answers there need not be ours
        if child.poll() is not None or time.monotonic() > deadline:
            tail = log_path.read_text("utf-8", "replace").strip().splitlines()[-3:]
            raise ServerProblemError(f"the Prefect server did not start; its log {log_path} ends: " + " | ".join(tail))
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

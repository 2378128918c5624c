"""The Prefect server of this home: found where it runs, started where it does not, stopped by who started it.

Its own data lives in a second database of the embedded cluster: SQLite was measured to lose writes to locks.
"""

from __future__ import annotations

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
from urllib.error import URLError

from db import embedded
from db.settings import Settings
from flows import children
from flows.ports import free_port

PORT = 4200
START_SECONDS = 90
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
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
    is_ours: bool
    """Whether this process started it (and stops it)."""

    @property
    def ui_url(self) -> str:
        return self.api_url.removesuffix("/api")


@contextmanager
def prefect_server(settings: Settings, say: Callable[[str], None]) -> Iterator[Server]:
    """A server for the time of the block: the one PREFECT_API_URL names, the home's own, or a new one."""
    named = running_api_url(settings.home)
    if named:
        yield Server(named, _env(settings.home, named), is_ours=False)
        return
    if elsewhere := os.environ.get("PREFECT_API_URL"):
        raise ServerProblemError(f"PREFECT_API_URL: no Prefect server answers at {elsewhere}: start it, or unset it")
    port = free_port(PORT)
    if port != PORT:
        say(f"port {PORT} is taken: the Prefect server takes {port}")
    server = Server(f"http://127.0.0.1:{port}/api", _env(settings.home, f"http://127.0.0.1:{port}/api"), is_ours=True)
    log_path = settings.home / "logs" / "prefect-server.log"
    child = _start(settings, port, log_path)
    try:
        _wait(child, server.api_url, log_path)
        _record(settings.home, server.api_url)
        yield server
    finally:
        _record(settings.home, None)
        children.stop(child, patience=20)


def running_api_url(home: Path) -> str:
    """The API address of the server that runs now: the one PREFECT_API_URL names, or the home's own; else ''."""
    named = os.environ.get("PREFECT_API_URL") or _recorded(home)
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
    while not is_healthy(api_url):
        if child.poll() is not None or time.monotonic() > deadline:
            tail = log_path.read_text("utf-8", "replace").strip().splitlines()[-3:]
            raise ServerProblemError(f"the Prefect server did not start; its log {log_path} ends: " + " | ".join(tail))
        time.sleep(0.2)


def _record(home: Path, api_url: str | None) -> None:
    path = home / "prefect-server.json"
    if api_url is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(json.dumps({"api_url": api_url}), "utf-8")


def _recorded(home: Path) -> str:
    try:
        return str(json.loads((home / "prefect-server.json").read_text("utf-8"))["api_url"])
    except (OSError, ValueError, KeyError):
        return ""

"""The services of deploy/compose.yaml as plain processes: the same commands and settings, other places.

A container's paths and names become folders and ports of this machine; what a container's environment does not hold
is not there either.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
import yaml

from db import embedded
from flows.ports import claimed_port
from tests.support.loopback import REPOSITORY

COMPOSE = REPOSITORY / "deploy" / "compose.yaml"
_BIN = Path(sys.executable).parent


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


@dataclass
class Composed:
    """Where the services run: a folder for each one's home, the secrets, the sources."""

    folder: Path
    ui_port: int
    database_port: int
    host: str = "127.0.0.1"
    """Where `up` and the database listen."""
    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def api_url(self) -> str:
        return f"http://{self.host}:{self.ui_port}/api"

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text("utf-8").strip()

    def add_source(self, slug: str, toml: str) -> None:
        (self.folder / "config" / "sources").mkdir(parents=True, exist_ok=True)
        (self.folder / "config" / "sources" / f"{slug}.toml").write_text(toml, "utf-8")

    def home(self, name: str) -> Path:
        return self.folder / f"home-{name}"

    def start(self, service: str, name: str = "", runs: int = 0, within: Sequence[str] = ()) -> subprocess.Popen[str]:
        """One container of the service, under a name of its own; a worker may take less `runs` at once.

        `within`: a command that starts ours somewhere else.
        """
        name = name or service
        facts = services()[service]
        # without an entrypoint of its own a service has the image's: tini, then our command
        entry = facts.get("entrypoint", ["tini", "--", "congresswatch"])
        assert entry[:2] == ["tini", "--"]
        program, *first = entry[2:]
        command = [*first, *facts.get("command", [])]
        if runs:
            command[command.index("--runs") + 1] = str(runs)
        process = subprocess.Popen(
            [*within, str(_BIN / program), *map(self._here, command)],
            env=self.environment(service, name),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.processes[name] = process
        return process

    def environment(self, service: str, name: str) -> dict[str, str]:
        said = {key: self._here(value) for key, value in services()[service].get("environment", {}).items()}
        if "CONGRESSWATCH_PORT" in said:
            # nothing listens beyond this machine and its own namespaces
            said |= {"CONGRESSWATCH_PORT": str(self.ui_port), "CONGRESSWATCH_HOST": self.host}
        own = {"CONGRESSWATCH_HOME": str(self.home(name)), "HOME": str(self.folder), "PYTHONUNBUFFERED": "1"}
        return {"PATH": f"{_BIN}:{os.environ['PATH']}", **own, **said}

    def kill(self, name: str) -> None:
        """All processes of a container at once, as when its machine loses its power."""
        ended = [process for process in psutil.process_iter() if _is_of(process, self.home(name))]
        # stopped first: none may notice the death of another
        for number in (psutil.Process.suspend, psutil.Process.kill):
            for process in ended:
                try:
                    number(process)
                except psutil.NoSuchProcess:
                    continue
        psutil.wait_procs(ended, timeout=30)
        self.processes.pop(name).wait()

    def end(self, name: str) -> int:
        """In order; the exit status."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(90)

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.secret("migrator_url")) as connection:
            return connection.execute(query.encode()).fetchall()

    def count(self, table: str) -> int:
        return int(self.rows(f"select count(*) from {table}")[0][0])

    def forget(self) -> None:
        """An archive as on the first day."""
        with psycopg.connect(self.secret("admin_url").removesuffix("postgres") + "archive") as connection:
            connection.execute("truncate source, page, article, capture, blob, story_cluster, host_turn cascade")

    def stop(self) -> None:
        """End everything, workers first."""
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                process.terminate()
        for name, process in reversed(self.processes.items()):
            try:
                process.wait(90)
            except subprocess.TimeoutExpired:
                self.kill(name)

    def _here(self, word: str) -> str:
        for there, here in (
            ("/run/secrets", str(self.secrets)),
            ("/etc/congresswatch", str(self.folder / "config")),
            ("watch:4200", f"{self.host}:{self.ui_port}"),
            ("${CONGRESSWATCH_CONTACT:-}", ""),
        ):
            word = word.replace(there, here)
        return word


@contextmanager
def composed(host: str = "127.0.0.1") -> Iterator[Composed]:
    """A PostgreSQL that listens there and asks for passwords, and the secrets to it; no service runs yet."""
    with tempfile.TemporaryDirectory(prefix="cw-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        with claimed_port(14200, host) as ui_port, claimed_port(15432, host) as database_port:
            place = Composed(folder, ui_port, database_port, host)
        cluster = embedded.ensure(folder / "pg")
        with (cluster.data_dir / "postgresql.conf").open("a") as file:
            file.write(f"listen_addresses = '{host}'\nport = {place.database_port}\n")
        with (cluster.data_dir / "pg_hba.conf").open("a") as file:
            file.write("host all all samenet scram-sha-256\n")
        embedded.stop(folder / "pg")
        embedded.ensure(folder / "pg")
        try:
            place.secrets.mkdir(mode=0o700)
            password = (cluster.data_dir.parent / "secrets" / "postgres").read_text()
            (place.secrets / "postgres_password").write_text(password)
            script = [str(REPOSITORY / "deploy" / "make-secrets.sh"), str(place.secrets)]
            subprocess.run([*script, f"{host}:{place.database_port}"], check=True, capture_output=True)
            yield place
        finally:
            place.stop()
            embedded.stop(folder / "pg")


def _is_of(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get("CONGRESSWATCH_HOME") == str(home)
    except psutil.Error:
        return False

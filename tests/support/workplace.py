"""A workplace for commands: settings, sources and an archive of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import dict_row

from db import embedded


@dataclass
class Workplace:
    """Where a command runs: its environment, its sources, its archive."""

    home: Path
    config: Path
    archive_url: str
    """Empty: the embedded cluster of this home."""
    env: dict[str, str] = field(default_factory=dict)

    def add_source(self, slug: str, toml: str) -> None:
        (self.config / "sources").mkdir(parents=True, exist_ok=True)
        (self.config / "sources" / f"{slug}.toml").write_text(toml, "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "CONGRESSWATCH_HOME": str(self.home),
            "CONGRESSWATCH_CONFIG": str(self.config),
            "DATABASE_URL": self.archive_url,
            **self.env,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONGRESSWATCH_")}
        return kept | ours

    def start(self, *args: str, **options: Any) -> subprocess.Popen[str]:
        """A Python module or the command, e.g. start("-m", "flows.monitor", "newsroom")."""
        return subprocess.Popen(
            [sys.executable, *args],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )

    def command(self, *args: str, check: int | None = 0, text: str = "") -> subprocess.CompletedProcess[str]:
        """`congresswatch ARGS`; fails the test where the exit status is not `check` (None: whatever)."""
        done = subprocess.run(
            [sys.executable, "-m", "flows", *args],
            env=self.environment,
            capture_output=True,
            text=True,
            input=text,
            timeout=240,
            check=False,
        )
        assert check is None or done.returncode == check, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def run_all(self, *slugs: str) -> list[dict[str, Any]]:
        """`congresswatch run SLUG... --json`: a row each."""
        return self.rows_of("run", *slugs)

    def rows_of(self, *args: str) -> list[dict[str, Any]]:
        """`congresswatch ARGS --json`: its rows."""
        return [json.loads(line) for line in self.command(*args, "--json").stdout.splitlines()]

    def run(self, slug: str, check: int | None = 0) -> dict[str, Any]:
        """`congresswatch run SLUG --json`: its row."""
        done = self.command("run", slug, "--json", check=check)
        row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return row

    def reachable_url(self) -> str:
        """The archive's libpq URI; an embedded cluster is up then, whatever happened to it before."""
        return self.archive_url or embedded.ensure(self.home).url()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with psycopg.connect(self.reachable_url(), row_factory=dict_row) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[arg-type]

    def paths(self, sql: str) -> set[str]:
        """The paths of the addresses in the one column."""
        return {urlsplit(str(*row.values())).path for row in self.rows(sql)}

"""A crawl and its processing without the flow around them: as real, and many times in a test."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from crawler.source import Source, load_sources
from db import edit_history, queries, rechecks, removals, runs, stories
from db.archive import Archive
from db.checks.removal import Evidence
from flows.desk import source_row
from flows.monitor import MAX_CRAWLS
from flows.processing import processor
from flows.registry import load_registry
from flows.steps.extract import EXTRACTOR_VERSION
from flows.steps.tag import compile_tagger
from tests.support.ageing import age


@dataclass
class Desk:
    """One source with an archive of its own; its file may be written anew between two crawls."""

    archive: Archive
    config: Path
    slug: str

    def write(self, toml: str) -> None:
        (self.config / "sources").mkdir(parents=True, exist_ok=True)
        (self.config / "sources" / f"{self.slug}.toml").write_text(toml, "utf-8")

    @property
    def source(self) -> Source:
        return load_sources(self.config).get(self.slug)

    def run(self, window: tuple[date, date] | None = None) -> int:
        """Crawl, process all of it; the run's id."""
        source_id, run_id = self._open("backfill" if window else "monitor")
        more = ["--since", str(window[0]), "--until", str(window[1])] if window else []
        return self._work(source_id, run_id, more)

    def recheck(self, budget: int | None = None) -> int:
        """Look again at the archived pages, all of them or the most overdue; the run's id."""
        source_id, run_id = self._open("recheck")
        self.archive.call(rechecks.choose, source_id, run_id, budget)
        return self._work(source_id, run_id, ["--checks"])

    def _open(self, flow: str) -> tuple[int, int]:
        source_id = self.archive.call(runs.save_source, source_row(self.source))
        return source_id, self.archive.call(runs.start_run, source_id, flow, "")

    def _work(self, source_id: int, run_id: int, more: list[str]) -> int:
        process = processor(self.slug, self.source.hints(), compile_tagger(load_registry(None)))
        for _ in range(MAX_CRAWLS):
            self._crawl(source_id, run_id, more)
            while self.archive.process(source_id, run_id, 50, process, self.source.domains, EXTRACTOR_VERSION):
                pass
            if not self.archive.call(queries.has_claimed_pages, run_id):
                break
            more = ["--rest"]
        while self.archive.call(edit_history.tell, source_id):
            pass
        while self.archive.call(stories.link):
            pass
        self.archive.call(rechecks.plan, run_id)
        self.archive.call(removals.judge, source_id, run_id, Evidence())
        self.archive.call(runs.finish_run, run_id, "completed", "")
        return run_id

    def _crawl(self, source_id: int, run_id: int, more: list[str]) -> None:
        subprocess.run(
            [
                *(sys.executable, "-m", "crawler.crawl", self.slug),
                *("--source-id", str(source_id), "--run-id", str(run_id)),
                *more,
            ],
            env={**os.environ, "CONGRESSWATCH_CONFIG": str(self.config), "DATABASE_URL": self.archive.url},
            check=True,
            timeout=240,
            capture_output=True,
        )

    def wait(self) -> None:
        """Let the pauses of failed pages pass."""
        self.rows("update page set due_at = now() where due_at is not null returning id")

    def age(self, by: timedelta) -> None:
        """Let days pass."""
        self.archive.call(age, by)

    def rows(self, sql: str) -> queries.Rows:
        return self.archive.call(queries.select_rows, sql)

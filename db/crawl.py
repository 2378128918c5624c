"""What a crawl needs of the archive: one object, one transaction per call, so a kill loses no whole call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from db import ledger, queries, runs
from db.connect import open_engine
from db.values import Candidate, Fetched, FetchFailure, ListingRead, PageToFetch


class CrawlArchive:
    """The archive as one source's crawl sees it."""

    def __init__(self, url: str, source_id: int, run_id: int | None, timezone: str) -> None:
        self._engine = open_engine(url)
        self._source_id = source_id
        self._run_id = run_id
        self._zone = ZoneInfo(timezone)

    def discover(self, candidates: Iterable[tuple[Candidate, str]], known_before: datetime | None) -> tuple[int, int]:
        """Queue new addresses (each with its refusal, if any); returns (new, known before that instant)."""
        now = datetime.now(UTC)
        with self._engine.begin() as connection:
            return ledger.discover(
                connection, self._source_id, self._run_id, candidates, now, self._today(now), known_before
            )

    def due_pages(self, after_id: int, max_count: int) -> list[PageToFetch]:
        with self._engine.begin() as connection:
            return queries.due_pages(connection, self._source_id, after_id, max_count)

    def last_finished_walk(self, way: str, root_url: str) -> datetime | None:
        with self._engine.begin() as connection:
            return queries.last_finished_walk(connection, self._source_id, way, root_url)

    def save(self, fetched: Sequence[Fetched], failures: Sequence[FetchFailure]) -> None:
        with self._engine.begin() as connection:
            ledger.save_captures(connection, self._run_id, fetched)
            ledger.save_failures(connection, self._run_id, failures)

    def record_listing(self, reading: ListingRead) -> None:
        with self._engine.begin() as connection:
            ledger.record_listing(connection, self._source_id, self._run_id, reading)

    def finish(self, counts: Mapping[str, Any]) -> None:
        """The spider's last word: its own counts, and how it ended."""
        if self._run_id is not None:
            with self._engine.begin() as connection:
                runs.save_crawl(connection, self._run_id, counts)
        self._engine.dispose()

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

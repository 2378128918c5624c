"""What a crawl needs of the archive: one object, one transaction per call, so a kill loses no whole call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from db import clock, discovery, ledger, rechecks, runs, turns, walks
from db.connect import open_engine
from db.values import (
    Fetched,
    FetchFailure,
    LastWalk,
    ListingRead,
    NotModified,
    PageToFetch,
    Validators,
    WalkDone,
    Way,
)


class CrawlArchive:
    """The archive as one source's crawl sees it."""

    def __init__(self, url: str, source_id: int, run_id: int | None, timezone: str, *, is_check: bool = False) -> None:
        """`is_check`: only the pages that the run chose to look at again are fetched."""
        self._engine = open_engine(url)
        self._source_id = source_id
        self._run_id = run_id
        self._zone = ZoneInfo(timezone)
        self._is_check = is_check

    def discover(self, candidates: Iterable[discovery.Judged], last: LastWalk | None) -> discovery.Found:
        """Queue new addresses (each with its refusal, if any), a slice a transaction; how many were new, and known."""
        now = clock.now()
        found = discovery.Found()
        for batch in discovery.slices(candidates):
            with self._engine.begin() as connection:
                found += discovery.discover(
                    connection, self._source_id, self._run_id, batch, now, self.local_day(now), last
                )
        return found

    def take_due_pages(self, after_id: int, max_count: int, window: ledger.Window | None) -> list[PageToFetch]:
        with self._engine.begin() as connection:
            if self._is_check:
                return rechecks.chosen_pages(connection, self._run_id, after_id, max_count)
            return ledger.take_due_pages(connection, self._source_id, self._run_id, after_id, max_count, window)

    def make_due(self, window: ledger.Window) -> int:
        with self._engine.begin() as connection:
            return ledger.make_due(connection, self._source_id, window)

    def save(
        self, fetched: Sequence[Fetched], failures: Sequence[FetchFailure], unchanged: Sequence[NotModified] = ()
    ) -> None:
        with self._engine.begin() as connection:
            ledger.save_captures(connection, self._run_id, fetched)
            ledger.save_failures(connection, self._run_id, failures)
            rechecks.save_unchanged(connection, self._run_id, unchanged)

    def record_listing(self, reading: ListingRead) -> None:
        with self._engine.begin() as connection:
            ledger.record_listing(connection, self._source_id, self._run_id, reading)

    def last_walk(self, way: Way, root_url: str) -> LastWalk | None:
        with self._engine.begin() as connection:
            return walks.last_walk(connection, self._source_id, way, root_url)

    def finish_walk(self, done: WalkDone, learned: Sequence[Validators]) -> None:
        """Keep one whole reading of a listing, and what its pages said of themselves."""
        with self._engine.begin() as connection:
            walks.finish_walk(connection, self._source_id, self._run_id, done)
            for known in learned:
                walks.save_validators(connection, self._source_id, known)

    def release_links(self, max_count: int) -> int:
        with self._engine.begin() as connection:
            return discovery.release_links(connection, self._source_id, self._run_id, max_count, clock.now())

    def proved_units(self, way: Way, since: date) -> dict[str, date]:
        with self._engine.begin() as connection:
            return walks.proved_units(connection, self._source_id, way, since)

    def finished_units(self, since: datetime) -> set[str]:
        with self._engine.begin() as connection:
            return walks.finished_units(connection, self._source_id, since)

    def validators(self, url: str) -> Validators | None:
        with self._engine.begin() as connection:
            return walks.validators(connection, self._source_id, url)

    def take_turn(self, host: str, lease_seconds: float) -> float:
        with self._engine.begin() as connection:
            return turns.take_turn(connection, host, lease_seconds)

    def give_turn(self, host: str, delay_seconds: float) -> None:
        with self._engine.begin() as connection:
            turns.give_turn(connection, host, delay_seconds)

    def report(self, counts: Mapping[str, Any]) -> None:
        """Counts of a crawl under way, for whoever watches it."""
        if self._run_id is not None:
            with self._engine.begin() as connection:
                runs.save_crawl(connection, self._run_id, counts)

    def finish(self, counts: Mapping[str, Any], *, is_rest: bool = False) -> None:
        """The spider's last word: its own counts, and how it ended; those of a run's rest come on top."""
        if self._run_id is not None:
            with self._engine.begin() as connection:
                save = runs.add_crawl if is_rest else runs.save_crawl
                save(connection, self._run_id, counts)
        self._engine.dispose()

    def local_day(self, at: datetime) -> date:
        """The source's own day at an instant."""
        return at.astimezone(self._zone).date()

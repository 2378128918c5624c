"""A crawl that stores nothing: `python -m crawler.dry_run SLUG --pages 5` prints what it saw as one JSON object.

The same spider, guards and politeness as in earnest, against an archive that only remembers. It reads the
first page of each listing and fetches a few of the newest addresses.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler.crawl import scrapy_settings, start
from crawler.source import load_sources
from db import clock
from db.discovery import Found, Judged
from db.ledger import Window
from db.settings import Settings
from db.urls import main_url, page_key
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


class DryArchive:
    """What the spider needs of an archive, in memory; knows everything, so that no listing is read back."""

    def __init__(self, max_pages: int, timezone: str) -> None:
        self._max_pages = max_pages
        self._zone = ZoneInfo(timezone)
        self._urls: dict[str, str] = {}
        self.readings: list[ListingRead] = []
        self.fetched: list[Fetched] = []
        self.failures: list[FetchFailure] = []
        self.refused: dict[str, list[str]] = {}

    def discover(self, candidates: Iterable[Judged], last: LastWalk | None) -> Found:
        listed = list(candidates)
        for candidate, refusal in listed:
            # links are for a crawl in earnest: the sample is of what the listings name
            if candidate.way == "link":
                continue
            if refusal:
                self.refused.setdefault(refusal, []).append(candidate.url)
            else:
                self._urls.setdefault(page_key(candidate.url), main_url(candidate.url))
        return Found(len(listed), len(listed))

    def take_due_pages(self, after_id: int, max_count: int, window: Window | None) -> list[PageToFetch]:
        urls = list(self._urls.values())[: self._max_pages]
        return [PageToFetch(number, url) for number, url in enumerate(urls, 1) if number > after_id]

    def url_of(self, page_id: int) -> str:
        return list(self._urls.values())[page_id - 1]

    def last_walk(self, way: Way, root_url: str) -> LastWalk | None:
        return LastWalk(clock.now(), clock.now())

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def release_links(self, max_count: int) -> int:
        return 0

    def proved_units(self, way: Way, since: date) -> dict[str, date]:
        return {}

    def validators(self, url: str) -> Validators | None:
        return None

    def finish_walk(self, done: WalkDone, learned: Sequence[Validators]) -> None:
        """What was read of each listing is in `readings`."""

    def take_turn(self, host: str, lease_seconds: float) -> float:
        return 0.0

    def give_turn(self, host: str, delay_seconds: float) -> None:
        """The crawl's own delay is all there is to keep."""

    def save(
        self, fetched: Sequence[Fetched], failures: Sequence[FetchFailure], unchanged: Sequence[NotModified] = ()
    ) -> None:
        self.fetched += fetched
        self.failures += failures

    def record_listing(self, reading: ListingRead) -> None:
        self.readings.append(reading)

    def finish(self, counts: Mapping[str, Any], *, is_rest: bool = False) -> None:
        """Nothing to close."""


def seen(archive: DryArchive) -> dict[str, Any]:
    """What the dry run saw, as plain values; bodies in base64."""
    captures = [asdict(item.capture) for item in archive.fetched]
    for capture in captures:
        capture["body"] = base64.b64encode(capture["body"]).decode()
    failures = [{"url": archive.url_of(item.page_id), "reason": item.reason} for item in archive.failures]
    listings = [asdict(reading) for reading in archive.readings]
    return {"listings": listings, "captures": captures, "failures": failures, "refused": archive.refused}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m crawler.dry_run", description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("--pages", type=int, default=5)
    asked = parser.parse_args()
    settings = Settings.from_env()
    source = next(source for source in load_sources(settings.config).sources if source.slug == asked.slug)
    archive = DryArchive(asked.pages, source.timezone)
    start(source, archive, {**scrapy_settings(source, settings.contact), "LOG_LEVEL": "WARNING"})
    json.dump(seen(archive), sys.stdout, default=str)


if __name__ == "__main__":
    main()

"""A crawl of given addresses, in a process of its own: reads an `Ask` as JSON, prints what became of each."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.resolver import dnscache
from twisted.internet import base, defer
from twisted.internet.abstract import isIPAddress
from twisted.internet.error import DNSLookupError

from crawler.crawl import scrapy_settings
from crawler.failures import classify, retry_at_of
from crawler.source import Discover, Source


class TurnFile:
    """Turns kept in a file: one row a host, changed under a lock."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def take_turn(self, host: str, lease_seconds: float) -> float:
        with self._rows() as rows:
            wait = rows.get(host, 0.0) - time.time()
            if wait <= 0:
                rows[host] = time.time() + lease_seconds
        return min(max(wait, 0.0), 0.1)

    def give_turn(self, host: str, delay_seconds: float) -> None:
        with self._rows() as rows:
            rows[host] = time.time() + delay_seconds

    @contextmanager
    def _rows(self) -> Any:
        import fcntl

        with self._path.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            rows = json.loads(file.read() or "{}")
            yield rows
            file.truncate(0)
            file.write(json.dumps(rows))


class NoTurns:
    def take_turn(self, host: str, lease_seconds: float) -> float:
        return 0.0

    def give_turn(self, host: str, delay_seconds: float) -> None:
        """Nobody else asks."""


class Asker(scrapy.Spider):
    name = "asker"

    def __init__(self, source: Source, archive: Any, urls: list[str], outcomes: dict[str, Any]) -> None:
        super().__init__()
        self.source, self.archive, self._urls, self._outcomes = source, archive, urls, outcomes

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self._urls:
            yield scrapy.Request(url, self.answered, errback=self.failed, cb_kwargs={"asked": url}, dont_filter=True)

    def answered(self, response: Any, asked: str) -> None:
        retry_at = retry_at_of(response)
        self._outcomes[asked] = {
            "status": response.status,
            "byte_count": len(response.body),
            "retry_at": retry_at and retry_at.isoformat(),
        }

    def failed(self, failure: Any) -> None:
        why = classify(failure.value)
        self._outcomes[failure.request.cb_kwargs["asked"]] = {
            "reason": why.reason,
            "is_final": why.is_final,
            "retry_at": why.retry_at and why.retry_at.isoformat(),
        }


def no_name_server(_resolver: Any, name: str, *_: Any) -> defer.Deferred[str]:
    """No test may ask one: an address is itself, a name is known or there is none."""
    return defer.succeed(name) if isIPAddress(name) else defer.fail(DNSLookupError(name))


def main() -> None:
    ask = json.load(sys.stdin)
    dnscache.limit = 100
    dnscache.update(ask["names"])
    base.ThreadedResolver.getHostByName = no_name_server
    source = Source(
        slug="loopback", name="Loopback", home="", domains=tuple(ask["domains"]), article_url=".", discover=Discover(),
        path=Path(), local=ask["is_local"], delay=ask["delay"],
    )  # fmt: skip
    settings = scrapy_settings(source, "") | {"ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR"} | ask["settings"]
    outcomes: dict[str, Any] = {}
    archive = TurnFile(ask["turns"]) if ask["turns"] else NoTurns()
    process = CrawlerProcess(settings)
    process.crawl(Asker, source=source, archive=archive, urls=ask["urls"], outcomes=outcomes)
    process.start()
    sys.stdout.write(json.dumps(outcomes) + "\n")


if __name__ == "__main__":
    main()

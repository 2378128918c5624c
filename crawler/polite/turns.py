"""One pace for a host, whoever asks it: all runs on all machines take turns, and the archive keeps the order.

Sources without a delay (local ones) take no turns.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any, Protocol
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured

from crawler.polite.pace import Pace
from crawler.polite.patience import pause

# Longer than a request can take: a turn that is not given back, because its crawl was killed, ends by itself.
LEASE_MARGIN = 5.0
# A host is never asked for its turn more often, whatever the archive says.
_SHORTEST_WAIT = 0.05


class TurnKeeper(Protocol):
    """What keeps the order: db.crawl.CrawlArchive, or a stand-in."""

    def take_turn(self, host: str, lease_seconds: float) -> float:
        """0.0: the host is yours for so long; else seconds to wait before asking again."""

    def give_turn(self, host: str, delay_seconds: float) -> None:
        """The host may be asked again after that delay."""


class Turns:
    """Downloader middleware, the last before the web: each request, redirect and retry takes the host's turn."""

    def __init__(self, crawler: Any, keeper: TurnKeeper, delay: float) -> None:
        self._crawler = crawler
        self._keeper = keeper
        self._delay = delay
        self._timeout: float = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._held: set[Any] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Turns:
        spider = crawler.spider
        if not spider.source.delay:
            raise NotConfigured
        return cls(crawler, spider.archive, spider.source.delay)

    async def process_request(self, request: Any) -> None:
        host = _host(request)
        while wait := await asyncio.to_thread(self._keeper.take_turn, host, self._lease(host)):
            await pause(self._crawler, max(wait, _SHORTEST_WAIT) * random.uniform(1.0, 1.2))
        self._held.add(request)

    async def process_response(self, request: Any, response: Any) -> Any:
        await self._give(request)
        return response

    async def process_exception(self, request: Any, exception: Exception) -> None:
        await self._give(request)

    def _lease(self, host: str) -> float:
        """The request may wait once more, for Scrapy's own delay between two, before it is sent."""
        slot = self._crawler.engine.downloader.slots.get(host)
        wait: float = slot.delay * (1 + slot.jitter) if slot else 0.0
        return self._timeout + LEASE_MARGIN + wait

    async def _give(self, request: Any) -> None:
        if request not in self._held:
            return
        self._held.discard(request)
        host = _host(request)
        try:
            await asyncio.to_thread(self._keeper.give_turn, host, max(self._delay, self._asked(host)))
        except Exception as error:
            # what came is worth more than the turn, which ends by itself
            self._crawler.spider.logger.warning("the turn of %s was not given back: %s", host, type(error).__name__)

    def _asked(self, host: str) -> float:
        pace: Pace | None = self._crawler.get_extension(Pace)
        return pace.floor(host) if pace else 0.0


def _host(request: Any) -> str:
    return urlsplit(request.url).hostname or ""

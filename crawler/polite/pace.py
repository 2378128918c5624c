"""How fast may a host be asked? Never faster than its robots.txt says, whatever else slows down or speeds up."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle

LONGEST_DELAY = 86_400.0
"""Seconds: a robots.txt that asks for more means that it does not want us, and should say so."""


def asked_delay(rules: Any, agent: str) -> float:
    """Seconds between two requests that a parsed robots.txt (protego's) asks of `agent`; 0.0: it does not say.

    Crawl-delay or Request-rate, whichever is slower. A rate for some hours of the day is taken for all of them.
    """
    delay = rules.crawl_delay(agent) or 0.0
    rate = rules.request_rate(agent)
    spread = rate.seconds / rate.requests if rate and rate.requests else 0.0
    slower = max(float(delay), float(spread))
    return min(slower, LONGEST_DELAY) if math.isfinite(slower) and slower > 0 else 0.0


class Pace:
    """Extension: what robots.txt asks for is a floor under the host's delay, for as long as the crawl lasts.

    Scrapy forgets a host's delay with its slot, a minute after the last request, so it is set before each one.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._floors: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Pace:
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_read, signal=signals.robots_parsed)
        crawler.signals.connect(extension.about_to_ask, signal=signals.request_reached_downloader)
        return extension

    def floor(self, host: str) -> float:
        """Seconds between two requests that the host asks for; 0.0: it does not say."""
        return self._floors.get(host, 0.0)

    def robots_read(self, robotparser: Any, request: Any) -> None:
        asked = asked_delay(robotparser.rp, self._crawler.settings["ROBOTSTXT_USER_AGENT"])
        if asked:
            host = _host(request.url)
            self._floors[host] = asked
            self._crawler.spider.logger.info("robots.txt of %s asks for %g s between requests", host, asked)

    def about_to_ask(self, request: Any) -> None:
        host = _host(request.url)
        if slot := self._crawler.engine.downloader.slots.get(request.meta.get("download_slot")):
            self.hold_down(slot, host)

    def hold_down(self, slot: Any, host: str) -> None:
        """Slow the slot down to what the host asks for, if it is faster."""
        if floor := self.floor(host):
            slot.delay = max(slot.delay, floor)
            # Scrapy varies delays by half, down as well as up
            slot.jitter = 0.0


class Throttle(AutoThrottle):  # type: ignore[misc]
    """Scrapy's, but what robots.txt asks for is a floor: it would halve its way below it."""

    def _adjust_delay(self, slot: Any, latency: float, response: Any) -> None:
        super()._adjust_delay(slot, latency, response)
        if pace := self.crawler.get_extension(Pace):
            pace.hold_down(slot, _host(response.url))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""

"""What stands between the spider and the web: only allowed addresses are asked, robots.txt sets the pace."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.extensions.throttle import AutoThrottle
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

from crawler.failures import Refused
from crawler.guard import address_refusal, refusal
from crawler.source import Source


class GuardMiddleware:
    """Refuses every request outside the source's domains, redirects included, before it is sent."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        return cls(crawler.spider.source)

    def process_request(self, request: Any) -> None:
        if reason := refusal(request.url, self._source.domains, self._source.local):
            raise Refused(reason)


class RobotsMiddleware(RobotsTxtMiddleware):  # type: ignore[misc]
    """Scrapy's, for every request: in 2.19 only the first of those that wait for robots.txt gets to see it.

    The waiting ones share a Deferred whose first reader takes the value (scrapy pull request 6802); the others
    would be let through. What was read is in `_parsers` by then.
    """

    async def robot_parser(self, request: Any) -> Any:
        await super().robot_parser(request)
        return self._parsers[urlsplit(request.url).netloc]


class GuardedResolver(CachingThreadedResolver):  # type: ignore[misc]
    """Refuses names that resolve to loopback, private or metadata addresses, unless the source is local."""

    is_local = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        resolver: GuardedResolver = super().from_crawler(crawler, reactor)
        resolver.is_local = crawler.settings.getbool("SOURCE_IS_LOCAL")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        answer: Deferred[str] = super().getHostByName(name, timeout)
        return answer.addCallback(self._checked)

    def _checked(self, address: str) -> str:
        reason = address_refusal(address, self.is_local)
        if reason:
            raise Refused(reason)
        return address


class Throttle(AutoThrottle):  # type: ignore[misc]
    """Scrapy's, but what robots.txt asks for is a floor: it would halve its way below it."""

    asked = 0.0

    def _adjust_delay(self, slot: Any, latency: float, response: Any) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, self.asked)


class CrawlDelay:
    """Extension: a crawl-delay in robots.txt slows us down; it never speeds us up."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> CrawlDelay:
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_read, signal=signals.robots_parsed)
        return extension

    def robots_read(self, robotparser: Any, request: Any) -> None:
        asked = robotparser.rp.crawl_delay(self._crawler.settings["USER_AGENT"])
        slot = self._crawler.engine.downloader.slots.get(urlsplit(request.url).hostname)
        if asked and slot and float(asked) > slot.delay:
            self._crawler.spider.logger.info("robots.txt asks for %s s between requests", asked)
            slot.delay = float(asked)
            if throttle := self._crawler.get_extension(Throttle):
                throttle.asked = max(throttle.asked, float(asked))

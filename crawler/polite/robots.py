"""May this page be asked? The site's robots.txt says, by RFC 9309; where it cannot be read, nothing is asked.

No file (4xx) means no rules. A server that fails (5xx), does not answer or asks for patience closes the host for
now: its pages come back later, they are not banned. Where the host itself is not to be had, its pages fail with
what is wrong with the host.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler

from crawler.failures import Cause, NotNow, Refused, classify
from crawler.polite.patience import Ending
from db.reasons import CIRCLE, DNS, PRIVATE, REFUSED, ROBOTS_UNREACHABLE, TLS

MAX_BYTES = 500 * 1024
"""Of a longer file the rest is not read, as the RFC allows."""
RULES_LAST = 86_400.0
CLOSED_LASTS = 600.0
"""Seconds after which a long crawl reads the file again."""

# What is wrong with the whole host, and would be with each page of it.
_NO_HOST = (DNS, PRIVATE, REFUSED, TLS)

Standing = Literal["rules", "none", "closed"]


def standing(status: int) -> Standing:
    """What an answer to the request for robots.txt means by its status alone."""
    if 200 <= status < 300:
        return "rules"
    return "closed" if status == 429 or status >= 500 else "none"


def first_lines(body: bytes) -> bytes:
    """What is read of a file: at most `MAX_BYTES`, and no half line."""
    return body if len(body) <= MAX_BYTES else body[:MAX_BYTES].rpartition(b"\n")[0]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of one host's robots.txt."""

    expires_at: float
    """On the monotonic clock, in seconds."""
    parser: Any = None
    """None: it has no rules."""
    closed: Cause | None = None
    """Why nothing on the host may be asked at present."""


class RobotsMiddleware(RobotsTxtMiddleware):  # type: ignore[misc]
    """Scrapy's, which lets everything through where robots.txt cannot be read, with the RFC's answer instead.

    Those who wait for the same file share one reading of it; in Scrapy 2.19 only the first of them gets to see it.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._readings: dict[str, asyncio.Task[Rules]] = {}

    async def process_request(self, request: Any) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules_for(request)
        if why := rules.closed:
            raise Refused(why.reason) if why.is_final else NotNow(why.reason, why.retry_at)
        self.process_request_2(rules.parser, request)

    async def _rules_for(self, request: Any) -> Rules:
        netloc = urlsplit(request.url).netloc
        reading = self._readings.get(netloc)
        if reading is None or _is_over(reading):
            reading = self._readings[netloc] = asyncio.create_task(self._read(request))
        # one of those who wait may be cancelled, the others want to know
        return await asyncio.shield(reading)

    async def _read(self, request: Any) -> Rules:
        """Read the file of the request's host. Raises Ending only."""
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(_robots_request(request.url))
        except Ending:
            raise
        except Exception as error:
            return self._unread(request, error)
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        meaning = standing(response.status)
        if meaning == "closed":
            return self._closed(request, Cause(ROBOTS_UNREACHABLE, False), f"http {response.status}")
        return Rules(_after(RULES_LAST), await self._parsed(response, request) if meaning == "rules" else None)

    def _unread(self, request: Any, error: Exception) -> Rules:
        cause = classify(error)
        # the RFC counts a file behind too many redirects as none
        if cause.reason == CIRCLE:
            return Rules(_after(RULES_LAST))
        is_of_host = isinstance(error, NotNow) or cause.reason in _NO_HOST
        return self._closed(request, cause if is_of_host else Cause(ROBOTS_UNREACHABLE, False), cause.reason)

    def _closed(self, request: Any, why: Cause, seen: str) -> Rules:
        host = urlsplit(request.url).netloc
        self.crawler.spider.logger.warning("robots.txt of %s: %s; nothing there is asked for now", host, seen)
        return Rules(_after(CLOSED_LASTS), closed=why)

    async def _parsed(self, response: Any, request: Any) -> Any:
        parser = build_from_crawler(self._parserimpl, self.crawler, first_lines(response.body))
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser


def _robots_request(url: str) -> Request:
    parts = urlsplit(url)
    return Request(
        f"{parts.scheme}://{parts.netloc}/robots.txt",
        priority=RobotsTxtMiddleware.DOWNLOAD_PRIORITY,
        meta={"dont_obey_robotstxt": True},
        callback=NO_CALLBACK,
    )


def _is_over(reading: asyncio.Task[Rules]) -> bool:
    return reading.done() and (reading.exception() is not None or reading.result().expires_at < time.monotonic())


def _after(seconds: float) -> float:
    return time.monotonic() + seconds

"""Waiting before a request is sent: nothing else stops meanwhile, and the end of the crawl ends it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from scrapy.exceptions import IgnoreRequest

_LOOK_UP = 0.25
"""Seconds: Scrapy has no signal for the beginning of the end, so we look."""


class Ending(IgnoreRequest):  # type: ignore[misc]
    """The crawl ends before this request was sent."""


def is_ending(crawler: Any) -> bool:
    """Whether the crawl only waits for what is under way: it was stopped, or closed its spider."""
    engine = crawler.engine
    slot = engine._slot
    return not engine.running or bool(slot and slot.closing)


async def pause(crawler: Any, seconds: float, wake: asyncio.Event | None = None) -> None:
    """Wait so many seconds, or until `wake` is set. Raises Ending when the crawl ends."""
    ends = asyncio.get_running_loop().time() + seconds
    wake = wake or asyncio.Event()
    while not wake.is_set():
        if is_ending(crawler):
            raise Ending("the crawl ends")
        rest = ends - asyncio.get_running_loop().time()
        if rest <= 0:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), min(rest, _LOOK_UP))


class Unasked:
    """Downloader middleware: a request that was still waiting at the end is no failure, its page stays due."""

    def process_exception(self, request: Any, exception: Exception) -> None:
        if isinstance(exception, Ending):
            request.errback = None

"""A site that answers 429, or 503 with Retry-After, is left alone as a whole until it wants to be asked again.

Requests wait for that, without blocking anything, when it is soon; else they fail for now, unsent, and the
ledger brings them back then. The refused request itself is tried once more by Scrapy's own retry, first of all.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.failures import NotNow, retry_at_of
from crawler.polite.patience import pause
from crawler.polite.retry_after import LONGEST
from crawler.polite.storm import Limits, Weather, after_answer, after_refusal, after_wait
from db import clock
from db.reasons import http_reason

_TOO_MANY = 429
_UNTIL_CHANGED = 60.0


# Of the request's meta: it was refused before, and goes first.
_REFUSED = "refused"
_FIRST = 1000


class Gate:
    """The way to one host: requests pass in the order they came, as many at a time as its weather allows.

    A refused one does not queue again: right after a hold it has the best chance, and it has no third try.
    """

    def __init__(self, crawler: Any, limits: Limits) -> None:
        self._crawler = crawler
        self._limits = limits
        self._weather = Weather(limits.width)
        self._reason = ""
        self._queue: deque[object] = deque()
        self._sent_at: dict[Any, float] = {}
        self._answered_at: deque[float] = deque(maxlen=100)
        self._changed = asyncio.Event()

    async def enter(self, request: Any) -> None:
        """Wait until the request may be sent. Raises NotNow where that is too far away, Ending at the crawl's end."""
        ticket = object()
        put = self._queue.appendleft if request.meta.get(_REFUSED) else self._queue.append
        put(ticket)
        try:
            while (wait := self._wait(ticket)) > 0:
                await pause(self._crawler, wait, self._changed)
        finally:
            self._queue.remove(ticket)
            self._wake()
        self._sent_at[request] = time.monotonic()

    def _wait(self, ticket: object) -> float:
        """Seconds after which to look again, if nothing changes before; 0: pass."""
        now = time.monotonic()
        self._weather = after_wait(self._weather, now)
        if self._weather.is_shut:
            raise self.shut()
        if self._queue[0] is not ticket or len(self._sent_at) >= self._weather.width:
            return _UNTIL_CHANGED
        return self._weather.open_at - now

    def leave(self, request: Any) -> float | None:
        """The request is done, however; when it was sent, None for one that never was."""
        sent_at = self._sent_at.pop(request, None)
        self._wake()
        return sent_at

    def refused(self, sent_at: float, asked: float | None, reason: str) -> None:
        self._reason = reason
        now = time.monotonic()
        recent_count = sum(at > now - 1.0 for at in self._answered_at)
        self._weather = after_refusal(self._weather, self._limits, sent_at, now, asked, recent_count)
        self._wake()

    def answered(self, sent_at: float) -> None:
        now = time.monotonic()
        self._answered_at.append(now)
        self._weather = after_answer(self._weather, self._limits, sent_at, now)
        self._wake()

    @property
    def is_shut(self) -> bool:
        return self._weather.is_shut

    def shut(self) -> NotNow:
        """What a request fails with that would have to wait too long."""
        rest = timedelta(seconds=max(self._weather.open_at - time.monotonic(), 0))
        return NotNow(self._reason, clock.now() + min(rest, LONGEST))

    def _wake(self) -> None:
        """Those who wait look again; each reads the event that was there when it began to wait."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class HoldBack:
    """Downloader middleware; next to the web but for the turns, so that a refusal is seen before it is retried."""

    def __init__(self, crawler: Any) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._gates: dict[str, Gate] = {}
        self._limits = Limits(
            width=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            longest_wait=settings.getfloat("HOLD_LONGEST_WAIT"),
            delay=settings.getfloat("DOWNLOAD_DELAY"),
        )

    @classmethod
    def from_crawler(cls, crawler: Any) -> HoldBack:
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        await self._gate(request).enter(request)

    def process_response(self, request: Any, response: Any) -> Any:
        gate = self._gate(request)
        sent_at = gate.leave(request)
        if sent_at is None:
            return response
        retry_at = retry_at_of(response)
        if response.status != _TOO_MANY and retry_at is None:
            gate.answered(sent_at)
            return response
        asked = None if retry_at is None else (retry_at - clock.now()).total_seconds()
        gate.refused(sent_at, asked, http_reason(response.status))
        self._crawler.stats.inc_value(f"news/held_back/{response.status}")
        if gate.is_shut:
            raise gate.shut()
        request.meta.update({_REFUSED: True, "priority_adjust": _FIRST})
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        self._gate(request).leave(request)

    def _gate(self, request: Any) -> Gate:
        host = urlsplit(request.url).hostname or ""
        if host not in self._gates:
            self._gates[host] = Gate(self._crawler, self._limits)
        return self._gates[host]

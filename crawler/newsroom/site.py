"""A running newsroom as its tests steer it: a clock to set, faults to switch on, a record of every request."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from crawler.newsroom import daily_site, listing_counts, newsroom_site
from crawler.newsroom.archive import Newsroom
from crawler.newsroom.assignments import FIRST_CLOCK
from crawler.newsroom.edition import Edition, edition
from crawler.newsroom.events import STAGES
from crawler.newsroom.faults import Faults, outage
from crawler.newsroom.reply import Reply, conditional
from crawler.newsroom.request import Request, plain_address
from crawler.newsroom.routes import answer
from crawler.newsroom.truth import TrueArticle

_SITES = {
    "newsroom": (newsroom_site.ROUTES, newsroom_site.missing),
    "newsroom-daily": (daily_site.ROUTES, daily_site.missing),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in and was answered. `at` is monotonic seconds; status 0: reset unanswered."""

    outlet: str
    method: str
    path: str
    status: int
    user_agent: str
    at: float
    headers: Mapping[str, str]
    """Request headers, lower-case names."""
    is_injected: bool = False
    """It got an injected failure: one more request of the address is due."""


class Site:
    """A running newsroom. Safe to steer from one thread while it serves others."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.faults = Faults()
        self.outage: bool | Literal["reset", "503"] = False
        """While it is set nothing is answered: connections are reset (True, "reset") or refused with 503."""
        self.requests: list[Seen] = []
        self.base_urls: dict[str, str] = {}
        self.stopping = threading.Event()
        self._clock = FIRST_CLOCK
        self._has_parts = False
        self._lock = threading.Lock()
        self._editions: dict[str, Edition] = {}
        self._replies: dict[tuple[str, str], tuple[str, Reply]] = {}

    @property
    def clock(self) -> datetime:
        """The site's present (aware). Setting it back is allowed: the site then shows that moment again."""
        return self._clock

    @clock.setter
    def clock(self, moment: datetime) -> None:
        with self._lock:
            self._clock = moment
            self._editions, self._replies = {}, {}

    @property
    def parts(self) -> bool:
        """Whether the daily splits its long articles over two pages, the longest over three."""
        return self._has_parts

    @parts.setter
    def parts(self, is_on: bool) -> None:
        with self._lock:
            self._has_parts = is_on
            self._editions, self._replies = {}, {}

    @property
    def injected_count(self) -> int:
        """How many of the recorded requests got a failure (`first_time`, `storm`, outage): one retry is due each."""
        return sum(seen.is_injected for seen in list(self.requests))

    def advance(self, to: timedelta | str) -> None:
        """Move the clock on by a span, or to a stage: `edited`, `removed`, `later`. Raises KeyError for others."""
        self.clock = STAGES[to] if isinstance(to, str) else self.clock + to

    def listed(self, outlet: str) -> tuple[TrueArticle, ...]:
        """What a reader can find on the outlet now, oldest first."""
        return self.newsroom.listed(outlet, self.clock)

    def listing_page_count(self, outlet: str, way: listing_counts.ListingWay) -> int:
        """How many pages the outlet's listings of that way truly have now, without what faults add or hide."""
        with self._lock:
            current = self._edition(outlet)
        return listing_counts.listing_page_count(current, way)

    def answer(self, outlet: str, target: str, headers: dict[str, str]) -> Reply:
        """The reply to a GET, faults included. `headers` have lower-case names."""
        if self.outage:
            return outage(self.outage)
        kind, reply = self._plain(outlet, target)
        request = Request(
            outlet, kind, target, self.base_urls[outlet], self._clock, lambda other: self._plain(outlet, other)[1]
        )
        reply = self.faults.apply(replace(reply, request=request))
        return conditional(reply, headers)

    def _plain(self, outlet: str, target: str) -> tuple[str, Reply]:
        """Rendered once per address and moment."""
        target = plain_address(target)
        with self._lock:
            known, current = self._replies.get((outlet, target)), self._edition(outlet)
            replies = self._replies
        if known is None:
            routes, missing = _SITES[outlet]
            kind, reply = answer(routes, missing, current, target)
            known = kind, conditional(reply, {})
            if reply.status < 400:
                replies[outlet, target] = known
        return known

    def _edition(self, outlet: str) -> Edition:
        if outlet not in self._editions:
            base_url = self.base_urls[outlet]
            self._editions[outlet] = edition(self.newsroom, outlet, self._clock, base_url, has_parts=self._has_parts)
        return self._editions[outlet]

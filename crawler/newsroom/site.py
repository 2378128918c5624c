"""A running newsroom as its tests steer it: a clock to set, faults to switch on, a record of every request."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.newsroom import daily_site, newsroom_site
from crawler.newsroom.archive import Newsroom
from crawler.newsroom.assignments import FIRST_CLOCK
from crawler.newsroom.edition import Edition, edition
from crawler.newsroom.events import STAGES
from crawler.newsroom.faults import Faults
from crawler.newsroom.reply import Reply, conditional
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


class Site:
    """A running newsroom. Safe to steer from one thread while it serves others."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.faults = Faults()
        self.requests: list[Seen] = []
        self.base_urls: dict[str, str] = {}
        self.stopping = threading.Event()
        self._clock = FIRST_CLOCK
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

    def advance(self, to: timedelta | str) -> None:
        """Move the clock on by a span, or to a stage: `edited`, `removed`, `later`. Raises KeyError for others."""
        self.clock = STAGES[to] if isinstance(to, str) else self.clock + to

    def listed(self, outlet: str) -> tuple[TrueArticle, ...]:
        """What a reader can find on the outlet now, oldest first."""
        return self.newsroom.listed(outlet, self.clock)

    def answer(self, outlet: str, target: str, headers: dict[str, str]) -> Reply:
        """The reply to a GET, faults included. `headers` have lower-case names."""
        kind, reply = self._plain(outlet, target)
        reply = self.faults.apply(outlet, kind, target, reply)
        return conditional(reply, headers)

    def _plain(self, outlet: str, target: str) -> tuple[str, Reply]:
        """Rendered once per address and moment."""
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
            self._editions[outlet] = edition(self.newsroom, outlet, self._clock, self.base_urls[outlet])
        return self._editions[outlet]

"""One reading of one listing, page after page: where it goes on, how it ends, and which days it proves. Pure.

A walk ends where enough was known before the last walk that came to its end; a walk that was killed half-way
proves nothing, so the next one goes past it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from crawler.discovery.date_archive import read_date_archive
from crawler.discovery.feed import read_feed
from crawler.discovery.listing import Listing
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.wp_json import posts_url, read_posts
from crawler.reach import dense_from
from crawler.source import Source
from db import clock
from db.urls import main_url, page_key
from db.values import Candidate, Ending, LastWalk, Validators, WalkDone, Way

# Bounds against endless pagination; at 20 articles a page 500 pages reach 10,000 articles back.
MAX_PAGES: Mapping[Way, int] = {"feed": 50, "section": 500, "wp_json": 2000, "date_archive": 50}
# Sitemap indexes may name indexes; real ones are at most two deep.
MAX_SITEMAP_DEPTH = 3
DAY = timedelta(days=1)
Span = tuple[date, date]
"""Local days, the last one not included."""
Child = tuple[str, datetime | None]
"""A page to read next, and when it last changed as its index says."""


def roots(source: Source) -> dict[Way, tuple[str, ...]]:
    """The listings that a source's file names, by way; date archives are none: each is a listing of its own day."""
    named: dict[Way, tuple[str, ...]] = {
        "feed": source.discover.feeds,
        "sitemap": source.discover.sitemaps,
        "section": source.discover.sections,
        "wp_json": (posts_url(source.home),) if source.discover.wp_json else (),
    }
    return {way: urls for way, urls in named.items() if urls}


@dataclass(slots=True)
class Walk:
    """One reading under way. It is over when none of its pages is still to be read."""

    way: Way
    root_url: str
    timezone: str
    last: LastWalk | None = None
    span: Span | None = None
    """The days that are asked for, where not all are."""
    is_unit: bool = False
    """Whether the address itself selects the days of the span, so that the listing holds nothing else."""
    started_at: datetime = field(default_factory=clock.now)
    shown_at: datetime | None = None
    """The oldest moment of which a page of it says it tells; a cache on the way may show what was true hours ago."""
    open_count: int = 0
    page_count: int = 0
    listed_count: int = 0
    new_count: int = 0
    known_count: int = 0
    ending: Ending | None = None
    problem: str = ""
    is_partly_unread: bool = False
    learned: list[Validators] = field(default_factory=list)
    """What its pages said of themselves; believed only once all of the walk was read."""
    seen: set[str] = field(default_factory=set)
    """Keys of what it listed, but for sitemaps, which are not paged and may be long."""
    _days: Counter[date] = field(default_factory=Counter)
    _last_days: list[date] = field(default_factory=list)
    _total: int | None = None
    _own_count: int = 0

    def wanted(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those of the days that are asked for; an entry without a date may be of any."""
        if self.span is None or self.is_unit:
            return list(candidates)
        first, end = self.span
        # of an entry that only tells its last change nothing is known but that it is not younger
        return [
            each
            for each in candidates
            if ((latest := self._day(each)) is None or latest >= first)
            and (each.published_on is None or each.published_on < end)
        ]

    def _day(self, candidate: Candidate) -> date | None:
        """The latest day on which it can have been published."""
        if candidate.published_on or candidate.modified_at is None:
            return candidate.published_on
        return candidate.modified_at.astimezone(ZoneInfo(self.timezone)).date()

    def read(self, listing: Listing, articles: Sequence[Candidate], found: Met, depth: int) -> Step:
        """Count one page that was read; `articles` are those of its candidates that have an article's address."""
        self.page_count += 1
        self.listed_count += len(listing.candidates)
        self.known_count += found.known_count
        self.new_count += found.new_count
        if listing.total_count is not None:
            self._total = max(listing.total_count, self._total or 0)
        days = [day for each in articles if (day := self._day(each)) is not None]
        own = [day for day in days if self._is_own(day)]
        self._own_count += len(own)
        self._days.update(own)
        self._last_days = own or self._last_days
        keys = set() if self.way == "sitemap" else {page_key(each.url) for each in listing.candidates}
        is_new = not keys <= self.seen
        self.seen |= keys
        step = self._step(listing, found, depth, is_new=is_new)
        self.ending = step.ending or self.ending
        self.fail(listing.problem or step.problem)
        return step

    def told_at(self, headers: Mapping[str, str]) -> None:
        """Note when the site made the page that it sent (HTTP's Date, which a cache keeps as it was)."""
        try:
            at = parsedate_to_datetime(headers.get("date", ""))
        except (TypeError, ValueError):
            return
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        self.shown_at = at if self.shown_at is None else min(at, self.shown_at)

    def _is_own(self, day: date) -> bool:
        """Whether an entry of that day is the listing's own: a day's archive has a box of what is newest elsewhere."""
        return self.span is None or not self.is_unit or self.span[0] <= day < self.span[1]

    def _reach(self) -> date | None:
        """How far back it listed everything: the middle of its last page, or the oldest day of a dense sitemap.

        A few old entries that are pinned, popular or listed again must not pass for how far a listing goes.
        """
        if self.way != "sitemap":
            return sorted(self._last_days)[len(self._last_days) // 2] if self._last_days else None
        return dense_from(self._days)

    def fail(self, problem: str) -> None:
        """The first problem is the one that is told."""
        self.problem = self.problem or problem

    def _step(self, listing: Listing, found: Met, depth: int, *, is_new: bool) -> Step:
        if self.way == "sitemap":
            return _sitemap_step(listing, depth)
        if self.last is not None and self.span is None and found.is_enough:
            return Step(ending="overlap")
        reach = self._reach()
        if self.span and not self.is_unit and reach and reach < self.span[0]:
            return Step(ending="exhausted")
        # a page that holds nothing that the walk had not met already is no further page
        onward = self._onward(listing) if is_new else None
        if onward is None:
            return Step(ending=self._end(), problem=self._short_of())
        if depth >= MAX_PAGES[self.way]:
            return Step(ending="bound", problem=f"stopped after {depth} pages")
        return Step(((onward, None),))

    def _onward(self, listing: Listing) -> str | None:
        """The next, older page."""
        is_short = self.way == "feed" and (self.last is not None or self.span is not None)
        onward = listing.next_url or (listing.deeper_url if is_short else None)
        # with its session id it would be another address at each reading
        return main_url(onward) if onward else None

    def _short_of(self) -> str:
        """Why a list that says how long it is was not read whole; '' where it was, or does not say."""
        if self._total is None or len(self.seen) >= self._total:
            return ""
        return f"it told {len(self.seen)} of the {self._total} entries that it says it has"

    def _end(self) -> Ending:
        if self.way != "feed":
            return "exhausted"
        # a feed shows what is newest: that nothing follows says nothing of what came before
        return "window" if self.last is None else "gap"

    def is_empty(self) -> bool:
        """Whether a date archive holds nothing of its days: not there at all, or only what is newest elsewhere."""
        return not self._own_count and self.problem in ("", "http 404")

    def settle_empty(self, is_believed: bool) -> None:
        """An archive that is not there: of days without articles, where the site has archives of other days."""
        self.ending = "exhausted"
        self.problem = "" if is_believed else self.problem or "no date archive has an article"

    def is_past_the_end(self, status: int, depth: int) -> bool:
        """Whether a status is how a site says that there are no more pages."""
        return status == 404 and depth > 1 and self.way in ("feed", "section", "date_archive")

    def done(self) -> WalkDone:
        """The whole walk, once it is over."""
        ending, reach = self._final(), self._reach()
        return WalkDone(
            way=self.way,
            root_url=self.root_url,
            started_at=self.started_at,
            finished_at=clock.now(),
            ending=ending,
            page_count=self.page_count,
            listed_count=self.listed_count,
            new_count=self.new_count,
            known_count=self.known_count,
            oldest_on=reach,
            newest_on=max(self._days, default=None),
            covers=self._covers(ending, reach),
            problem=self.problem,
        )

    def _final(self) -> Ending:
        if self.problem and self.ending != "bound":
            return "problem"
        if self.is_partly_unread:
            return "unchanged"
        return self.ending or "problem"

    def _covers(self, ending: Ending, reach: date | None) -> tuple[date | None, date] | None:
        """The days, over when the walk was shown, of which it read every entry: those after the one it reached."""
        if ending not in ("overlap", "exhausted", "window", "gap"):
            return None
        shown_at = min(self.started_at, self.shown_at or self.started_at)
        end = shown_at.astimezone(ZoneInfo(self.timezone)).date()
        if self.span and self.is_unit:
            return _days(self.span[0], min(end, self.span[1])) if self._proves_its_unit() else None
        first = reach + DAY if reach else None
        if self.span:
            return _days(max(first, self.span[0]), min(end, self.span[1])) if first else None
        if ending == "exhausted" and self.way == "wp_json" and self._total is not None:
            return None, end  # the whole history, and as long as it says it is
        if ending == "overlap" and self.last and self.last.covers:
            before = self.last.covers[0]
            return (None, end) if before is None else _days(before, end)
        return _days(first, end) if first else None

    def _proves_its_unit(self) -> bool:
        """Posts have to say how many they are, and be of the days."""
        if self.way != "wp_json":
            return True
        return self._total is not None and (self._own_count > 0 or not self.listed_count)


def _days(first: date, end: date) -> tuple[date, date] | None:
    return (first, end) if first < end else None


@dataclass(frozen=True, slots=True)
class Met:
    """What a page of a listing was to the ledger."""

    new_count: int = 0
    known_count: int = 0
    is_enough: bool = False
    """Whether what it ends with was known to the last walk: of a feed its last entries, of a list all."""


@dataclass(frozen=True, slots=True)
class Step:
    """The pages to read next, or how the walk ends here, and why it stops short, if it does."""

    children: tuple[Child, ...] = ()
    ending: Ending | None = None
    problem: str = ""


def _sitemap_step(listing: Listing, depth: int) -> Step:
    if listing.children and depth >= MAX_SITEMAP_DEPTH:
        return Step(ending="bound", problem=f"sitemap indexes nested more than {MAX_SITEMAP_DEPTH} deep")
    children = tuple((url, listing.children_modified.get(url)) for url in listing.children)
    return Step(children, None if children else "exhausted")


def read_listing(walk: Walk, body: bytes, url: str, source: Source, headers: Mapping[str, str]) -> Listing:
    """What a listing page lists; never raises on bad bytes: the listing then has a problem."""
    if walk.way == "feed":
        return read_feed(body, url, source.timezone, headers)
    if walk.way == "sitemap":
        return read_sitemap(body, url, source.timezone, headers)
    if walk.way == "wp_json":
        return read_posts(body, url, source.timezone, headers)
    if walk.way == "date_archive" and walk.span:
        first, end = walk.span
        return read_date_archive(body, url, source.article_url, source.timezone, first, end - DAY, headers)
    return read_section(body, url, source.article_url, source.timezone, headers)

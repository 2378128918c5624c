"""The one spider: reads a source's listings, then fetches the pages whose time has come.

Everything site-specific is data in `sources/`. What to fetch comes from the ledger, in small helpings and
only when nothing is under way: memory stays flat, and a killed crawl goes on where it was. With a `window` of
days it looks back instead of for news.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from crawler.date_archives import DateArchives
from crawler.discovery.listing import Listing
from crawler.failures import classify, retry_at_of
from crawler.linked import MAX_LINKED, Linked, Links
from crawler.listings import Met, Step, Walk, read_listing
from crawler.listings import roots as listing_roots
from crawler.reach import tail_of
from crawler.refusals import refusal_of
from crawler.source import Source
from crawler.units import Unit, archives, backfill_units
from crawler.validators import conditional_headers, is_unchanged, learn
from db import clock
from db.crawl import CrawlArchive
from db.discovery import Judged
from db.ledger import Window
from db.values import Candidate, Capture, Fetched, FetchFailure, ListingRead, NotModified, PageToFetch

# One helping of pages from the ledger; enough that the pause between two is lost among the requests.
HELPING = 400
NOT_MODIFIED = 304
# How WordPress says that there is no such page of posts.
BAD_REQUEST = 400
# Date archives are read for the days since the last proof, but a long outage is for a backfill to fill.
ARCHIVE_DAYS = 14
# A part of a look back that was read to its end is not read again within so long: a killed one goes on.
UNIT_LASTS = timedelta(days=1)


class NewsSpider(scrapy.Spider):  # type: ignore[misc]
    name = "news"

    def __init__(
        self,
        source: Source,
        archive: CrawlArchive,
        window: Window | None = None,
        *,
        is_rest: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.archive = archive
        self.window = window
        self.is_rest = is_rest
        self.links = Links(source)
        self._last_page_id = 0
        self._units: dict[str, bool] = {}
        self._archives: DateArchives | None = None

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> NewsSpider:
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.fetch_due, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        if self.is_rest:
            return
        if self.window is None:
            self.links.count(self.archive.release_links(MAX_LINKED))
        walks = self._looks_back(self.window) if self.window else self._looks_for_news()
        for walk, url in walks:
            for request in self._listing(walk, url):
                yield request

    def _looks_for_news(self) -> Iterator[tuple[Walk, str]]:
        for way, urls in listing_roots(self.source).items():
            for url in urls:
                yield Walk(way, url, self.source.timezone, self.archive.last_walk(way, url)), url
        today = self.archive.local_day(clock.now())
        since = today - timedelta(days=ARCHIVE_DAYS)
        proved = self.archive.proved_units("date_archive", since)
        units = archives(self.source, since, today)
        yield from self._unit_walks([unit for unit in units if proved.get(unit.name, since) < unit.span[1]])

    def _looks_back(self, window: Window) -> Iterator[tuple[Walk, str]]:
        again = self.archive.make_due(window)
        self.logger.info("%s to %s: %d pages that failed are due again", *window, again)
        units = backfill_units(self.source, *window)
        read = self.archive.finished_units(clock.now() - UNIT_LASTS)
        self._units = {unit.name: unit.name in read for unit in units}
        self._report()
        yield from self._unit_walks([unit for unit in units if unit.name not in read])

    def _unit_walks(self, units: list[Unit]) -> Iterator[tuple[Walk, str]]:
        self._archives = DateArchives(sum(unit.way == "date_archive" for unit in units))
        for unit in units:
            yield Walk(unit.way, unit.name, self.source.timezone, span=unit.span, is_unit=unit.is_unit), unit.url

    def _report(self) -> None:
        counts = {"news/units": len(self._units), "news/units_read": sum(self._units.values())}
        for name, count in counts.items():
            self.crawler.stats.set_value(name, count)
        self.archive.report(counts)

    def _listing(
        self, walk: Walk, url: str, depth: int = 1, index_modified_at: datetime | None = None
    ) -> Iterator[scrapy.Request]:
        known = self.archive.validators(url) if walk.span is None and (depth == 1 or walk.way == "sitemap") else None
        now = clock.now()
        if is_unchanged(known, index_modified_at, now):
            walk.is_partly_unread = True
            return
        walk.open_count += 1
        yield scrapy.Request(
            url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            headers=conditional_headers(known, now),
            cb_kwargs={"walk": walk, "depth": depth, "index_modified_at": index_modified_at},
            priority=10,
            dont_filter=True,
        )

    async def parse_listing(
        self, response: Response, walk: Walk, depth: int, index_modified_at: datetime | None
    ) -> AsyncIterator[scrapy.Request]:
        try:
            step = await self._answered(response, walk, depth, index_modified_at)
        except Exception as error:
            # a fault of ours must not look like a listing without news
            self.logger.exception("%s %s", walk.way, response.url)
            step = Step(problem=f"fault: {type(error).__name__}")
            walk.fail(step.problem)
            self._record(walk, response.url, problem=step.problem)
        for url, modified_at in step.children:
            for request in self._listing(walk, url, depth + 1, modified_at):
                yield request
        self._close_page(walk)

    async def _answered(self, response: Response, walk: Walk, depth: int, index_modified_at: datetime | None) -> Step:
        """What follows from one answer to a listing's address."""
        if response.status == NOT_MODIFIED:
            walk.is_partly_unread = True
            self._record(walk, response.url, is_end=True)
            return Step(ending="unchanged")
        if walk.is_past_the_end(response.status, depth):
            walk.ending = "exhausted"
            self._record(walk, response.url, is_end=True)
            return Step(ending="exhausted")
        is_read = 200 <= response.status < 300 or (walk.way == "wp_json" and response.status == BAD_REQUEST)
        if not is_read:
            walk.fail(f"http {response.status}")
            self._record(walk, response.url, problem=f"http {response.status}")
            return Step()
        # 50,000 addresses take seconds to read and store: the other answers must not wait for them
        return await asyncio.to_thread(self._read, response, walk, depth, index_modified_at)

    def _read(self, response: Response, walk: Walk, depth: int, index_modified_at: datetime | None) -> Step:
        headers = _headers(response)
        walk.told_at(headers)
        listing = read_listing(walk, response.body, response.url, self.source, headers)
        today = self.archive.local_day(walk.started_at)
        judged = [(each, refusal_of(self.source, each, today)) for each in listing.candidates]
        articles = [candidate for candidate, refusal in judged if not refusal]
        found = self._discover(walk, judged, articles)
        step = walk.read(listing, articles, found, depth)
        if walk.span is None and (depth == 1 or walk.way == "sitemap") and not listing.problem:
            asked = _asked(response)
            known = self.archive.validators(asked)
            walk.learned.append(learn(known, asked, response.body, headers, index_modified_at, clock.now()))
        self._told(walk, response.url, listing, found, step)
        return step

    def _discover(self, walk: Walk, judged: Sequence[Judged], articles: Sequence[Candidate]) -> Met:
        """Into the ledger with what is wanted; what an overlap is judged by is asked apart."""
        wanted = set(walk.wanted(articles))
        tail = tail_of(walk.way, articles)
        decisive = wanted.intersection(tail)
        ends = self.archive.discover([(each, "") for each in articles if each in decisive], walk.last)
        others = wanted - decisive
        rest = [(each, why) for each, why in judged if (why and walk.span is None) or each in others]
        found = ends + self.archive.discover(rest, walk.last)
        return Met(found.new_count, found.known_count, bool(tail) and ends.known_count >= len(tail))

    def _told(self, walk: Walk, url: str, listing: Listing, found: Met, step: Step) -> None:
        self.crawler.stats.inc_value("news/discovered", found.new_count)
        self._record(
            walk,
            url,
            problem=listing.problem or step.problem,
            listed_count=len(listing.candidates),
            known_count=found.known_count,
            oldest_at=listing.oldest_at,
            newest_at=listing.newest_at,
            is_end=not step.children and not listing.problem,
        )
        self.logger.info("%s %s: %d listed, %d new", walk.way, url, len(listing.candidates), found.new_count)

    def listing_failed(self, failure: Any) -> None:
        walk = failure.request.cb_kwargs["walk"]
        reason = classify(failure.value).reason
        walk.fail(reason)
        self._record(walk, failure.request.url, problem=reason)
        self._close_page(walk)

    def _record(self, walk: Walk, url: str, **counts: Any) -> None:
        if counts.get("problem"):
            self.logger.warning("%s %s: %s", walk.way, url, counts["problem"])
        self.archive.record_listing(ListingRead(walk.way, walk.root_url, url, walk.started_at, **counts))

    def _close_page(self, walk: Walk) -> None:
        walk.open_count -= 1
        if not walk.open_count:
            self._close_walk(walk)

    def _close_walk(self, walk: Walk) -> None:
        if walk.way != "date_archive" or self._archives is None:
            self._finish(walk)
            return
        for ended in self._archives.close(walk):
            self._finish(ended)

    def _finish(self, walk: Walk) -> None:
        done = walk.done()
        # what its pages say of themselves is kept only with the whole: else an index that is unchanged would hide
        # a part of it that could not be read, and a list that stays empty would count as one that is well
        is_whole = not done.problem and (done.listed_count or done.ending == "unchanged")
        self.archive.finish_walk(done, tuple(walk.learned) if is_whole else ())
        self.logger.info("%s %s: %s after %d pages", done.way, done.root_url, done.ending, done.page_count)
        if walk.root_url in self._units:
            self._units[walk.root_url] = True
            self._report()

    def fetch_due(self) -> None:
        """When idle: the next helping of due pages, until the ledger has no more."""
        self.crawler.signals.send_catch_log(signal=FLUSH)
        try:
            pages = self.archive.take_due_pages(self._last_page_id, HELPING, self.window)
        except Exception:
            # Scrapy would log it and call the crawl finished
            self.logger.exception("the archive does not answer; stopping the crawl")
            self.crawler.engine.close_spider(self, "archive_error")
            return
        if not pages:
            return
        for page in pages:
            self.crawler.engine.crawl(self._page(page))
        self._last_page_id = pages[-1].page_id
        raise DontCloseSpider

    def _page(self, page: PageToFetch) -> scrapy.Request:
        asked = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
        return scrapy.Request(
            page.url,
            callback=self.parse_page,
            errback=self.page_failed,
            headers={name: value for name, value in asked.items() if value},
            cb_kwargs={"page_id": page.page_id, "hop_count": page.hop_count},
            dont_filter=True,
        )

    def parse_page(
        self, response: Response, page_id: int, hop_count: int
    ) -> Iterator[Fetched | FetchFailure | Linked | NotModified]:
        if retry_at := retry_at_of(response):
            yield FetchFailure(page_id, f"http {response.status}", retry_at=retry_at)
            return
        # of another address the word says nothing
        if response.status == NOT_MODIFIED and "redirect_urls" not in response.meta:
            yield NotModified(page_id, clock.now())
            return
        # first: a page whose capture is kept is not read for links again
        if 200 <= response.status < 300:
            read = self.links.on if self.window is None else self.links.parts_on
            yield from read(response, hop_count)
        yield Fetched(
            page_id,
            Capture(
                url=_asked(response),
                final_url=response.url,
                status=response.status,
                headers=_headers(response),
                body=response.body,
                captured_at=clock.now(),
            ),
        )

    def page_failed(self, failure: Any) -> Iterator[FetchFailure]:
        why = classify(failure.value)
        self.logger.warning("page %s: %s", failure.request.url, why.reason)
        # where a redirect leads today says nothing of the address itself
        is_final = why.is_final and "redirect_urls" not in failure.request.meta
        yield FetchFailure(failure.request.cb_kwargs["page_id"], why.reason, is_final, why.retry_at)


FLUSH = object()
"""Signal: write what is buffered now, the ledger is about to be read."""


def _asked(response: Response) -> str:
    return str(response.meta.get("redirect_urls", [response.url])[0])


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }

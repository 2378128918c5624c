"""The one spider: reads a source's listings, then fetches the pages whose time has come.

Everything site-specific is data in `sources/`. What to fetch comes from the ledger, in small helpings and
only when nothing is under way: memory stays flat, and a killed crawl goes on where it was.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from crawler.discovery.listing import NOT_ARTICLE
from crawler.failures import classify
from crawler.guard import refusal
from crawler.listings import Walk, read_listing
from crawler.source import Source
from db.crawl import CrawlArchive
from db.values import Candidate, Capture, Fetched, FetchFailure, ListingRead, Way

# One helping of pages from the ledger; enough that the pause between two is lost among the requests.
HELPING = 400
# What many sites answer to a page number after the last.
PAST_THE_END = 404


class NewsSpider(scrapy.Spider):  # type: ignore[misc]
    name = "news"

    def __init__(self, source: Source, archive: CrawlArchive, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.archive = archive
        self._last_page_id = 0

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> NewsSpider:
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.fetch_due, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        ways: tuple[tuple[Way, tuple[str, ...]], ...] = (
            ("feed", self.source.discover.feeds),
            ("sitemap", self.source.discover.sitemaps),
            ("section", self.source.discover.sections),
        )
        for way, urls in ways:
            for url in urls:
                known_before = self.archive.last_finished_walk(way, url)
                yield self._listing(Walk(way, url, datetime.now(UTC), known_before), url)

    def _listing(self, walk: Walk, url: str) -> scrapy.Request:
        return scrapy.Request(
            url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"walk": walk},
            priority=10,
            dont_filter=True,
        )

    def parse_listing(self, response: Response, walk: Walk) -> Iterator[scrapy.Request]:
        if response.status == PAST_THE_END and walk.depth > 1 and walk.way == "section":
            self._record(walk, response.url, is_end=True)
            return
        if not 200 <= response.status < 300:
            self._record(walk, response.url, problem=f"http {response.status}")
            return
        try:
            yield from self._read_on(response, walk)
        except Exception as error:
            # a fault of ours must not look like a listing without news
            self.logger.exception("%s %s", walk.way, response.url)
            self._record(walk, response.url, problem=f"fault: {type(error).__name__}")

    def _read_on(self, response: Response, walk: Walk) -> Iterator[scrapy.Request]:
        listing = read_listing(walk.way, response.body, response.url, self.source, _headers(response))
        new_count, known_count = self.archive.discover(self._judged(listing.candidates), walk.known_before)
        following = walk.next_pages(listing, known_count)
        self.crawler.stats.inc_value("news/discovered", new_count)
        self._record(
            walk,
            response.url,
            problem=listing.problem,
            listed_count=len(listing.candidates),
            known_count=known_count,
            oldest_at=listing.oldest_at,
            newest_at=listing.newest_at,
            # a bound ends the walk too, with a row that says so: else every run would read as far again
            is_end=not following.urls and not listing.problem,
        )
        if following.problem:
            self._record(walk, response.url, problem=following.problem)
        self.logger.info("%s %s: %d listed, %d new", walk.way, response.url, len(listing.candidates), new_count)
        for url in following.urls:
            yield self._listing(following.walk, url)

    def _judged(self, candidates: tuple[Candidate, ...]) -> list[tuple[Candidate, str]]:
        return [(candidate, self._refusal(candidate.url)) for candidate in candidates]

    def _refusal(self, url: str) -> str:
        if reason := refusal(url, self.source.domains, self.source.local):
            return reason
        return "" if self.source.is_article(url) else NOT_ARTICLE

    def listing_failed(self, failure: Any) -> None:
        walk = failure.request.cb_kwargs["walk"]
        self._record(walk, failure.request.url, problem=classify(failure.value).reason)

    def _record(self, walk: Walk, url: str, **counts: Any) -> None:
        if counts.get("problem"):
            self.logger.warning("%s %s: %s", walk.way, url, counts["problem"])
        self.archive.record_listing(ListingRead(walk.way, walk.root_url, url, walk.started_at, **counts))

    def fetch_due(self) -> None:
        """When idle: the next helping of due pages, until the ledger has no more."""
        self.crawler.signals.send_catch_log(signal=FLUSH)
        pages = self.archive.due_pages(self._last_page_id, HELPING)
        if not pages:
            return
        for page in pages:
            self.crawler.engine.crawl(self._page(page.page_id, page.url))
        self._last_page_id = pages[-1].page_id
        raise DontCloseSpider

    def _page(self, page_id: int, url: str) -> scrapy.Request:
        return scrapy.Request(
            url,
            callback=self.parse_page,
            errback=self.page_failed,
            cb_kwargs={"page_id": page_id},
            dont_filter=True,
        )

    def parse_page(self, response: Response, page_id: int) -> Iterator[Fetched]:
        asked = response.meta.get("redirect_urls", [response.url])[0]
        yield Fetched(
            page_id,
            Capture(
                url=asked,
                final_url=response.url,
                status=response.status,
                headers=_headers(response),
                body=response.body,
                captured_at=datetime.now(UTC),
            ),
        )

    def page_failed(self, failure: Any) -> Iterator[FetchFailure]:
        why = classify(failure.value)
        self.logger.warning("page %s: %s", failure.request.url, why.reason)
        yield FetchFailure(failure.request.cb_kwargs["page_id"], why.reason, why.is_final)


FLUSH = object()
"""Signal: write what is buffered now, the ledger is about to be read."""


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }

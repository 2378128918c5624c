"""Captures -> archive, in batches, while the crawl runs: at most a second's fetches are ever in memory only."""

from __future__ import annotations

from typing import Any

from scrapy import signals
from twisted.internet.task import LoopingCall

from crawler.linked import Linked
from crawler.own_memory import peak_bytes
from crawler.spiders.news import FLUSH
from db.crawl import CrawlArchive
from db.discovery import Judged
from db.values import Fetched, FetchFailure, NotModified

MAX_ITEMS = 50
MAX_BYTES = 8_000_000
MAX_SECONDS = 1.0


class ArchivePipeline:
    """Collects what was fetched and what failed; writes both in one transaction a batch."""

    def __init__(self, crawler: Any, archive: CrawlArchive) -> None:
        self._crawler = crawler
        self._archive = archive
        self._fetched: list[Fetched] = []
        self._failures: list[FetchFailure] = []
        self._unchanged: list[NotModified] = []
        self._linked: list[Judged] = []
        self._byte_count = 0
        self._timer = LoopingCall(self.flush)

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchivePipeline:
        pipeline = cls(crawler, crawler.spider.archive)
        crawler.signals.connect(pipeline.flush, signal=FLUSH)
        crawler.signals.connect(pipeline.closed, signal=signals.spider_closed)
        return pipeline

    def open_spider(self) -> None:
        self._timer.start(MAX_SECONDS, now=False)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Fetched):
            self._fetched.append(item)
            self._byte_count += len(item.capture.body)
        elif isinstance(item, Linked):
            self._linked += item.judged
        elif isinstance(item, NotModified):
            self._unchanged.append(item)
        else:
            self._failures.append(item)
        count = len(self._fetched) + len(self._failures) + len(self._unchanged)
        if count >= MAX_ITEMS or self._byte_count >= MAX_BYTES:
            self.flush()
        return item

    def flush(self) -> None:
        """Write the batch. An error here is the database's: the crawl stops, its pages stay due."""
        fetched, failures, linked, unchanged = self._fetched, self._failures, self._linked, self._unchanged
        self._fetched, self._failures, self._linked, self._unchanged, self._byte_count = [], [], [], [], 0
        if not fetched and not failures and not linked and not unchanged:
            return
        try:
            # links first: a page whose capture is kept is not read for links again
            new_count = self._archive.discover(linked, None).new_count
            self._archive.save(fetched, failures, unchanged)
        except Exception:
            self._crawler.spider.logger.exception("the archive refused a batch; stopping the crawl")
            self._crawler.engine.close_spider(self._crawler.spider, "archive_error")
            return
        self._crawler.spider.links.count(new_count)
        self._crawler.stats.inc_value("news/linked", new_count)
        self._crawler.stats.inc_value("news/captured", len(fetched))
        self._crawler.stats.inc_value("news/failed", len(failures))
        self._crawler.stats.inc_value("news/unchanged", len(unchanged))

    def closed(self, reason: str) -> None:
        if self._timer.running:
            self._timer.stop()
        self.flush()
        counts = {"finish_reason": reason, **_counts(self._crawler.stats.get_stats())}
        if peak := peak_bytes():
            counts["memusage/max"] = peak
        self._archive.finish(counts, is_rest=self._crawler.spider.is_rest)


def _counts(stats: dict[str, Any]) -> dict[str, Any]:
    """The spider's counts worth keeping: whole numbers under their Scrapy names."""
    kept = ("downloader/", "news/", "robotstxt/", "retry/", "response_", "elapsed", "memusage/max")
    return {key: value for key, value in stats.items() if key.startswith(kept) and isinstance(value, int | float)}

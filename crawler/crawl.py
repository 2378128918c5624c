"""One crawl of one source, as a process of its own: `python -m crawler.crawl SLUG --source-id N --run-id N`.

With `--since` and `--until` it looks back at those days instead of for news.

The flow starts it and stops it with one SIGTERM; what was fetched by then is stored. It dies with its
parent. Its counts are in the archive; its exit code says nothing.
"""

from __future__ import annotations

import argparse
import logging
from datetime import date
from typing import Any

from scrapy.crawler import CrawlerProcess

from crawler.source import Source, load_sources, user_agent
from crawler.spiders.news import NewsSpider
from db.crawl import CrawlArchive
from db.ledger import Window
from db.settings import Settings

MAX_BYTES = 20_000_000  # the largest news pages known are 2 MB; sitemaps may have 50 MB unpacked, far less packed


def scrapy_settings(source: Source, contact: str) -> dict[str, Any]:
    """Politeness, bounds and guards; all retries of fetches live here."""
    agent = user_agent(contact)
    return {
        "USER_AGENT": agent,
        "ROBOTSTXT_OBEY": True,
        # the product alone: a word of the contact is not what a rule was written for
        "ROBOTSTXT_USER_AGENT": agent.partition("/")[0],
        "DOWNLOAD_DELAY": source.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if source.delay else 8,
        "AUTOTHROTTLE_ENABLED": not source.local,
        "AUTOTHROTTLE_START_DELAY": source.delay,
        # the whole download, however slowly it drips
        "DOWNLOAD_TIMEOUT": 10 if source.local else 30,
        "HOLD_LONGEST_WAIT": 20 if source.local else 60,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.wire.WholeDownloads",
            "https": "crawler.wire.WholeDownloads",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en",
            # what we can tell the end of; Scrapy would ask for brotli and zstd too, and keep what came of them
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "RETRY_TIMES": 1,
        "RETRY_GIVE_UP_LOG_LEVEL": "WARNING",
        "REDIRECT_MAX_TIMES": 5,
        # statuses are the ledger's to judge, not a middleware's to drop
        "HTTPERROR_ALLOW_ALL": True,
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "METAREFRESH_ENABLED": False,
        "HTTPPROXY_ENABLED": not source.local,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "TWISTED_DNS_RESOLVER": "crawler.middlewares.GuardedResolver",
        "SOURCE_IS_LOCAL": source.local,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "crawler.polite.patience.Unasked": 10,
            "crawler.middlewares.GuardMiddleware": 50,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.polite.robots.RobotsMiddleware": 100,
            # nearer to the web than Scrapy's retry (550), but not than what counts requests (850);
            # in this order: who holds a turn is sent at once
            "crawler.polite.holdback.HoldBack": 830,
            "crawler.polite.turns.Turns": 840,
        },
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "crawler.polite.pace.Throttle": 400,
            "crawler.polite.pace.Pace": 500,
        },
        "ITEM_PIPELINES": {"crawler.pipelines.ArchivePipeline": 100},
        # both would open a port that runs code for whoever may connect
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "%(levelname)s %(message)s",
        "LOG_COLOR": False,
        "LOG_VERSIONS": [],
        "LOGSTATS_INTERVAL": 10.0,
        "STATS_DUMP": False,
    }


def start(
    source: Source, archive: Any, settings: dict[str, Any], window: Window | None = None, *, is_rest: bool = False
) -> None:
    """Run the spider on the source to its end, in this process; with a window of days it looks back at those."""
    process = CrawlerProcess(settings)
    # lists of settings and middlewares are for Scrapy's developers, the lines of the spider for a run's reader
    for name in ("scrapy.crawler", "scrapy.middleware", "scrapy.addons", "scrapy.core.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)
    process.crawl(NewsSpider, source=source, archive=archive, window=window, is_rest=is_rest)
    process.start()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m crawler.crawl", description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("--source-id", type=int, required=True)
    parser.add_argument("--run-id", type=int, required=True)
    parser.add_argument("--since", type=date.fromisoformat, help="look back at the days from here ...")
    parser.add_argument("--until", type=date.fromisoformat, help="... to here")
    parser.add_argument("--rest", action="store_true", help="read no listing, fetch what is due")
    parser.add_argument("--checks", action="store_true", help="read no listing, fetch again what the run chose")
    asked = parser.parse_args(argv)
    settings = Settings.from_env()
    source = next(source for source in load_sources(settings.config).sources if source.slug == asked.slug)
    archive = CrawlArchive(settings.database_url, asked.source_id, asked.run_id, source.timezone, is_check=asked.checks)
    window = (asked.since, asked.until) if asked.since and asked.until else None
    start(source, archive, scrapy_settings(source, settings.contact), window, is_rest=asked.rest or asked.checks)


if __name__ == "__main__":
    main()

"""One crawl of one source, as a process of its own: `python -m crawler.crawl SLUG --source-id N --run-id N`.

The flow starts it and stops it with one SIGTERM; what was fetched by then is stored. It dies with its
parent. Its counts are in the archive; its exit code says nothing.
"""

from __future__ import annotations

import argparse
import logging
from typing import Any

from scrapy.crawler import CrawlerProcess

from crawler.source import Source, load_sources, user_agent
from crawler.spiders.news import NewsSpider
from db.crawl import CrawlArchive
from db.settings import Settings

MAX_BYTES = 20_000_000  # the largest news pages known are 2 MB; sitemaps may have 50 MB unpacked, far less packed


def scrapy_settings(source: Source, contact: str) -> dict[str, Any]:
    """Politeness, bounds and guards; all retries of fetches live here."""
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": source.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8 if source.local else 1,
        "AUTOTHROTTLE_ENABLED": not source.local,
        "AUTOTHROTTLE_START_DELAY": source.delay,
        "DOWNLOAD_TIMEOUT": 30,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
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
            "crawler.middlewares.GuardMiddleware": 50,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.middlewares.RobotsMiddleware": 100,
        },
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "crawler.middlewares.Throttle": 400,
            "crawler.middlewares.CrawlDelay": 500,
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


def start(source: Source, archive: Any, settings: dict[str, Any]) -> None:
    """Run the spider on the source to its end, in this process."""
    process = CrawlerProcess(settings)
    # lists of settings and middlewares are for Scrapy's developers, the lines of the spider for a run's reader
    for name in ("scrapy.crawler", "scrapy.middleware", "scrapy.addons", "scrapy.core.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # a robots.txt that cannot be had is told with a traceback each time; the listings say it in a word
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    process.crawl(NewsSpider, source=source, archive=archive)
    process.start()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m crawler.crawl", description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("--source-id", type=int, required=True)
    parser.add_argument("--run-id", type=int, required=True)
    asked = parser.parse_args(argv)
    settings = Settings.from_env()
    source = next(source for source in load_sources(settings.config).sources if source.slug == asked.slug)
    archive = CrawlArchive(settings.database_url, asked.source_id, asked.run_id, source.timezone)
    start(source, archive, scrapy_settings(source, settings.contact))


if __name__ == "__main__":
    main()

"""Looks at several sites in one process: `python -m tests.support.surveys URL...` prints what was seen, by address."""

from __future__ import annotations

import json
import sys

from scrapy.crawler import CrawlerProcess

from crawler.crawl import scrapy_settings
from crawler.survey import SurveySpider, source_for


def main() -> None:
    sources = {url: source_for(url) for url in sys.argv[1:]}
    settings = {**scrapy_settings(next(iter(sources.values())), ""), "ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR"}
    process = CrawlerProcess(settings)
    crawlers = {url: process.create_crawler(SurveySpider) for url in sources}
    for url, crawler in crawlers.items():
        process.crawl(crawler, source=sources[url])
    process.start()
    json.dump({url: crawler.spider.seen for url, crawler in crawlers.items()}, sys.stdout, default=str)  # type: ignore[union-attr]


if __name__ == "__main__":
    main()

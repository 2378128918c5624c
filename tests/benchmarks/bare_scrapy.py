"""Scrapy alone: fetch what a sitemap lists and save it as files. `python bare_scrapy.py SITEMAP_URL FOLDER`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess


class Saver(scrapy.Spider):
    name = "saver"

    async def start(self) -> Any:
        yield scrapy.Request(sys.argv[1], callback=self.parse_sitemap)

    def parse_sitemap(self, response: Any) -> Iterator[scrapy.Request]:
        response.selector.remove_namespaces()
        for url in response.xpath("//loc/text()").getall():
            yield scrapy.Request(url, callback=self.save)

    def save(self, response: Any) -> None:
        Path(sys.argv[2], response.url.rsplit("/", 1)[1]).write_bytes(response.body)


process = CrawlerProcess({"LOG_LEVEL": "WARNING", "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
process.crawl(Saver)
process.start()

"""What does a site offer? `python -m crawler.survey URL` asks for little, politely, and prints what it saw as JSON.

Its feeds, sitemaps, sections, WordPress's REST interface, its language: at most some forty requests, under the same
guards, robots.txt and pace as every crawl. Nothing is stored.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from crawler.crawl import scrapy_settings
from crawler.discovery.address_pattern import is_list
from crawler.discovery.feed import read_feed
from crawler.discovery.listing import Listing
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.wp_json import posts_url, read_posts
from crawler.dry_run import DryArchive
from crawler.guard import literal_address
from crawler.source import Discover, Source
from db.settings import Settings
from db.urls import same_site, site_of

FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss/")
SITEMAPS = ("/sitemap_index.xml", "/sitemap.xml", "/wp-sitemap.xml", "/news-sitemap.xml")
MOST_SECTIONS, MOST_FEEDS, MOST_SITEMAPS, MOST_ADDRESSES = 8, 8, 6, 300
_SECTION = re.compile(r"/(?:[A-Za-z][\w-]*/){0,2}(?:(?:[A-Za-z][\w-]*|\d{1,3})(?:\.s?html?)?)?/?\Z")
_DEEPEST = 6
"""Folders above a list that is called one."""
_NO_SECTION = re.compile(
    r"about|contact|privacy|terms|login|register|search|subscribe|advert|video|wp-|feed|tag/", re.I
)
Reader = Callable[[bytes, str], Listing]


class SurveySpider(scrapy.Spider):  # type: ignore[misc]
    """Asks, and remembers in `seen` what answered."""

    name = "survey"

    def __init__(self, source: Source, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.archive = DryArchive(0, source.timezone)
        self.seen: dict[str, Any] = {
            **{"home": source.home, "title": "", "language": "", "problem": ""},
            **{"feeds": [], "sitemaps": [], "wp_json": None, "sections": []},
        }

    async def start(self) -> AsyncIterator[Any]:
        yield self._ask(self.source.home, self._home)

    def _ask(self, url: str, then: Callable[..., Any], **more: Any) -> Any:
        return scrapy.Request(url, then, errback=self._failed, cb_kwargs=more, dont_filter=True)

    def _failed(self, failure: Any) -> None:
        url = getattr(failure, "request", None)
        if url is not None and url.url == self.source.home:
            self.seen["problem"] = failure.getErrorMessage() or type(failure.value).__name__

    def _home(self, response: Response) -> Iterator[Any]:
        if response.status != 200 or not response.body.strip():
            self.seen["problem"] = f"http {response.status}" if response.status != 200 else "an empty page"
            return
        self.seen["home"] = response.url
        page: Any = lxml.html.document_fromstring(response.body)
        named = page.xpath("//meta[@property='og:site_name']/@content") or [page.findtext(".//title") or ""]
        self.seen["title"] = " ".join(named[0].split())
        self.seen["language"] = (
            page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        ).lower()
        told = [urljoin(response.url, href) for href in page.xpath(_ALTERNATES)]
        guessed = [urljoin(response.url, path) for path in FEEDS]
        for url in list(dict.fromkeys([*told, *guessed]))[:MOST_FEEDS]:
            yield self._ask(url, self._listing, kind="feeds", read=_feed)
        yield self._ask(urljoin(response.url, "/robots.txt"), self._robots)
        yield self._ask(posts_url(urljoin(response.url, "/")), self._posts)
        self._keep_links(response.url, page)
        for url in self._sections(response.url, page):
            yield self._ask(url, self._section)

    def _sections(self, home: str, page: Any) -> list[str]:
        """Links of the home page that look like lists: called one, or short and without a figure; shortest first."""
        found = dict.fromkeys(urljoin(home, href).partition("#")[0] for href in page.xpath("//a/@href"))
        lists = [url for url in found if same_site(url, self.source.domains) and self._is_list(url, home)]
        return sorted(lists, key=lambda url: len(urlsplit(url).path))[:MOST_SECTIONS]

    @staticmethod
    def _is_list(url: str, home: str) -> bool:
        parts = urlsplit(url)
        return (
            not parts.query
            and parts.path not in ("", "/", urlsplit(home).path)
            and (_SECTION.match(parts.path) is not None or (is_list(parts.path) and parts.path.count("/") <= _DEEPEST))
            and not _NO_SECTION.search(parts.path)
        )

    def _robots(self, response: Response) -> Iterator[Any]:
        text = response.text if response.status == 200 and isinstance(response, scrapy.http.TextResponse) else ""
        named = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", text)
        guessed = [urljoin(self.seen["home"], path) for path in SITEMAPS]
        wanted = [url for url in dict.fromkeys([*named, *guessed]) if same_site(url, self.source.domains)]
        for url in wanted[:MOST_SITEMAPS]:
            yield self._ask(url, self._listing, kind="sitemaps", read=_sitemap)

    def _listing(self, response: Response, kind: str, read: Reader, parent: str = "") -> Iterator[Any]:
        found = read(response.body, response.url) if response.status == 200 else None
        if found is None or (found.problem and not found.candidates):
            return
        if found.children and not parent:
            self.seen[kind].append(_row(response.url, found))
            # the newest child is mostly the last or the first of them
            for child in dict.fromkeys((found.children[-1], found.children[0])):
                if same_site(child, self.source.domains):
                    yield self._ask(child, self._listing, kind=kind, read=read, parent=response.url)
        elif parent:
            row = next(row for row in self.seen[kind] if row["url"] == parent)
            row["addresses"] += [one.url for one in found.candidates][:MOST_ADDRESSES]
        elif found.candidates:
            self.seen[kind].append(_row(response.url, found))

    def _posts(self, response: Response) -> None:
        found = read_posts(response.body, response.url, "UTC") if response.status == 200 else None
        if found and found.candidates and not found.problem:
            self.seen["wp_json"] = _row(response.url, found)

    def _section(self, response: Response) -> None:
        if response.status != 200 or not response.body.strip():
            return
        self._keep_links(response.url, lxml.html.document_fromstring(response.body))

    def _keep_links(self, url: str, page: Any) -> None:
        links = dict.fromkeys(urljoin(url, href).partition("#")[0] for href in page.xpath("//a/@href"))
        own = [link for link in links if same_site(link, self.source.domains)]
        self.seen["sections"].append({"url": url, "addresses": own[:MOST_ADDRESSES]})


_ALTERNATES = (
    "//link[contains(concat(' ', @rel, ' '), ' alternate ')][contains(@type, 'rss') or contains(@type, 'atom')]/@href"
)


def _feed(body: bytes, url: str) -> Listing:
    return read_feed(body, url, "UTC")


def _sitemap(body: bytes, url: str) -> Listing:
    return read_sitemap(body, url, "UTC")


def _row(url: str, found: Listing) -> dict[str, Any]:
    return {"url": url, "addresses": [one.url for one in found.candidates][:MOST_ADDRESSES]}


def source_for(url: str) -> Source:
    """The site as a source that nothing is known of yet. Raises ValueError for what is no address of one."""
    site = site_of(url)
    if site is None:
        raise ValueError(f"{url!r} is no http(s) address")
    port = urlsplit(url).port
    domain = site.host.removeprefix("www.") + (f":{port}" if port else "")
    address = literal_address(site.host)
    is_local = site.host == "localhost" or site.host.endswith(".localhost") or bool(address and _is_own(address))
    return Source(
        slug="survey",
        name=site.host,
        home=url,
        domains=(domain,),
        article_url=".",
        discover=Discover(),
        path=Path("survey.toml"),
        local=is_local,
        delay=0.0 if is_local else 1.0,
    )


def _is_own(address: str) -> bool:
    return ip_address(address).is_loopback


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m crawler.survey", description=__doc__)
    parser.add_argument("url")
    source = source_for(parser.parse_args().url)
    settings = {**scrapy_settings(source, Settings.from_env().contact), "ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR"}
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(SurveySpider)
    process.crawl(crawler, source=source)
    process.start()
    json.dump(crawler.spider.seen, sys.stdout, default=str)


if __name__ == "__main__":
    main()

"""Links on the pages that were fetched: what no listing names is found here. Bounded, because sites hold traps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scrapy.http import Response

from crawler.discovery.links import article_links, part_links
from crawler.guard import refusal
from crawler.refusals import link_refusal
from crawler.source import Source
from db import clock
from db.discovery import Judged
from db.urls import page_key, same_site

# New pages that one run follows by links alone; a first run on a large site would else crawl all of it.
MAX_LINKED = 500
# Addresses remembered so that the menu on every page costs nothing; about 10 MB.
MAX_SEEN = 100_000


@dataclass(frozen=True, slots=True)
class Linked:
    """Addresses that one fetched page links to, each with its refusal."""

    judged: tuple[Judged, ...]


class Links:
    """What the pages of one crawl link to, each address once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pattern = re.compile(source.article_url)
        self._seen: set[str] = set()
        self._count = 0

    def on(self, response: Response, hop_count: int) -> Iterator[Linked]:
        """The article addresses on a page that were not met on a page before; nothing where there are none."""
        if len(self._seen) > MAX_SEEN:
            self._seen.clear()
        content_type = response.headers.get("Content-Type", b"").decode("latin-1")
        parts = self._parts(response, hop_count)
        if parts:
            yield Linked(parts)
        found = article_links(response.body, response.url, content_type, self._pattern, self._seen)
        today = clock.now().date()
        judged: list[Judged] = []
        known = {page_key(part.url) for part, _ in parts}
        for each in found:
            if known and page_key(each.url) in known:
                continue
            # the rest of the web is no concern of the ledger
            if same_site(each.url, self._source.domains):
                linked = replace(each, hop_count=hop_count + 1)
                judged.append((linked, link_refusal(self._source, linked, self._count >= MAX_LINKED, today)))
        if judged:
            yield Linked(tuple(judged))

    def parts_on(self, response: Response, hop_count: int) -> Iterator[Linked]:
        """Only the further pages of the article that the page belongs to: whoever has one of them wants them all."""
        if parts := self._parts(response, hop_count):
            yield Linked(parts)

    def _parts(self, response: Response, hop_count: int) -> tuple[Judged, ...]:
        """No bound but their own is set to them, nor a form: they are the article's, and as near as it is."""
        content_type = response.headers.get("Content-Type", b"").decode("latin-1")
        found = part_links(response.body, response.url, content_type)
        domains, is_local = self._source.domains, self._source.local
        return tuple((replace(each, hop_count=hop_count), refusal(each.url, domains, is_local) or "") for each in found)

    def count(self, new_count: int) -> None:
        """Of what was found so many were new."""
        self._count += new_count

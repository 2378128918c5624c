"""One reading of one listing, page after page: which parser reads it, and where it goes on or ends.

A walk ends where everything listed was known before the last walk that came to its end; a walk that was
killed half-way proves nothing, so the next one goes past it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.discovery.feed import read_feed
from crawler.discovery.listing import Listing
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import read_sitemap
from crawler.source import Source
from db.values import Way

# A bound against endless pagination; at 20 articles a page it reaches 10,000 articles back.
MAX_SECTION_PAGES = 500
# Sitemap indexes may name indexes; real ones are at most two deep.
MAX_SITEMAP_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Walk:
    """One reading of the listing that a source's TOML names."""

    way: Way
    root_url: str
    started_at: datetime
    known_before: datetime | None
    """Addresses first seen before this instant were seen by a walk that ended; None: there was none."""
    depth: int = 1

    def next_pages(self, listing: Listing, known_count: int) -> Following:
        """Where the walk goes from a page of which `known_count` addresses were known before."""
        deeper = replace(self, depth=self.depth + 1)
        if self.way == "sitemap":
            if listing.children and self.depth >= MAX_SITEMAP_DEPTH:
                return Following(deeper, (), f"sitemap indexes nested more than {MAX_SITEMAP_DEPTH} deep")
            return Following(deeper, listing.children)
        if not listing.next_url or not listing.candidates:
            return Following(deeper)
        if self.known_before is not None and known_count == len(listing.candidates):
            return Following(deeper)
        if self.depth >= MAX_SECTION_PAGES:
            return Following(deeper, (), f"stopped after {MAX_SECTION_PAGES} pages")
        return Following(deeper, (listing.next_url,))


@dataclass(frozen=True, slots=True)
class Following:
    """The pages to read next, the walk they belong to, and why it stops short, if it does."""

    walk: Walk
    urls: tuple[str, ...] = ()
    problem: str = ""


def read_listing(way: Way, body: bytes, url: str, source: Source, headers: Mapping[str, str]) -> Listing:
    """What a listing page lists; never raises on bad bytes: the listing then has a problem."""
    if way == "feed":
        return read_feed(body, url, source.timezone, headers)
    if way == "sitemap":
        return read_sitemap(body, url, source.timezone, headers)
    return read_section(body, url, source.article_url, source.timezone, headers)

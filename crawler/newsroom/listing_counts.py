"""How many pages does each kind of listing have at a moment? What a reader of all of them must at least request."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from crawler.newsroom.edition import Edition
from crawler.newsroom.listings import FEED_LENGTH, PER_PAGE
from crawler.newsroom.wp_json import MOST_PER_PAGE

ListingWay = Literal["feed", "sitemap", "section", "wp_json", "date_archive"]
_SITEMAP_FILES = {"newsroom": 4, "newsroom-daily": 1}
_HAS_WORDPRESS_WAYS = frozenset({"newsroom"})


def listing_page_count(edition: Edition, way: ListingWay) -> int:
    """Pages that exist; 0 where the outlet has no such listing. Feeds and sections count one listing: /feed/, /news/.

    The index counts as a page of the sitemaps, REST pages are of 100 posts, and of the date archives those of the days
    that have an article count.
    """
    total = len(edition.items)
    if way == "sitemap":
        return _SITEMAP_FILES[edition.outlet.slug]
    if way == "section":
        return _pages(total, PER_PAGE)
    if edition.outlet.slug not in _HAS_WORDPRESS_WAYS:
        return 0
    if way == "date_archive":
        days = Counter(item.article.published_on for item in edition.items)
        return sum(_pages(count, PER_PAGE) for count in days.values())
    return _pages(total, FEED_LENGTH if way == "feed" else MOST_PER_PAGE)


def _pages(count: int, size: int) -> int:
    return max(1, -(-count // size))

"""To which source does an archived address belong? Pure: the same answer as discovery's, for addresses long gone.

Where several sources' domains hold it, the most specific domain wins; where these are equal, the source whose article
form it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from crawler.source import Source
from db.urls import Site, first_part, same_site, site_of

NO_SOURCE = "no_source"
OTHER_SOURCE = "other_source"
NOT_ARTICLE = "not_article"


class Choice:
    """`only`: the slug of the one source that is wanted; empty: all are."""

    def __init__(self, sources: Sequence[Source], only: str = "") -> None:
        self._sources = sources
        self._only = only
        # an archive has millions of addresses on few hosts
        self._of_site = lru_cache(maxsize=4096)(self._holding)

    def of(self, url: str) -> Source | str:
        """The source, or the reason why none takes it."""
        site = site_of(url)
        holding = self._of_site(site, url.lower().startswith("https")) if site else ()
        if not holding:
            return NO_SOURCE
        first = first_part(url) or url
        fitting = next((source for source in holding if source.is_article(url) or source.is_article(first)), None)
        if self._only and self._only != (fitting or holding[0]).slug:
            return OTHER_SOURCE
        return fitting or NOT_ARTICLE

    def _holding(self, site: Site, is_https: bool) -> tuple[Source, ...]:
        """The sources with the most specific domain that holds the site."""
        host = f"[{site.host}]" if ":" in site.host else site.host
        url = f"{'https' if is_https else 'http'}://{host}:{site.port}/"
        found = [
            (len(domain), source) for source in self._sources for domain in source.domains if same_site(url, (domain,))
        ]
        longest = max((length for length, _ in found), default=0)
        return tuple(source for length, source in found if length == longest)

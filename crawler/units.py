"""Which parts a look back is made of: each is a listing of a few days, read whole, and never twice in a day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from crawler.discovery.date_archive import archive_urls
from crawler.discovery.wp_json import posts_url
from crawler.listings import DAY, Span
from crawler.source import Source
from db.values import Way

INSTANT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Unit:
    """A listing of some days. `name` is its root_url in the archive."""

    way: Way
    name: str
    url: str
    span: Span
    is_unit: bool = True
    """Whether the address selects the days, so that the listing holds nothing else."""


def backfill_units(source: Source, since: date, until: date) -> list[Unit]:
    """Everything that can tell of these days (both included): what can look back, else what can be paged through."""
    span = (since, until + DAY)
    found = [*_posts(source, span), *archives(source, since, until)]
    found += [_through("sitemap", url, span) for url in source.discover.sitemaps]
    if found:
        return found
    paged: tuple[tuple[Way, tuple[str, ...]], ...] = (
        ("section", source.discover.sections),
        ("feed", source.discover.feeds),
    )
    return [_through(way, url, span) for way, urls in paged for url in urls]


def archives(source: Source, since: date, until: date) -> list[Unit]:
    """The date archives of these days (both included), newest first."""
    return [
        Unit("date_archive", url, url, (first, last + DAY))
        for template in source.discover.date_archives
        for url, first, last in archive_urls(template, source.home, since, until)
    ]


def _posts(source: Source, span: Span) -> Iterator[Unit]:
    """WordPress's posts, a month at a time: a page of them is then the same page when it is asked again."""
    if not source.discover.wp_json:
        return
    zone = ZoneInfo(source.timezone)
    for first, end in _months(*span):
        # both bounds are exclusive
        after = datetime(first.year, first.month, first.day, tzinfo=zone) - INSTANT
        before = datetime(end.year, end.month, end.day, tzinfo=zone)
        url = posts_url(source.home, after=after, before=before)
        yield Unit("wp_json", url, url, (first, end))


def _months(first: date, end: date) -> list[Span]:
    """The span cut at the first of each month, newest first."""
    cuts = [first]
    while cuts[-1] < end:
        year, month = divmod(cuts[-1].year * 12 + cuts[-1].month, 12)
        cuts.append(min(end, date(year, month + 1, 1)))
    return list(pairwise(cuts))[::-1]


def _through(way: Way, url: str, span: Span) -> Unit:
    return Unit(way, f"{url}#{span[0]}..{span[1] - DAY}", url, span, is_unit=False)

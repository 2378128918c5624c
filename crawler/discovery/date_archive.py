"""What does a date archive ('/2022/06/02/') list? A section page about known days, which decide what counts.

Boxes of latest or popular news stand beside an archive's own list. Articles in them remain candidates, but only the
archive's own days make the range that the listing proves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from crawler.discovery.date_template import DateArchive, archive_urls, template_fault
from crawler.discovery.dates import address_date
from crawler.discovery.listing import Listing, with_range
from crawler.discovery.pagination import same_series
from crawler.discovery.section import read_section
from db.values import Candidate

__all__ = ["DateArchive", "archive_urls", "read_date_archive", "template_fault"]


def read_date_archive(
    body: bytes,
    url: str,
    article_url: str,
    timezone: str,
    first_on: date,
    last_on: date,
    headers: Mapping[str, str] | None = None,
) -> Listing:
    """The article links of the archive page that lists the days `first_on` to `last_on` (inclusive, local).

    As `read_section`, with the archive's day for a candidate without one where the archive is of a single day, and a
    next page only within the same archive. A page with no article link at all is a problem here too: whether the day
    was quiet or the layout changed cannot be seen. Never raises on a body.
    """
    listing = read_section(
        body,
        url,
        article_url,
        timezone,
        headers,
        way="date_archive",
        is_same_list=lambda address: _is_same_archive(url, address, first_on, last_on),
    )
    if first_on == last_on:
        found = tuple(replace(each, published_on=each.published_on or first_on) for each in listing.candidates)
        listing = replace(listing, candidates=found)
    return with_range(listing, [each for each in listing.candidates if _lies_within(each, first_on, last_on)])


def _lies_within(candidate: Candidate, first_on: date, last_on: date) -> bool:
    """The day in the address is the one the site files the article under; one beside the link may be a revision's."""
    on = address_date(candidate.url) or candidate.published_on
    return on is not None and first_on <= on <= last_on


def _is_same_archive(url: str, other: str, first_on: date, last_on: date) -> bool:
    """Whether the other address is a further page of this archive: it begins with the same date in the same place.

    Where the address spells its date in another order, only its number in a series can tell.
    """
    spelled = _date_pattern(first_on, last_on).search(_local(url))
    if spelled is None:
        return same_series(url, other)
    stem = _local(url)[: spelled.end()]
    return _local(other).startswith(stem) and not _local(other)[len(stem) :][:1].isdigit()


def _date_pattern(first_on: date, last_on: date) -> re.Pattern[str]:
    year = rf"(?:{first_on.year}|(?<!\d){first_on.year % 100:02})"
    month = rf"\D{{0,9}}0?{first_on.month}" if (first_on.year, first_on.month) == (last_on.year, last_on.month) else ""
    day = rf"\D{{0,9}}0?{first_on.day}" if first_on == last_on else ""
    return re.compile(rf"{year}{month}{day}(?!\d)", re.ASCII)


def _local(url: str) -> str:
    split = urlsplit(url)
    return split.path + (f"?{split.query}" if split.query else "")

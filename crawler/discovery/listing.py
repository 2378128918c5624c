"""What one read of a listing (feed, sitemap, section page) says: its candidates, and where to read on.

A reader never raises on what a site sends: what cannot be used is counted by reason in `skipped`, and `problem`
says why the listing as a whole cannot be trusted. Domains are judged by the caller, who knows the source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import quote, urldefrag, urljoin

from w3lib.html import remove_tags, replace_entities
from w3lib.url import safe_url_string

from crawler.discovery.dates import UNDATED, Dated, address_date
from db.urls import MAX_ADDRESS, clean_address, site_of
from db.values import Candidate, Way

NO_ADDRESS = "no address"
INVALID_ADDRESS = "invalid address"
REPEATED = "repeated"

# An address that is already absolute and encoded: nothing to do, which is what keeps big sitemaps cheap.
_CHARACTER = r"(?:[A-Za-z0-9_~-]|%[\dA-Fa-f]{2})"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN = re.compile(
    rf"https?://{_LABEL}(?:\.{_LABEL})+(?::[1-9]\d{{1,3}})?"
    rf"(?:/(?:{_CHARACTER}(?:{_CHARACTER}|\.)*/)*(?:{_CHARACTER}(?:{_CHARACTER}|\.)*)?(?:\?(?:{_CHARACTER}|[.=&])+)?)?",
    re.ASCII,
)
_MARKS = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Listing:
    """One read of one listing. Candidates stand in the listing's order, each address once, as listed (amp or not)."""

    url: str
    way: Way
    candidates: tuple[Candidate, ...] = ()
    children: tuple[str, ...] = ()
    """Further sitemaps to read."""
    next_url: str | None = None
    """The same listing's next, older page."""
    oldest_at: datetime | None = None
    newest_at: datetime | None = None
    """Publication instants seen (aware UTC); None where the listing gives no instants."""
    oldest_on: date | None = None
    newest_on: date | None = None
    """Publication days seen, local to the source."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Entries that are no candidate, counted by reason."""
    problem: str = ""
    """Why the listing is no whole listing ('not a feed: got HTML', 'cut off'); candidates hold what was readable."""
    deeper_url: str | None = None
    """A guess at the next, older page, where the listing names none; it may answer 404, which then means the end."""
    total_count: int | None = None
    """Entries of the whole listing over all its pages, where it says so."""
    children_modified: Mapping[str, datetime] = field(default_factory=dict)
    """When a child last changed (aware UTC), for those of which the index says so."""


class Entries:
    """Gathers the entries of one listing; each one becomes a candidate or is counted."""

    def __init__(self, url: str, way: Way) -> None:
        self.url = url
        self.way = way
        self.skipped: Counter[str] = Counter()
        self._candidates: dict[str, Candidate] = {}

    def add(
        self,
        address: str,
        title: str = "",
        dated: Dated = UNDATED,
        modified_at: datetime | None = None,
    ) -> None:
        """One entry; its day comes from its address where the listing states none."""
        url = absolute(address, self.url)
        if url is None:
            self.skip_address(address)
        elif url in self._candidates:
            self.skipped[REPEATED] += 1
        else:
            on = dated.on or address_date(url)
            self._candidates[url] = Candidate(url, self.way, title, dated.at, on, modified_at)

    def skip(self, reason: str, count: int) -> None:
        if count:
            self.skipped[reason] += count

    def skip_address(self, address: str) -> None:
        """An entry whose address cannot be used."""
        self.skipped[INVALID_ADDRESS if address.strip() else NO_ADDRESS] += 1

    def listing(self, next_url: str | None = None, problem: str = "") -> Listing:
        found = tuple(self._candidates.values())
        listing = Listing(self.url, self.way, found, next_url=next_url, skipped=dict(self.skipped), problem=problem)
        return with_range(listing, found)


def with_range(listing: Listing, counted: Sequence[Candidate]) -> Listing:
    """The listing, its oldest and newest instant and day taken from these of its candidates."""
    instants = [each.published_at for each in counted if each.published_at]
    days = [each.published_on for each in counted if each.published_on]
    return replace(
        listing,
        oldest_at=min(instants, default=None),
        newest_at=max(instants, default=None),
        oldest_on=min(days, default=None),
        newest_on=max(days, default=None),
    )


def plain_title(markup: str) -> str:
    """A title as text: listings write it with tags and entities."""
    return " ".join(replace_entities(remove_tags(markup)).split())


def absolute(address: str, base: str) -> str | None:
    """The address as listed, made absolute and safely encoded, without fragment; None where it is no web address."""
    if _is_plain(address):
        return address
    wanted = clean_address(address)
    if not wanted.isascii() and _is_plain(encoded := quote(wanted, safe=_MARKS)):
        return encoded
    try:
        url = str(urldefrag(safe_url_string(urljoin(base, wanted))).url)
    except ValueError:
        return None
    return url if wanted and len(url) <= MAX_ADDRESS and site_of(url) else None


def _is_plain(address: str) -> bool:
    return len(address) <= MAX_ADDRESS and _PLAIN.fullmatch(address) is not None

"""What does an RSS, Atom or RDF feed list? feedparser reads it; dates are read here, because a day is no instant."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import feedparser
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.discovery.dates import UNDATED, Dated, listing_date
from crawler.discovery.listing import Entries, Listing, absolute, plain_title
from crawler.discovery.safe_xml import UnreadableError, opened, readable
from db.values import Way

MAX_TAGS = 500_000
"""feedparser takes up to 0.1 ms for one: this bounds what a hostile feed costs, and is 5,000 articles with markup."""

FEED_ROOTS = {"rss": b"</rss", "feed": b"feed>", "rdf": b"rdf>"}


def read_feed(
    body: bytes, url: str, timezone: str, headers: Mapping[str, str] | None = None, way: Way = "feed"
) -> Listing:
    """The entries of a feed, newest first or however the feed orders them.

    `timezone` is the source's, for dates that name none; `headers` have lower-case names; `way` is another one where a
    sitemap turns out to be a feed. Never raises on a body.
    """
    entries = Entries(url, way)
    try:
        text, root, is_whole = opened(body, FEED_ROOTS)
        feed = _parsed(text, url, headers or {})
    except UnreadableError as error:
        return entries.listing(problem=f"not a feed: got {error}")
    for item in feed.entries:
        title = plain_title(item.get("title", ""))
        entries.add(_link(item), title, _published(item, root, timezone), _modified(item, root, timezone))
    is_whole = is_whole and FEED_ROOTS[root] in readable(text[-4096:]).replace(b"\0", b"").lower()
    listing = entries.listing(next_url=_next(feed, url), problem="" if is_whole else "cut off")
    return replace(listing, deeper_url=_deeper(feed, listing))


def _parsed(text: bytes, url: str, headers: Mapping[str, str]) -> Any:
    """feedparser's answer. It gets a stream, since it would open a short text as a file name, and no more headers
    than it needs, since it would trust them over the body."""
    if readable(text).count(b"<") > MAX_TAGS:
        raise UnreadableError(f"more than {MAX_TAGS} tags")
    known = {"content-location": url, "content-type": headers.get("content-type", "application/xml")}
    try:
        return feedparser.parse(io.BytesIO(text), response_headers=known, sanitize_html=False)
    except Exception as error:  # a lenient parser of hostile text: whatever it stumbles over is one bad listing
        raise UnreadableError(f"damage feedparser cannot bear ({type(error).__name__})") from error


def _link(item: Any) -> str:
    """The entry's own address; a redirecting feed service states the original beside its own."""
    return str(item.get("feedburner_origlink") or item.get("link") or "")


def _published(item: Any, root: str, timezone: str) -> Dated:
    """RSS has one date, and RDF keeps it where Atom keeps the last change."""
    text = item.get("published") or (_updated(item) if root != "feed" else "")
    return listing_date(text, timezone) if text else UNDATED


def _modified(item: Any, root: str, timezone: str) -> Any:
    return listing_date(_updated(item), timezone).at if root == "feed" or item.get("published") else None


def _updated(item: Any) -> str:
    # Asked by `in` first: feedparser answers "updated" with "published", and a warning, where there is none.
    return str(item["updated"]) if "updated" in item else ""


def _next(feed: Any, url: str) -> str | None:
    """The older page, where the feed names one (RFC 5005)."""
    links = (link.get("href", "") for link in feed.feed.get("links", ()) if link.get("rel") == "next")
    addresses = (absolute(href, url) for href in links)
    return next((address for address in addresses if address and address != url), None)


def _deeper(feed: Any, listing: Listing) -> str | None:
    """The older page of a WordPress feed, which has some but names none. A guess: past the last one it answers 404."""
    is_wordpress = "wordpress" in str(feed.feed.get("generator", "")).lower()
    if not is_wordpress or listing.next_url or not listing.candidates:
        return None
    current = url_query_parameter(listing.url, "paged", "1")
    number = int(current) if re.fullmatch(r"[1-9]\d{0,5}", current, re.ASCII) else 1
    return str(add_or_replace_parameter(listing.url, "paged", str(number + 1)))

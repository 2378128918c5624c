"""What does a sitemap list? Plain, gzipped, news sitemaps and indexes of sitemaps; in memory bounded by one entry.

The protocol's other forms are read too: a text file of addresses, and a feed. lxml reads the XML itself, because the
libraries for it fetch while they parse and lose what is needed here: ultimate-sitemap-parser follows an index on its
own, unpacks without bound, takes every file for UTF-8 and makes a midnight of a bare day; trafilatura keeps no dates.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lxml import etree

from crawler.discovery.dates import UNDATED, listing_date
from crawler.discovery.feed import FEED_ROOTS, read_feed
from crawler.discovery.listing import Entries, Listing, absolute
from crawler.discovery.safe_xml import Document, UnreadableError, opened, unpacked

_ROOTS = ("urlset", "sitemapindex")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);)", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def read_sitemap(body: bytes, url: str, timezone: str, headers: Mapping[str, str] | None = None) -> Listing:
    """The pages of a sitemap, or the sitemaps of an index (`children`), in the file's order.

    `lastmod` is when a page or child last changed, a news sitemap's date when a page was published; `timezone` is the
    source's, for dates that name none. `headers` are believed for feeds only: a sitemap states its own encoding, and
    gzip is seen in its first bytes. Never raises on a body.
    """
    try:
        document = opened(body, (*_ROOTS, *FEED_ROOTS))
    except UnreadableError as error:
        return _read_text(body, url) or Entries(url, "sitemap").listing(problem=f"not a sitemap: got {error}")
    if document.root in FEED_ROOTS:
        return read_feed(body, url, timezone, headers, way="sitemap")
    return _read_xml(document, url, timezone)


def _read_xml(document: Document, url: str, timezone: str) -> Listing:
    entries = Entries(url, "sitemap")
    children: dict[str, datetime | None] = {}
    problem = "" if document.is_whole else "cut off"
    try:
        for name, fields in _records(_mended(document.text)):
            if name == "url":
                _add_page(entries, fields, timezone)
            elif child := absolute(fields.get("loc", ""), url):
                children.setdefault(child, _changed(fields, timezone))
            else:
                entries.skip_address(fields.get("loc", ""))
    except etree.XMLSyntaxError as error:
        problem = f"cut off or damaged: {error.msg}"[:200]
    dated = {child: at for child, at in children.items() if at}
    return replace(entries.listing(problem=problem), children=tuple(children), children_modified=dated)


def _read_text(body: bytes, url: str) -> Listing | None:
    """The protocol's text form, one whole address a line; None where the first line is none."""
    try:
        text, is_whole = unpacked(body.lstrip())
    except UnreadableError:
        return None
    lines = text.decode("utf-8-sig", "replace").split("\n")
    if not _ADDRESS.fullmatch(lines[0].strip()):
        return None
    entries = Entries(url, "sitemap")
    # what a broken download ends with may be the beginning of an address
    for address in filter(None, map(str.strip, lines if is_whole else lines[:-1])):
        if _ADDRESS.fullmatch(address):
            entries.add(address)
        else:
            entries.skip_address(address)
    return entries.listing(problem="" if is_whole else "cut off")


def _add_page(entries: Entries, fields: dict[str, str], timezone: str) -> None:
    published = fields.get("publication_date")
    entries.add(
        fields.get("loc", ""),
        " ".join(fields.get("title", "").split()),
        listing_date(published, timezone) if published else UNDATED,
        _changed(fields, timezone),
    )


def _changed(fields: dict[str, str], timezone: str) -> datetime | None:
    lastmod = fields.get("lastmod")
    return listing_date(lastmod, timezone).at if lastmod else None


def _mended(text: bytes) -> bytes:
    """With the two faults that many generators make repaired: bare ampersands and control characters."""
    if b"\0" in text[:8]:
        return text
    return _BARE_AMPERSAND.sub(b"&amp;", text).translate(None, _CONTROLS)


def _records(text: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Each entry's kind ('url' or 'sitemap') and texts by local name. Read strictly: what follows damage is unknown,
    so the entries before it count and the listing is called cut off."""
    parser = etree.iterparse(
        io.BytesIO(text), tag=("{*}url", "{*}sitemap"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, element in parser:
        yield _local(element), _texts(element)
        element.clear()
        while (before := element.getprevious()) is not None:
            before.getparent().remove(before)


def _texts(element: Any) -> dict[str, str]:
    """Direct children, and those of a news entry; image and video entries have addresses and titles of their own."""
    fields: dict[str, str] = {}
    for child in element.iterchildren("{*}loc", "{*}lastmod", "{*}news"):
        if _local(child) == "news":
            fields.update(
                {_local(each): each.text or "" for each in child.iterchildren("{*}publication_date", "{*}title")}
            )
        else:
            fields[_local(child)] = (child.text or "").strip()
    return fields


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]

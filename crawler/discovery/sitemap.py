"""What does a sitemap list? Plain, gzipped, news sitemaps and indexes of sitemaps; in memory bounded by one entry."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from crawler.discovery.dates import UNDATED, listing_date
from crawler.discovery.listing import Entries, Listing, absolute
from crawler.discovery.safe_xml import UnreadableError, opened

_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);)", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def read_sitemap(body: bytes, url: str, timezone: str, headers: Mapping[str, str] | None = None) -> Listing:
    """The pages of a sitemap, or the sitemaps of an index (`children`), in the file's order.

    `lastmod` is when a page last changed, a news sitemap's date when it was published; `timezone` is the source's,
    for dates that name none. `headers` are taken as every reader takes them, and not believed: a sitemap states its
    own encoding, and gzip is seen in its first bytes. Never raises on a body.
    """
    entries = Entries(url, "sitemap")
    children: dict[str, None] = {}
    problem = ""
    try:
        text, _, is_whole = opened(body, ("urlset", "sitemapindex"))
        problem = "" if is_whole else "cut off"
        for name, fields in _records(_mended(text)):
            if name == "url":
                _add_page(entries, fields, timezone)
            elif child := absolute(fields.get("loc", ""), url):
                children[child] = None
            else:
                entries.skip_address(fields.get("loc", ""))
    except UnreadableError as error:
        problem = f"not a sitemap: got {error}"
    except etree.XMLSyntaxError as error:
        problem = f"cut off or damaged: {error.msg}"[:200]
    return entries.listing(children=tuple(children), problem=problem)


def _add_page(entries: Entries, fields: dict[str, str], timezone: str) -> None:
    published, lastmod = fields.get("publication_date"), fields.get("lastmod")
    entries.add(
        fields.get("loc", ""),
        " ".join(fields.get("title", "").split()),
        listing_date(published, timezone) if published else UNDATED,
        listing_date(lastmod, timezone).at if lastmod else None,
    )


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

"""Faults of what a feed, a sitemap or a list tells: entries left out, doubled, dated ahead. Gzipped ones too."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from crawler.newsroom.faults.switches import Fault, is_chosen, requested
from crawler.newsroom.reply import Reply
from crawler.newsroom.request import plain_address

_ENTRY = re.compile(
    rb"<item>.*?</item>\s*|<entry>.*?</entry>\s*|<url>.*?</url>\s*|<li>(?:<h2>)?<a .*?</li>\s*", re.DOTALL
)
_ADDRESS = re.compile(rb'(?<=<link>)[^<]+|(?<=<loc>)[^<]+|(?<=href=")[^"]+')
_ID = re.compile(rb"(?<=<guid isPermaLink=\"false\">)[^<]+|(?<=<id>)[^<]+")
_RFC822 = re.compile(rb"(?<=<pubDate>)[^<]+")
_ISO = re.compile(rb"((?<=<updated>)|(?<=<published>)|(?<=<lastmod>)|(?<=<news:publication_date>))[^<]+")
_GZIP = b"\x1f\x8b"


def without_items(count: int | None = None) -> Fault:
    """A feed, sitemap or list that leaves out its first `count` entries; all of them for None."""
    return edited(lambda entries: entries[count:] if count else [])


def dropping(every: int = 10, turn: int = 0) -> Fault:
    """A feed, sitemap or list that never shows one in `every` of its entries: the same ones at each read.

    The share is that of `is_chosen`, so lists that drop different turns never hide the same entry.
    """
    return edited(lambda entries: [one for one in entries if not is_chosen(path_of(one), every, turn)])


def future_dates(days: int = 30, every: int = 3) -> Fault:
    """One in `every` entries is dated so many days ahead, of the site's present and of the real one."""

    def ahead(reply: Reply) -> Reply:
        now = max(requested(reply).moment.astimezone(UTC), datetime.now(UTC))
        # A day's beginning, so that the listing does not change with every read.
        coming = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days + 1)
        return edited(
            lambda entries: [_dated(one, coming) if is_chosen(path_of(one), every) else one for one in entries]
        )(reply)

    return ahead


def repeated_ids() -> Fault:
    """A feed whose entries come twice, under one id and two spellings of the address; and two articles share an id.

    The second entry of the feed carries the id of the first. Sitemaps and lists, which have no ids, stay true.
    """
    return edited(_repeated)


def edited(change: Callable[[Sequence[bytes]], Sequence[bytes]]) -> Fault:
    """The listing with its entries changed as a whole; anything without entries stays as it is."""

    def apply(reply: Reply) -> Reply:
        is_packed = reply.body.startswith(_GZIP)
        text = gzip.decompress(reply.body) if is_packed else reply.body
        found = list(_ENTRY.finditer(text))
        if not found:
            return reply
        body = b"".join([text[: found[0].start()], *change([one[0] for one in found]), text[found[-1].end() :]])
        return reply.with_body(gzip.compress(body, mtime=0) if is_packed else body)

    return apply


def path_of(entry: bytes) -> str:
    """The path an entry leads to, whatever session it is in; empty where it has no address."""
    match = _ADDRESS.search(entry)
    return urlsplit(plain_address(match[0].decode())).path if match else ""


def readdressed(entry: bytes, address: str, identity: str = "") -> bytes:
    """The entry under another address (with & escaped), and under another id where one is given."""
    entry = _ADDRESS.sub(lambda _: address.encode(), entry, count=1)
    return _identified(entry, identity.encode()) if identity else entry


def _identified(entry: bytes, identity: bytes) -> bytes:
    return _ID.sub(lambda _: identity, entry, count=1)


def _dated(entry: bytes, moment: datetime) -> bytes:
    entry = _RFC822.sub(format_datetime(moment).encode(), entry)
    return _ISO.sub(moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), entry)


def _repeated(entries: Sequence[bytes]) -> list[bytes]:
    ids = [match[0] for one in entries if (match := _ID.search(one))]
    if len(ids) != len(entries):
        return list(entries)
    shared = [ids[0], ids[0], *ids[2:]]
    named = [_identified(entry, one) for entry, one in zip(entries, shared, strict=False)]
    return [spelling for entry in named for spelling in (entry, _respelled(entry))]


def _respelled(entry: bytes) -> bytes:
    match = _ADDRESS.search(entry)
    assert match is not None
    address = match[0].decode()
    spellings = (
        f"{address}?utm_source=rss&amp;utm_medium=feed",
        f"{address}#comments",
        address.rstrip("/"),
        f"{address.rstrip('/')}/amp/",
    )
    return readdressed(entry, spellings[zlib.crc32(path_of(entry).encode()) % len(spellings)])

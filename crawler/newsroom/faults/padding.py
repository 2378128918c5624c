"""A sitemap as large as the protocol allows: few true addresses among very many that are no articles."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from crawler.newsroom.faults.switches import Fault, requested
from crawler.newsroom.reply import Reply
from crawler.newsroom.request import Request

MAX_ADDRESSES = 50_000
"""What the sitemap protocol allows one file."""

_GZIP = b"\x1f\x8b"
_URL = re.compile(rb"<url>.*?</url>\s*", re.DOTALL)
_CHILD = re.compile(rb"<sitemap><loc>([^<]+)</loc>.*?</sitemap>\s*", re.DOTALL)
_IS_NEWS = b"schemas/sitemap-news/"
_INDEX = b'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def padded_sitemap(count: int = MAX_ADDRESSES) -> Fault:
    """Each sitemap file holds `count` addresses, its true ones spread evenly among tag and gallery pages.

    Above 50,000 the file goes on in `?part=2` and so on, which the outlet's index names too; a sitemap without an
    index becomes one. News sitemaps, which may hold 1,000 only, stay as they are.
    """
    parts = max(1, -(-count // MAX_ADDRESSES))

    def pad(reply: Reply) -> Reply:
        text = gzip.decompress(reply.body) if reply.body.startswith(_GZIP) else reply.body
        request = requested(reply)
        if b"<sitemapindex" in text:
            return reply.with_body(_CHILD.sub(lambda match: _with_parts(match, parts, request), text))
        if b"<urlset" not in text or _IS_NEWS in text:
            return reply
        part = _part(request)
        if parts > 1 and part == 0 and request.ask("/sitemap_index.xml").status != 200:
            return reply.with_body(_index(request, parts))
        return reply.with_body(_padded(reply.body, request.base_url, count, max(1, part)))

    return pad


def _part(request: Request) -> int:
    """Which part is asked for, from 1; 0 where none is named."""
    named = parse_qs(urlsplit(request.target).query).get("part", ["0"])[0]
    return int(named) if named.isdecimal() else 0


def _with_parts(child: re.Match[bytes], parts: int, request: Request) -> bytes:
    """The child as the index names it, followed by its further parts."""
    path = urlsplit(child[1].decode()).path
    if _IS_NEWS in request.ask(path).body:
        return child[0]
    more = [child[0].replace(child[1], child[1] + f"?part={part}".encode()) for part in range(2, parts + 1)]
    return b"".join([child[0], *more])


def _index(request: Request, parts: int) -> bytes:
    own = (request.base_url + urlsplit(request.target).path).encode()
    children = (b"<sitemap><loc>%b?part=%d</loc></sitemap>\n" % (own, part) for part in range(1, parts + 1))
    return b"".join([_INDEX, *children, b"</sitemapindex>\n"])


# Megabytes each, so few are kept: those of one moment of one outlet.
@lru_cache(maxsize=8)
def _padded(body: bytes, base_url: str, count: int, part: int) -> bytes:
    """One part of the padded file, gzipped where the true one is."""
    is_packed = body.startswith(_GZIP)
    text = gzip.decompress(body) if is_packed else body
    true = _URL.findall(text)
    head, tail = (text.partition(true[0])[0], text.rpartition(true[-1])[2]) if true else _split_empty(text)
    entries = _spread(true, max(count, len(true)), base_url)[(part - 1) * MAX_ADDRESSES : part * MAX_ADDRESSES]
    padded = b"".join([head, *entries, tail])
    return gzip.compress(padded, compresslevel=1, mtime=0) if is_packed else padded


def _split_empty(text: bytes) -> tuple[bytes, bytes]:
    head, end, tail = text.rpartition(b"</urlset>")
    return head, end + tail


def _spread(true: Sequence[bytes], count: int, base_url: str) -> list[bytes]:
    """`count` entries; the true ones stand at even distances, in their order."""
    entries = [_furniture(base_url, turn) for turn in range(count)]
    for turn, entry in enumerate(true):
        entries[turn * count // len(true)] = entry
    return entries


def _furniture(base_url: str, turn: int) -> bytes:
    kind = "tag" if turn % 3 else "gallery"
    return f"<url><loc>{base_url}/{kind}/{turn}/</loc><lastmod>2022-03-01T08:00:00+08:00</lastmod></url>\n".encode()

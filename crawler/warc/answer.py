"""What a server answered, out of the block of an archived response: status, headers, and the body as a reader got it.

Transfer and content encodings are removed, as Scrapy removes them. Archives keep the headers of an encoding that
their writer had removed already: a body that is plainly not encoded stays as it is. Pure; memory is bounded.
"""

from __future__ import annotations

import http.client
import io
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, WarcReader, ZstdReader

from crawler.warc.records import MAX_BODY

CUT_SHORT = "cut_short"
TOO_LARGE = "too_large"
BROKEN = "broken"
# what no longer holds of a body without them; Scrapy's headers lack them too
UNDONE = frozenset({"transfer-encoding", "content-encoding", "content-length", "connection"})
HTML = frozenset({"text/html", "application/xhtml+xml"})
# what servers say who do not know
VAGUE = frozenset({"", "text/plain", "application/octet-stream", "unknown/unknown"})

_STATUS = re.compile(rb"HTTP/\d(?:\.\d+)? +(\d{3})\b")
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,256})?\r?\n")
# possessive, so that no page can make it try every way to divide its comments
_TAG = re.compile(rb"(?:(?><!--.{0,400}?-->)\s*+)*+<(?:!doctype html|html|head|body|\?xml)", re.IGNORECASE | re.DOTALL)
_BLANK = b"\xef\xbb\xbf \t\r\n"


class UnusableError(Exception):
    """The body is not what the server sent; the message is the reason that is counted."""


@dataclass(frozen=True, slots=True)
class Head:
    status: int
    headers: dict[str, str]
    """Lower-case names; repeated headers joined with ', '."""
    length: int = 0
    """Bytes of the block before the body."""


def parse_head(block: bytes) -> Head:
    """Status and headers. Raises UnusableError."""
    status = _STATUS.match(block)
    if not status:
        raise UnusableError(BROKEN)
    end = _HEAD_ENDS.search(block)
    head = block[: end.end()] if end else block
    try:
        fields = http.client.parse_headers(io.BytesIO(head.partition(b"\n")[2]))
    except http.client.HTTPException as error:
        raise UnusableError(BROKEN) from error
    headers: dict[str, str] = {}
    for name, value in fields.items():
        flat = " ".join(str(value).split())
        headers[name.lower()] = f"{headers[name.lower()]}, {flat}" if name.lower() in headers else flat
    return Head(int(status[1]), headers, len(head))


def read_body(block: bytes, head: Head) -> bytes:
    """The body without its encodings. Raises UnusableError: cut short, too large, broken."""
    body, headers = block[head.length :], head.headers
    codings = [each.strip().lower() for each in headers.get("content-encoding", "").split(",") if each.strip()]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    elif not codings and len(body) < _declared_length(headers):
        raise UnusableError(CUT_SHORT)
    for coding in reversed(codings):
        body = _decoded(coding, body)
    if len(body) > MAX_BODY:
        raise UnusableError(TOO_LARGE)
    return body


def kept_headers(headers: dict[str, str]) -> dict[str, str]:
    """The headers that hold of the body as it is kept."""
    return {name: value for name, value in headers.items() if name not in UNDONE}


def is_html(content_type: str, body: bytes) -> bool:
    """Whether it is a web page: by its type, or by its first letters where the type says nothing."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in HTML or (kind in VAGUE and _looks_html(body))


def _looks_html(body: bytes) -> bool:
    return _TAG.match(body[:2048].lstrip(_BLANK)) is not None


def _declared_length(headers: dict[str, str]) -> int:
    # a repeated header stands there twice, joined
    told = headers.get("content-length", "").partition(",")[0].strip()
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else 0


def _unchunked(body: bytes) -> bytes:
    if not _CHUNK.match(body):
        return body
    chunks: list[bytes] = []
    place = 0
    while found := _CHUNK.match(body, place):
        size = int(found[1], 16)
        if not size:
            return b"".join(chunks)
        chunks.append(body[found.end() : found.end() + size])
        end = found.end() + size
        place = end + (2 if body[end : end + 2] == b"\r\n" else 1)
    raise UnusableError(CUT_SHORT)


def _decoded(coding: str, body: bytes) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _gunzipped(body) if body.startswith(b"\x1f\x8b") else body
    if coding == "deflate":
        return _inflated(body)
    if coding == "br":
        return body if _looks_html(body) else _streamed(BrotliReader(io.BytesIO(body)))
    if coding == "zstd":
        return _streamed(ZstdReader(io.BytesIO(body))) if body.startswith(b"\x28\xb5\x2f\xfd") else body
    # "identity", and names that are none: Scrapy leaves the body alone
    return body


def _gunzipped(body: bytes) -> bytes:
    members: list[bytes] = []
    while body.startswith(b"\x1f\x8b"):
        unpack = zlib.decompressobj(31)
        members.append(_unpacked(unpack, body, sum(map(len, members))))
        body = unpack.unused_data
    return b"".join(members)


def _inflated(body: bytes) -> bytes:
    """With zlib's frame as the standard wants it, or bare as some servers send it."""
    for bits in (15, -15):
        try:
            zlib.decompressobj(bits).decompress(body, 1)
        except zlib.error:
            continue
        return _unpacked(zlib.decompressobj(bits), body)
    return body


def _unpacked(unpack: zlib._Decompress, body: bytes, before: int = 0) -> bytes:
    try:
        found = unpack.decompress(body, MAX_BODY - before + 1)
    except zlib.error as error:
        raise UnusableError(BROKEN) from error
    _check_size([found], before)
    if not unpack.eof:
        raise UnusableError(CUT_SHORT)
    return found


def _streamed(reader: WarcReader) -> bytes:
    try:
        found = reader.read(MAX_BODY + 1)
    except OSError as error:
        raise UnusableError(CUT_SHORT) from error
    _check_size([found])
    return found


def _check_size(parts: Iterable[bytes], before: int = 0) -> None:
    if before + sum(map(len, parts)) > MAX_BODY:
        raise UnusableError(TOO_LARGE)

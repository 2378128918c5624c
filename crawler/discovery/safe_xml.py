"""Is this body safe to hand to an XML parser, and what is it? Bounded unpacking, and entity tricks refused."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection
from typing import NamedTuple

MAX_UNPACKED = 50 * 1024 * 1024
"""Bytes: what the sitemap protocol allows one file, and far more than a feed needs."""

_GZIP = b"\x1f\x8b"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PROLOG = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


class UnreadableError(ValueError):
    """The body is no such document; the message says what came instead."""


class Document(NamedTuple):
    """A body that may be parsed."""

    text: bytes
    root: str
    """The root element's local name, lower-case."""
    is_whole: bool
    """False where the compressed body ended early."""


def opened(body: bytes, roots: Collection[str]) -> Document:
    """The body as a document with one of these root elements; raises UnreadableError, saying what came instead."""
    text, is_whole = unpacked(body.lstrip())
    text = text.lstrip()  # a blank before the XML declaration is a common fault that strict parsers refuse
    root = root_of(text)
    if root not in roots:
        raise UnreadableError("HTML" if root == "html" else f"<{root}>")
    return Document(text, root, is_whole)


def unpacked(body: bytes) -> tuple[bytes, bool]:
    """The body, gunzipped if it is gzip (whatever its headers say), and whether it is whole.

    Raises UnreadableError for more than MAX_UNPACKED bytes or for broken compression with nothing readable before it.
    """
    pieces: list[bytes] = []
    is_whole = True
    room = MAX_UNPACKED
    while body.startswith(_GZIP) and is_whole:
        inflater = zlib.decompressobj(wbits=31)
        try:
            piece = inflater.decompress(body, room + 1)
        except zlib.error as error:
            if not pieces:
                raise UnreadableError("broken gzip") from error
            return b"".join(pieces), False
        room -= len(piece)
        if room < 0:
            raise UnreadableError(f"more than {MAX_UNPACKED // 1024**2} MB unpacked")
        pieces.append(piece)
        is_whole = inflater.eof
        body = inflater.unused_data
    return (b"".join(pieces), is_whole) if pieces else (_within_bounds(body), True)


def root_of(body: bytes) -> str:
    """The local name of the root element, lower-case.

    Raises UnreadableError for anything but a document whose prolog declares no entities. The walk over the prolog is
    strict, so an encoding that hides markup from it (UTF-7, EBCDIC) ends as 'not XML' and never meets a parser.
    """
    text = readable(body)
    text = text[_end_of_prolog(text) :]
    if root := _ROOT.match(text):
        return root[1].decode("ascii").lower()
    if text[:9].upper() == b"<!DOCTYPE":
        raise UnreadableError("entity declarations refused")
    if not text:
        raise UnreadableError("empty")
    raise UnreadableError("JSON" if text[:1] in b"{[" else "no XML")


def readable(body: bytes) -> bytes:
    """Markup as ASCII-compatible bytes: two- and four-byte encodings lose their zero bytes. For looking only."""
    for bom in _BOMS:
        body = body.removeprefix(bom)
    return body.replace(b"\0", b"") if b"\0" in body[:8] else body


def _end_of_prolog(text: bytes) -> int:
    match = _PROLOG.match(text)
    return match.end() if match else 0


def _within_bounds(body: bytes) -> bytes:
    if len(body) > MAX_UNPACKED:
        raise UnreadableError(f"more than {MAX_UNPACKED // 1024**2} MB")
    return body

"""Where a WARC file is broken, and where it can be read on. Each question reads the file from a place, and no more.

A gzip WARC has a member for each record, so a record begins where a member does whose text begins a record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

WINDOW = 1 << 20
GZIP = b"\x1f\x8b\x08"
ENDS = b"\r\n\r\n"
# zlib's window bits that mean: a gzip member, whatever its own window
GZIP_BITS = 31
# longer headers are refused by the reader of records too
MAX_HEAD = 32_768
# what other archive formats begin with, for a word that helps
OTHER_FORMATS = {b"PK\x03\x04": "a zip file", b"filedesc://": "an ARC file (the format before WARC)"}

_BEGINS = re.compile(rb"WARC/[01]\.\d{1,2}\r\n[A-Za-z-]{1,64}:")
_SURE = re.compile(rb"WARC/[01]\.\d")
# no beginning of a record or member is longer
_OVERLAP = 128


def start_problem(file: BinaryIO) -> str:
    """Why this is no WARC file at all; empty where its first bytes are those of one."""
    file.seek(0)
    head = file.read(4096)
    text = _member_start(head) if head.startswith(GZIP) else head
    if not head:
        return "the file is empty"
    if _SURE.match(text):
        return ""
    known = next((name for magic, name in OTHER_FORMATS.items() if text.startswith(magic)), "")
    return f"no WARC file: it is {known}" if known else "no WARC file"


def next_start(file: BinaryIO, after: int) -> int | None:
    """The first place at or behind `after` where a record seems to begin; None: there is none."""
    file.seek(0)
    is_gzip = file.read(len(GZIP)) == GZIP
    for base, window in _windows(file, after):
        places = _members(window) if is_gzip else (found.start() for found in _BEGINS.finditer(window))
        if (place := next(places, None)) is not None:
            return base + place
    return None


def ends_well(file: BinaryIO, offset: int, length: int) -> bool:
    """Whether the record at this place is followed by what ends a record, and its gzip member, if any, is whole."""
    file.seek(offset)
    head = file.read(MAX_HEAD)
    if head.startswith(GZIP):
        return _member_ends_well(file, offset, length)
    end = head.find(ENDS)
    file.seek(offset + end + len(ENDS) + length)
    return end >= 0 and file.read(len(ENDS)) == ENDS


def _member_ends_well(file: BinaryIO, offset: int, length: int) -> bool:
    head, tail, count = b"", b"", 0
    file.seek(offset)
    unpack = zlib.decompressobj(GZIP_BITS)
    try:
        for piece in _unpacked(file, unpack):
            head += piece[: MAX_HEAD - len(head)]
            tail, count = (tail + piece)[-len(ENDS) :], count + len(piece)
    except zlib.error:
        return False
    end = head.find(ENDS)
    return unpack.eof and end >= 0 and tail == ENDS and count == end + len(ENDS) + length + len(ENDS)


def _unpacked(file: BinaryIO, unpack: zlib._Decompress) -> Iterator[bytes]:
    while not unpack.eof and (packed := unpack.unconsumed_tail or file.read(WINDOW)):
        yield unpack.decompress(packed, WINDOW)


def _windows(file: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
    """(place, bytes) over the rest of the file; each window begins with the last bytes of the one before."""
    file.seek(start)
    base, window = start, file.read(WINDOW)
    while window:
        yield base, window
        more = file.read(WINDOW)
        base, window = base + max(len(window) - _OVERLAP, 0), window[-_OVERLAP:] + more if more else b""


def _members(window: bytes) -> Iterator[int]:
    place = window.find(GZIP)
    while place >= 0:
        if _SURE.match(_member_start(window[place : place + 4096])):
            yield place
        place = window.find(GZIP, place + 1)


def _member_start(packed: bytes) -> bytes:
    """The first bytes of what a gzip member holds; empty where it is none."""
    try:
        return zlib.decompressobj(GZIP_BITS).decompress(packed, 64)
    except zlib.error:
        return b""

"""Did the whole body arrive? Scrapy keeps what it could unpack of a broken one; here a broken one is an error.

Pure, in bounded memory: what unpacks to too much is refused before it is unpacked.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from enum import Enum

_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
# zlib's ways to read: with gzip's header and checksum, with zlib's, with none at all.
_AS_GZIP, _AS_ZLIB, _AS_RAW = 31, 15, -15


class Flaw(Enum):
    """What is wrong with a packed body."""

    CUT_OFF = "cut off"
    TOO_LARGE = "too large"
    NOT_PACKED = "not packed as its headers say"


class BodyError(ValueError):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def check_whole(body: bytes, encodings: Iterable[str], max_size: int) -> None:
    """Raise BodyError unless the body unpacks to its end, to at most `max_size` bytes.

    `encodings` are the values of Content-Encoding, in the order in which they were applied. Others than gzip and
    deflate end the check: they are never asked for. No bytes at all are whole.
    """
    for encoding in reversed([name.strip().lower() for value in encodings for name in value.split(",")]):
        if not body or encoding not in _UNPACK:
            return
        body = _UNPACK[encoding](body, max_size)


def _gunzip(body: bytes, max_size: int) -> bytes:
    """One member or several; what follows the last is ignored, as by browsers, unless it is a member cut off."""
    if not body.startswith(_GZIP):
        raise BodyError(Flaw.NOT_PACKED)
    unpacked = bytearray()
    while body.startswith(_GZIP):
        body = _member(body, _AS_GZIP, unpacked, max_size)
    return bytes(unpacked)


def _inflate(body: bytes, max_size: int) -> bytes:
    """With zlib's header, as the standard says, or without, as some servers send it."""
    is_zlib = body[0] & 0x0F == 8 and len(body) > 1 and int.from_bytes(body[:2], "big") % 31 == 0
    unpacked = bytearray()
    _member(body, _AS_ZLIB if is_zlib else _AS_RAW, unpacked, max_size)
    return bytes(unpacked)


def _member(body: bytes, reading: int, unpacked: bytearray, max_size: int) -> bytes:
    """Unpack one stream from the body's beginning; what follows it."""
    stream = zlib.decompressobj(reading)
    try:
        while not stream.eof:
            unpacked += stream.decompress(body, _CHUNK)
            if len(unpacked) > max_size:
                raise BodyError(Flaw.TOO_LARGE)
            if not stream.eof and not stream.unconsumed_tail and not _has_more(stream, unpacked, max_size):
                raise BodyError(Flaw.CUT_OFF)
            body = stream.unconsumed_tail
    except zlib.error as error:
        # without a header to tell, what cannot be read from its first byte on was never packed;
        # else it is damaged: not what was sent
        is_plain = reading == _AS_RAW and not unpacked
        raise BodyError(Flaw.NOT_PACKED if is_plain else Flaw.CUT_OFF) from error
    return stream.unused_data


def _has_more(stream: zlib._Decompress, unpacked: bytearray, max_size: int) -> bool:
    """Whether zlib still holds output of input that it has read to its end."""
    rest = stream.decompress(b"", _CHUNK)
    unpacked += rest
    return bool(rest) or stream.eof


_UNPACK = {"gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate}

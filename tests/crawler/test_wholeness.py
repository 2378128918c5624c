"""A body that did not arrive whole is never taken for one, and none unpacks to more than is allowed."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.wholeness import BodyError, Flaw, check_whole

LIMIT = 10_000_000
TEXT = b"".join(b"%d delegates met in hall %d. " % (number, number * number % 97) for number in range(2000))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def flaw_of(body: bytes, *encodings: str, limit: int = LIMIT) -> Flaw | None:
    try:
        check_whole(body, encodings, limit)
    except BodyError as error:
        return error.flaw
    return None


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        (gzip.compress(TEXT), ["gzip"]),
        (gzip.compress(TEXT), ["GZip "]),
        (gzip.compress(TEXT), ["x-gzip"]),
        (gzip.compress(TEXT) + gzip.compress(TEXT), ["gzip"]),
        (gzip.compress(TEXT) + b"\0" * 512, ["gzip"]),
        (zlib.compress(TEXT), ["deflate"]),
        (raw_deflate(TEXT), ["deflate"]),
        (gzip.compress(zlib.compress(TEXT)), ["deflate, gzip"]),
        (gzip.compress(zlib.compress(TEXT)), ["deflate", "gzip"]),
        (b"", ["gzip"]),
        (TEXT, []),
        (TEXT, ["br"]),
        (TEXT, ["identity"]),
        # a file that is gzip by itself is none of our business
        (gzip.compress(TEXT)[:-9], []),
    ],
)
def test_whole_bodies_pass(body: bytes, encodings: list[str]) -> None:
    assert flaw_of(body, *encodings) is None


@given(st.floats(0.001, 0.999), st.sampled_from(["gzip", "deflate", "raw"]))
def test_a_body_cut_off_anywhere_is_no_whole_one(share: float, kind: str) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "raw": raw_deflate}[kind](TEXT)
    cut = packed[: max(3, int(len(packed) * share))]
    assert flaw_of(cut, "gzip" if kind == "gzip" else "deflate") is Flaw.CUT_OFF


def test_a_second_member_that_is_cut_off_counts_too() -> None:
    assert flaw_of(gzip.compress(TEXT) + gzip.compress(TEXT)[:-5], "gzip") is Flaw.CUT_OFF


def test_a_damaged_body_is_no_whole_one() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF
    assert flaw_of(bytes(packed), "gzip") is Flaw.CUT_OFF


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_is_not_packed_at_all_says_so(encoding: str) -> None:
    assert flaw_of(b"<html>plain</html>", encoding) is Flaw.NOT_PACKED


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000)
    tracemalloc.start()
    try:
        assert flaw_of(bomb, "gzip", limit=1_000_000) is Flaw.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert flaw_of(gzip.compress(bomb), "gzip, gzip", limit=1_000_000) is Flaw.TOO_LARGE


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, deflate"]))
def test_any_bytes_get_an_answer(body: bytes, encoding: str) -> None:
    flaw_of(body, encoding)

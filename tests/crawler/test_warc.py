"""Records are read as far as a file goes; what is broken is told with its place, and costs no other record."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Callable
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.records import MAX_BLOCK, Damage, Record, read_records
from tests.support.warc_files import record, response

URLS = [f"https://site.example/2022/06/02/{number}/" for number in range(8)]
RECORDS = [response(url, f"<html><p>{url * 40}</p></html>".encode()) for url in URLS]
PLACES = [sum(map(len, RECORDS[:number])) for number in range(9)]
MEMBERS = [gzip.compress(each, mtime=0) for each in RECORDS]
MEMBER_PLACES = [sum(map(len, MEMBERS[:number])) for number in range(9)]


def read(data: bytes, wants: Callable[[Record], bool] = lambda record: True) -> tuple[list[str], list[Damage]]:
    """The addresses that could be read, and the damage."""
    found = list(read_records(io.BytesIO(data), wants))
    urls = [each.headers.get("warc-target-uri", "") for each in found if isinstance(each, Record)]
    return urls, [each for each in found if isinstance(each, Damage)]


def joined(parts: list[bytes], fourth: bytes) -> bytes:
    return b"".join([*parts[:4], fourth, *parts[5:]])


@pytest.mark.parametrize(
    "data",
    [b"".join(RECORDS), b"".join(MEMBERS), gzip.compress(b"".join(RECORDS))],
    ids=["plain", "a gzip member each", "one gzip member for all"],
)
def test_every_record_is_read_with_its_block(data: bytes) -> None:
    assert read(data) == (URLS, [])
    blocks = [each.block for each in read_records(io.BytesIO(data), lambda _: True) if isinstance(each, Record)]
    assert [block and block.startswith(b"HTTP/1.1 200") and URLS[0][:20].encode() in block for block in blocks] == [
        True
    ] * 8


def damaged(member: bytes) -> bytes:
    middle = len(member) // 2
    return member[:middle] + bytes([member[middle] ^ 0xFF]) + member[middle + 1 :]


LONG = record("response", URLS[4], b"HTTP/1.1 200 OK\r\n\r\nx", length=500)
SHORT = record("response", URLS[4], b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 500, length=100)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (joined(RECORDS, LONG), PLACES[4]),
        (joined(RECORDS, SHORT), PLACES[4]),
        (joined(RECORDS, record("response", URLS[4], b"x", length="many")), PLACES[4]),
        (joined(RECORDS, record("response", URLS[4], b"x", length=10**12)), PLACES[4]),
        (joined(RECORDS, RECORDS[4][:200]), PLACES[4]),
        (joined(MEMBERS, gzip.compress(LONG)), MEMBER_PLACES[4]),
        (joined(MEMBERS, gzip.compress(SHORT)), MEMBER_PLACES[4]),
        (joined(MEMBERS, damaged(MEMBERS[4])), MEMBER_PLACES[4]),
        (joined(MEMBERS, MEMBERS[4][:-30]), MEMBER_PLACES[4]),
        (joined(MEMBERS, MEMBERS[4][:-8] + bytes(8)), MEMBER_PLACES[4]),
    ],
    ids=[
        "length too long",
        "length too short",
        "length no number",
        "length beyond the file",
        "record cut in the middle of the file",
        "packed, length too long",
        "packed, length too short",
        "flipped bits",
        "member cut in the middle of the file",
        "wrong checksum",
    ],
)
def test_a_broken_record_costs_only_itself_and_is_told_with_its_place(data: bytes, place: int) -> None:
    urls, damage = read(data)
    assert urls == [url for url in URLS if url != URLS[4]]
    assert [each.offset for each in damage] == [place]
    assert damage[0].reason
    # the same where nobody wants the blocks: what is passed over is checked as well
    assert read(data, lambda _: False) == (urls, damage)


@pytest.mark.parametrize(
    ("data", "place"),
    [(b"".join(RECORDS)[:-300], PLACES[7]), (b"".join(MEMBERS)[:-60], MEMBER_PLACES[7])],
    ids=["plain", "packed"],
)
def test_a_file_that_was_cut_is_read_up_to_there(data: bytes, place: int) -> None:
    urls, damage = read(data)
    assert urls == URLS[:7]
    assert [each.offset for each in damage] == [place]
    assert "before the record does" in damage[0].reason or "zip" in damage[0].reason


def test_rubbish_between_and_behind_the_records_costs_none_of_them() -> None:
    assert read(b"".join([*RECORDS[:3], b"rubbish\r\n" * 30, *RECORDS[3:]]))[0] == URLS
    urls, damage = read(b"".join(MEMBERS) + bytes(3000))
    assert urls == URLS
    assert len(damage) == 1


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"<html>a page</html>" * 50, "no WARC file"),
        (gzip.compress(b"<html>a page</html>" * 50), "no WARC file"),
        (b"PK\x03\x04" + bytes(99), "zip file"),
        (b"filedesc://a.arc 0.0.0.0 20040101000000 text/plain 9\n", "ARC file"),
        (bytes(1_000_000), "no WARC file"),
    ],
    ids=["empty", "page", "packed page", "zip", "arc", "zeros"],
)
def test_what_is_no_warc_is_said_in_a_word(data: bytes, word: str) -> None:
    urls, damage = read(data)
    assert urls == []
    assert [each.offset for each in damage] == [0]
    assert word in damage[0].reason


class Endless(io.RawIOBase):
    """A file with one small record, one of 500 MB, and another small one; nothing of it is in memory."""

    def __init__(self) -> None:
        whole = record("response", URLS[1], b"HTTP/1.1 200 OK\r\n\r\n", length=500_000_000 + 19)
        self._parts = [RECORDS[0] + whole[:-4], b"\r\n\r\n" + RECORDS[2]]
        self._ends = [len(self._parts[0]), len(self._parts[0]) + 500_000_000]
        self._size = self._ends[1] + len(self._parts[1])
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        self._place = {0: 0, 1: self._place, 2: self._size}[whence] + place
        return self._place

    def read(self, size: int = -1) -> bytes:
        size = min(size if size >= 0 else 1 << 20, 1 << 20, self._size - self._place)
        start, self._place = self._place, self._place + max(size, 0)
        if start < self._ends[0]:
            found = self._parts[0][start : start + size]
            self._place = start + len(found)
            return found
        if start < self._ends[1]:
            size = min(size, self._ends[1] - start)
            self._place = start + size
            return b"x" * size
        return self._parts[1][start - self._ends[1] :][:size]


def test_a_record_of_500_mb_is_passed_over_in_little_memory() -> None:
    file: BinaryIO = Endless()  # type: ignore[assignment]
    tracemalloc.start()
    try:
        found = [each for each in read_records(file, lambda _: True) if isinstance(each, Record)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [each.headers["warc-target-uri"] for each in found] == URLS[:3]
    assert [each.block is None for each in found] == [False, True, False]
    assert found[1].length > MAX_BLOCK
    assert peak < 5_000_000


@given(st.binary(max_size=400), st.integers(0, PLACES[3]), st.booleans())
def test_no_bytes_make_it_raise_or_repeat_a_record(rubbish: bytes, place: int, is_packed: bool) -> None:
    data = b"".join((MEMBERS if is_packed else RECORDS)[:3])
    urls, _ = read(data[:place] + rubbish + data[place:])
    assert len(urls) == len(set(urls)) <= 3
    read(b"WARC/1.0\r\n" + rubbish)

"""A body is what a reader got, whatever its encodings; a part of one is no body."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.answer import UnusableError, is_html, kept_headers, parse_head, read_body
from tests.support.warc_files import answer

PAGE = b"<!doctype html><html><body>" + b"".join(b"<p>Line %d of the page.</p>" % n for n in range(300)) + b"</body>"


def chunked(data: bytes, size: int = 700) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;name=value\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE[:500]) + gzip.compress(PAGE[500:]),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
    "identity": PAGE,
    "utf-8": PAGE,
}


def body_of(block: bytes) -> bytes:
    return read_body(block, parse_head(block))


@pytest.mark.parametrize("coding", PACKED)
def test_content_encodings_are_removed_also_below_chunks(coding: str) -> None:
    packed = PACKED[coding]
    assert body_of(answer(packed, Content_Encoding=coding)) == PAGE
    assert body_of(answer(chunked(packed), Content_Encoding=coding, Transfer_Encoding="chunked")) == PAGE


def test_bare_deflate_is_understood() -> None:
    assert body_of(answer(zlib.compress(PAGE)[2:-4], Content_Encoding="deflate")) == PAGE


@pytest.mark.parametrize("coding", PACKED)
def test_a_body_whose_encoding_the_archive_removed_stays_as_it_is(coding: str) -> None:
    block = answer(PAGE, Content_Encoding=coding, Transfer_Encoding="chunked", Content_Length="31")
    assert body_of(block) == PAGE


@pytest.mark.parametrize(
    "block",
    [
        answer(chunked(PAGE)[:-900], Transfer_Encoding="chunked"),
        answer(chunked(PAGE)[:-5], Transfer_Encoding="chunked"),
        answer(PAGE, Content_Length=str(len(PAGE) + 1)),
        answer(PACKED["gzip"][:-40], Content_Encoding="gzip"),
        answer(PACKED["deflate"][:-40], Content_Encoding="deflate"),
        answer(PACKED["br"][:-40], Content_Encoding="br"),
        answer(PACKED["zstd"][:-40], Content_Encoding="zstd"),
    ],
    ids=["in a chunk", "between chunks", "by its length", "gzip", "deflate", "br", "zstd"],
)
def test_a_body_that_was_cut_is_refused(block: bytes) -> None:
    with pytest.raises(UnusableError, match="cut_short"):
        body_of(block)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_small_answer_that_unpacks_to_a_large_one_is_refused(coding: str) -> None:
    large = bytes(30_000_000)
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": lambda d: brotli.compress(d, quality=1)}
    with pytest.raises(UnusableError, match="too_large"):
        body_of(answer(pack.get(coding, zstandard.compress)(large), Content_Encoding=coding))


def test_headers_are_lower_case_joined_unfolded_and_true_of_the_body() -> None:
    block = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n\tcharset=utf-8\r\nVary: A\r\nvary: B\r\n"
        b"X-Name: caf\xe9\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nx"
    )
    head = parse_head(block)
    assert head.status == 200
    assert kept_headers(head.headers) == {
        "content-type": "text/html; charset=utf-8",
        "vary": "A, B",
        "x-name": "café",
    }


def test_headers_that_end_their_lines_plainly_are_understood() -> None:
    block = b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>x</p>"
    assert parse_head(block).headers == {"content-type": "text/html"}
    assert body_of(block) == b"<p>x</p>"
    assert body_of(b"HTTP/2 200\r\n\r\nx") == b"x"


@pytest.mark.parametrize("block", [b"", b"<html>", b"HTTP/1.1 OK\r\n\r\n", b"ICY 200 OK\r\n\r\n"])
def test_what_no_server_answers_is_broken(block: bytes) -> None:
    with pytest.raises(UnusableError, match="broken"):
        parse_head(block)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/html; charset=gbk", b"x", True),
        ("Application/XHTML+XML", b"x", True),
        ("", b"\xef\xbb\xbf\n<!-- a --> <!DOCTYPE html>", True),
        ("text/plain", b" <HTML lang=en>", True),
        ("application/octet-stream", b"\x89PNG", False),
        ("", b"plain words", False),
        ("image/png", b"<html>", False),
        ("application/json", b"{}", False),
    ],
)
def test_a_web_page_is_known_by_its_type_or_by_its_first_letters(kind: str, body: bytes, expected: bool) -> None:
    assert is_html(kind, body) is expected


def test_comments_without_end_cost_no_time() -> None:
    assert is_html("", b"<!-- -->" * 250 + b"<p>") is False


@given(st.binary(max_size=300), st.sampled_from([*PACKED, "gzip, gzip", ", ,"]), st.booleans())
def test_no_body_makes_it_raise_anything_else(body: bytes, coding: str, is_chunked: bool) -> None:
    block = answer(body, Content_Encoding=coding, **({"Transfer_Encoding": "chunked"} if is_chunked else {}))
    assert outcome(lambda: body_of(block)) in ("", "cut_short", "too_large", "broken")


@given(st.binary(max_size=300))
def test_no_block_makes_the_head_raise_anything_else(block: bytes) -> None:
    for each in (block, b"HTTP/1.1 200 OK\r\n" + block):
        assert outcome(lambda each=each: parse_head(each)) in ("", "broken")


def outcome(ask: Callable[[], object]) -> str:
    """Why there is no answer; empty where there is one."""
    try:
        ask()
    except UnusableError as error:
        return str(error)
    return ""

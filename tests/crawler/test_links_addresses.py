"""Addresses as listings and pages write them become absolute and encoded, the short way as the long way."""

from __future__ import annotations

import time
from urllib.parse import urldefrag, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawler.discovery.listing import absolute
from db.urls import MAX_ADDRESS, clean_address, site_of

BASE = "https://www.example.cn/news/"


def the_long_way(address: str) -> str | None:
    wanted = clean_address(address)
    try:
        url = str(urldefrag(safe_url_string(urljoin(BASE, wanted))).url)
    except ValueError:
        return None
    return url if wanted and len(url) <= MAX_ADDRESS and site_of(url) else None


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.cn/重庆/?p=轻轨#top", "https://example.cn/%E9%87%8D%E5%BA%86/?p=%E8%BD%BB%E8%BD%A8"),
        ("https://example.cn/%e9%87%8d/", "https://example.cn/%e9%87%8d/"),
        ("../2022/06/02/a b/", "https://www.example.cn/2022/06/02/a%20b/"),
        ("https://example.cn/?a=1&amp;b=2", "https://example.cn/?a=1&b=2"),
        ("javascript:void(0)", None),
        ("https://example.cn/" + "a" * MAX_ADDRESS, None),
        ("https://example..cn/", None),
        ("", None),
    ],
)
def test_an_address_becomes_absolute_and_encoded_or_nothing(address: str, url: str | None) -> None:
    assert absolute(address, BASE) == url


@given(
    st.one_of(
        st.from_regex(
            r"https?://[a-z0-9.-]{1,8}(?:x{60,66})?(?::\d{0,5})?(?:/[a-zA-Z0-9._~%A-F-]{0,5}){0,4}(?:\?[a-z.=&%0-9~]{0,8})?",
            fullmatch=True,
        ),
        st.from_regex(
            r"https?://a\.cn(?:/[a-z重.%~ '()+,;:@*!$\"<|{}^`\u200b\xa0é-]{0,5}){0,3}(?:\?[a-z重.=&%+;#' ]{0,8})?",
            fullmatch=True,
        ),
    )
)
def test_the_short_cut_gives_what_the_long_way_gives(address: str) -> None:
    assert absolute(address, BASE) == the_long_way(address)


@pytest.mark.parametrize("piece", ["a", "a/", "%41", "a-", "a.", "a&", "重"])
def test_no_address_takes_long(piece: str) -> None:
    for start in ("https://a.cn/", "https://a.cn/?", "https://"):
        started = time.process_time()
        absolute(start + piece * (1900 // len(piece)) + "!", BASE)
        assert time.process_time() - started < 0.5

"""The further pages of an article, found on any of its pages by their addresses alone."""

from __future__ import annotations

import pytest

from crawler.discovery.links import part_links
from db.urls import MAX_PARTS

FIRST = "https://www.example.cn/2022-06/02/c_123456.htm"


def parts(page: str, url: str = FIRST, kind: str = "text/html") -> list[str]:
    return [each.url.removeprefix("https://www.example.cn") for each in part_links(page.encode(), url, kind)]


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("c_123456_2.htm", "/2022-06/02/c_123456_2.htm"),
        ("/2022-06/02/c_123456_3.htm#text", "/2022-06/02/c_123456_3.htm"),
        ("//www.example.cn/2022-06/02/c_123456_4.htm", "/2022-06/02/c_123456_4.htm"),
        ("../../2022-06/02/c_123456_12.htm?utm_source=pager", "/2022-06/02/c_123456_12.htm"),
    ],
)
def test_a_link_to_a_further_page(href: str, found: str) -> None:
    assert parts(f'<p><a href="{href}">next</a>') == [found]


@pytest.mark.parametrize(
    "href",
    [
        "c_123457_2.htm",
        "c_123456_2.html",
        "/other/c_123456_2.htm",
        "https://elsewhere.cn/2022-06/02/c_123456_2.htm",
        "c_123456_1.htm",
        "c_123456_02.htm",
        "c_123456_big.htm",
        f"c_123456_{MAX_PARTS + 1}.htm",
    ],
)
def test_what_is_no_further_page_of_this_article(href: str) -> None:
    assert parts(f'<a href="{href}">2</a>') == []


def test_each_page_names_the_others_and_never_itself() -> None:
    page = "".join(f'<a href="c_123456{tail}.htm">' for tail in ("", "_2", "_3", "_2"))
    assert parts(page, FIRST.replace(".htm", "_3.htm")) == ["/2022-06/02/c_123456_2.htm"]


def test_a_slug_that_ends_in_a_number_has_no_further_pages() -> None:
    assert parts('<a href="story_2.htm">', "https://www.example.cn/2022-06/02/story.htm") == []

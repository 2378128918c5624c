"""Section pages: the article links in order with titles and dates, and the way to the next page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.listing import Listing
from crawler.discovery.section import read_section

URL = "https://www.example.cn/news/"
ARTICLE = r"/\d{4}/\d{2}/\d{2}/[^/]+/?$"

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>News</title></head><body>
<nav><a href="/">Home</a> <a href="/about/">About</a> <a href="#top">Top</a> <a href="javascript:x()">Menu</a></nav>
<div class="list">
 <article><a href="/2022/06/02/bridge/"><img src="b.jpg" alt="The bridge"></a>
  <div><h3><a href="/2022/06/02/bridge/">A bridge opens</a></h3><p>Built since March 3, 2019, it carries two lines
  and a footpath over the river.</p><time datetime="2022-06-02T10:00:00+08:00">June 2</time>
  <a href="/2022/06/02/bridge/?from=timeline">Read the whole story here</a></div></article>
 <article><a href="/2022/06/01/rail/amp/"><h3>Rail line</h3><span>2022-06-02</span></a></article>
 <article><a href="/2022/05/31/photo/" title="A photo"><img src="p.jpg"></a></article>
</div>
<p><a href="https://other.cn/2022/06/02/elsewhere/">Elsewhere</a></p>
<div class="pages"><a href="/news/page/2/">2</a><a href="/news/page/3/">3</a></div>
</body></html>"""


def read(text: str | bytes, url: str = URL, pattern: str = ARTICLE, **headers: str) -> Listing:
    body = text.encode() if isinstance(text, str) else text
    return read_section(body, url, pattern, "Asia/Shanghai", headers)


def test_articles_once_each_in_order_with_title_and_date() -> None:
    listing = read(PAGE)
    bridge, rail, photo, elsewhere = listing.candidates
    assert (bridge.url, bridge.title) == ("https://www.example.cn/2022/06/02/bridge/", "A bridge opens")
    assert bridge.published_at == datetime(2022, 6, 2, 2, tzinfo=UTC)
    assert (rail.url, rail.title) == ("https://www.example.cn/2022/06/01/rail/amp/", "Rail line")
    assert (rail.published_at, rail.published_on) == (None, date(2022, 6, 2))
    assert (photo.title, photo.published_on) == ("A photo", date(2022, 5, 31))
    assert elsewhere.url == "https://other.cn/2022/06/02/elsewhere/"
    assert {candidate.way for candidate in listing.candidates} == {"section"}
    assert listing.skipped == {"not an article address": 4}
    assert listing.problem == ""


def test_dates_beside_links_in_flat_lists() -> None:
    page = """<ul><li><a href="/c_1.htm">One story</a><span>2022-06-02</span></li>
    <li><a href="/c_2.htm">Two</a> (Jun 01,2022)</li></ul><a href="/c_3.htm">Three</a> 2022年5月31日<br>
    <a href="/c_4.htm">Since January 5, 2020</a><br>"""
    listing = read(page, pattern=r"/c_\d+\.htm$")
    assert [candidate.published_on for candidate in listing.candidates] == [
        date(2022, 6, 2),
        date(2022, 6, 1),
        date(2022, 5, 31),
        None,
    ]


@pytest.mark.parametrize(
    ("url", "links", "following"),
    [
        (URL, '<a rel="next" href="/news/?offset=20">more</a><a href="/news/page/2/">2</a>', "/news/?offset=20"),
        (URL, '<link rel="next" href="/news/page/2/">', "/news/page/2/"),
        (URL, '<a href="/news/page/2/">2</a><a href="/news/page/9/">9</a>', "/news/page/2/"),
        (
            f"{URL}page/2/",
            '<a href="/news/">1</a><a href="/news/page/1/">1</a><a href="/news/page/3/">3</a>',
            "/news/page/3/",
        ),
        (URL, '<a class="next page-numbers" href="/news/page/2/">&raquo;</a>', "/news/page/2/"),
        (URL, '<a href="/news/old.html">下一页</a>', "/news/old.html"),
        (URL, '<a href="2.htm">2</a><a href="3.htm">3</a>', "/news/2.htm"),
        (f"{URL}index.htm", '<a href="index_1.htm">2</a><a href="index_2.htm">3</a>', "/news/index_2.htm"),
        (f"{URL}index_2.htm", '<a href="index.htm">1</a><a href="index_3.htm">4</a>', "/news/index_3.htm"),
        (f"{URL}?page=4", '<a href="?page=3">3</a><a href="?page=5">5</a>', "/news/?page=5"),
        (f"{URL}page/3/", '<a href="/news/page/2/">2</a>', None),
        (URL, '<a href="/sports/page/2/">2</a>', None),
        (URL, '<a class="next" href="#">next</a><a rel="next" href="https://other.cn/news/page/2/">n</a>', None),
        (URL, '<a class="next" href="/2022/06/02/other-story/">next story</a>', None),
        (URL, '<base href="/archive/"><a href="old">Older posts</a>', "/archive/old"),
    ],
)
def test_the_next_page(url: str, links: str, following: str | None) -> None:
    listing = read(f"<a href='/2022/06/01/a/'>A</a>{links}", url=url)
    assert listing.next_url == (following and f"https://www.example.cn{following}")


@pytest.mark.parametrize("header", ["text/html; charset=gbk", ""])
def test_chinese_encodings_are_read_from_header_or_page(header: str) -> None:
    page = '<meta charset="gbk"><a href="/2022/06/02/a/">市第六次党代会开幕</a>'.encode("gbk")
    headers = {"content-type": header} if header else {}
    assert read_section(page, URL, ARTICLE, "Asia/Shanghai", headers).candidates[0].title == "市第六次党代会开幕"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "not HTML: empty"),
        ("<html><body><div id=app></div></body></html>", "no link looks like an article (0 links)"),
        ('<a href="/a">A</a><a href="/b">B</a>', "no link looks like an article (2 links)"),
    ],
)
def test_a_page_without_articles_says_so(body: str, problem: str) -> None:
    listing = read(body)
    assert (listing.candidates, listing.problem) == ((), problem)


@given(st.one_of(st.binary(max_size=300), st.text("<a href='/2022/06/01/>\"#=\x00重", max_size=80).map(str.encode)))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(read(body), Listing)

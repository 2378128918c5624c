"""Links on fetched pages: which are articles, each once, cheaply, whatever the page is made of."""

from __future__ import annotations

import html
import re
import time
from datetime import date
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.links import MAX_LINKS, article_links
from db.urls import is_article_url, main_url, page_key, site_of

URL = "https://www.example.cn/2022/06/02/bridge/"
ARTICLE = r"/\d{4}/\d{2}/\d{2}/[^/]+/?$"
HTML = "text/html; charset=utf-8"


def links(page: str | bytes, url: str = URL, pattern: str = ARTICLE, kind: str = HTML) -> list[str]:
    body = page.encode() if isinstance(page, str) else page
    return [candidate.url for candidate in article_links(body, url, kind, pattern, set())]


def test_article_links_once_each_in_order_at_their_main_address() -> None:
    page = """<link rel="stylesheet" href="/style.css?ver=2"><link rel="canonical" href="/2022/06/02/bridge/">
    <a href="/about/">About</a> <A HREF='/2022/06/01/rail/'>Rail</A> <a class="x"href=/2022/05/31/photo/>Photo</a>
    <a href="http://example.cn/2022/06/01/rail/amp/?utm_source=box#top">Rail again</a>
    <a href="/2022/06/01/rail/?from=timeline">and again</a> <a href="#more">More</a>
    <a href="../../01/tram/?from=timeline&amp;utm_medium=x">Tram</a> <a data-href="/2022/06/01/hidden/">x</a>
    <a href="javascript:go('/2022/06/01/script/')">x</a> <a href="mailto:desk@example.cn">x</a> <a href="">x</a>
    <a href="tel:+8623"> </a><a href="data:text/html,/2022/06/01/data/">x</a>
    <a href="https://share.example/?u=https%3A%2F%2Fwww.example.cn%2F2022%2F06%2F01%2Fshared%2F">Share</a>"""
    assert links(page) == [
        "https://www.example.cn/2022/06/01/rail/",
        "https://www.example.cn/2022/05/31/photo/",
        "https://www.example.cn/2022/06/01/tram/",
    ]


def test_a_candidate_says_how_it_was_found_and_the_day_its_address_names() -> None:
    (found,) = article_links(b'<a href="/2022/06/01/rail/">', URL, HTML, re.compile(ARTICLE))
    assert (found.way, found.published_on, found.published_at) == ("link", date(2022, 6, 1), None)


def test_relative_links_start_from_the_base_that_the_page_names() -> None:
    page = '<base target="_top" href="https://m.example.cn/2022/06/"><a href="01/rail/">Rail</a>'
    assert links(page) == ["https://m.example.cn/2022/06/01/rail/"]
    assert links('<a href="../../01/rail/">Rail</a>') == ["https://www.example.cn/2022/06/01/rail/"]
    assert links('<a href="?id=7">', "https://www.example.cn/show.php?id=6", r"\?id=\d+$") == [
        "https://www.example.cn/show.php?id=7"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("is_declared_in_page", [True, False])
def test_addresses_in_chinese_are_read_in_the_pages_encoding(encoding: str, is_declared_in_page: bool) -> None:
    meta, kind = (
        (f"<meta charset={encoding}>", "text/html") if is_declared_in_page else ("", f"text/html; charset={encoding}")
    )
    page = f'{meta}<a href="/2022/06/01/轻轨/">轻轨</a>'.encode(encoding)
    assert links(page, kind=kind) == ["https://www.example.cn/2022/06/01/%E8%BD%BB%E8%BD%A8/"]


def test_entities_in_addresses_are_no_fragments() -> None:
    page = '<a href="&#47;2022/06/01/rail/"><a href="/show?a=1&#038;id=7#top">'
    assert links(page) == ["https://www.example.cn/2022/06/01/rail/"]
    assert links(page, pattern=r"\?a=1&id=7$") == ["https://www.example.cn/show?a=1&id=7"]


def test_session_ids_do_not_multiply_a_page() -> None:
    page = "".join(f'<a href="/2022/06/01/rail/;jsessionid={number:032x}">' for number in range(5))
    assert links(page) == ["https://www.example.cn/2022/06/01/rail/"]


def test_what_was_linked_before_is_not_named_again() -> None:
    seen: set[str] = set()
    first = b'<a href="/2022/06/01/rail/"><a href="/about/"><a href="../tram/">'
    assert len(article_links(first, URL, HTML, ARTICLE, seen)) == 2
    assert article_links(first, URL, HTML, ARTICLE, seen) == ()
    elsewhere = article_links(first, "https://www.example.cn/2022/05/05/other/", HTML, ARTICLE, seen)
    assert [each.url for each in elsewhere] == ["https://www.example.cn/2022/05/05/tram/"]
    other_host = article_links(first, "https://m.example.cn/2022/06/02/bridge/", HTML, ARTICLE, seen)
    assert len(other_host) == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<a href="/2022/06/01/rail/">'.encode("utf-16"), HTML),
        ('<a href="/2022/06/01/rail/">'.encode("utf-16-le"), HTML),
        (b'%PDF-1.4 <a href="/2022/06/01/rail/">', "application/pdf"),
        (b'\x89PNG\0\0<a href="/2022/06/01/rail/">', ""),
        (b"", HTML),
    ],
)
def test_what_is_no_html_has_no_links(body: bytes, kind: str) -> None:
    assert links(body, kind=kind) == []


def test_links_of_a_page_are_bounded() -> None:
    page = "".join(f'<a href="/2022/06/01/story-{number}/">' for number in range(MAX_LINKS + 50))
    assert len(links(page)) == MAX_LINKS


def test_a_big_page_of_known_furniture_costs_next_to_nothing() -> None:
    page = ("<p>words of a story</p>" * 20 + '<a href="/section/one/">One</a>' * 3).encode() * 200
    seen: set[str] = set()
    article_links(page, URL, HTML, ARTICLE, seen)
    started = time.process_time()
    for _ in range(20):
        article_links(page, URL, HTML, ARTICLE, seen)
    assert time.process_time() - started < 0.4  # about 0.02; this catches parsing, not a slow day


def test_hostile_attributes_take_no_longer_than_others() -> None:
    for piece in (b"href", b'href="', b"href='x", b"<base ", b" href = ", b'href="' + b"a/" * 90):
        started = time.process_time()
        links(b"<a " + piece * (1_000_000 // len(piece)))
        assert time.process_time() - started < 5


FRAGMENT = re.compile(r"(?<!&)#.*")
references = st.lists(
    st.one_of(
        st.from_regex(
            r"(?:/|\.\./|https?://(?:www\.|m\.)?example\.cn/)?20\d\d/0[1-9]/1\d/[a-z-]{1,6}/?", fullmatch=True
        ),
        st.from_regex(
            r"/2022/06/1\d/[a-z]{1,3}(?:/amp/?|\.css|\.html|//x)?(?:\?(?:utm_source=a|id=[0-9]|u=https://a\.cn/)(?:&amp;x=1|&#038;id=2)?)?(?:#t)?",
            fullmatch=True,
        ),
        st.text(alphabet="/2022061ab.?=#&%:;重", max_size=20),
    ),
    max_size=6,
)


@given(references, st.sampled_from([ARTICLE, r"/\d{4}/\d{2}/\d{2}/[^/?]+/?$", r"[?&]id=\d$", r"\.html$"]))
def test_the_short_cuts_find_what_the_long_way_finds(hrefs: list[str], pattern: str) -> None:
    page = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    expected: dict[str, str] = {}
    for href in hrefs:
        address = main_url(urljoin(URL, html.unescape(FRAGMENT.sub("", href)).strip()))
        is_own = page_key(address) == page_key(URL) or not FRAGMENT.sub("", href).strip()
        if site_of(address) and is_article_url(address, pattern) and not is_own:
            expected.setdefault(page_key(address), address)
    assert [page_key(url) for url in links(page, pattern=pattern)] == list(expected)


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_no_bytes_raise(body: bytes, href: bytes) -> None:
    links(body)
    links(b'<base href="' + href + b'"><a href="' + href + b'"><a href=/2022/06/01/' + href + b">")

"""Pages that lie about who they are, what bytes they hold, and where they lead."""

from __future__ import annotations

import gzip
import re
import socket
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import lxml.html
import pytest

from crawler.newsroom import Newsroom, Sentinel, Site, faults, serve
from crawler.newsroom.layout import layout_of
from tests.crawler.test_newsroom_site import get

OUTLETS = ["newsroom", "newsroom-daily"]


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.1)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom) as running:
        yield running


def path_of(site: Site, outlet: str = "newsroom", charset: str = "utf-8", language: str = "") -> str:
    return next(
        one.path
        for one in site.listed(outlet)
        if layout_of(one.id).charset == charset or outlet == "newsroom"
        if language in ("", one.language)
    )


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("fault", "target"),
    [
        (faults.canonical_home(), "{home}/"),
        (faults.canonical_elsewhere("/2022/06/02/another/"), "{home}/2022/06/02/another/"),
        (faults.canonical_elsewhere("https://other.invalid/a/"), "https://other.invalid/a/"),
    ],
)
def test_canonical_tags_lie_on_every_layout(site: Site, outlet: str, fault: faults.Fault, target: str) -> None:
    site.faults["article"] = fault
    expected = target.format(home=site.base_urls[outlet])
    for article in site.listed(outlet)[:9]:
        tree = lxml.html.fromstring(get(site, article.path, outlet).text)
        stated = [one.get("href") for one in tree.cssselect("head link[rel=canonical]")]
        stated += [one.get("content") for one in tree.cssselect("meta[property='og:url']")]
        assert set(stated) == {expected}
        assert tree.cssselect("h1")[0].text_content() == article.title


def test_a_frozen_etag_hides_every_change(site: Site) -> None:
    site.faults["feed"] = faults.frozen_etag()
    first = get(site, "/feed/")
    site.faults["/feed/"] = faults.without_items(5)
    second = get(site, "/feed/")
    etag, date = first.headers["etag"], first.headers["last-modified"]

    assert second.body != first.body
    assert (second.headers["etag"], second.headers["last-modified"]) == (etag, date)
    assert get(site, "/feed/", If_None_Match=etag).status == 304
    assert get(site, "/feed/", If_Modified_Since=date).status == 304
    site.advance("later")
    assert get(site, "/feed/", If_None_Match=etag).status == 304
    assert get(site, "/feed/atom/").headers["etag"] != etag


def test_gzipped_bodies_are_whole_and_announced(site: Site) -> None:
    plain = get(site, path_of(site)).body
    site.faults["article"] = faults.gzipped()
    got = get(site, path_of(site))

    assert got.headers["content-encoding"] == "gzip"
    assert got.headers["content-length"] == str(len(got.body))
    assert gzip.decompress(got.body) == plain


def test_truncated_gzip_shows_only_in_the_stream(site: Site) -> None:
    plain = get(site, path_of(site)).body
    site.faults["article"] = faults.truncated_gzip(0.6)
    # Faults that come later still see the text, not the packed bytes.
    site.faults["any"] = faults.canonical_home()
    got = get(site, path_of(site))
    inflater = zlib.decompressobj(wbits=31)
    text = inflater.decompress(got.body)

    assert got.headers["content-length"] == str(len(got.body))
    assert not inflater.eof
    assert 0 < len(text) < len(plain)
    assert b"<title>" in text


@pytest.mark.parametrize(
    ("outlet", "charset", "language", "claimed"),
    [
        ("newsroom", "utf-8", "en", "iso-8859-1"),
        ("newsroom-daily", "utf-8", "zh", "gbk"),
        ("newsroom-daily", "gbk", "zh", "utf-8"),
    ],
)
def test_the_declared_charset_is_wrong(site: Site, outlet: str, charset: str, language: str, claimed: str) -> None:
    path = path_of(site, outlet, charset, language)
    title = next(one.title for one in site.listed(outlet) if one.path == path)
    site.faults["article"] = faults.wrong_charset()
    got = get(site, path, outlet)

    assert got.headers["content-type"] == f"text/html; charset={claimed}"
    assert set(re.findall(rb'charset="?([\w-]+)', got.body)) == {claimed.encode()}
    assert title in lxml.html.fromstring(got.body.decode(charset)).text_content()


@pytest.mark.parametrize("outlet", OUTLETS)
def test_links_in_an_article_leave_its_text_alone(site: Site, outlet: str) -> None:
    selector = {"newsroom": ".entry-content", "newsroom-daily": "#zoom"}[outlet]
    paths = [one.path for one in site.listed(outlet)[:12]]
    before = [get(site, path, outlet) for path in paths]
    urls = ["http://127.0.0.2:9/2022/06/02/away/", "/2022/06/02/moved/"]
    site.faults["article"] = faults.linking_to(urls)
    for path, page in zip(paths, before, strict=True):
        got = get(site, path, outlet)
        text = got.body.decode("gbk" if b"gb2312" in got.body else "utf-8")
        written = lxml.html.fromstring(text).cssselect(selector)[0]
        assert [one.get("href") for one in written.iter("a")] == [urls[0], site.base_urls[outlet] + urls[1]]
        assert written.text_content() == lxml.html.fromstring(page.text).cssselect(selector)[0].text_content()


def test_a_redirect_leads_where_it_is_told(site: Site) -> None:
    site.faults["/2022/06/02/moved/*"] = faults.redirect_to("http://127.0.0.2:9/x/", 301)
    site.faults["home"] = faults.redirect_to("/news/")

    assert get(site, "/2022/06/02/moved/").headers["location"] == "http://127.0.0.2:9/x/"
    assert get(site, "/").headers["location"] == site.base_urls["newsroom"] + "/news/"


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_a_sentinel_counts_whoever_comes() -> None:
    with Sentinel() as sentinel:
        assert sentinel.count == 0
        for url in sentinel.urls:
            address = urlsplit(url)
            with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as visit:
                assert visit.recv(1) == b""
        assert sentinel.count == len(sentinel.urls) >= 1
        assert {urlsplit(url).port for url in sentinel.urls}.isdisjoint({80, 8391, 8392})


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_calendar_goes_on_in_both_directions(site: Site, outlet: str) -> None:
    site.faults["any"] = faults.with_calendar()
    link = calendar_links(site, path_of(site, outlet), outlet)
    assert link == ["/calendar/2026/06/"]

    del site.faults["any"]
    assert calendar_links(site, "/calendar/2026/12/", outlet) == ["/calendar/2026/11/", "/calendar/2027/01/"]
    assert calendar_links(site, "/calendar/2027/01/", outlet) == ["/calendar/2026/12/", "/calendar/2027/02/"]
    assert get(site, "/calendar/2027/13/", outlet).status == 404


def test_the_worse_calendar_looks_like_articles(site: Site) -> None:
    site.faults["home"] = faults.with_calendar(as_articles=True)
    assert calendar_links(site, "/") == ["/2031/01/02/events-of-the-day/"]
    assert calendar_links(site, "/2031/01/31/events-of-the-day/") == ["/2031/02/01/events-of-the-day/"]

    got = get(site, "/2031/01/02/events-of-the-day/")
    assert got.status == 200
    assert re.search(r"/\d{4}/\d{2}/\d{2}/[^/]+/?$", "/2031/01/02/events-of-the-day/")
    assert get(site, "/2031/02/30/events-of-the-day/").status == 404


def test_session_ids_differ_at_each_request_and_mean_nothing(site: Site) -> None:
    site.faults["section"] = faults.with_session_ids()
    home = site.base_urls["newsroom"]
    first, second = (_own_links(get(site, "/news/").text, home) for _ in range(2))

    assert len(first) == len(second) > 20
    assert not set(first) & set(second)
    assert {re.findall("jsessionid|PHPSESSID|sid", link)[-1] for link in first} == {"jsessionid", "PHPSESSID", "sid"}
    articles = [link for link in first if "/20" in link]
    for link in articles[:7]:
        bare = re.sub(r";jsessionid=\w+|\?(?:sid|PHPSESSID)=\w+", "", link).removeprefix(home)
        assert get(site, link.removeprefix(home)).body == get(site, bare).body != b""


def calendar_links(site: Site, path: str, outlet: str = "newsroom") -> list[str]:
    tree = lxml.html.fromstring(get(site, path, outlet).text)
    return [one.get("href").removeprefix(site.base_urls[outlet]) for one in tree.cssselect("p.calendar a")]


def _own_links(text: str, home: str) -> list[str]:
    return [href for one in lxml.html.fromstring(text).iter("a") if (href := one.get("href")).startswith(home)]

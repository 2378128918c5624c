"""The newsroom as a visitor meets it, over real HTTP on loopback."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest

from crawler.newsroom import Newsroom, Site, render_article_page, serve
from crawler.newsroom.layout import Layout, layout_of
from crawler.newsroom.truth import Photo

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("gbk" if b"charset=gb2312" in self.body else "utf-8")


def get(site: Site, path: str, outlet: str = "newsroom", **headers: str) -> Got:
    connection = http.client.HTTPConnection(urlsplit(site.base_urls[outlet]).netloc, timeout=20)
    try:
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Got(response.status, names, response.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.4)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom) as running:
        yield running


def paragraphs(tree: lxml.html.HtmlElement, selector: str) -> list[str]:
    return [one.text_content().replace("　", "") for one in tree.cssselect(selector)]


def test_every_newsroom_page_shows_its_truth(site: Site) -> None:
    for article in site.listed("newsroom"):
        got = get(site, article.path)
        tree = lxml.html.fromstring(got.text)
        shown = paragraphs(tree, ".entry-content > p:not(.caption)")
        assert got.status == 200
        assert [one for one in shown if one] == list(article.paragraphs)
        assert tree.cssselect("h1")[0].text_content() == article.title
        assert tuple(paragraphs(tree, "p.byline")) == ((article.byline,) if article.byline else ())
        assert tuple(paragraphs(tree, "p.caption, figcaption")) == article.captions
        assert tree.cssselect("title")[0].text_content() == f"{article.title} | irivergate"
        canonical = tree.cssselect("link[rel=canonical]")[0].get("href")
        assert canonical == site.base_urls["newsroom"] + article.path


def test_every_daily_page_shows_its_truth_in_its_encoding(site: Site) -> None:
    seen = set()
    for article in site.listed("newsroom-daily"):
        got = get(site, article.path, "newsroom-daily")
        charset = layout_of(article.id).charset
        seen.add((charset, article.language))
        tree = lxml.html.fromstring(got.body.decode(charset))
        shown = [text for text in paragraphs(tree, "#zoom > p:not([align])") if text]
        assert [text.replace("　", "") for text in shown] == [text.replace("　", "") for text in article.paragraphs]
        assert tree.cssselect("h1")[0].text_content() == article.title
        assert (b"charset=gb2312" in got.body) == (charset == "gbk")
        assert got.headers["content-type"] == "text/html"
    assert {("gbk", "zh"), ("utf-8", "zh")} <= seen


def test_reprints_name_their_source(site: Site) -> None:
    reprint = next(one for one in site.listed("newsroom-daily") if one.reprint_of)

    assert '<span id="source">iRivergate</span>' in get(site, reprint.path, "newsroom-daily").text


def test_metadata_varies_from_page_to_page(site: Site) -> None:
    kinds = set()
    for article in site.listed("newsroom")[:40]:
        tree = lxml.html.fromstring(get(site, article.path).text)
        scripts = tree.cssselect("script[type='application/ld+json']")
        kinds.add((bool(scripts), bool(tree.cssselect("meta[property='article:published_time']"))))
        if scripts:
            record = json.loads(scripts[0].text_content())
            assert record["headline"] == article.title
            assert record["datePublished"].startswith(f"{article.published_on}T")
    assert kinds == {(True, True), (False, True), (False, False)}


def test_aliases_lead_to_the_article(site: Site) -> None:
    article = next(one for one in site.listed("newsroom") if one.byline)
    target = site.base_urls["newsroom"] + article.path
    short, amp, bare = article.aliases

    for alias in (short, bare):
        got = get(site, alias)
        assert (got.status, got.headers["location"]) == (301, target)
    twin = lxml.html.fromstring(get(site, amp).text)
    assert twin.cssselect("link[rel=canonical]")[0].get("href") == target
    assert article.byline not in twin.text_content()
    assert article.paragraphs[0] in twin.text_content()


def test_slugs_outside_ascii_are_served(newsroom: Newsroom) -> None:
    with serve(Newsroom.build(size=1.0)) as site:
        articles = [one for one in site.listed("newsroom") if "%" in one.path]
        assert articles
        assert all(get(site, one.path).status == 200 for one in articles)
        assert get(site, articles[0].path.upper().replace("TWO-RIVERS", "two-rivers")).status == 404


def test_sections_page_back_to_the_first_article_and_end(site: Site) -> None:
    listed = [one.path for one in site.listed("newsroom")]
    found, path = [], "/news/"
    while path:
        tree = lxml.html.fromstring(get(site, path).text)
        found += [urlsplit(link.get("href")).path for link in tree.cssselect("ul.list a")]
        following = tree.cssselect("a.next")
        path = urlsplit(following[0].get("href")).path if following else ""

    assert found == listed[::-1]
    assert get(site, f"/news/page/{-(-len(listed) // 20) + 1}/").status == 404


def test_a_section_has_only_its_own(site: Site) -> None:
    culture = {one.path for one in site.listed("newsroom") if one.section == "culture"}
    tree = lxml.html.fromstring(get(site, "/culture/").text)

    assert {urlsplit(link.get("href")).path for link in tree.cssselect("ul.list a")} <= culture


def test_numbered_lists_of_the_daily_are_complete(site: Site) -> None:
    listed = [one.path for one in site.listed("newsroom-daily")]
    found = []
    for number in range(1, -(-len(listed) // 20) + 1):
        tree = lxml.html.fromstring(get(site, f"/list/{number}.htm", "newsroom-daily").text)
        found += [urlsplit(link.get("href")).path for link in tree.cssselect("ul.list a")]

    assert found == listed[::-1]
    assert get(site, f"/list/{number + 1}.htm", "newsroom-daily").status == 404


def test_the_day_archive_lists_its_day(site: Site) -> None:
    article = site.listed("newsroom")[0]

    assert article.path in get(site, f"/{article.published_on:%Y/%m/%d}/").text
    assert get(site, "/2021/01/01/").status == 404


def test_feeds_give_the_newest_twenty(site: Site) -> None:
    newest = site.listed("newsroom")[::-1][:20]
    for path in ("/feed/", "/feed/atom/"):
        feed = feedparser.parse(get(site, path).body)
        assert not feed.bozo
        assert [one.link for one in feed.entries] == [site.base_urls["newsroom"] + one.path for one in newest]
        assert [one.title for one in feed.entries] == [one.title for one in newest]
        assert [one.id.partition("?p=")[2] for one in feed.entries] == [str(one.id) for one in newest]
    rss = get(site, "/feed/").text
    dates = [parsedate_to_datetime(text) for text in re.findall("<pubDate>(.*?)</pubDate>", rss)]
    assert dates == [one.published_at for one in newest]


def test_sitemaps_hold_every_article_once(site: Site) -> None:
    index = [one.text for one in lxml.etree.fromstring(get(site, "/sitemap_index.xml").body).iter(LOC)]
    found = []
    for url in index[:2]:
        body = get(site, urlsplit(url).path).body
        body = gzip.decompress(body) if url.endswith(".gz") else body
        found += [urlsplit(one.text).path for one in lxml.etree.fromstring(body).iter(LOC)]
    daily = lxml.etree.fromstring(get(site, "/sitemap.xml", "newsroom-daily").body)

    assert found == [one.path for one in site.listed("newsroom")]
    assert len(list(daily.iter(LOC))) == len(site.listed("newsroom-daily"))
    assert "schemas/sitemap-news/0.9" in get(site, "/news-sitemap.xml").text


def test_the_rest_interface_pages_and_filters(site: Site) -> None:
    listed = site.listed("newsroom")[::-1]
    found, pages = [], 1
    while len(found) < len(listed):
        got = get(site, f"/wp-json/wp/v2/posts?per_page=50&page={pages}")
        found += [post["id"] for post in json.loads(got.body)]
        pages += 1
    assert found == [one.id for one in listed]
    assert got.headers["x-wp-total"] == str(len(listed))
    assert got.headers["x-wp-totalpages"] == str(pages - 1)

    past = get(site, f"/wp-json/wp/v2/posts?per_page=50&page={pages}")
    assert (past.status, json.loads(past.body)["code"]) == (400, "rest_post_invalid_page_number")
    assert get(site, "/wp-json/wp/v2/posts?per_page=500").status == 400

    query = "after=2022-05-26T23:59:59&before=2022-06-01T00:00:00&per_page=100"
    posts = json.loads(get(site, f"/wp-json/wp/v2/posts?{query}").body)
    days = {one.published_on.isoformat() for one in listed} & {f"2022-05-{day}" for day in range(27, 32)}
    assert {post["date"][:10] for post in posts} == days


def test_robots_close_one_folder(site: Site) -> None:
    text = get(site, "/robots.txt").text

    assert "Disallow: /private/" in text
    assert f"Sitemap: {site.base_urls['newsroom']}/sitemap_index.xml" in text


def test_validators_save_the_second_download(site: Site) -> None:
    path = site.listed("newsroom")[0].path
    first = get(site, path)
    by_etag = get(site, path, If_None_Match=first.headers["etag"])
    by_date = get(site, path, If_Modified_Since=first.headers["last-modified"])

    assert (by_etag.status, by_etag.body) == (304, b"")
    assert by_date.status == 304
    assert get(site, path, If_None_Match='"old"', If_Modified_Since=first.headers["last-modified"]).status == 200


def test_edits_and_removals_come_with_the_clock(site: Site) -> None:
    edited = next(one for one in site.newsroom.of("newsroom") if one.edits)
    removed = [one for one in site.newsroom.of("newsroom") if one.removal]
    before = get(site, edited.path)

    site.advance("edited")
    after = get(site, edited.path)
    assert after.body != before.body
    assert after.headers["etag"] != before.headers["etag"]
    assert parsedate_to_datetime(after.headers["last-modified"]) == edited.edits[0].at

    site.advance("removed")
    statuses = {one.removal.kind: get(site, one.path).status for one in removed if one.removal}
    assert statuses == {"404": 404, "410": 410, "home": 302}
    sitemaps = gzip.decompress(get(site, "/post-sitemap1.xml.gz").body) + get(site, "/post-sitemap2.xml").body
    assert not any(one.path.encode() in sitemaps for one in removed)


def test_new_articles_appear_only_when_it_is_time(site: Site) -> None:
    late = [one for one in site.newsroom.of("newsroom") if one.published_at > site.clock]

    assert all(get(site, one.path).status == 404 for one in late)
    site.advance(timedelta(days=4))
    assert all(get(site, one.path).status == 200 for one in late)
    assert late[-1].path in get(site, "/feed/").text


def test_requests_are_recorded(site: Site) -> None:
    get(site, "/feed/", User_Agent="a-tester")
    get(site, "/nothing", "newsroom-daily")

    first, second = site.requests
    assert (first.outlet, first.method, first.path, first.status) == ("newsroom", "GET", "/feed/", 200)
    assert first.user_agent == "a-tester"
    assert (second.outlet, second.status) == ("newsroom-daily", 404)
    assert first.at <= second.at


def test_a_taken_port_gives_the_next_free_one(newsroom: Newsroom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serve(newsroom, {"newsroom": port}) as site:
            served = urlsplit(site.base_urls["newsroom"]).port
            assert served is not None
            assert port < served < port + 50
            assert get(site, "/robots.txt").status == 200


def test_stopping_leaves_no_thread_and_no_listener(newsroom: Newsroom) -> None:
    before = threading.active_count()
    with serve(newsroom) as site:
        address = urlsplit(site.base_urls["newsroom"]).netloc
        idle = http.client.HTTPConnection(address)
        idle.request("GET", "/")
        idle.getresponse().read()
    idle.close()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.02)

    assert threading.active_count() <= before
    host, _, port = address.partition(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=2)


def test_one_connection_serves_every_page(site: Site) -> None:
    connection = http.client.HTTPConnection(urlsplit(site.base_urls["newsroom"]).netloc)
    for one in site.listed("newsroom"):
        connection.request("GET", one.path)
        assert connection.getresponse().read()
    connection.close()


def test_any_text_fits_the_template() -> None:
    html = render_article_page(
        'A <Title> & "more"',
        ["Chongqing- The first paragraph.", "The second < third."],
        byline="By ANY BODY|Jun 02,2022",
        photos=[Photo("/wp-content/uploads/x.png", "A caption. (Photo/ Somebody)", 1)],
        layout=Layout(metadata="json-ld"),
    )
    tree = lxml.html.fromstring(html)

    assert tree.cssselect("h1")[0].text_content() == 'A <Title> & "more"'
    assert paragraphs(tree, "p.byline") == ["By ANY BODY|Jun 02,2022"]
    assert paragraphs(tree, ".entry-content > p")[0] == "Chongqing- The first paragraph."
    assert paragraphs(tree, "p.caption") == ["A caption. (Photo/ Somebody)"]


def test_the_foreground_command_prints_addresses_and_stops_on_interrupt() -> None:
    command = [sys.executable, "-m", "crawler.newsroom", "--port", "0", "--size", "0.05"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0

    assert re.match(r"newsroom +http://127\.0\.0\.1:\d+/  \(16 articles\)", lines[0])
    assert lines[1].startswith("newsroom-daily ")

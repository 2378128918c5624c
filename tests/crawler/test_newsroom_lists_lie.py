"""Feeds, sitemaps and lists that lie: what they leave out, repeat, date ahead, pad, and never end."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest

from crawler.newsroom import Newsroom, Site, faults, serve
from crawler.newsroom.faults.padding import MAX_ADDRESSES
from tests.crawler.test_newsroom_site import LOC, get

LISTS = [
    ("newsroom", "/feed/"),
    ("newsroom", "/feed/atom/"),
    ("newsroom", "/post-sitemap1.xml.gz"),
    ("newsroom", "/post-sitemap2.xml"),
    ("newsroom", "/news-sitemap.xml"),
    ("newsroom", "/news/page/2/"),
    ("newsroom-daily", "/list/1.htm"),
    ("newsroom-daily", "/sitemap.xml"),
]


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.4)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom) as running:
        yield running


def listed_paths(site: Site, path: str, outlet: str = "newsroom") -> list[str]:
    """The paths a listing of any kind names, in its order."""
    body = get(site, path, outlet).body
    text = (gzip.decompress(body) if path.endswith(".gz") else body).decode()
    if "<urlset" in text:
        found = [one.text or "" for one in lxml.etree.fromstring(text.encode()).iter(LOC)]
    elif text.startswith("<?xml"):
        found = [one.link for one in feedparser.parse(text).entries]
    else:
        found = [one.get("href") for one in lxml.html.fromstring(text).cssselect("ul.list a")]
    return [urlsplit(one).path for one in found]


@pytest.mark.parametrize(("outlet", "path"), LISTS)
def test_a_list_drops_the_same_entries_at_each_read(site: Site, outlet: str, path: str) -> None:
    true = listed_paths(site, path, outlet)
    site.faults[path] = faults.dropping(3)
    kept = [one for one in true if not faults.is_chosen(one, 3)]

    assert listed_paths(site, path, outlet) == kept
    assert listed_paths(site, path, outlet) == kept
    assert 0 < len(kept) < len(true)


def test_different_turns_never_hide_the_same_article(site: Site) -> None:
    true = set(listed_paths(site, "/feed/"))
    shown = []
    for turn in range(3):
        site.faults["feed"] = faults.dropping(3, turn)
        shown.append(set(listed_paths(site, "/feed/")))

    assert all(one | other == true for one in shown for other in shown if one is not other)
    assert shown[0] & shown[1] & shown[2] == set()


@pytest.mark.parametrize(("outlet", "path"), [entry for entry in LISTS if "/news/" not in entry[1]][:5])
def test_some_dates_lie_ahead_of_every_clock(site: Site, outlet: str, path: str) -> None:
    site.faults[path] = faults.future_dates(30, every=3)
    body = get(site, path, outlet).body
    text = (gzip.decompress(body) if path.endswith(".gz") else body).decode()
    stated = re.findall(r"<(?:pubDate|published|lastmod|news:publication_date)>([^<]+)<", text)
    dates = [datetime.fromisoformat(one) if one[0].isdigit() else parsedate_to_datetime(one) for one in stated]
    ahead = [one for one in dates if one > max(site.clock, datetime.now(UTC))]

    assert 0 < len(ahead) < len(dates)
    assert get(site, path, outlet).body == body


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/"])
def test_ids_repeat_under_other_spellings_that_all_lead_to_the_article(site: Site, path: str) -> None:
    true = listed_paths(site, path)
    site.faults["feed"] = faults.repeated_ids()
    feed = feedparser.parse(get(site, path).body)
    links, ids = [one.link for one in feed.entries], [one.id for one in feed.entries]

    assert not feed.bozo
    assert [urlsplit(one).path for one in links[::2]] == true
    assert ids[::2] == ids[1::2]
    assert ids[0] == ids[2] != ids[4]
    others = [link.removeprefix(true_link) for true_link, link in zip(links[::2], links[1::2], strict=True)]
    assert {"?utm_source=rss&utm_medium=feed", "#comments", "amp/"} <= set(others)
    assert any(not urlsplit(link).path.endswith("/") for link in links)
    for link in links[1::2]:
        split = urlsplit(link)
        assert get(site, f"{split.path}?{split.query}".rstrip("?")).status in (200, 301)


def test_a_sitemap_of_fifty_thousand_is_valid_and_quick(site: Site) -> None:
    true = listed_paths(site, "/post-sitemap2.xml")
    site.faults["/post-sitemap2.xml"] = faults.padded_sitemap()
    get(site, "/post-sitemap2.xml")
    started = time.perf_counter()
    padded = listed_paths(site, "/post-sitemap2.xml")
    took = time.perf_counter() - started

    assert len(padded) == len(set(padded)) == 50_000
    assert [one for one in padded if one.startswith("/20")] == true
    places = [place for place, one in enumerate(padded) if one.startswith("/20")]
    assert max(places) - min(places) > 45_000
    assert {one.split("/")[1] for one in padded} >= {"tag", "gallery"}
    assert len(get(site, "/post-sitemap2.xml").body) < 50 * 1024**2
    assert took < 3


def test_a_sitemap_above_the_limit_goes_on_in_further_files(site: Site) -> None:
    site.faults["sitemap"] = faults.padded_sitemap(MAX_ADDRESSES + 10_000)
    index = [one.text or "" for one in lxml.etree.fromstring(get(site, "/sitemap_index.xml").body).iter(LOC)]
    named = [one.removeprefix(site.base_urls["newsroom"]) for one in index]

    assert named == [
        "/post-sitemap1.xml.gz",
        "/post-sitemap1.xml.gz?part=2",
        "/post-sitemap2.xml",
        "/post-sitemap2.xml?part=2",
        "/news-sitemap.xml",
    ]
    newer = listed_paths(site, named[2]), listed_paths(site, named[3])
    assert [len(one) for one in newer] == [50_000, 10_000]
    assert len({*newer[0], *newer[1]}) == 60_000
    listed = {one.path for one in site.listed("newsroom")}
    found = listed & {*newer[0], *newer[1], *listed_paths(site, named[0])}
    packed = gzip.decompress(get(site, named[1]).body)
    found |= {path for path in listed if path.encode() in packed}
    assert found == listed


def test_a_sitemap_without_an_index_becomes_one(site: Site) -> None:
    site.faults["newsroom-daily:sitemap"] = faults.padded_sitemap(70_000)
    index = get(site, "/sitemap.xml", "newsroom-daily").body
    children = [urlsplit(one.text or "") for one in lxml.etree.fromstring(index).iter(LOC)]
    found = [one for child in children for one in listed_paths(site, f"{child.path}?{child.query}", "newsroom-daily")]

    assert b"<sitemapindex" in index
    assert len(children) == 2
    assert {one.path for one in site.listed("newsroom-daily")} <= set(found)


@pytest.mark.parametrize(("outlet", "path"), LISTS)
def test_a_list_can_lead_elsewhere(site: Site, outlet: str, path: str) -> None:
    true = listed_paths(site, path, outlet)
    site.faults[path] = faults.linking_to(["http://127.0.0.2:9/2022/06/02/away/", "/2022/06/02/moved/"])

    assert listed_paths(site, path, outlet) == [*true, "/2022/06/02/away/", "/2022/06/02/moved/"]
    assert b"http://127.0.0.2:9/2022/06/02/away/" in _unpacked(get(site, path, outlet).body)


@pytest.mark.parametrize(("outlet", "pattern"), [("newsroom", "/news/page/{}/"), ("newsroom-daily", "/list/{}.htm")])
def test_endless_pages_repeat_the_last_one_and_link_on(site: Site, outlet: str, pattern: str) -> None:
    last = -(-len(site.listed(outlet)) // 20)
    true = listed_paths(site, pattern.format(last), outlet)
    before = get(site, pattern.format(1), outlet).body
    site.faults["section"] = faults.endless_pages()

    assert get(site, pattern.format(1), outlet).body == before
    for number in (last, last + 1, last + 700):
        got = get(site, pattern.format(number), outlet)
        following = lxml.html.fromstring(got.text).cssselect("a.next")[-1].get("href")
        assert got.status == 200
        assert listed_paths(site, pattern.format(number), outlet) == true
        assert following == site.base_urls[outlet] + pattern.format(number + 1)


def test_an_endless_archive_of_a_day_needs_a_day(site: Site) -> None:
    site.faults["section"] = faults.endless_pages()
    day = f"/{site.listed('newsroom')[0].published_on:%Y/%m/%d}/"

    assert f'href="{site.base_urls["newsroom"]}{day}page/2/"' in get(site, day).text
    assert listed_paths(site, f"{day}page/9/") == listed_paths(site, day)
    assert get(site, "/2021/01/01/").status == 404
    assert get(site, "/2021/01/01/page/2/").status == 404


def _unpacked(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body

"""Habits of WordPress and of old content systems that discovery lives on: paged feeds, archives, twins, parts."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest

from crawler.newsroom import Newsroom, Site, serve, source_toml
from crawler.newsroom.assignments import FIRST_CLOCK
from tests.crawler.test_newsroom_site import LOC, get


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.3, late=50, later=3)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom) as running:
        yield running


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/"])
def test_feeds_page_back_to_the_first_article(site: Site, path: str) -> None:
    found, number = list[str](), 1
    while (got := get(site, f"{path}?paged={number}")).status == 200:
        found += [urlsplit(one.link).path for one in feedparser.parse(got.body).entries]
        number += 1

    assert found == [one.path for one in site.listed("newsroom")][::-1]
    assert got.status == 404
    assert number - 1 == site.listing_page_count("newsroom", "feed")
    assert get(site, f"{path}?paged=1").body == get(site, path).body == get(site, f"{path}?paged=x").body


def test_the_feed_names_its_maker(site: Site) -> None:
    assert feedparser.parse(get(site, "/feed/").body).feed.generator == "https://wordpress.org/?v=6.5"


def test_archives_of_days_hold_every_article_and_no_empty_day(site: Site) -> None:
    site.clock = FIRST_CLOCK + timedelta(days=5)
    listed = site.listed("newsroom")
    found, pages = list[str](), 0
    for day in sorted({one.published_on for one in listed}):
        path = f"/{day:%Y/%m/%d}/"
        while path:
            tree = lxml.html.fromstring(get(site, path).text)
            found += [urlsplit(link.get("href")).path for link in tree.cssselect("ul.list a")]
            following, pages = tree.cssselect("a.next"), pages + 1
            path = urlsplit(following[0].get("href")).path if following else ""

    assert sorted(found) == sorted(one.path for one in listed)
    assert pages == site.listing_page_count("newsroom", "date_archive")
    assert get(site, "/2021/12/31/").status == 404
    assert get(site, f"/{listed[0].published_on:%Y/%m/%d}/page/2/").status == 404


def test_archives_of_months_and_years_are_paginated(site: Site) -> None:
    last = site.listed("newsroom")[-1].published_on
    month = lxml.html.fromstring(get(site, f"/{last:%Y/%m}/").text)
    second = lxml.html.fromstring(get(site, "/2022/page/2/").text)

    assert month.cssselect("ul.list a")[0].get("href").startswith(site.base_urls["newsroom"])
    assert second.cssselect("a.prev")[0].get("href") == f"{site.base_urls['newsroom']}/2022/"
    assert get(site, f"/{last:%Y/%m}").headers["location"].endswith(f"/{last:%Y/%m}/")
    assert get(site, "/2020/").status == get(site, "/2020/05/").status == 404


def test_the_print_twin_says_the_same_and_where_it_belongs(site: Site) -> None:
    article = next(one for one in site.listed("newsroom") if one.byline and one.photos)
    tree = lxml.html.fromstring(get(site, f"{article.path}?print=1").text)

    assert tuple(one.text_content() for one in tree.cssselect(".entry-content p")) == article.paragraphs
    assert tree.cssselect("p.byline")[0].text_content() == article.byline
    assert tree.cssselect("meta[name=robots]")[0].get("content") == "noindex"
    assert tree.cssselect("link[rel=canonical]")[0].get("href") == site.base_urls["newsroom"] + article.path


def test_long_articles_of_the_daily_stand_on_several_pages(site: Site) -> None:
    daily = site.listed("newsroom-daily")
    whole = {one.path: get(site, one.path, "newsroom-daily").body for one in daily}
    second = {one.path: one.path.replace(".htm", "_2.htm") for one in daily}
    assert get(site, second[daily[0].path], "newsroom-daily").status == 404

    site.parts = True
    split = [one for one in daily if get(site, second[one.path], "newsroom-daily").status == 200]
    assert 0 < len(split) < len(daily)
    for article in daily:
        if article not in split:
            assert get(site, article.path, "newsroom-daily").body == whole[article.path]
    third = {one.path: one.path.replace(".htm", "_3.htm") for one in split}
    is_longer = {path: get(site, url, "newsroom-daily").status == 200 for path, url in third.items()}
    assert set(is_longer.values()) == {True, False}
    for article in split:
        urls = [article.path, second[article.path], *([third[article.path]] if is_longer[article.path] else [])]
        pages = [lxml.html.fromstring(get(site, url, "newsroom-daily").text) for url in urls]
        shown = [one.text_content() for page in pages for one in page.cssselect("#zoom > p:not([align])")]
        assert [text.replace("　", "") for text in shown] == [text.replace("　", "") for text in article.paragraphs]
        assert [len(page.cssselect("h1")) for page in pages] == [1] + [0] * (len(pages) - 1)
        assert pages[0].cssselect("h1")[0].text_content() == article.title
        assert not pages[1].cssselect(".reporter")
        assert article.title not in pages[1].text_content()
        base = site.base_urls["newsroom-daily"]
        assert pages[0].cssselect(".page b")[0].text_content() == "1"
        assert {one.get("href") for one in pages[0].cssselect(".page a")} == {base + url for url in urls[1:]}
        assert {one.get("href") for one in pages[1].cssselect(".page a")} == {
            base + urls[0],
            *(base + url for url in urls[2:]),
        }


def test_parts_are_one_article_in_every_list(site: Site) -> None:
    before = get(site, "/sitemap.xml", "newsroom-daily").body
    site.parts = True

    assert get(site, "/sitemap.xml", "newsroom-daily").body == before
    site.parts = False
    assert get(site, site.listed("newsroom-daily")[0].path.replace(".htm", "_2.htm"), "newsroom-daily").status == 404


def test_late_articles_are_added_and_change_nothing(newsroom: Newsroom) -> None:
    plain = Newsroom.build(size=0.3)
    assert newsroom == Newsroom.build(size=0.3, late=50, later=3)
    for outlet in ("newsroom", "newsroom-daily"):
        known, all_of = plain.of(outlet), newsroom.of(outlet)
        late = [one for one in all_of if one not in known]
        assert set(known) <= set(all_of)
        assert len(late) == 50
        assert len({one.path for one in all_of}) == len({one.id for one in all_of}) == len(all_of)
        assert list(all_of) == sorted(all_of, key=lambda one: one.published_at)
        days = [(one.published_on - FIRST_CLOCK.date()).days for one in late]
        assert {days.count(day) for day in (1, 2, 3)} <= {16, 17}
        assert newsroom.listed(outlet) == plain.listed(outlet)
    with pytest.raises(ValueError, match="one day or more"):
        Newsroom.build(size=0.1, late=3, later=0)


def test_two_days_away_are_more_than_a_feed_holds(site: Site) -> None:
    seen = {one.path for one in site.listed("newsroom")}
    site.advance(timedelta(days=2))
    new = [one for one in site.listed("newsroom") if one.path not in seen]
    feed = get(site, "/feed/").text

    assert len(new) > 20
    assert sum(one.path in feed for one in new) == 20


@pytest.mark.parametrize("outlet", ["newsroom", "newsroom-daily"])
def test_listing_pages_are_counted_as_they_are(site: Site, outlet: str) -> None:
    section = {"newsroom": "/news/page/{}/", "newsroom-daily": "/list/{}.htm"}[outlet]
    pages = site.listing_page_count(outlet, "section")
    assert [get(site, section.format(pages + more), outlet).status for more in (0, 1)] == [200, 404]

    if outlet == "newsroom-daily":
        assert site.listing_page_count(outlet, "sitemap") == 1
        assert {site.listing_page_count(outlet, way) for way in ("feed", "wp_json", "date_archive")} == {0}
    else:
        index = lxml.etree.fromstring(get(site, "/sitemap_index.xml").body)
        assert site.listing_page_count(outlet, "sitemap") == 1 + len(list(index.iter(LOC)))
        posts = get(site, "/wp-json/wp/v2/posts?per_page=100")
        assert json.loads(posts.body)
        assert site.listing_page_count(outlet, "wp_json") == int(posts.headers["x-wp-totalpages"])


def test_a_source_file_can_ask_for_one_way_alone() -> None:
    ways = {"feeds": ["/feed/"], "date_archives": ["/{year}/{month}/{day}/"], "wp_json": False}
    for outlet in ("newsroom", "newsroom-daily"):
        text = source_toml(outlet, "http://127.0.0.1:1", discover=ways)
        table = tomllib.loads(text)
        usual = tomllib.loads(source_toml(outlet, "http://127.0.0.1:1"))
        assert table["discover"] == ways
        assert {**table, "discover": None} == {**usual, "discover": None}
        assert len(re.findall(r"\[discover\]", text)) == 1

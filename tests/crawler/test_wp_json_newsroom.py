"""On a whole site each way that reaches back sees every article, page after page, with its day."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from crawler.discovery.date_archive import archive_urls, read_date_archive
from crawler.discovery.links import article_links
from crawler.discovery.listing import Listing
from crawler.discovery.wp_json import posts_url, read_posts
from crawler.newsroom import Newsroom, Site, serve
from db.urls import page_key

ARTICLE = r"/\d{4}/\d{2}/\d{2}/[^/]+/?$"
ZONE = "Asia/Shanghai"
Reader = Callable[[bytes, str, dict[str, str]], Listing]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.2)) as running:
        yield running


def fetch(url: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), {}


def walk(url: str | None, read: Reader) -> Iterator[Listing]:
    while url:
        status, body, headers = fetch(url)
        if status == 404:
            return
        listing = read(body, url, headers)
        assert listing.problem == ""
        yield listing
        url = listing.next_url


def posts(body: bytes, url: str, headers: dict[str, str]) -> Listing:
    return read_posts(body, url, ZONE, headers)


def archive_of(first_on: date, last_on: date) -> Reader:
    return lambda body, url, headers: read_date_archive(body, url, ARTICLE, ZONE, first_on, last_on, headers)


def keys(site: Site) -> set[str]:
    return {page_key(site.base_urls["newsroom"] + each.path) for each in site.listed("newsroom")}


def test_the_rest_interface_tells_all_posts_and_how_many_there_are(site: Site) -> None:
    read = list(walk(posts_url(site.base_urls["newsroom"]), posts))
    found = [candidate for listing in read for candidate in listing.candidates]
    days = {page_key(site.base_urls["newsroom"] + each.path): each.published_on for each in site.listed("newsroom")}
    assert {page_key(each.url): each.published_on for each in found} == days
    assert {listing.total_count for listing in read} == {len(found)}


def test_a_span_is_asked_for_exactly(site: Site) -> None:
    listed = site.listed("newsroom")
    after, before = listed[-8].published_at, listed[-1].published_at
    read = walk(posts_url(site.base_urls["newsroom"], after=after, before=before), posts)
    expected = [each for each in listed if after < each.published_at < before]
    assert sum(len(listing.candidates) for listing in read) == len(expected) > 0


def test_the_archives_of_some_days_tell_all_of_them_and_only_them(site: Site) -> None:
    base, listed = site.base_urls["newsroom"], site.listed("newsroom")
    since, until = listed[-8].published_on, listed[-1].published_on
    found: set[str] = set()
    for url, first_on, last_on in archive_urls("/{year}/{month}/{day}/", base, since, until):
        for listing in walk(url, archive_of(first_on, last_on)):
            assert listing.oldest_on == listing.newest_on == first_on
            found |= {page_key(each.url) for each in listing.candidates if each.published_on == first_on}
    assert found == {page_key(base + each.path) for each in listed if since <= each.published_on <= until}


def test_articles_link_to_earlier_ones(site: Site) -> None:
    url = site.base_urls["newsroom"] + site.listed("newsroom")[-1].path
    _, body, headers = fetch(url)
    found = article_links(body, url, headers["content-type"], ARTICLE, set())
    assert found
    assert {page_key(each.url) for each in found} <= keys(site) - {page_key(url)}

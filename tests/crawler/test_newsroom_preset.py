"""All lies at once: what each way still shows, what a careful visitor needs to ask, and where nobody must go."""

from __future__ import annotations

import gzip
import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from crawler.newsroom import Newsroom, Sentinel, Site, all_lies, faults, seen_by, serve
from crawler.newsroom.lies import MOVED, lies
from crawler.newsroom.request import plain_address
from tests.crawler.test_newsroom_site import Got, get


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.15)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom) as running:
        yield running


def patiently(site: Site, target: str) -> Got:
    """A careful visitor: asks again when an answer is a failure of any kind."""
    for _ in range(8):
        try:
            got = get(site, target)
            if got.headers.get("content-encoding") == "gzip":
                got = replace(got, body=gzip.decompress(got.body))
        except (ConnectionResetError, http.client.IncompleteRead, EOFError):
            continue
        if got.status == 429:
            time.sleep(int(got.headers["retry-after"]))
        elif got.status != 503 and b"<h1>Page not found</h1></body>" not in got.body:
            return got
    raise AssertionError(f"{target} never answered")


def listing_targets(site: Site, way: str) -> list[str]:
    paged = {"feed": "/feed/?paged={}", "section": "/news/page/{}/", "wp_json": "/wp-json/wp/v2/posts?per_page=100"}
    if way == "sitemap":
        return ["/sitemap_index.xml", "/post-sitemap1.xml.gz", "/post-sitemap2.xml", "/news-sitemap.xml"]
    if way == "date_archive":
        return sorted({f"/{one.published_on:%Y/%m/%d}/" for one in site.listed("newsroom")})
    pages = site.listing_page_count("newsroom", way)  # type: ignore[arg-type]
    # One past the end, which the endless list repeats.
    return [paged[way].format(number) for number in range(1, pages + 1 + (way == "section"))]


@pytest.mark.parametrize("way", ["feed", "sitemap", "section", "wp_json", "date_archive"])
def test_each_way_shows_what_it_is_said_to_show(site: Site, way: str) -> None:
    all_lies(site)
    articles = {one.path for one in site.listed("newsroom")}
    found = set[str]()
    for target in listing_targets(site, way):
        body = patiently(site, target).body
        text = (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode()
        links = re.findall(r'(?:<loc>|<link>|href="|"link": ")(http[^<"]+)', text)
        found |= {urlsplit(plain_address(link)).path for link in links} & articles

    assert found == seen_by(site, way)  # type: ignore[arg-type]
    assert (found == articles) == (way in ("wp_json", "date_archive"))


def test_no_article_is_hidden_from_every_way(site: Site) -> None:
    articles = {one.path for one in site.listed("newsroom")}
    three = [seen_by(site, "feed"), seen_by(site, "sitemap"), seen_by(site, "section")]

    assert set.union(*map(set, three)) == articles
    assert all(one | other == articles for one in three for other in three if one is not other)
    assert seen_by(site, "feed", "newsroom-daily") == frozenset()


def test_a_careful_visitor_gets_every_article_within_the_budget(site: Site) -> None:
    with Sentinel() as sentinel:
        all_lies(site, forbidden=sentinel.urls)
        articles = site.listed("newsroom")
        pages = [patiently(site, one.path) for one in articles]
        budget = len(articles) + site.injected_count

        assert len(site.requests) == budget
        assert site.injected_count >= len(articles) // 10
        for article, page in zip(articles, pages, strict=True):
            assert article.paragraphs[-1].split(" ")[-1].encode() in page.body
        assert sentinel.count == 0
        linked = "".join(page.body.decode("utf-8") for page in pages)
        assert all(url in linked for url in sentinel.urls)
        assert get(site, MOVED).headers["location"] == sentinel.urls[0]


def test_lies_can_be_left_out_by_name_and_reach_one_outlet(site: Site) -> None:
    before = get(site, "/sitemap.xml", "newsroom-daily").body
    names = [lie.name for lie in lies(site, forbidden=["http://127.0.0.2:9/"])]
    assert len(names) == len(set(names))

    site.faults["home"] = faults.delayed(0)
    all_lies(site, without=[name for name in names if name not in ("redirect away", "frozen etag")])
    assert list(site.faults) == ["home", "newsroom:feed"]
    assert get(site, "/sitemap.xml", "newsroom-daily").body == before
    with pytest.raises(KeyError, match="no such lie: thunder"):
        all_lies(site, without=["thunder"])

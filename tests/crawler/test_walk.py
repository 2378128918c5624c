"""A walk through a listing ends where the last finished one began, and a killed one proves nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.discovery.listing import Listing
from crawler.listings import MAX_SECTION_PAGES, MAX_SITEMAP_DEPTH, Walk
from db.values import Candidate, Way

NOW = datetime(2022, 6, 2, tzinfo=UTC)


def page(way: Way, count: int, next_url: str | None = None, children: tuple[str, ...] = ()) -> Listing:
    listed = tuple(Candidate(f"https://paper.example/{number}/", way) for number in range(count))
    return Listing("https://paper.example/", way, listed, children, next_url)


def test_a_first_walk_reads_to_the_end_even_where_all_is_known() -> None:
    walk = Walk("section", "/news/", NOW, None)
    following = walk.next_pages(page("section", 3, "/news/page/2/"), known_count=3)
    assert following.urls == ("/news/page/2/",)
    assert following.walk.depth == 2
    assert walk.next_pages(page("section", 3), known_count=0).urls == ()


def test_a_later_walk_ends_at_a_page_that_the_last_finished_one_had_seen_whole() -> None:
    walk = Walk("section", "/news/", NOW, NOW)
    assert walk.next_pages(page("section", 3, "/2/"), known_count=3).urls == ()
    assert walk.next_pages(page("section", 3, "/2/"), known_count=2).urls == ("/2/",)


def test_endless_pagination_is_bounded_and_said() -> None:
    walk = Walk("section", "/news/", NOW, None, depth=MAX_SECTION_PAGES)
    following = walk.next_pages(page("section", 3, "/next/"), known_count=0)
    assert following.urls == ()
    assert "stopped after" in following.problem
    assert not walk.next_pages(page("section", 0, "/next/"), known_count=0).urls


def test_a_sitemap_index_leads_to_its_children_and_no_deeper_than_real_ones() -> None:
    walk = Walk("sitemap", "/sitemap.xml", NOW, NOW)
    assert walk.next_pages(page("sitemap", 0, children=("/a.xml", "/b.xml")), 0).urls == ("/a.xml", "/b.xml")
    deep = Walk("sitemap", "/sitemap.xml", NOW, NOW, depth=MAX_SITEMAP_DEPTH)
    assert "nested" in deep.next_pages(page("sitemap", 0, children=("/a.xml",)), 0).problem

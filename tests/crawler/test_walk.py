"""A walk through a listing ends where the last finished one began, and proves exactly the days it read whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.listing import Listing
from crawler.listings import ENOUGH, MAX_PAGES, MAX_SITEMAP_DEPTH, Step, Walk
from db.values import Candidate, LastWalk, Way

STARTED = datetime(2022, 6, 10, 4, 0, tzinfo=UTC)  # noon in Chongqing
BEFORE = LastWalk(STARTED - timedelta(days=1), STARTED - timedelta(hours=23), (date(2022, 5, 20), date(2022, 6, 9)))


def walk(way: Way, **more: Any) -> Walk:
    return Walk(way, "https://paper.example/list/", "Asia/Shanghai", started_at=STARTED, **more)


def listing(way: Way, days: list[date | None], first: int = 0, **more: Any) -> Listing:
    listed = tuple(
        Candidate(f"https://paper.example/{number}/", way, published_on=day) for number, day in enumerate(days, first)
    )
    return Listing("https://paper.example/list/", way, listed, **more)


def june(*days: int) -> list[date | None]:
    return [date(2022, 6, day) for day in days]


def read(one: Walk, page: Listing, known_count: int = 0, depth: int = 1) -> Step:
    return one.read(page, page.candidates, known_count, len(page.candidates) - known_count, depth)


def test_a_first_walk_reads_to_the_end_even_where_all_is_known() -> None:
    one = walk("section")
    assert read(one, listing("section", june(9, 8, 7), next_url="/2/"), known_count=3).children == (("/2/", None),)
    assert read(one, listing("section", june(6, 5, 4), first=3), depth=2).ending == "exhausted"


def test_a_later_walk_ends_at_a_page_that_the_last_finished_one_had_seen_whole() -> None:
    one = walk("section", last=BEFORE)
    assert read(one, listing("section", june(9, 9, 8), next_url="/2/"), known_count=2).children
    assert read(one, listing("section", june(8, 7, 7), first=3, next_url="/3/"), 3, depth=2).ending == "overlap"
    assert one.done().covers == (date(2022, 5, 20), date(2022, 6, 10))


def test_a_feed_that_reaches_what_was_known_continues_the_proof() -> None:
    one = walk("feed", last=BEFORE)
    assert read(one, listing("feed", june(9, 9, 8, 8, 8)), known_count=ENOUGH).ending == "overlap"
    assert one.done().covers == (date(2022, 5, 20), date(2022, 6, 10))


def test_a_feed_without_enough_overlap_goes_deeper_and_else_is_a_gap() -> None:
    one = walk("feed", last=BEFORE)
    # one old entry that is pinned or listed again is no overlap
    page = listing("feed", [*june(10, 9, 9, 9), date(2021, 1, 1)], deeper_url="/feed/?paged=2")
    assert read(one, page, known_count=1).children == (("/feed/?paged=2", None),)
    assert read(one, listing("feed", june(9, 8, 8, 8), first=5), 0, depth=2).ending == "gap"
    done = one.done()
    assert done.ending == "gap"
    assert done.covers is not None
    assert done.covers[0] > date(2022, 6, 8)  # nothing is proved of the days the feed did not reach
    assert one.is_past_the_end(404, depth=2)


def test_a_first_feed_proves_only_the_days_after_its_oldest_entries() -> None:
    one = walk("feed")
    assert read(one, listing("feed", june(9, 8, 7, 6, 6, 6))).ending == "window"
    assert one.done().covers == (date(2022, 6, 7), date(2022, 6, 10))


def test_a_day_that_was_not_over_is_not_proved() -> None:
    one = walk("feed")
    read(one, listing("feed", june(10, 10, 9, 9, 9)))
    assert one.done().covers is None


def test_a_page_that_a_cache_kept_proves_only_what_was_over_when_it_was_made() -> None:
    one = walk("feed")
    one.told_at({"date": "Wed, 08 Jun 2022 10:00:00 GMT"})
    one.told_at({"date": "Fri, 10 Jun 2022 04:00:00 GMT"})
    one.told_at({"date": "nonsense"})
    read(one, listing("feed", june(8, 7, 6, 5, 5, 5)))
    assert one.done().covers == (date(2022, 6, 6), date(2022, 6, 8))


def test_an_unchanged_page_or_a_problem_proves_nothing() -> None:
    one = walk("sitemap")
    read(one, listing("sitemap", june(1, 1, 1)))
    one.is_partly_unread = True
    assert (one.done().ending, one.done().covers) == ("unchanged", None)
    two = walk("sitemap")
    read(two, listing("sitemap", june(1, 1, 1), problem="cut off"))
    assert (two.done().ending, two.done().covers, two.done().problem) == ("problem", None, "cut off")


def test_the_whole_history_of_a_wordpress_proves_every_day_before() -> None:
    one = walk("wp_json")
    assert read(one, listing("wp_json", june(9, 8))).ending == "exhausted"
    assert one.done().covers == (None, date(2022, 6, 10))


def test_a_day_s_archive_proves_its_day_and_not_those_of_the_box_beside_it() -> None:
    one = walk("date_archive", span=(date(2022, 6, 2), date(2022, 6, 3)), is_unit=True)
    read(one, listing("date_archive", june(2, 2, 9)))
    done = one.done()
    assert (done.covers, done.newest_on) == ((date(2022, 6, 2), date(2022, 6, 3)), date(2022, 6, 2))


def test_an_empty_archive_is_believed_where_others_are_there() -> None:
    for is_believed, ending in ((True, "exhausted"), (False, "problem")):
        one = walk("date_archive", span=(date(2022, 6, 2), date(2022, 6, 3)), is_unit=True)
        one.fail("http 404")
        assert one.is_empty()
        one.settle_empty(is_believed)
        assert one.done().ending == ending
        assert (one.done().covers is not None) == is_believed


def test_a_look_back_takes_only_its_days_and_ends_behind_them() -> None:
    one = walk("section", span=(date(2022, 6, 4), date(2022, 6, 6)))
    page = listing("section", june(9, 5, 4), next_url="/2/")
    assert [each.published_on for each in one.wanted(page.candidates)] == june(5, 4)
    assert read(one, page).children
    assert read(one, listing("section", june(3, 3, 2), first=3, next_url="/3/"), depth=2).ending == "exhausted"
    assert one.done().covers == (date(2022, 6, 4), date(2022, 6, 6))


def test_endless_pagination_is_bounded_and_said() -> None:
    step = read(walk("section"), listing("section", june(9), next_url="/next/"), depth=MAX_PAGES["section"])
    assert step.ending == "bound"
    assert "stopped after" in step.problem


def test_a_list_that_repeats_its_last_page_ends_there() -> None:
    one = walk("section")
    last = listing("section", june(2, 2), next_url="/3/")
    assert read(one, last).children
    assert read(one, last, depth=2).ending == "exhausted"


def test_a_sitemap_index_leads_to_its_children_and_no_deeper_than_real_ones() -> None:
    index = Listing("/s.xml", "sitemap", children=("/a.xml", "/b.xml"), children_modified={"/a.xml": STARTED})
    assert read(walk("sitemap"), index).children == (("/a.xml", STARTED), ("/b.xml", None))
    assert "nested" in read(walk("sitemap"), index, depth=MAX_SITEMAP_DEPTH).problem


@pytest.mark.parametrize("way", ["feed", "section", "sitemap"])
@given(data=st.data())
def test_no_walk_proves_a_day_it_did_not_reach_past_or_that_was_not_over(way: Way, data: st.DataObject) -> None:
    days = data.draw(st.lists(st.integers(-40, 5).map(lambda n: date(2022, 6, 10) + timedelta(days=n)), max_size=30))
    one = walk(way)
    read(one, listing(way, list(days)))
    covers = one.done().covers
    if covers is not None:
        first, end = covers
        assert end <= date(2022, 6, 10)
        assert first is not None
        # three entries at least are older than the first day that is claimed, or all of a shorter list
        assert sum(day < first for day in days) >= min(ENOUGH, len(days))

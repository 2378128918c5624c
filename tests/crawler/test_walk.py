"""A walk through a listing ends where the last finished one began, and proves exactly the days it read whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.date_archives import DateArchives
from crawler.discovery.listing import Listing
from crawler.listings import MAX_PAGES, MAX_SITEMAP_DEPTH, Met, Step, Walk
from crawler.reach import ENOUGH, tail_of
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


def read(one: Walk, page: Listing, known_count: int = 0, depth: int = 1, *, is_enough: bool = False) -> Step:
    return one.read(page, page.candidates, Met(len(page.candidates) - known_count, known_count, is_enough), depth)


def test_a_first_walk_reads_to_the_end_even_where_all_is_known() -> None:
    one = walk("section")
    page = listing("section", june(9, 8, 7), next_url="https://paper.example/2/")
    assert read(one, page, known_count=3, is_enough=True).children == (("https://paper.example/2/", None),)
    assert read(one, listing("section", june(6, 5, 4), first=3), depth=2).ending == "exhausted"


def test_a_later_walk_ends_where_the_last_finished_one_had_been_and_continues_its_proof() -> None:
    one = walk("section", last=BEFORE)
    assert read(one, listing("section", june(9, 9, 8), next_url="https://paper.example/2/"), known_count=2).children
    page = listing("section", june(8, 7, 7), first=3, next_url="https://paper.example/3/")
    assert read(one, page, 3, depth=2, is_enough=True).ending == "overlap"
    assert one.done().covers == (date(2022, 5, 20), date(2022, 6, 10))


def test_what_a_feed_ends_with_has_to_be_known_whichever_way_it_is_sorted() -> None:
    newest_first = listing("feed", june(9, 8, 7, 6, 5)).candidates
    assert tuple(tail_of("feed", newest_first)) == newest_first[-ENOUGH:]
    oldest_first = newest_first[::-1]
    assert tuple(tail_of("feed", oldest_first)) == oldest_first[:ENOUGH]
    assert tail_of("section", newest_first) == newest_first
    pinned = listing("feed", [date(2021, 1, 1)] * 3, first=9).candidates
    assert tuple(tail_of("feed", (*newest_first, *pinned))) == newest_first[-ENOUGH:]


def test_a_feed_without_enough_overlap_goes_deeper_and_else_is_a_gap() -> None:
    one = walk("feed", last=BEFORE)
    page = listing("feed", [*june(10, 9, 9, 9), date(2021, 1, 1)], deeper_url="https://paper.example/feed/?paged=2")
    assert read(one, page, known_count=1).children == (("https://paper.example/feed/?paged=2", None),)
    assert read(one, listing("feed", june(9, 8, 8, 8), first=5), 0, depth=2).ending == "gap"
    done = one.done()
    assert (done.ending, done.covers) == ("gap", (date(2022, 6, 9), date(2022, 6, 10)))
    assert one.is_past_the_end(404, depth=2)


def test_a_first_feed_proves_only_the_days_after_the_middle_of_what_it_shows() -> None:
    one = walk("feed")
    assert read(one, listing("feed", june(9, 8, 7, 6, 6, 6))).ending == "window"
    assert one.done().covers == (date(2022, 6, 8), date(2022, 6, 10))


def test_old_entries_in_a_box_are_not_how_far_a_page_goes_back() -> None:
    one = walk("section")
    old = [date(2022, 1, 3), date(2021, 5, 3), date(2020, 5, 3)]
    read(one, listing("section", [*june(9, 9, 9, 9, 9), *old]))
    assert one.done().covers is None


def test_old_entries_of_a_sitemap_apart_from_the_rest_are_not_how_far_it_goes_back() -> None:
    one = walk("sitemap")
    old = [date(2022, 1, 3), date(2021, 12, 3), date(2020, 5, 3)]
    read(one, listing("sitemap", [*june(9, 8, 7, 7, 6, 5, 5), *old]))
    assert one.done().covers == (date(2022, 6, 6), date(2022, 6, 10))
    sparse = walk("sitemap")
    read(sparse, listing("sitemap", [date(2021, month, 3) for month in range(1, 13, 2)]))
    assert sparse.done().covers == (date(2021, 1, 4), date(2022, 6, 10))


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
    assert one.done().covers == (date(2022, 6, 7), date(2022, 6, 8))


def test_an_unchanged_page_or_a_problem_proves_nothing() -> None:
    one = walk("sitemap")
    read(one, listing("sitemap", june(1, 1, 1)))
    one.is_partly_unread = True
    assert (one.done().ending, one.done().covers) == ("unchanged", None)
    two = walk("sitemap")
    read(two, listing("sitemap", june(1, 1, 1), problem="cut off"))
    assert (two.done().ending, two.done().covers, two.done().problem) == ("problem", None, "cut off")


def test_the_whole_history_of_a_wordpress_proves_every_day_if_it_is_as_long_as_it_says() -> None:
    whole, short, silent = walk("wp_json"), walk("wp_json"), walk("wp_json")
    assert read(whole, listing("wp_json", june(9, 8), total_count=2)).ending == "exhausted"
    assert whole.done().covers == (None, date(2022, 6, 10))
    # a cache that answers every page with the first
    read(short, listing("wp_json", june(9, 8), total_count=5, next_url="https://paper.example/2"))
    read(short, listing("wp_json", june(9, 8), total_count=5, next_url="https://paper.example/3"), depth=2)
    assert (short.done().ending, short.done().covers) == ("problem", None)
    assert "2 of the 5" in short.done().problem
    read(silent, listing("wp_json", june(8, 7)))
    assert silent.done().covers == (date(2022, 6, 9), date(2022, 6, 10))


def test_posts_of_other_days_than_those_asked_for_prove_nothing() -> None:
    span = (date(2022, 5, 1), date(2022, 6, 1))
    foreign, empty, full = (walk("wp_json", span=span, is_unit=True) for _ in range(3))
    read(foreign, listing("wp_json", june(9, 8), total_count=2))
    assert foreign.done().covers is None
    read(empty, listing("wp_json", [], total_count=0))
    assert empty.done().covers == span
    read(full, listing("wp_json", [date(2022, 5, 3)], total_count=1))
    assert full.done().covers == span


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


def day_archive(day: int, numbers: range, problem: str = "") -> Walk:
    one = walk("date_archive", span=(date(2022, 6, day), date(2022, 6, day + 1)), is_unit=True)
    if problem:
        one.fail(problem)
    else:
        read(one, listing("date_archive", june(*[day] * len(numbers)), first=numbers.start))
    return one


def test_archives_that_all_show_the_same_prove_no_day_and_a_missing_one_is_quiet_beside_true_ones() -> None:
    false = DateArchives(3)
    walks = [day_archive(day, range(4)) for day in (5, 6, 7)]
    ended = [each.done() for one in walks for each in false.close(one)]
    assert [each.ending for each in ended] == ["problem"] * 3
    true = DateArchives(3)
    walks = [day_archive(5, range(4)), day_archive(6, range(0), "http 404"), day_archive(7, range(4, 8))]
    ended = [each.done() for one in walks for each in true.close(one)]
    assert [each.ending for each in ended] == ["exhausted"] * 3
    assert all(each.covers for each in ended)


def test_a_look_back_takes_only_its_days_and_ends_behind_them() -> None:
    one = walk("section", span=(date(2022, 6, 4), date(2022, 6, 6)))
    page = listing("section", june(9, 5, 4), next_url="https://paper.example/2/")
    assert [each.published_on for each in one.wanted(page.candidates)] == june(5, 4)
    assert read(one, page).children
    last = listing("section", june(3, 3, 2), first=3, next_url="https://paper.example/3/")
    assert read(one, last, depth=2).ending == "exhausted"
    assert one.done().covers == (date(2022, 6, 4), date(2022, 6, 6))


def test_what_changed_after_the_days_asked_for_may_be_of_them_what_changed_before_may_not() -> None:
    one = walk("sitemap", span=(date(2022, 6, 4), date(2022, 6, 6)))
    instants = [datetime(2022, 6, day, 4, 0, tzinfo=UTC) for day in (2, 5, 9)]
    listed = [Candidate(f"https://paper.example/{at.day}/", "sitemap", modified_at=at) for at in instants]
    assert [each.modified_at for each in one.wanted(listed)] == instants[1:]


def test_endless_pagination_is_bounded_and_said() -> None:
    step = read(
        walk("section"), listing("section", june(9), next_url="https://paper.example/next/"), depth=MAX_PAGES["section"]
    )
    assert step.ending == "bound"
    assert "stopped after" in step.problem


def test_a_list_that_repeats_its_last_page_ends_there() -> None:
    one = walk("section")
    last = listing("section", june(2, 2), next_url="https://paper.example/3/")
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
        assert any(day < first for day in days)
        # of a list in order the older half at least is older than what is claimed
        assert way == "sitemap" or sum(day < first for day in days) >= len(days) / 2

"""The ledger remembers which way found what, what changed by the listings' word, and whose turn it is."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from db import discovery, ledger, queries, runs, turns
from db.archive import Archive
from db.crawl import CrawlArchive
from db.values import Candidate, FetchFailure, Way
from tests.db.test_ledger import SOURCE

NOW = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
TODAY = date(2022, 6, 2)


@pytest.fixture
def source_id(archive: Archive) -> int:
    return archive.call(runs.save_source, SOURCE)


def named(*paths: str, way: Way = "sitemap", refusal: str = "", **more: Any) -> list[discovery.Judged]:
    return [(Candidate(f"https://paper.example{path}", way, **more), refusal) for path in paths]


def discover(archive: Archive, source_id: int, listed: list[discovery.Judged], now: datetime = NOW) -> discovery.Found:
    return archive.call(discovery.discover, source_id, None, listed, now, TODAY)


def rows(archive: Archive, sql: str) -> queries.Rows:
    return archive.call(queries.select_rows, sql)


def take(archive: Archive, source_id: int, run_id: int | None = None, window: ledger.Window | None = None) -> list[int]:
    return [page.page_id for page in archive.call(ledger.take_due_pages, source_id, run_id, 0, 100, window)]


def test_each_way_s_first_finding_is_remembered(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", way="feed"))
    later = NOW + timedelta(hours=1)
    for _ in range(2):
        discover(archive, source_id, named("/a/", "/b/"), later)
    found = rows(archive, "select url, finding.way, found_at, page.way as first from finding join page on id = page_id")
    assert {(row["url"][-2], row["way"], row["found_at"] == NOW, row["first"]) for row in found} == {
        ("a", "feed", True, "feed"),
        ("a", "sitemap", False, "feed"),
        ("b", "sitemap", False, "sitemap"),
    }


def test_a_page_a_link_led_too_far_to_is_due_once_a_listing_names_it(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", way="link", refusal="too many links from a listing", hop_count=4))
    discover(archive, source_id, named("/a/", way="link", hop_count=2))
    assert take(archive, source_id) == []
    discover(archive, source_id, named("/a/", way="section"))
    assert len(take(archive, source_id)) == 1


def test_a_later_last_change_makes_an_archived_page_due_again(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", modified_at=NOW))
    _archive_all(archive)
    discover(archive, source_id, named("/a/", modified_at=NOW))
    assert take(archive, source_id) == []
    discover(archive, source_id, named("/a/", modified_at=NOW + timedelta(minutes=1)))
    assert len(take(archive, source_id)) == 1


def test_a_short_feed_that_says_everything_changed_is_not_believed_either(archive: Archive, source_id: int) -> None:
    paths = [f"/{number}/" for number in range(20)]
    discover(archive, source_id, named(*paths, modified_at=NOW))
    _archive_all(archive)
    discover(archive, source_id, named(*paths, modified_at=NOW + timedelta(minutes=30)))
    assert take(archive, source_id) == []


def test_links_that_were_more_than_a_run_follows_are_followed_by_the_next(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", "/b/", "/c/", way="link", refusal="more links than one run follows"))
    assert archive.call(discovery.release_links, source_id, None, 2, NOW) == 2
    assert len(take(archive, source_id)) == 2
    assert archive.call(discovery.release_links, source_id, None, 2, NOW) == 1


def test_a_page_that_processing_holds_is_waited_for_by_nobody(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", modified_at=NOW))
    _archive_all(archive)
    later = named("/a/", modified_at=NOW + timedelta(hours=1))
    with psycopg.connect(archive.url) as holder:
        holder.execute("select from page for no key update")
        discover(archive, source_id, later)
    assert take(archive, source_id) == []
    # told again at the next reading
    discover(archive, source_id, later)
    assert len(take(archive, source_id)) == 1


def test_what_a_killed_look_back_found_without_a_day_is_fetched_by_the_next(archive: Archive, source_id: int) -> None:
    dead = archive.call(runs.start_run, source_id, "backfill", "")
    archive.call(discovery.discover, source_id, dead, named("/undated/"), NOW, TODAY)
    window = (date(2022, 5, 1), date(2022, 5, 2))
    assert len(take(archive, source_id, dead, window)) == 1
    heir = archive.call(runs.start_run, source_id, "backfill", "")
    assert len(take(archive, source_id, heir, window)) == 1


def test_a_last_change_that_is_told_for_the_first_time_is_only_noted(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", way="feed"))
    _archive_all(archive)
    discover(archive, source_id, named("/a/", modified_at=NOW))
    assert take(archive, source_id) == []


def test_a_listing_that_says_everything_changed_is_not_believed(archive: Archive, source_id: int) -> None:
    paths = [f"/{number}/" for number in range(60)]
    discover(archive, source_id, named(*paths, modified_at=NOW))
    _archive_all(archive)
    discover(archive, source_id, named(*paths, modified_at=NOW + timedelta(days=1)))
    assert take(archive, source_id) == []


def _archive_all(archive: Archive) -> None:
    rows(
        archive,
        "with made as (insert into article (source_id, canonical_url, url_key, url_key_sha256, first_captured_at)"
        " select source_id, url, url_key, url_key_sha256, now() from page returning id, url_key_sha256)"
        " update page set state = 'archived', due_at = null, article_id = made.id from made"
        " where made.url_key_sha256 = page.url_key_sha256 returning page.id",
    )


def test_a_day_ahead_is_no_day(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", published_on=TODAY + timedelta(days=30)))
    discover(archive, source_id, named("/b/", published_on=TODAY))
    assert rows(archive, "select listed_on from page order by id") == [{"listed_on": None}, {"listed_on": TODAY}]


def test_two_runs_never_take_the_same_page_and_a_dead_one_lets_go(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", "/b/"))
    monitor = archive.call(runs.start_run, source_id, "monitor", "")
    assert len(take(archive, source_id, monitor)) == 2
    with archive.locked("monitor", "paper"):
        backfill = archive.call(runs.start_run, source_id, "backfill", "")
        assert take(archive, source_id, backfill) == []
        assert len(take(archive, source_id, monitor)) == 2
    archive.call(runs.finish_run, backfill, "completed", "")
    # the monitor's lock is free: it died, and the next run of whatever flow sees it
    backfill = archive.call(runs.start_run, source_id, "backfill", "")
    assert len(take(archive, source_id, backfill)) == 2
    assert [row["state"] for row in rows(archive, "select state from run order by id")] == [
        "crashed",
        "completed",
        "running",
    ]


def test_a_look_back_takes_the_pages_of_its_days_and_asks_failed_ones_again(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", published_on=date(2022, 5, 27)))
    discover(archive, source_id, named("/b/", published_on=date(2022, 5, 20)))
    first, _ = take(archive, source_id)
    archive.call(ledger.save_failures, None, [FetchFailure(first, "timeout")])
    window = (date(2022, 5, 27), date(2022, 5, 31))
    assert take(archive, source_id, None, window) == []
    assert archive.call(ledger.make_due, source_id, window) == 1
    assert take(archive, source_id, None, window) == [first]


def test_a_site_s_own_word_on_when_to_come_back_counts_within_a_day(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, named("/a/", "/b/"))
    hour, year = (datetime.now(UTC) + span for span in (timedelta(hours=1), timedelta(days=365)))
    pages = take(archive, source_id)
    failures = [FetchFailure(page, "http 429", retry_at=at) for page, at in zip(pages, (hour, year), strict=True)]
    archive.call(ledger.save_failures, None, failures)
    pauses = rows(archive, "select extract(epoch from due_at - now())::int as pause from page order by id")
    assert 3590 <= pauses[0]["pause"] <= 3600
    assert 86_390 <= pauses[1]["pause"] <= 86_400


def test_listings_that_name_the_same_new_pages_at_once_agree(archive: Archive, source_id: int) -> None:
    paths = [f"/{number}/" for number in range(3000)]
    opened = CrawlArchive(archive.url, source_id, None, "Asia/Shanghai")
    lists = [named(*paths), named(*reversed(paths), way="feed"), named(*paths[1000:], way="section")]
    found: list[discovery.Found] = []
    threads = [threading.Thread(target=lambda one=one: found.append(opened.discover(one, None))) for one in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened.finish({})
    assert sum(one.new_count for one in found) == 3000
    assert len(found) == 3
    counts = rows(archive, "select way, count(*)::int as n from finding group by 1 order by 1")
    assert [row["n"] for row in counts] == [3000, 2000, 3000]
    assert rows(archive, "select count(*)::int as n from page_event") == [{"n": 3000}]


def test_a_host_is_asked_by_one_at_a_time_and_a_killed_one_gives_way(archive: Archive) -> None:
    assert archive.call(turns.take_turn, "paper.example", 30.0) == 0.0
    assert archive.call(turns.take_turn, "paper.example", 30.0) > 0.0
    assert archive.call(turns.take_turn, "other.example", 30.0) == 0.0
    archive.call(turns.give_turn, "paper.example", 0.0)
    assert archive.call(turns.take_turn, "paper.example", 0.0) == 0.0
    # that lease ended at once, as a killed holder's does
    assert archive.call(turns.take_turn, "paper.example", 30.0) == 0.0

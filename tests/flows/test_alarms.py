"""Each cause has its code and a sentence with figures; what the archive says of a run becomes its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.source_shape import Discover, Source
from db import alarms as kept
from db import queries, queries_alarms, runs
from db.alarms import Seen
from db.archive import Archive
from db.reasons import failure_class
from flows import alarms
from flows.steps import alarm
from flows.steps.alarm import Facts, Listing
from flows.steps.alarm_rhythm import Arrival, amiss
from tests.db.test_store import SOURCE, article, fetch, process

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
FEED = Listing("https://paper.example/feed", 20)
GOOD = Facts(NOW, True, "finished", (FEED,))
AGAIN = replace(GOOD, is_for_news=False, listings=())
"""A recheck: it reads no listing."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def codes(facts: Facts) -> list[str]:
    return [finding.code for finding in alarm.findings(facts)]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(GOOD, finish_reason=None), "crawl_died"),
        (replace(GOOD, finish_reason="memusage_exceeded"), "stopped_early"),
        (replace(GOOD, listings=(replace(FEED, problem="timeout", kind="timeout"),)), "unreachable"),
        (replace(GOOD, listings=(replace(FEED, problem="reset", kind="other"),)), "unreachable"),
        (replace(GOOD, listings=(replace(FEED, problem="not a feed: got <p>", kind="other"),)), "listing_unreadable"),
        (replace(GOOD, listings=(replace(FEED, problem="robots.txt", kind="robots"),)), "robots_refused"),
        (replace(GOOD, listings=(replace(FEED, listed_count=0),)), "listing_empty"),
        (replace(GOOD, outcomes={"failed": 9, "new": 1}, failures={"4xx": 9}), "pages_failed"),
        (replace(AGAIN, outcomes={"failed": 9}, failures={"5xx": 9}), "pages_failed"),
        (replace(GOOD, article_count=10, future_count=4), "future_dates"),
        (replace(GOOD, article_count=10, fill={"title": 0.4}, expected_fill={"title": 0.9}), "thin_fields"),
    ],
)
def test_a_run_has_the_cause_that_explains_it_and_something_to_do(facts: Facts, code: str) -> None:
    assert codes(facts) == [code]
    assert code in alarm.judged(facts)
    assert alarm.findings(facts)[0].todo


def test_a_share_of_a_few_articles_is_no_alarm_unless_chance_cannot_explain_it() -> None:
    few = replace(GOOD, article_count=8, fill={"author": 3 / 8}, expected_fill={"author": 0.4})
    assert codes(few) == []
    assert codes(replace(few, article_count=200)) == []
    assert codes(replace(few, fill={"author": 0.0})) == ["thin_fields"]


def test_a_good_run_has_none_and_an_unchanged_listing_is_no_empty_one() -> None:
    assert codes(GOOD) == []
    assert codes(replace(GOOD, listings=(replace(FEED, listed_count=0, is_unchanged=True),))) == []


def daily(days: int, count: int, *, last_day: int) -> list[Arrival]:
    """A run each six hours, so many articles a day; `last_day` in the last 24 hours."""
    steps = range(days * 4 - 1, -1, -1)
    return [Arrival(NOW - step * 6 * HOUR, (last_day if step < 4 else count) // 4) for step in steps]


@pytest.mark.parametrize(("last_day", "code"), [(4, ["few_items"]), (400, ["many_items"]), (24, []), (100, [])])
def test_a_day_is_judged_by_days_like_it(last_day: int, code: list[str]) -> None:
    assert [found for found, _ in amiss(daily(28, 40, last_day=last_day), NOW)] == code


def test_a_young_source_is_not_judged() -> None:
    assert list(amiss(daily(5, 40, last_day=0), NOW)) == []


def test_silence_is_told_with_its_length() -> None:
    ((code, sentence),) = amiss(daily(28, 40, last_day=0), NOW)
    assert code == "no_items"
    assert "30 hours" in sentence or "24 hours" in sentence


def test_what_the_source_says_to_expect_is_judged_after_a_week() -> None:
    assert [code for code, _ in amiss(daily(8, 8, last_day=8), NOW, (20, 60))] == ["few_items"]
    assert [code for code, _ in amiss(daily(8, 40, last_day=80), NOW, (20, 60))] == ["many_items"]


def test_what_piled_up_in_an_outage_is_not_many() -> None:
    before = [one for one in daily(28, 40, last_day=40) if one.at <= NOW - 5 * DAY]
    after = [Arrival(NOW - 6 * HOUR, 190), Arrival(NOW, 10)]
    for expected in (None, (20, 60)):
        assert list(amiss([*before, *after], NOW, expected)) == []
        assert [code for code, _ in amiss([*before, Arrival(NOW, 900)], NOW, expected)] == ["many_items"]


def test_what_was_listed_all_the_while_and_could_not_be_fetched_is_not_many() -> None:
    before = [one for one in daily(28, 36, last_day=36) if one.at < NOW]
    for expected in (None, (20, 60)):
        assert list(amiss([*before, Arrival(NOW, 400, late_count=395)], NOW, expected)) == []
        assert [code for code, _ in amiss([*before, Arrival(NOW, 400, late_count=10)], NOW, expected)] == ["many_items"]


def test_an_article_that_has_been_listed_for_a_day_is_late(archive: Archive) -> None:
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    fetch(archive, source_id, "/old/", "/new/", at=NOW)
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    process(archive, source_id)
    for change in (
        f"update page_event set run_id = {run_id} where outcome = 'new' returning 1",
        "update run set state = 'completed' returning 1",
        "update page set discovered_at = started_at from run returning 1",
        "update page set discovered_at = discovered_at - interval '25 hours' where url like '%/old/' returning 1",
    ):
        assert archive.call(queries.select_rows, change)
    (row,) = archive.call(queries_alarms.arrivals, source_id, datetime.now(UTC) + HOUR / 2)
    assert (row["new_count"], row["late_count"]) == (2, 1)


@pytest.mark.parametrize(
    ("reason", "is_host"), [("reset", True), ("timeout", True), ("robots.txt unreachable", True), ("http 500", False)]
)
def test_a_host_that_answers_with_an_error_is_there(reason: str, is_host: bool) -> None:
    assert alarm.is_of_host(reason, failure_class(reason)) == is_host


def test_a_recheck_says_nothing_of_whether_the_site_can_be_reached() -> None:
    away = replace(AGAIN, outcomes={"failed": 9}, failures={"other": 9}, unreached_count=9)
    assert codes(away) == []
    assert not {"unreachable", "pages_failed"} & alarm.judged(away)
    assert "unreachable" not in alarm.judged(replace(AGAIN, outcomes={"unchanged": 9}))


def test_short_texts_are_compared_with_those_of_before_for_as_long_as_they_come(archive: Archive) -> None:
    paper = Source("paper", "P", "https://paper.example", ("paper.example",), ".", Discover(), Path("paper.toml"))
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})

    def published(name: str, length: int, at: datetime) -> None:
        fetch(archive, source_id, *(f"/{name}-{number}/" for number in range(10)), at=at)
        process(archive, source_id, lambda pending: article(pending, body=f"{pending.page_url} ".ljust(length, "x")))

    def lengths(at: datetime) -> set[float]:
        run_id = archive.call(runs.start_run, source_id, "monitor", "")
        return set(alarms.read(archive, paper, source_id, run_id, "monitor", at).earlier_lengths)

    published("long", 2000, NOW - DAY)
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    # of the run that first saw it, and of another
    began = archive.call(queries.select_rows, f"update run set started_at = '{NOW}' where id = {run_id} returning id")
    assert began
    published("short", 100, NOW + timedelta(seconds=5))
    archive.call(kept.weigh, source_id, run_id, [Seen("body_drift", "texts have 100 characters")], set(), NOW + HOUR)
    published("shorter", 90, NOW + 2 * HOUR)
    assert lengths(NOW + DAY) == {2000}
    assert lengths(NOW + 20 * DAY) == {90, 100, 2000}
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    archive.call(kept.weigh, source_id, run_id, [], {"body_drift"}, NOW + DAY)
    assert lengths(NOW + DAY) == {90, 100, 2000}


def test_a_run_that_died_is_an_alarm_once_however_often_it_is_closed(archive: Archive) -> None:
    paper = Source("paper", "P", "https://paper.example", ("paper.example",), ".", Discover(), Path("paper.toml"))
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    fetch(archive, source_id, "/a/")
    process(archive, source_id)
    for _ in range(2):
        (found,) = alarms.weigh(archive, paper, source_id, run_id, "monitor", NOW)
        assert found.code == "crawl_died"
    (row,) = archive.call(kept.open_alarms)
    assert (row["source"], row["cause"], row["seen_count"], row["opened_at"]) == ("paper", "crawl_died", 1, NOW)

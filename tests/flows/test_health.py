"""The verdict on a run comes from what the archive says happened."""

from __future__ import annotations

from typing import Any

import pytest

from flows.steps.health import judge

GOOD_CRAWL = {"finish_reason": "finished"}
GOOD_LISTING = {
    "way": "feed",
    "root_url": "/feed/",
    "ending": "overlap",
    "listed_count": 20,
    "known_count": 20,
    "problem": "",
}
NO_ARTICLES = {"article_count": 0, "title": None, "body": None, "published_on": None, "author": None}


def verdict(**changes: Any) -> tuple[str, str]:
    given: dict[str, Any] = {
        "crawl": GOOD_CRAWL,
        "listings": [GOOD_LISTING],
        "outcomes": {},
        "fill": NO_ARTICLES,
        "expected_fill": {},
    }
    judged = judge(**(given | changes))
    return judged.state, "; ".join(judged.reasons)


def test_nothing_new_on_a_listing_that_was_read_is_a_good_run() -> None:
    assert verdict() == ("completed", "")


@pytest.mark.parametrize(("crawl", "words"), [({}, "died"), ({"finish_reason": "shutdown"}, "stopped early: shutdown")])
def test_a_crawl_that_did_not_finish_fails_the_run_whatever_its_exit_code(crawl: dict[str, Any], words: str) -> None:
    state, reason = verdict(crawl=crawl)
    assert state == "failed"
    assert words in reason


def test_no_address_at_all_fails_the_run_with_the_cause() -> None:
    down = {**GOOD_LISTING, "listed_count": 0, "problem": "refused"}
    assert verdict(listings=[down]) == ("failed", "no listing gave a single address: refused")
    empty = {**GOOD_LISTING, "listed_count": 0}
    assert verdict(listings=[empty])[0] == "failed"
    assert verdict(listings=[])[0] == "failed"


def test_one_listing_of_two_that_fails_is_a_warning() -> None:
    broken = {**GOOD_LISTING, "root_url": "/b/", "listed_count": 0, "problem": "http 500"}
    assert verdict(listings=[GOOD_LISTING, broken]) == ("warning", "feed /b/: http 500")


def test_mostly_failing_pages_are_a_warning() -> None:
    assert verdict(outcomes={"new": 4, "failed": 5}) == ("warning", "5 of 9 pages failed")
    assert verdict(outcomes={"new": 5, "failed": 5}) == ("completed", "")


def test_a_few_articles_below_the_expected_share_are_chance() -> None:
    fill = {"article_count": 8, "author": 3 / 8, "body": 7 / 8}
    assert verdict(fill=fill, expected_fill={"author": 0.4, "body": 0.98}) == ("completed", "")
    assert verdict(fill={**fill, "author": 0.0}, expected_fill={"author": 0.4})[0] == "warning"
    assert verdict(fill={**fill, "title": 7 / 8}, expected_fill={"title": 1.0})[0] == "warning"


def test_fields_that_thin_out_are_told_when_there_are_enough_articles_to_tell() -> None:
    fill = {"article_count": 10, "title": 1.0, "body": 1.0, "published_on": 0.5, "author": 0.9}
    expected = {"published_on": 0.99, "author": 0.4}
    assert verdict(fill=fill, expected_fill=expected)[1] == "published_on found in 50% of articles, expected 99%"
    assert verdict(fill={**fill, "article_count": 4}, expected_fill=expected)[0] == "completed"

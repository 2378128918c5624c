"""Every address is in exactly one counted state, whatever happens to it and however often."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db import discovery, ledger, queries, runs
from db.archive import Archive
from db.values import Candidate, Capture, Fetched, FetchFailure, LastWalk, Way

NOW = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
TODAY = date(2022, 6, 2)
SOURCE = {
    "slug": "paper",
    "name": "The Paper",
    "home_url": "https://paper.example/",
    "language": "en",
    "timezone": "Asia/Shanghai",
    "is_local": False,
}


@pytest.fixture
def source_id(archive: Archive) -> int:
    return archive.call(runs.save_source, SOURCE)


def candidates(*paths: str, refusal: str = "", way: Way = "feed") -> list[tuple[Candidate, str]]:
    return [(Candidate(f"https://paper.example{path}", way), refusal) for path in paths]


def discover(archive: Archive, source_id: int, listed: Any, last: LastWalk | None = None) -> tuple[int, int]:
    found = archive.call(discovery.discover, source_id, None, listed, NOW, TODAY, last)
    return found.new_count, found.known_count


def due_pages(archive: Archive, source_id: int, run_id: int | None = None) -> list[int]:
    return [page.page_id for page in archive.call(ledger.take_due_pages, source_id, run_id, 0, 10)]


def states(archive: Archive) -> dict[str, int]:
    return {row["state"]: row["page_count"] for row in archive.call(queries.ledger)}


def fetched(page_id: int, status: int = 200, body: bytes = b"<p>text</p>") -> Fetched:
    url = "https://paper.example/a/"
    return Fetched(page_id, Capture(url, url, status, {"content-type": "text/html"}, body, NOW))


def first_page(archive: Archive, source_id: int) -> int:
    discover(archive, source_id, candidates("/a/"))
    return due_pages(archive, source_id)[0]


def test_spellings_of_one_address_are_one_page(archive: Archive, source_id: int) -> None:
    assert discover(archive, source_id, candidates("/a/", "/a", "/a/amp/", "/a/?utm_source=x", "/b/")) == (2, 0)
    assert discover(archive, source_id, candidates("/a/", "/c/")) == (1, 1)
    assert states(archive) == {"queued": 3}


def test_addresses_first_seen_since_the_last_whole_walk_prove_no_overlap(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, candidates("/a/"))
    second = timedelta(seconds=1)
    earlier, meanwhile = LastWalk(NOW - second, NOW - second), LastWalk(NOW - second, NOW + second)
    assert discover(archive, source_id, candidates("/a/"), earlier) == (0, 0)
    assert discover(archive, source_id, candidates("/a/"), meanwhile) == (0, 1)
    # found meanwhile, but by another way: this one did not see it
    assert discover(archive, source_id, candidates("/a/", way="section"), meanwhile) == (0, 0)
    assert discover(archive, source_id, candidates("/a/"), LastWalk(NOW + second, NOW + second)) == (0, 1)


def test_an_address_that_will_not_be_fetched_is_counted_with_its_reason(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, candidates("/about/", refusal="not an article address"))
    assert archive.call(queries.ledger) == [
        {
            "source": "paper",
            "state": "skipped",
            "reason": "not an article address",
            "page_count": 1,
            "class": "not an article",
        }
    ]
    assert due_pages(archive, source_id) == []


def test_a_fetched_page_is_due_no_more_and_its_bytes_are_kept_once(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, candidates("/a/", "/b/"))
    pages = due_pages(archive, source_id)
    for _ in range(2):  # a batch that is written twice is written once
        archive.call(ledger.save_captures, None, [fetched(page_id) for page_id in pages])
    assert due_pages(archive, source_id) == []
    assert states(archive) == {"fetched": 2}
    counts = archive.call(
        queries.select_rows,
        "select (select count(*) from blob) as blobs, (select count(*) from capture) as captures",
    )
    assert counts == [{"blobs": 1, "captures": 2}]


@pytest.mark.parametrize(
    ("status", "state"), [(404, "missing"), (410, "missing"), (500, "failed"), (403, "failed"), (429, "failed")]
)
def test_an_error_page_is_kept_and_counted_and_comes_back_later(
    archive: Archive, source_id: int, status: int, state: str
) -> None:
    page_id = first_page(archive, source_id)
    archive.call(ledger.save_captures, None, [fetched(page_id, status)])
    assert states(archive) == {state: 1}
    assert due_pages(archive, source_id) == []
    assert archive.call(queries.unprocessed_count, source_id) == 0
    row = archive.call(queries.select_rows, "select due_at > now() as is_later, attempt_count from page")
    assert row == [{"is_later": True, "attempt_count": 1}]


def test_pauses_between_attempts_grow_to_a_day_and_never_end(archive: Archive, source_id: int) -> None:
    page_id = first_page(archive, source_id)
    pauses = []
    for _ in range(30):
        archive.call(ledger.save_failures, None, [FetchFailure(page_id, "timeout")])
        row = archive.call(queries.select_rows, "select extract(epoch from due_at - now())::int as pause from page")
        pauses.append(row[0]["pause"])
    assert 590 <= pauses[0] <= 600
    assert 1190 <= pauses[1] <= 1200
    assert 86_390 <= pauses[-1] <= 86_400


def test_what_robots_txt_forbids_is_skipped_and_asked_again_in_a_day(archive: Archive, source_id: int) -> None:
    page_id = first_page(archive, source_id)
    archive.call(ledger.save_failures, None, [FetchFailure(page_id, "robots.txt", is_final=True)])
    assert states(archive) == {"skipped": 1}
    row = archive.call(queries.select_rows, "select extract(epoch from due_at - now())::int as pause from page")
    assert 86_390 <= row[0]["pause"] <= 86_400


def test_headers_and_addresses_with_nul_are_stored(archive: Archive, source_id: int) -> None:
    page_id = first_page(archive, source_id)
    capture = Capture("https://paper.example/\x00a", "https://paper.example/a", 200, {"x": "\x00\ud800"}, b"\x00", NOW)
    archive.call(ledger.save_captures, None, [Fetched(page_id, capture)])
    assert states(archive) == {"fetched": 1}


def test_a_listing_may_be_longer_than_a_statement_takes_parameters(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, candidates("/7/"))
    digests = [hashlib.sha256(str(number).encode()).digest() for number in range(70_000)]
    digest = ledger.key_sha256("https://paper.example/7/")
    found = archive.call(discovery.known_pages, source_id, [*digests, digest], "feed")
    assert len(found) == 1


def test_an_address_that_the_settings_refused_is_due_once_they_allow_it(archive: Archive, source_id: int) -> None:
    discover(archive, source_id, candidates("/a/", refusal="not an article address"))
    assert due_pages(archive, source_id) == []
    assert discover(archive, source_id, candidates("/a/")) == (0, 1)
    assert len(due_pages(archive, source_id)) == 1
    assert states(archive) == {"queued": 1}


def test_a_page_that_was_skipped_for_its_content_stays_skipped(archive: Archive, source_id: int) -> None:
    page_id = first_page(archive, source_id)
    archive.call(ledger.save_failures, None, [FetchFailure(page_id, "too large", is_final=True)])
    discover(archive, source_id, candidates("/a/"))
    assert states(archive) == {"skipped": 1}

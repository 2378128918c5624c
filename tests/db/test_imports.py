"""Captures made by others: kept once, with their pages in the ledger, never against what is known of the present."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
import zstandard

from db import discovery, imports, queries, runs
from db.archive import Archive
from db.imports import Imported, importing, save_imports
from db.values import Candidate, Capture

NOW = datetime(2026, 1, 1, 3, 0, tzinfo=UTC)
TODAY = date(2026, 1, 1)
THEN = datetime(2015, 6, 2, 3, 0, tzinfo=UTC)
URL = "https://paper.example/a/"
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


def item(url: str = URL, at: datetime = THEN, body: bytes = b"<p>text</p>", **original: Any) -> Imported:
    capture = Capture(url, url, 200, {"content-type": "text/html"}, body, at)
    return Imported(capture, **original)


def save(archive: Archive, source_id: int, *items: Imported, now: datetime = NOW) -> Sequence[str]:
    return archive.call(save_imports, source_id, None, items, now, TODAY)


def rows(archive: Archive, sql: str) -> list[Any]:
    with psycopg.connect(archive.url) as connection:
        return connection.execute(sql).fetchall()  # type: ignore[arg-type]


def discover(archive: Archive, source_id: int, url: str = URL) -> None:
    archive.call(discovery.discover, source_id, None, [(Candidate(url, "feed"), "")], NOW, TODAY)


def test_an_unknown_page_is_added_and_never_asked_of_the_site(archive: Archive, source_id: int) -> None:
    assert save(archive, source_id, item()) == ["kept"]
    assert rows(archive, "select url, state, way, due_at, hop_count, discovered_at, discovered_on from page") == [
        (URL, "fetched", "warc", None, 0, NOW, TODAY)
    ]
    assert rows(archive, "select way from finding") == [("warc",)]
    assert rows(archive, "select state from page_event order by id") == [("queued",), ("fetched",)]
    assert rows(archive, "select url, final_url, status, captured_at, headers, processed_at, outcome from capture") == [
        (URL, URL, 200, THEN, {"content-type": "text/html"}, None, None)
    ]
    ((content, count),) = rows(archive, "select content, byte_count from blob")
    assert zstandard.decompress(content) == b"<p>text</p>"
    assert count == 11
    assert archive.call(queries.unprocessed_count, source_id) == 1


def test_importing_twice_is_importing_once(archive: Archive, source_id: int) -> None:
    items = [item(), item(at=THEN + timedelta(days=1)), item("https://paper.example/b/")]
    assert save(archive, source_id, *items) == ["kept"] * 3
    everything = "select page.*, capture.* from page join capture on page.id = page_id order by capture.id"
    before = rows(archive, everything), rows(archive, "select * from page_event order by id")
    assert save(archive, source_id, *items, now=NOW + timedelta(days=1)) == ["already_known"] * 3
    assert (rows(archive, everything), rows(archive, "select * from page_event order by id")) == before


def test_spellings_of_one_address_are_one_page_with_all_their_captures(archive: Archive, source_id: int) -> None:
    later = THEN + timedelta(hours=1)
    spelled = [item(), item("http://www.paper.example/a/amp/?utm_source=x", later), item("http://paper.example/a")]
    assert save(archive, source_id, *spelled) == ["kept", "kept", "already_known"]
    assert len(rows(archive, "select * from page")) == 1
    # the address of a capture is the one that was archived
    assert rows(archive, "select url from capture order by captured_at") == [
        (URL,),
        ("http://www.paper.example/a/amp/?utm_source=x",),
    ]


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("queued", "fetched"),
        ("failed", "fetched"),
        ("missing", "fetched"),
        ("archived", "archived"),
        ("alias", "alias"),
        ("gone", "gone"),
    ],
)
def test_what_is_due_stays_due_and_what_is_settled_stays_settled(
    archive: Archive, source_id: int, state: str, after: str
) -> None:
    discover(archive, source_id)
    with psycopg.connect(archive.url) as connection:
        connection.execute(
            "insert into article (source_id, canonical_url, url_key, url_key_sha256, first_captured_at)"
            " values (%s, 'x', 'x', '', now())",
            [source_id],
        )
        connection.execute("update page set state = %s, reason = 'why', article_id = (select id from article)", [state])
    assert save(archive, source_id, item(), now=NOW + timedelta(days=1)) == ["kept"]
    reason = "" if after == "fetched" else "why"
    assert rows(archive, "select state, reason, due_at from page") == [(after, reason, NOW)]
    assert archive.call(queries.unprocessed_count, source_id) == 1


def test_a_revisit_is_a_capture_with_the_bytes_of_its_original(archive: Archive, source_id: int) -> None:
    later = THEN + timedelta(days=9)
    original = ("http://www.paper.example/a", THEN)
    revisit = item(at=later, body=b"", original=original)
    # in one batch with it, even before it; and in a later one
    assert save(archive, source_id, revisit, item()) == ["kept", "kept"]
    latest = item(at=later + timedelta(days=1), body=b"", original=original)
    assert save(archive, source_id, latest, revisit) == ["kept", "already_known"]
    assert rows(archive, "select count(*), count(distinct blob_sha256) from capture") == [(3, 1)]
    assert len(rows(archive, "select * from blob")) == 1


def test_a_revisit_of_unknown_bytes_adds_nothing(archive: Archive, source_id: int) -> None:
    assert save(archive, source_id, item(body=b"", original=(URL, THEN))) == ["no_original"]
    assert rows(archive, "select * from page") == rows(archive, "select * from capture") == []


def test_letters_that_postgresql_refuses_are_cleaned(archive: Archive, source_id: int) -> None:
    url = "https://paper.example/a\x00b/\ud800/"
    bad = Imported(Capture(url, url, 200, {"x-\x00": "\ud800"}, b"x", THEN))
    assert save(archive, source_id, bad) == ["kept"]
    assert save(archive, source_id, bad) == ["already_known"]


def test_runs_of_imports_that_died_are_told_so_and_living_ones_are_not(archive: Archive, source_id: int) -> None:
    def states() -> list[str]:
        return [state for (state,) in rows(archive, "select state from run order by id")]

    archive.call(runs.open_run, source_id, imports.FLOW, "")
    with importing(archive.url, ["paper", "unknown"]):
        assert states() == ["crashed"]
        archive.call(runs.open_run, source_id, imports.FLOW, "")
        # another import, and a monitor
        with importing(archive.url, ["paper"]):
            archive.call(runs.open_run, source_id, imports.FLOW, "")
            archive.call(runs.start_run, source_id, "monitor", "")
        assert states() == ["crashed", "running", "running", "running"]
    with importing(archive.url, ["paper"]):
        assert states() == ["crashed"] * 4

"""Search finds what is there: English by word stems and phrases, Chinese by exact substring from two characters up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from db import discovery, ledger, queries, runs
from db.archive import Archive
from db.values import Article, Candidate, Capture, Fetched, Processed, Tagging
from tests.support.batches import one_by_one

NOW = datetime(2022, 6, 2, tzinfo=UTC)
TEXTS = {
    "opens": ("Congress opens", "Delegates reviewed the report on the rural economy on Friday.", "en"),
    "closes": ("Congress closes", "The delegate read the report. Economies of scale were not its subject.", "en"),
    "quote": ("It's 100% \\ sure", "A text with 'quotes'; and -- drop table page; % and _ in it.", "en"),
    "zh": ("市第六次党代会开幕", "重庆市第六次党代会开幕。报告提出三大任务。", "zh"),
    "zh2": ("城市新闻", "新闻发布会在重庆举行, 党和代表。", "zh"),
}


@pytest.fixture
def filled(archive: Archive) -> Archive:
    row = {"slug": "paper", "name": "P", "home_url": "https://p.example", "language": "en", "timezone": "UTC"}
    source_id = archive.call(runs.save_source, {**row, "is_local": False})
    listed = [(Candidate(f"https://p.example/{name}", "feed"), "") for name in TEXTS]
    archive.call(discovery.discover, source_id, None, listed, NOW, NOW.date())
    for page in archive.call(ledger.take_due_pages, source_id, None, 0, 10):
        capture = Capture(page.url, page.url, 200, {}, page.url.encode(), NOW)
        archive.call(ledger.save_captures, None, [Fetched(page.page_id, capture)])

    def read(pending: Any) -> Processed:
        title, body, language = TEXTS[pending.page_url.rsplit("/", 1)[1]]
        on = date(2022, 6, 1)
        return Processed(pending, Article(pending.page_url, title, body, published_on=on, language=language), Tagging())

    archive.process(source_id, None, 10, one_by_one(read))
    return archive


def found(archive: Archive, query: str, language: str = "") -> list[str]:
    rows = archive.call(queries.search, query, language, 20)
    return [row["url"].rsplit("/", 1)[1] for row in rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("delegate", {"opens", "closes"}),
        ('"rural economy"', {"opens"}),
        ("economy -rural", {"closes"}),
        ("congress or quotes", {"opens", "closes", "quote"}),
        ("党代会", {"zh"}),
        ("重庆", {"zh", "zh2"}),
        ("重庆 新闻", {"zh2"}),
        ("党代", {"zh"}),
        ("第六次党代会开幕", {"zh"}),
    ],
)
def test_finds(filled: Archive, query: str, expected: set[str]) -> None:
    assert set(found(filled, query)) == expected


@pytest.mark.parametrize(
    "query",
    ["", " ", "or", "-", '"', "'; drop table page; --", "%", "_", "\\", "&|!", "会", "党代会' %_\\", "a" * 10_000],
)
@pytest.mark.parametrize("language", ["", "en", "zh"])
def test_odd_queries_are_harmless(filled: Archive, query: str, language: str) -> None:
    assert isinstance(found(filled, query, language), list)
    assert len(filled.call(queries.select_rows, "select id from page")) == len(TEXTS)


def test_the_found_words_are_marked_and_the_better_match_comes_first(filled: Archive) -> None:
    rows = filled.call(queries.search, "党代会", "", 20)
    assert "«党代会»" in rows[0]["highlight"]
    assert rows[0]["rank"] > 0
    rows = filled.call(queries.search, "report economy", "", 20)
    assert "«report»" in rows[0]["highlight"]

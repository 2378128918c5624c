"""Search finds what is there: English by word stems and phrases, Chinese by exact substring from two characters up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from db import discovery, ledger, queries, queries_search, runs
from db.archive import Archive
from db.queries_search import Wanted
from db.values import Article, Candidate, Capture, CoverageTag, Fetched, Processed, Tag, Tagging
from flows.desk import congress_row
from flows.registry import load_registry
from tests.support.batches import one_by_one

NOW = datetime(2022, 6, 2, tzinfo=UTC)
TEXTS = {
    "opens": ("Congress opens", "Delegates reviewed the report on the rural economy on Friday.", "en"),
    "closes": ("Congress closes", "The delegate read the report. Economies of scale were not its subject.", "en"),
    "quote": ("It's 100% \\ sure", "A text with 'quotes'; and -- drop table page; % and _ in it.", "en"),
    "zh": ("市第六次党代会开幕", "重庆市第六次党代会开幕。报告提出三大任务。", "zh"),
    "zh2": ("城市新闻", "新闻发布会在重庆举行, 党和代表。", "zh"),
}

TAGS = dict.fromkeys(TEXTS, Tagging()) | {
    "opens": Tagging([CoverageTag("cpc-chongqing-6", "focus", "during", 0, 0.9, ())]),
    "closes": Tagging([], (Tag("person", "chen-miner", 0.9, ()),)),
}


@pytest.fixture
def filled(archive: Archive) -> Archive:
    row = {"slug": "paper", "name": "P", "home_url": "https://p.example", "language": "en", "timezone": "UTC"}
    source_id = archive.call(runs.save_source, {**row, "is_local": False})
    listed = [(Candidate(f"https://p.example/{name}", "feed"), "") for name in TEXTS]
    archive.call(runs.save_congresses, [congress_row(one) for one in load_registry().congresses])
    archive.call(discovery.discover, source_id, None, listed, NOW, NOW.date())
    for page in archive.call(ledger.take_due_pages, source_id, None, 0, 10):
        capture = Capture(page.url, page.url, 200, {}, page.url.encode(), NOW)
        archive.call(ledger.save_captures, None, [Fetched(page.page_id, capture)])

    def read(pending: Any) -> Processed:
        title, body, language = TEXTS[pending.page_url.rsplit("/", 1)[1]]
        on = date(2022, 6, 1)
        name = pending.page_url.rsplit("/", 1)[1]
        return Processed(
            pending, Article(pending.page_url, title, body, published_on=on, language=language), TAGS[name]
        )

    archive.process(source_id, None, 10, one_by_one(read))
    return archive


def found(archive: Archive, query: str, language: str = "") -> list[str]:
    return [row["url"].rsplit("/", 1)[1] for row in searched(archive, query, lang=language)]


def searched(archive: Archive, query: str, **wanted: Any) -> list[dict[str, Any]]:
    return archive.call(queries_search.search, Wanted(query, **wanted))[0]


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
    [
        *("", " ", "or", "-", '"', "'; drop table page; --", "%", "_", "\\", "&|!", "会", "党代会' %_\\"),
        *(
            "a" * 10_000,
            "congress " * 1111,
            '"rural economy" ' * 600,
            "党代会" * 3333,
            "重庆 新闻 " * 1600,
            "x" * 3_000_000,
        ),
        *(
            "congress " * 111,
            '"the report" ' * 76,
            "党代会" * 333,
            "重庆 新闻 " * 166,
            " or ".join("abcd") * 70,
            "-a " * 333,
        ),
    ],
    ids=lambda query: f"{len(query)} of {query[:12]}",
)
@pytest.mark.parametrize("language", ["", "en", "zh"])
def test_odd_queries_are_harmless(filled: Archive, query: str, language: str) -> None:
    assert isinstance(found(filled, query, language), list)
    assert len(filled.call(queries.select_rows, "select id from page")) == len(TEXTS)


def test_the_found_words_are_marked_and_the_better_match_comes_first(filled: Archive) -> None:
    rows = searched(filled, "党代会")
    assert "«党代会»" in rows[0]["highlight"]
    assert rows[0]["rank"] > 0
    rows = searched(filled, "report economy")
    assert "«report»" in rows[0]["highlight"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"source": "paper"}, {"opens", "closes"}),
        ({"source": "nobody"}, set()),
        ({"since": date(2022, 6, 1), "until": date(2022, 6, 1)}, {"opens", "closes"}),
        ({"since": date(2022, 6, 2)}, set()),
        ({"congress": "cpc-chongqing-6"}, {"opens"}),
        ({"congress": "cpc-chongqing-6", "level": "anchor"}, set()),
        ({"level": "focus"}, {"opens"}),
        ({"labels": ["person:chen-miner"]}, {"closes"}),
        ({"labels": ["person:chen-miner", "topic:x"]}, set()),
        ({"max_count": 1, "newest_first": True}, {"closes"}),
    ],
)
def test_filters(filled: Archive, wanted: dict[str, Any], expected: set[str]) -> None:
    assert {row["url"].rsplit("/", 1)[1] for row in searched(filled, "report", **wanted)} == expected


@pytest.mark.parametrize("query", ["", "-youth", "the of", "&|!", "会", "-", '""'])
def test_a_query_without_a_word_is_told(filled: Archive, query: str) -> None:
    rows, notices = filled.call(queries_search.search, Wanted(query))
    assert rows == []
    assert [notice.partition(":")[0] for notice in notices] == ["nothing to look for"]


def test_a_query_of_ten_thousand_characters_is_refused_in_a_line(filled: Archive) -> None:
    rows, notices = filled.call(queries_search.search, Wanted("a report of congress " * 500))
    assert rows == []
    (notice,) = notices
    assert notice.startswith("the query is too long: 1000 characters at most, and it has 10500")


def test_many_words_at_once_are_looked_for(filled: Archive) -> None:
    """The product of what share of the texts has each is less than a number can be."""
    _many(filled, 3000, "A note of the day.")
    assert set(found(filled, "congress report " * 60)) == {"opens", "closes"}
    assert found(filled, " ".join(f"word{at}" for at in range(120))) == []


def test_several_terms_are_all_marked(filled: Archive) -> None:
    (row,) = searched(filled, "重庆 新闻")
    assert row["highlight"].startswith("«新闻»发布会在«重庆»举行")


def test_of_what_very_many_texts_have_the_newest_are_looked_at_and_it_is_said(filled: Archive) -> None:
    _many(filled, 6000, "A report of the day.")
    rows, (notice,) = filled.call(queries_search.search, Wanted("report", max_count=5, newest_first=True))
    assert [row["published_on"].year for row in rows] == [2022, 2022, 2018, 2018, 2018]
    assert notice.startswith("about ")
    assert "only those since 20" in notice
    assert len(filled.call(queries_search.search, Wanted("report", max_count=5))[0]) == 5
    # what few of the many have is found however old it is
    _many(filled, 1, "A report of work.", day="1999-01-01")
    assert len(searched(filled, '"report of work"')) == 1


def _many(archive: Archive, count: int, body: str, day: str = "") -> None:
    """Articles made by the server, two of each day unless one is given."""
    with psycopg.connect(archive.url) as connection:
        connection.execute(MANY, {"count": count, "body": body, "day": day})
        connection.commit()
        connection.autocommit = True
        connection.execute("analyze revision")


MANY = """
    with numbers as (select number, (select coalesce(max(id), 0) from article) + number as id
                       from generate_series(1, %(count)s) number),
         made as (insert into article (id, source_id, canonical_url, url_key, url_key_sha256, first_captured_at)
                  overriding system value
                  select id, (select min(id) from source), 'https://p.example/' || id, 'p/' || id,
                         sha256(('p' || id)::bytea), now() from numbers)
    insert into revision (article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,
           revision_sha256, title, published_on, date_precision, date_rule, date_candidates, language, body, images,
           extractor_version)
    select id, 1, true, (select min(id) from capture), now(), now(), sha256(id::text::bytea), '\\x00', 'A title',
           coalesce(nullif(%(day)s, '')::date, date '2010-01-01' + number::integer / 2), 'day', 'generated', '[]', 'en',
           %(body)s, '[]', '1'
      from numbers
"""

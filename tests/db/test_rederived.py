"""A text beside what is stored: named changes, and a form in JSON that loses nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.identity.revisions import text_columns
from db.rederived import (
    Retagged,
    changed_columns,
    changed_count,
    kinds,
    packed,
    packed_tags,
    unpacked,
    unpacked_tags,
    word_count,
)
from db.values import Article, Capture, CoverageTag, DateCandidate, Evidence, Image, Pending, Processed, Tag, Tagging

NOW = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
WORDS = st.text(max_size=40)
LISTS = st.lists(WORDS, max_size=3).map(tuple)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8))])
INSTANTS = st.none() | st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2030, 1, 1), timezones=ZONES)  # noqa: DTZ001
DAYS = st.none() | st.dates()
ARTICLES = st.builds(
    Article,
    canonical_url=WORDS,
    title=WORDS,
    body=WORDS,
    authors=LISTS,
    published_at=INSTANTS,
    published_on=DAYS,
    date_candidates=st.lists(st.builds(DateCandidate, rule=WORDS, text=WORDS, on=DAYS, at=INSTANTS), max_size=2).map(
        tuple
    ),
    modified_at=INSTANTS,
    captions=LISTS,
    images=st.lists(st.builds(Image, url=WORDS, caption=WORDS), max_size=2).map(tuple),
    mojibake_count=st.integers(0, 9),
)
EVIDENCE = st.lists(
    st.builds(Evidence, st.just("body"), st.integers(0, 9), st.integers(0, 9), WORDS, WORDS), max_size=2
)


def columns(article: Article) -> dict[str, Any]:
    pending = Pending(1, 1, "", Capture("", "", 200, {}, b"", NOW))
    return text_columns(Processed(pending, article, extractor_version="2"), article)


def text(**changes: Any) -> dict[str, Any]:
    return columns(Article("https://p.example/a", **{"title": "The ferry", "body": "It ran again.", **changes}))


@given(ARTICLES)
def test_columns_come_back_from_json_as_they_were(article: Article) -> None:
    as_read = columns(article)
    assert unpacked(json.loads(json.dumps(packed(as_read)))) == as_read
    assert changed_columns(as_read, as_read) == {}


@given(EVIDENCE.map(tuple), WORDS)
def test_tags_come_back_from_json_as_they_were(evidence: tuple[Evidence, ...], value: str) -> None:
    clean = value.encode("utf-8", "replace").decode().replace("\x00", "")
    evidence = tuple(Evidence(one.field, one.start, one.end, clean, clean) for one in evidence)
    tagging = Tagging(
        (CoverageTag("cpc-chongqing-6", "focus", None, -3, 0.7, evidence),), (Tag("topic", clean, 1.0, evidence),)
    )
    assert unpacked_tags(json.loads(json.dumps(packed_tags(tagging, "1")))) == Retagged(tagging, "1")


def test_each_change_has_its_name() -> None:
    def named(**changes: Any) -> list[str]:
        return kinds(changed_columns(text(), text(**changes)), Tagging(), Tagging())

    assert named() == []
    assert named(title="The new ferry") == ["title"]
    assert named(body="It ran.", structure="p") == ["body", "structure"]
    assert named(authors=("A B",), editors=("C D",)) == ["byline"]
    assert named(published_on=date(2022, 6, 1), date_rule="meta") == ["date", "date evidence"]
    assert named(captions=("A ferry",), images=(Image("/a.jpg"),)) == ["captions", "images"]


def test_another_level_is_a_change_of_congress_and_other_words_for_it_are_evidence() -> None:
    def tie(level: Any = "focus", score: float = 1.0) -> Tagging:
        return Tagging((CoverageTag("cpc-chongqing-6", level, "during", 1, score, ()),))

    assert kinds({}, tie(), tie()) == []
    assert kinds({}, tie(), tie("anchor")) == ["congress"]
    assert kinds({}, tie(), tie(score=0.5)) == ["tag evidence"]
    assert kinds({}, Tagging(), Tagging((), (Tag("topic", "ferries", 1.0, ()),))) == ["tags"]


def test_a_new_version_alone_is_no_change_and_another_digest_of_equal_words_is_told() -> None:
    older = text() | {"extractor_version": "1"}
    changed = changed_columns(older, text())
    assert (changed, kinds(changed, Tagging(), Tagging())) == ({"extractor_version": "2"}, [])
    assert kinds({"text_sha256": b"\x01"}, Tagging(), Tagging()) == ["digest"]


def test_words_that_go_or_come_are_counted_chinese_by_the_character() -> None:
    stored = text(body="The ferry ran again on Tuesday.")
    assert changed_count(stored, changed_columns(stored, text(body="The ferry ran on Monday."))) == 2
    stored = text(body="渡轮今天复航")
    assert changed_count(stored, changed_columns(stored, text(body="渡轮今天停航"))) == 1
    assert word_count("渡轮 ran 二次") == 5

"""The tagger on short labelled texts, on the one real article, and on input nobody should send."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import CoverageTag, TagInput
from flows.registry import load_registry
from flows.steps.tag import Tagger, compile_tagger

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "tag_cases.toml").read_text(encoding="utf-8"))["case"]
SEED = HERE.parents[2] / "shared" / "seed" / "municipal-cpc-congress-concludes.txt"
TAGGER = compile_tagger(load_registry())


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return TAGGER


def _told(tag: CoverageTag) -> str:
    offset = "-" if tag.day_offset is None else str(tag.day_offset)
    return f"{tag.congress_id} {tag.level} {tag.phase or '-'} {offset}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_labelled_text(case: dict[str, Any], tagger: Tagger) -> None:
    given_ = TagInput(case["title"], case["text"], case.get("date", ""), source=case.get("source", ""))
    assert sorted(map(_told, tagger.tag(given_).coverage)) == sorted(case["coverage"])


@pytest.mark.skipif(not SEED.exists(), reason="the shared article is not on this machine")
def test_a_real_article_of_the_closing(tagger: Tagger) -> None:
    page = SEED.read_text(encoding="utf-8")
    body = re.search(r"Chongqing-\s.*?gathering.*?extensively\.", page, re.DOTALL)
    assert body is not None
    title = "Municipal CPC Congress Concludes with Three Major Tasks for Five-Year Plan"
    coverage = tagger.tag(TagInput(title, body.group(), "2022-06-02", source="ichongqing")).coverage
    assert [(tag.congress_id, tag.level, tag.phase) for tag in coverage] == [
        ("cpc-chongqing-6", "focus", "after"),
        ("cpc-national-20", "anchor", "before"),
    ]
    assert coverage[0].day_offset == 6
    assert "Municipal CPC Congress" in {proof.text for proof in coverage[0].evidence}


def test_evidence_points_into_the_text_as_given(tagger: Tagger) -> None:
    text = "Zero\u200bwidth “quotes”: the\u200b Sixth\u00a0Chongqing Municipal Cong\u00adress of the CPC opened."
    (tag,) = tagger.tag(TagInput("", text, "2022-05-27")).coverage
    (proof,) = tag.evidence
    assert (proof.field, proof.text) == ("body", text[proof.start : proof.end])
    assert proof.text == "Sixth\u00a0Chongqing Municipal Cong\u00adress of the CPC"


def test_people_and_topics_with_their_spellings(tagger: Tagger) -> None:
    tags = tagger.tag(TagInput("Chen Min’er on rural revitalization", "Chen Miner, 陳敏爾 and Hu Heng Hua.")).tags
    assert {(tag.kind, tag.value) for tag in tags} == {
        ("person", "chen-miner"),
        ("topic", "rural-revitalization"),
        ("person", "hu-henghua"),
    }
    assert len(next(tag for tag in tags if tag.value == "chen-miner").evidence) == 3


@pytest.mark.parametrize("date", ["", "someday", "2022-13-41", "2022-06-31", "0000", "2022-05-27T08:00:00+08:00"])
def test_a_date_of_any_kind(date: str, tagger: Tagger) -> None:
    (tag,) = tagger.tag(TagInput("6th CPC Chongqing Municipal Congress opens", "", date)).coverage
    assert tag.day_offset == (0 if date.startswith("2022-05-27") else None)


def test_nothing_in_nothing_out(tagger: Tagger) -> None:
    assert tagger.tag(TagInput("", "")) == tagger.tag(TagInput("Weather", "Rain is expected."))


_WORDS = (
    "20th", "sixth", "first", "CPC", "Chongqing", "Municipal", "Congress", "of the", "and", "(", "plenary session",
    "市委", "第六次", "党代会", "二十大", "两会", "政协", "一次会议", "2024年",
    "Sichuan People’s Congress", "CPPCC", "two sessions",
    "\u200b", "\n\n", "Party", "committee", "session", "NPC", "Youth League", "é", "İ",
)  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_WORDS) | st.text(max_size=5), max_size=30)


@given(st.sampled_from(["", " "]), _TEXTS, st.sampled_from(["", "2022-05-30", "2024-07", "2024"]))
def test_any_text_is_tagged_with_exact_spans(space: str, words: list[str], date: str) -> None:
    text = space.join(words)
    tagging = TAGGER.tag(TagInput(text, text, date, source="ichongqing"))
    for tag in (*tagging.coverage, *tagging.tags):
        assert tag.evidence
        assert all(proof.text and text[proof.start : proof.end] == proof.text for proof in tag.evidence)


def test_cost_grows_with_the_text_and_not_with_the_names(tagger: Tagger) -> None:
    paragraph = "The Sixth Chongqing Municipal Congress of the CPC heard of bridges, roads and 20 rivers in the city. "
    short, long = (
        _calls(tagger, TagInput("Title", paragraph * size, "2022-05-30", source="ichongqing")) for size in (50, 500)
    )
    assert long < 15 * short


def _calls(tagger: Tagger, given_: TagInput) -> int:
    """Functions that are called, of Python and of C: what is measured does not hang on the machine."""
    calls = count()
    sys.setprofile(lambda *_: next(calls))
    try:
        tagger.tag(given_)
    finally:
        sys.setprofile(None)
    return next(calls)

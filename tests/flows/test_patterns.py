"""A meeting's own regular expressions: what is allowed, what they find, and that no text is slow by one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import TagInput
from flows.registry import RegistryError, load_registry
from flows.steps.congress import Registry
from flows.steps.fold import fold
from flows.steps.patterns import MOST_CHARACTERS, fault, folded_pattern, pattern_hits
from flows.steps.tag import compile_tagger

SHIPPED = load_registry()


def registry(**patterns: tuple[str, ...]) -> Registry:
    """The shipped meetings, some with patterns; `_` in a name is a dash."""
    wanted = {name.replace("_", "-"): own for name, own in patterns.items()}
    return replace(
        SHIPPED, congresses=tuple(replace(one, patterns=wanted.get(one.id, ())) for one in SHIPPED.congresses)
    )


def found(text: str, known: Registry) -> list[tuple[str, str]]:
    folded = fold(text).text
    return [(folded[start:end], name) for start, end, name in pattern_hits(known.congresses, folded)]


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"(a+)+b", "repeats without end: write {0,20} for *"),
        (r"big.*gathering", "repeats without end"),
        (r"(?:a|b|ab){1,9}cc", "could be tried in"),
        (r".{0,40}.{0,40}gathering", "could be tried in"),
        (r"(\w\w)\1", "a backreference"),
        (r"big(?= gathering)", "a look-ahead or look-behind"),
        (r"(?<!a)big", "a look-ahead or look-behind"),
        ("(big", "is no regular expression: missing )"),
        ("[big", "is no regular expression: unterminated character set"),
        ("a|big", "matches single characters or nothing"),
        ("(?:big)?", "matches single characters or nothing"),
        ("大" * 201, "has 201 characters"),
        ("big.{130}gathering", "repeats without end"),
        ("big.{70}.{70}", "can reach over 143 characters"),
    ],
)
def test_a_pattern_that_could_be_slow_or_means_nothing_is_refused(pattern: str, told: str) -> None:
    assert told in fault(pattern)


@pytest.mark.parametrize(
    "pattern", ["(?:sixth|6th) big gathering", "第六次.{0,10}盛会", r"\bbig\s{1,3}gathering", "（大）会"]
)
def test_what_a_name_needs_is_allowed(pattern: str) -> None:
    assert fault(pattern) == ""


def test_a_fault_is_told_with_file_and_key(tmp_path: Path) -> None:
    entry = '[[congress]]\nid = "cpc-hubei-12"\nfamily = "party-congress"\nplace = "hubei"\nordinal = 12\n'
    (tmp_path / "mine.toml").write_text(entry + 'certainty = "seen"\nsource = "a page"\npatterns = ["(big"]\n', "utf-8")
    with pytest.raises(RegistryError, match=r"mine.toml: congress cpc-hubei-12: patterns: '\(big' is no regular expr"):
        load_registry(tmp_path)


def test_a_pattern_that_finds_another_meetings_name_is_refused(tmp_path: Path) -> None:
    entry = '[[congress]]\nid = "cpc-hubei-12"\nfamily = "party-congress"\nplace = "hubei"\nordinal = 12\n'
    own = 'certainty = "seen"\nsource = "a page"\npatterns = ["二十.{0,2}大"]\n'
    (tmp_path / "mine.toml").write_text(entry + own, "utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry(tmp_path)
    assert "mine.toml: congress cpc-hubei-12: patterns: '二十.{0,2}大' finds " in str(caught.value)
    assert "which is a name of cpc-national-20 (" in str(caught.value)


def test_names_are_found_in_any_case_with_any_quotes() -> None:
    known = registry(cpc_chongqing_6=("(?:sixth|6th) “Big” Gathering", "（山城）盛会"))
    assert found('The SIXTH "big" gathering. 昨日(山城)盛会开幕', known) == [
        ('sixth "big" gathering', "cpc-chongqing-6"),
        ("(山城)盛会", "cpc-chongqing-6"),
    ]


def test_a_word_is_not_found_inside_another() -> None:
    known = registry(cpc_chongqing_6=("big gather(?:ing)?",))
    assert found("big gatherings, a-big gathering", known) == [("big gathering", "cpc-chongqing-6")]


def test_an_escape_keeps_its_case() -> None:
    assert folded_pattern(r"Big\S{1,3}\D") == r"big\S{1,3}\D"


def test_words_that_two_meetings_claim_are_nobodys() -> None:
    known = registry(cpc_chongqing_6=("big gathering",), cpc_chongqing_5=("big gathering", "huge gathering"))
    assert found("big gathering, huge gathering", known) == [("huge gathering", "cpc-chongqing-5")]


def test_the_longest_of_those_at_one_place_is_taken() -> None:
    known = registry(cpc_chongqing_6=("big gathering",), cpc_chongqing_5=("big gathering of the city",))
    assert found("the big gathering of the city", known) == [("big gathering of the city", "cpc-chongqing-5")]


_PARTS = st.sampled_from(
    ["a", "b", ".", "[ab]", "(?:a|ab)", "(a|b|ba)", "a?", "(?:ab){0,3}", ".{0,9}", "b{1,4}", "a*", "(?:a+)+"]
)


@given(st.lists(_PARTS, min_size=1, max_size=6).map("".join), st.text("ab", max_size=60))
def test_what_is_allowed_never_reaches_further_than_it_may(pattern: str, text: str) -> None:
    if not fault(pattern):
        assert all(len(match[0]) <= MOST_CHARACTERS for match in re.finditer(pattern, text))


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_is_a_pattern_or_is_told_why_not(pattern: str) -> None:
    if not fault(pattern):
        re.compile(folded_pattern(pattern))


def test_trying_an_allowed_pattern_costs_in_step_with_the_text() -> None:
    """The worst that is allowed, on the worst of texts: what would take ages without the bound returns."""
    known = registry(cpc_chongqing_6=("(?:a|aa){1,6}.{1,2}gathering",))
    assert fault("(?:a|aa){1,6}.{1,2}gathering") == ""
    assert found("a" * 20_000, known) == []


def test_a_text_is_tagged_by_a_pattern_of_the_users(tmp_path: Path) -> None:
    entry = '[[congress]]\nid = "cpc-hubei-12"\nfamily = "party-congress"\nplace = "hubei"\nordinal = 12\n'
    own = 'certainty = "seen"\nsource = "a page"\npatterns = ["(?:great|grand) river gathering", "江城盛.{0,2}会"]\n'
    (tmp_path / "mine.toml").write_text(entry + own, "utf-8")
    tagger = compile_tagger(load_registry(tmp_path))
    for title, words in (
        ("Grand River Gathering Opens", "Grand River Gathering"),
        ("江城盛大会今日开幕", "江城盛大会"),
    ):
        (tag,) = tagger.tag(TagInput(title=title, text="", date="2022-06-18")).coverage
        assert (tag.congress_id, tag.evidence[0].text) == ("cpc-hubei-12", words)
        assert tag.evidence[0].rule.startswith("a pattern of the registry")

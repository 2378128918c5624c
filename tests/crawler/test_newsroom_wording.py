"""The pattern language of the newsroom's texts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.newsroom.wording import Writer

LEXICON = {"fruit": ["pear", "[red|green] apple"], "count": ["{2-3} of them"]}


def writer(seed: int = 1, **bound: str) -> Writer:
    return Writer(random.Random(seed), LEXICON, bound)


def test_alternatives_may_nest_and_be_empty() -> None:
    said = {writer(seed).say("a[ b[1|2]|]") for seed in range(40)}

    assert said == {"a", "a b1", "a b2"}


def test_a_word_stays_the_same_within_one_text() -> None:
    for seed in range(20):
        one = writer(seed)
        assert one.say("{fruit}") == one.say("{fruit}")
        assert one.say("{Fruit}") == one.say("{fruit}").capitalize()


def test_a_starred_word_is_chosen_anew() -> None:
    one = writer()

    assert {one.say("{*fruit}") for _ in range(40)} == {"pear", "red apple", "green apple"}


def test_bound_words_win_over_the_lexicon() -> None:
    assert writer(fruit="quince").say("{fruit}") == "quince"


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(KeyError, match="vegetable"):
        writer().say("{vegetable}")


@given(low=st.integers(0, 10_000), span=st.integers(0, 10_000), seed=st.integers())
def test_numbers_stay_in_their_range(low: int, span: int, seed: int) -> None:
    said = writer(seed).say(f"{{{low}-{low + span}}}")

    assert low <= int(said.replace(",", "")) <= low + span


@given(st.integers())
def test_decimals_have_one_place(seed: int) -> None:
    said = writer(seed).say("{1.5-9.9}")

    assert 1.5 <= float(said) <= 9.9
    assert len(said.partition(".")[2]) == 1

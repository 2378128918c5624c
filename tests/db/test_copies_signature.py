"""Signatures: copies share bands, unlike texts do not, and no library or machine changes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.copies.signature import (
    _TABLE,
    BANDS,
    CANDIDATES,
    PER_BAND,
    PER_STORY,
    VERSION,
    _by_place,
    _rolled,
    are_alike,
    shingled,
    signature,
)
from db.copies.verdict import in_common, worth_comparing
from db.copies.words import READ_LENGTH, folded, written

NEWS = """The harbour office opened the second lock on Tuesday. Ships of 3,000 tonnes pass in nineteen minutes, said
the lock keeper, whose family has watched the gate since 1931. Four crews will work through the night until spring,
and the old chamber is to become a swimming pool for the quarter below the wall."""
CHINESE = "船闸二号闸室周二开放，三千吨的船十九分钟通过。守闸人一家从1931年起看着闸门。四个班组夜里轮班，直到春天。"


def test_bands_of_this_version_are_these() -> None:
    # stored bands are compared for years: whoever sees this fail has to raise VERSION
    assert VERSION == 2
    assert signature(NEWS).bands[:2] == (21808100862972899, 24821679266352228)
    assert signature(CHINESE).bands[:2] == (15503499614725278, 64663887712488881)


def test_a_signature_has_twenty_bands_that_fit_a_signed_bigint() -> None:
    for text in (NEWS, CHINESE):
        found = signature(text)
        assert len(set(found.bands)) == BANDS == 20
        assert all(-(2**63) <= band < 2**63 for band in found.bands)
        assert len(shingled(text).distinct) > BANDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 percent of 29 thousand", "5% of 29,000"),
        ("five per cent of 29,000", "5 percent of 29 thousand"),
        ("３２０ organisers at the Centre", "320 organizers at the center"),
        ("百分之八，共２千人", "8%, 共2千人"),
        ("“Nine boats,” he said — once.", '"9 boats", he said, once'),
    ],
)
def test_house_style_leaves_no_trace(one: str, other: str) -> None:
    assert signature(one) == signature(other)


def test_other_figures_leave_a_trace() -> None:
    assert signature("5 percent of 29 thousand") != signature("6 percent of 29 thousand")


@pytest.mark.parametrize(("text", "count"), [("", 0), ("?!…", 0), ("Brief", 1), ("Two words", 1), ("中", 1)])
def test_short_texts_have_few_bands(text: str, count: int) -> None:
    assert len(signature(text).bands) == len(shingled(text).distinct) == count


def test_a_text_of_two_megabytes_costs_no_more_than_the_part_that_is_read() -> None:
    long = "".join(f"word{turn} and {turn} ships. " for turn in range(100_000))
    assert len(long) > 2_000_000
    assert len(written(long)) <= READ_LENGTH
    assert signature(long) == signature(long[:READ_LENGTH])
    assert len(shingled("x" * 2_000_000).distinct) == 1


@given(st.text(max_size=400))
def test_any_text_has_a_signature_and_the_same_one_again(text: str) -> None:
    found = signature(text)
    shingled.cache_clear()
    assert signature(text) == found
    assert list(found.bands) == sorted(set(found.bands))
    assert len(found.bands) <= min(BANDS, len(shingled(text).distinct))
    assert bool(found.bands) == bool(shingled(text).distinct)


@given(
    st.lists(st.sampled_from(["port", "river", "29,000", "percent", "of", "中", "市", "会"]), min_size=5, max_size=40)
)
def test_shingles_are_the_same_by_either_way(words: list[str]) -> None:
    numbers = [each for word in words if (each := _TABLE[word])]
    for size in (3, 5):
        assert list(_rolled(numbers, size)) == list(_by_place(numbers, size))


@given(st.text(max_size=12))
def test_folding_twice_folds_no_further(word: str) -> None:
    for each in written(word):
        assert folded(folded(each)) == folded(each)


def test_what_shares_most_is_compared_first_and_no_story_crowds_out_another() -> None:
    crowd = list(range(1, 60))
    lists = [*([[*crowd, 20_001]] * 7), *([crowd] * 8), [*crowd, 20_002]]
    assert in_common(lists, 20) == {*crowd, 20_001}
    story_of = dict.fromkeys(crowd, 1) | {20_001: 2}
    assert worth_comparing(lists, 20, story_of) == [1, 2, 3, 4, 20_001][: PER_STORY + 1]
    assert len(worth_comparing([list(range(40))] * 19, 20, {at: at for at in range(40)})) == CANDIDATES
    assert in_common([[1]], 1) == {1}
    assert in_common([[1]], 20) == in_common([], 0) == set()
    assert worth_comparing([[1]], 1, {1: 1}) == [1]
    assert worth_comparing([], 0, {}) == []


def test_phrases_of_many_stories_do_not_hide_the_text_that_shares_what_few_have() -> None:
    phrases = [list(range(1, PER_BAND))] * 12
    lists = [*phrases, *([[90_000]] * 3)]
    assert worth_comparing(lists, 20, {at: at for at in [*range(1, PER_BAND), 90_000]})[0] == 90_000


def test_a_few_phrases_in_common_are_not_worth_comparing_many_are() -> None:
    phrase = list(range(1, PER_BAND + 1))
    assert worth_comparing([phrase] * 4, 20, {1: 1}) == []
    assert worth_comparing([phrase] * 5, 20, {1: 1}) == [1]


def test_many_copies_that_come_at_once_are_no_phrase() -> None:
    copies, story_of = [list(range(1, PER_BAND + 1))] * 3, {at: at for at in range(1, PER_BAND + 1)}
    assert worth_comparing(copies, 20, story_of) == []
    assert len(worth_comparing(copies, 20, story_of, new=story_of)) == CANDIDATES


@given(st.sets(st.integers(0, 99), max_size=BANDS), st.sets(st.integers(0, 99), max_size=BANDS))
def test_alikeness_is_mutual_and_of_any_text_with_itself(one: set[int], other: set[int]) -> None:
    assert are_alike(sorted(one), sorted(other)) == are_alike(sorted(other), sorted(one))
    assert are_alike(sorted(one), sorted(one))


def test_what_shares_only_what_is_common_among_longer_texts_is_not_alike() -> None:
    # the longer text has all its bands below those of the shorter, as it has more words to choose them from
    assert not are_alike(range(20), [0, *range(30, 49)])
    assert not are_alike(range(20), [*range(19, 39)])
    assert not are_alike(range(20), [0, 1, *range(30, 48)])
    assert are_alike(range(20), [0, 1, 2, *range(30, 47)])

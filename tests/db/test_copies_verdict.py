"""Which text is a copy of which: reprints in every dress are, templates, sister reports and roundups are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.copies.signature import shingled
from db.copies.verdict import Candidate, compared, link, links
from tests.benchmarks.copies import OFFICIAL, TRANSFORMS, Text, corpus, other_facts, sentences

TEXTS = corpus(1, originals=16)
ORIGINALS = [one for one in TEXTS if one.kind == "original"]
# of the newsroom: the long invented ones have few figures
NEWS = [one for one in ORIGINALS if len(one.body) < 3000 and one.language == "en"]
LOCK = """The harbour office opened the second lock on Tuesday. Ships of 3,000 tonnes pass in 19 minutes, said the lock
keeper, whose family has watched the gate since 1931. Four crews will work through the night until spring. The
old chamber is to become a swimming pool for the quarter below the wall, which has asked for one for 40 years."""
PEARS = """Farmers in the upper valley have begun to pick a pear that keeps until May without ice. It was found on a
wall of the burnt monastery by a teacher of botany, who gave away cuttings to whoever carried her books home. This
autumn 260 carts are expected at the market, and the price has been agreed in advance, to nobody's
satisfaction."""
SCHOOL = """After nine weeks of lessons in the ferry hall the pupils of the island school are back under a roof of their
own. A mason from the mainland set the last tile while the youngest class sang to him from the yard. The bell,
which fell through two floors in the storm, hangs again, with a crack that the music teacher calls an
improvement."""

WELL = """Two sisters who dig wells for a living struck salt water under the market square, where a map of their
grandfather's had promised sweet. The council wants to keep it: a bath keeper has offered to rent the spring for
thirty summers, and the bakers would gladly stop buying from the coast what now rises beneath their own ovens."""
CHOIR = """Nobody in the lower town sleeps before midnight this week, because the choir of the ropemakers rehearses in
the open. Its new conductor, once a signalman, beats time with a lantern, so that singers on the far bank can follow.
On Sunday both halves are to meet in the middle of the frozen river, if it bears them."""


@pytest.mark.parametrize("kind", TRANSFORMS)
def test_every_kind_of_copy_is_linked_to_what_it_was_made_from(kind: str) -> None:
    stories = {one.story: one for one in ORIGINALS}
    for one in (one for one in TEXTS if one.kind == kind):
        assert link(stories[one.story].body, one.body), one.body


@pytest.mark.parametrize("kind", sorted({one.kind for one in TEXTS} - {*TRANSFORMS, "original"}))
def test_no_hard_case_is_linked_to_another_text(kind: str) -> None:
    for one in (one for one in TEXTS if one.kind == kind):
        assert [other.key for other in TEXTS if other.key != one.key and link(one.body, other.body)] == []


def test_a_cut_copy_says_how_much_of_the_original_it_keeps() -> None:
    text = NEWS[0]
    found = link(text.body, TRANSFORMS["cut"](random.Random(1), text.body, "en"))
    assert found
    assert found.containment > 0.99
    assert found.similarity == found.share_kept == pytest.approx(0.42, abs=0.05)


def test_the_same_sentences_with_other_figures_are_another_report() -> None:
    for one in NEWS:
        assert link(one.body, other_facts(random.Random(3), one.body, "en")) is None


def test_a_corrected_figure_makes_no_other_story() -> None:
    assert link(LOCK, LOCK.replace("3,000", "5,000"))


def test_other_figures_are_seen_though_all_around_them_is_reworded() -> None:
    """No frame is left, three of four figures are nowhere in the other; a copy takes them from what it copies."""
    report = f"At noon 127 masons came, with 14 carts and 68 oxen, over bridge 4. {PEARS}"
    again = f"Noon saw 451 of the masons, 19 laden carts too, 33 strong oxen, over bridge 4. {PEARS}"
    assert compared(report, again).similarity > 0.5
    assert link(report, again) is None
    assert link(report, again.replace("451", "127").replace("19 laden", "14 laden"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BEIJING, Oct. 22, 2022 -- ", "RIVERGATE, May 7, 10 -- "),
        ("灯塔社2022年10月22日电 ", "两江日报5月7日电 "),
    ],
)
def test_the_dates_of_two_outlets_are_no_other_figures(one: str, other: str) -> None:
    assert link(one + PEARS, other + PEARS)


def test_two_roundups_with_most_of_their_briefs_in_common_are_no_copies() -> None:
    first, second = f"{LOCK} {SCHOOL} {PEARS} {WELL}", f"{LOCK} {PEARS} {CHOIR} {SCHOOL}"
    assert compared(first, second).similarity > 0.5
    assert link(first, second) is None
    # what has a passage of its own is a copy as long as the other has none
    assert link(first, f"{LOCK} {SCHOOL} {PEARS}")


def test_a_roundup_is_a_copy_of_none_of_its_briefs_and_joins_no_two_of_them() -> None:
    roundup = "\n\n".join((LOCK, PEARS, SCHOOL, NEWS[0].body[:500]))
    assert [link(roundup, brief) for brief in (LOCK, PEARS, SCHOOL)] == [None] * 3


@pytest.mark.parametrize("briefs", [(LOCK, PEARS), (PEARS, LOCK), (SCHOOL, PEARS, LOCK), (PEARS, SCHOOL, LOCK)])
def test_a_text_of_several_briefs_never_joins_two_of_their_stories(briefs: tuple[str, ...]) -> None:
    assert sum(link("\n\n".join(briefs), brief) is not None for brief in briefs) <= 1
    assert link("\n\n".join(briefs), briefs[-1]) is None


def test_an_official_passage_in_common_makes_no_copy() -> None:
    assert link(f"{LOCK} {PEARS} {OFFICIAL['en']}", f"{SCHOOL} {NEWS[1].body} {OFFICIAL['en']}") is None
    assert compared(f"{LOCK} {OFFICIAL['en']}", f"{SCHOOL} {OFFICIAL['en']}").similarity > 0.2


@pytest.mark.parametrize(
    ("one", "other", "is_copy"),
    [
        ("", "", False),
        ("", LOCK, False),
        ("?!", "…", False),
        ("Two words", "two words.", True),
        ("Two words", "Two birds", False),
        ("Two words", f"Two words. {LOCK}", False),
        ("The mayor opened the fair on Monday.", "The mayor opened the fair on Friday.", False),
    ],
)
def test_short_texts_are_copies_only_when_they_are_equal(one: str, other: str, is_copy: bool) -> None:
    assert (link(one, other) is not None) is is_copy


def test_two_megabytes_are_compared_in_bounded_work() -> None:
    long = "".join(f"{turn} ships of {turn} tonnes passed gate {turn}. " for turn in range(50_000))
    assert len(long) > 2_000_000
    assert link(long, long)
    assert len(shingled(long).hashes) < 100_000


def test_a_story_once_found_is_not_proved_again() -> None:
    candidates = [Candidate(1, 1, LOCK), Candidate(2, 1, LOCK), Candidate(3, 3, PEARS), Candidate(4, 4, LOCK)]
    assert [candidate.text_id for candidate, _ in links(LOCK, candidates)] == [1, 4]


@settings(max_examples=60)
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_a_link_is_mutual(one: Text, other: Text) -> None:
    assert link(one.body, other.body) == link(other.body, one.body)
    assert link(one.body, one.body) is not None


@given(st.text(max_size=300), st.text(max_size=300))
def test_shares_are_shares_whatever_the_texts(one: str, other: str) -> None:
    found = compared(one, other)
    assert 0 <= found.similarity <= found.share_kept <= found.containment <= 1
    assert link(one, other) == link(other, one)
    assert (link(one, one) is None) == (not shingled(one).distinct)


def test_sentences_of_the_fixtures_are_real_sentences() -> None:
    assert all(len(sentences(text, "en")) >= 3 for text in (LOCK, PEARS, SCHOOL))

"""How a text changed over time: a function of what was seen, not of the order in which it became known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.identity.history import Sighting, counted, spans, text_at

START = datetime(2022, 6, 2, tzinfo=UTC)


def seen(text: str, minute: int, *, is_own: bool = True) -> Sighting:
    return Sighting(START + timedelta(minutes=minute), text.encode(), minute + 1, is_own)


def told(*sightings: Sighting) -> list[tuple[str, int, int]]:
    """Text, first and last minute of each revision."""
    minutes = [
        (span.text.decode(), span.first_seen_at - START, span.last_seen_at - START)
        for span in spans(counted(sightings))
    ]
    return [(text, first // timedelta(minutes=1), last // timedelta(minutes=1)) for text, first, last in minutes]


def test_a_text_that_comes_back_is_a_revision_again() -> None:
    assert told(seen("a", 1), seen("b", 2), seen("a", 3)) == [("a", 1, 1), ("b", 2, 2), ("a", 3, 3)]


def test_an_older_capture_takes_its_place() -> None:
    late = [seen("a", 1), seen("a", 2), seen("a", 5)]
    assert told(*late) == [("a", 1, 5)]
    assert told(*late, seen("b", 3)) == [("a", 1, 2), ("b", 3, 3), ("a", 5, 5)]
    assert told(*late, seen("b", 0)) == [("b", 0, 0), ("a", 1, 5)]


def test_other_addresses_tell_the_history_until_the_own_one_speaks() -> None:
    others = [seen("a", 1, is_own=False), seen("b", 3, is_own=False), seen("a", 6, is_own=False)]
    assert told(*others) == [("a", 1, 1), ("b", 3, 3), ("a", 6, 6)]
    assert told(*others, seen("b", 4), seen("b", 7)) == [("a", 1, 1), ("b", 3, 7)]


def test_the_text_of_an_instant() -> None:
    known = spans([seen("a", 1), seen("a", 4), seen("b", 6)])
    assert text_at(known, START + timedelta(minutes=2), 99) == b"a"
    assert text_at(known, START + timedelta(minutes=5), 99) is None


@pytest.mark.parametrize(
    ("looks", "texts"),
    [
        ("aba", "aba"),
        ("abab", "a"),
        ("ababababab", "a"),
        ("abcabcabc", "a"),
        ("aaaaaabaaaaaabaaaaaa", "a"),
        ("aaaaaabbbbbbaaaaaa", "aba"),
        ("aaaaaabbbbbbaaaaaabbbbbb", "abab"),
        ("ababbbbbb", "ab"),
        ("ababacccccc", "ac"),
        ("xxxxxxabababyyyyyy", "xay"),
        ("abcdefg", "abcdefg"),
    ],
)
def test_a_page_that_swings_is_not_edited_each_time_and_what_stays_is_an_edit(looks: str, texts: str) -> None:
    """A look every nine hours: three of a text in a row last less than a day, four more."""
    sightings = [seen(text, 540 * number) for number, text in enumerate(looks)]
    assert "".join(text for text, _, _ in told(*sightings)) == texts


def test_a_page_that_swings_for_years_is_one_text_in_bounded_time() -> None:
    sightings = [seen("ab"[number % 2], number) for number in range(20_000)]
    assert told(*sightings) == [("a", 0, 19_998)]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.booleans()), max_size=12),
    st.randoms(use_true_random=False),
)
def test_no_order_matters(facts: list[tuple[str, int, bool]], random: Random) -> None:
    sightings = [seen(text, minute, is_own=is_own) for text, minute, is_own in facts]
    found = spans(counted(sightings))
    assert spans(counted(random.sample(sightings, len(sightings)))) == found
    assert all(one.text != after.text and one.last_seen_at <= after.first_seen_at for one, after in pairwise(found))
    own = [sighting for sighting in sightings if sighting.is_own]
    assert bool(found) == bool(sightings)
    # while a page swings, the last word may be a passing one
    assert not own or max(one.seen_at for one in own) in {
        found[-1].last_seen_at,
        *(one.seen_at for one in own if one.text != found[-1].text),
    }

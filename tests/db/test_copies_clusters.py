"""Stories are the same in whatever order articles arrive and links are found."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from db.copies.clusters import clusters
from tests.benchmarks.copies import corpus
from tests.benchmarks.stories import found

PAIRS = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=40)


def test_articles_hang_together_through_others_and_the_lowest_id_names_the_story() -> None:
    assert clusters([9, 8, 7, 3, 1], [(9, 8), (7, 8), (3, 3)]) == {1: 1, 3: 3, 7: 7, 8: 7, 9: 7}


def test_no_articles_make_no_stories() -> None:
    assert clusters([], []) == {}


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_links_and_of_their_ends_changes_nothing(pairs: list[tuple[int, int]], rng: random.Random) -> None:
    stories = clusters(range(1, 31), pairs)
    turned = [(other, one) for one, other in rng.sample(pairs, len(pairs))]
    assert clusters(rng.sample(range(1, 31), 30), [*turned, *pairs]) == stories
    assert clusters(stories, stories.items()) == stories
    assert all(stories[story] == story <= article for article, story in stories.items())


def test_the_order_of_arrival_does_not_change_the_stories() -> None:
    texts = corpus(1, originals=8)
    first, _ = found(texts, random.Random(1))
    second, _ = found(texts, random.Random(2))
    assert first == second


def test_many_lightly_edited_copies_are_one_story_for_few_comparisons() -> None:
    texts = corpus(1, originals=8)
    one = next(one for one in texts if one.kind == "original")
    copies = [type(one)(at, 0, "dateline", "en", f"Desk {at}, page {at} — {one.body}") for at in range(300)]
    stories, archive = found(copies, random.Random(1))
    assert set(stories.values()) == {0}
    assert max(archive.compared) <= 4

"""Articles that turn out to be one, by what their pages say: stories are those of the texts that are left."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.archive import Archive
from db.copies.clusters import clusters
from db.copies.verdict import link
from tests.db.test_store import rows
from tests.db.test_stories import CUT, LED, LONG, OTHER, Press, empty

BODIES = {"own": LONG, "led": LED, "more": f"{LED} More.", "last": f"{LONG} At last.", "cut": CUT, "other": OTHER}


@pytest.fixture
def press(archive: Archive) -> Press:
    return Press(archive)


def wanted(press: Press) -> set[frozenset[int]]:
    """The stories that the first texts of the articles make, each compared with each."""
    first = {
        row["article_id"]: row["body"]
        for row in rows(press.archive, "select article_id, body from revision where sequence = 1")
    }
    pairs = [(one, other) for one, other in combinations(first, 2) if link(first[one], first[other])]
    members = defaultdict[int, set[int]](set)
    for article_id, story in clusters(first, pairs).items():
        members[story].add(article_id)
    return {frozenset(each) for each in members.values()}


def found(press: Press) -> set[frozenset[int]]:
    told = rows(press.archive, "select array_agg(article_id) as ids from story_member group by story_id")
    return {frozenset(row["ids"]) for row in told}


def origins_are_members(press: Press) -> bool:
    return not rows(
        press.archive,
        "select from story_cluster story where not exists (select from story_member"
        " where story_id = story.id and article_id = story.origin_article_id)",
    )


def test_an_article_that_joins_another_leaves_its_story_and_the_rest_is_parted(press: Press) -> None:
    press.prints("own", LONG, day=1)
    press.prints("page", OTHER, day=1)
    press.prints("other", OTHER, slug="daily", day=2)
    press.prints("cut", CUT, slug="daily", day=2)
    press.settle()
    assert press.stories() == {frozenset({"own", "cut"}), frozenset({"page", "other"})}
    press.prints("page", LED, day=2)
    press.prints("page", LED, day=3, claims="own")
    press.settle()
    assert len(rows(press.archive, "select from article")) == 3
    assert found(press) == wanted(press)
    assert len(found(press)) == 2
    assert press.is_sound()
    assert origins_are_members(press)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.tuples(*[st.sampled_from(sorted(BODIES))] * 4),
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(sorted(BODIES)), st.sampled_from("abc")),
        min_size=3,
        max_size=7,
    ),
    st.sets(st.integers(1, 11)),
)
def test_whatever_is_printed_claimed_and_united_the_stories_are_those_of_the_texts_left(
    archive: Archive, first: tuple[str, ...], later: list[tuple[str, str, str]], settled: set[int]
) -> None:
    """Pages a, b and c are of one outlet: each tells a text of its own, then others, as one of the three."""
    archive.call(empty)
    press = Press(archive)
    for day, (page, body, claims) in enumerate([*zip("abcd", first, "abcd", strict=True), *later], start=1):
        slug, own = ("daily", "d") if page == "d" else ("paper", claims)
        press.prints(page, BODIES[body], slug=slug, day=day, claims=own)
        if day in settled:
            press.settle(size=1)
    press.settle()
    assert found(press) == wanted(press)
    assert press.is_sound()
    assert origins_are_members(press)

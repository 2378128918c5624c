"""Where a story was first told: the earliest credible date, unless a member says whose text it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.copies.origin import Member, origin_of

NOON = datetime(2024, 5, 6, 4, tzinfo=UTC)
LATER = datetime(2024, 6, 1, tzinfo=UTC)


def member(article_id: int, source: str, **known: object) -> Member:
    return Member(
        **{"article_id": article_id, "source": source, "source_names": (), "first_captured_at": LATER, **known}
    )  # type: ignore[arg-type]


def test_the_earliest_instant_is_the_origin() -> None:
    found = origin_of(
        [member(1, "daily", published_at=NOON), member(2, "evening", published_at=NOON - timedelta(hours=1))]
    )
    assert (found.article_id, found.is_known) == (2, True)
    assert found.reason == "published 2024-05-06 03:00 UTC, earliest"


def test_an_instant_beats_the_same_day_and_a_day_before_beats_an_instant() -> None:
    instant = member(1, "daily", published_at=NOON)
    assert origin_of([member(2, "evening", published_on=date(2024, 5, 6)), instant]).article_id == 1
    assert origin_of([member(2, "evening", published_on=date(2024, 5, 5)), instant]).article_id == 2
    month = member(2, "evening", published_on=date(2024, 5, 1), date_precision="month")
    assert origin_of([month, instant]).article_id == 1


def test_a_date_after_the_capture_is_not_believed() -> None:
    dreamer = member(1, "daily", published_at=LATER + timedelta(days=1))
    found = origin_of([dreamer, member(2, "evening", first_captured_at=LATER + timedelta(hours=1))])
    assert (found.article_id, found.reason) == (1, "first captured 2024-06-01 00:00 UTC, earliest")


@pytest.mark.parametrize("stated", ["来源：新华社", "(Xinhua)", "新华社", "Source: Xinhua News Agency", "Xinhua"])
def test_the_outlet_that_another_names_is_the_origin_however_late_its_date(stated: str) -> None:
    agency = member(2, "xinhua", source_names=("Xinhua", "新华社"), published_on=date(2024, 5, 7))
    copy = member(1, "daily", published_at=NOON, stated_origin=stated)
    found = origin_of([copy, agency])
    assert (found.article_id, found.is_known) == (2, True)
    assert found.reason.startswith("named as the source by another member")


def test_a_copy_that_names_a_source_outside_the_archive_is_not_the_origin() -> None:
    copy = member(1, "daily", published_at=NOON, stated_origin="来源：新华社")
    assert origin_of([copy, member(2, "evening", published_at=NOON + timedelta(days=1))]).article_id == 2
    alone = origin_of([copy])
    assert (alone.article_id, alone.is_known) == (1, False)
    assert "新华社" in alone.reason


def test_an_outlet_that_names_itself_is_no_copy() -> None:
    own = member(1, "xinhua", source_names=("新华社",), published_at=NOON, stated_origin="来源：新华社")
    assert origin_of([own, member(2, "daily", published_at=NOON + timedelta(days=1))]).article_id == 1


def test_a_story_without_members_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="found none"):
        origin_of([])


@given(
    st.lists(
        st.builds(
            member,
            st.integers(1, 99),
            st.sampled_from(["daily", "evening", "xinhua"]),
            published_at=st.none() | st.datetimes(timezones=st.just(UTC)),
            published_on=st.none() | st.dates(min_value=date(2, 1, 1), max_value=date(2100, 1, 1)),
            stated_origin=st.sampled_from(["", "Xinhua", "来源：灯塔社", "daily"]),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one.article_id,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_members_changes_nothing(members: list[Member], rng: object) -> None:
    found = origin_of(members)
    assert found == origin_of(members[::-1]) == origin_of(sorted(members, key=lambda one: one.article_id))
    assert found.article_id in {one.article_id for one in members}

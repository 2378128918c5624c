"""Coverage by day is kept, and is at every moment what counting the articles would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from db import completeness_days, coverage_days, runs, stories
from db.archive import Archive
from db.values import CoverageTag, Level, Pending, Processed, Tagging
from tests.db.test_store import HOME, SOURCE, article, fetch, rows
from tests.db.test_stories import CUT, LONG, OTHER
from tests.support.batches import one_by_one

START = datetime(2022, 6, 2, tzinfo=UTC)
MEETING, ANOTHER = "cpc-chongqing-6", "cpc-national-20"
BODIES = (LONG, CUT, OTHER, "A short word of the harbour master.")
COUNTED = """
    select congress_id, source.slug as source, published_on, article_count, story_count, focus_count, substantive_count,
           anchor_count, focus_story_count
      from coverage_counted join source on source.id = source_id order by 1, 2, 3
"""
PLAIN = """
    select congress_id, source, published_on, count(*) as article_count,
           count(*) filter (where is_origin is not false) as story_count,
           count(*) filter (where level = 'focus') as focus_count,
           count(*) filter (where level = 'substantive') as substantive_count,
           count(*) filter (where level = 'anchor') as anchor_count,
           count(*) filter (where level = 'focus' and is_origin is not false) as focus_story_count
      from coverage where published_on is not null group by 1, 2, 3 order by 1, 2, 3
"""


def tag(congress_id: str, level: Level) -> CoverageTag:
    return CoverageTag(congress_id, level, "after", 1, 0.5, ())


def prints(archive: Archive, slug: str, name: str, body: str, day: int | None, *tags: CoverageTag, at: int = 1) -> None:
    """An outlet publishes a text, or another one at an address it has used."""
    source = archive.call(runs.save_source, {"slug": slug, **SOURCE, "name": slug.title()})

    def made(pending: Pending) -> Processed:
        told = article(pending, title=name, body=body, published_on=date(2022, 6, day) if day else None)
        return Processed(pending, replace(told, canonical_url=f"{HOME}/{name}/"), Tagging(tags), "1", "1")

    fetch(archive, source, f"/{name}/", at=START + timedelta(hours=at))
    archive.process(source, None, 50, one_by_one(made))


def same(archive: Archive) -> list[dict[str, Any]]:
    counted = rows(archive, COUNTED)
    assert counted == rows(archive, PLAIN)
    return counted


def refreshed(archive: Archive) -> None:
    while archive.call(coverage_days.refresh):
        pass
    assert rows(archive, "select * from coverage_mark") == []


def test_a_day_is_counted_raw_and_by_story(archive: Archive) -> None:
    prints(archive, "paper", "a", LONG, 1, tag(MEETING, "focus"))
    prints(archive, "herald", "b", LONG, 2, tag(MEETING, "focus"), tag(ANOTHER, "anchor"))
    archive.call(stories.link)
    refreshed(archive)
    assert [(row["source"], row["article_count"], row["story_count"]) for row in same(archive)] == [
        ("herald", 1, 0),
        ("paper", 1, 1),
        ("herald", 1, 0),
    ]


def test_what_changed_is_counted_before_it_is_kept(archive: Archive) -> None:
    prints(archive, "paper", "a", LONG, 1, tag(MEETING, "focus"))
    refreshed(archive)
    prints(archive, "paper", "a", OTHER, 3, tag(MEETING, "anchor"), at=5)
    (row,) = same(archive)
    assert (row["published_on"], row["focus_count"], row["anchor_count"]) == (date(2022, 6, 3), 0, 1)
    refreshed(archive)
    assert same(archive) == [row]


def test_a_run_counts_no_day_that_did_not_change(archive: Archive) -> None:
    prints(archive, "paper", "a", LONG, 1, tag(MEETING, "focus"))
    refreshed(archive)
    archive.call(lambda connection: connection.execute(text("update coverage_day set article_count = 7")))
    prints(archive, "paper", "b", OTHER, 2, tag(MEETING, "focus"), at=5)
    refreshed(archive)
    found = rows(archive, "select published_on, article_count from coverage_day order by 1")
    assert [row["article_count"] for row in found] == [7, 1]


def _retag(level: Level) -> Any:
    def change(connection: Connection) -> None:
        connection.execute(text("update coverage_tag set level = :level"), {"level": level})

    return change


def _untag(connection: Connection) -> None:
    connection.execute(text("delete from coverage_tag where congress_id = :one"), {"one": MEETING})


STEP = st.one_of(
    st.tuples(
        st.just("print"),
        st.sampled_from(("paper", "herald")),
        st.sampled_from("abc"),
        st.sampled_from(BODIES),
        st.sampled_from((1, 2, 3, None)),
        st.sampled_from(((), (MEETING,), (MEETING, ANOTHER))),
        st.sampled_from(("focus", "substantive", "anchor")),
    ),
    st.tuples(st.sampled_from(("link", "refresh", "untag"))),
    st.tuples(st.just("retag"), st.sampled_from(("focus", "anchor"))),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=12))
def test_kept_is_counted_whatever_happens(archive: Archive, steps: list[tuple[Any, ...]]) -> None:
    _empty(archive)
    for at, (what, *how) in enumerate(steps, 1):
        if what == "print":
            slug, name, body, day, meetings, level = how
            prints(archive, slug, f"{slug}-{name}", body, day, *(tag(one, level) for one in meetings), at=at)
        elif what == "link":
            archive.call(stories.link)
        elif what == "refresh":
            archive.call(coverage_days.refresh)
        else:
            archive.call(_untag if what == "untag" else _retag(how[0]))
        same(archive)
    refreshed(archive)
    same(archive)


def _empty(archive: Archive) -> None:
    def emptied(connection: Connection) -> None:
        found = connection.execute(
            text(
                "select string_agg(quote_ident(relname), ', ') from pg_class where relkind = 'r'"
                " and relnamespace = 'public'::regnamespace and relname not in ('alembic_version', 'archive_fact')"
            )
        ).scalar_one()
        connection.execute(text(f"truncate {found} restart identity cascade"))

    archive.call(emptied)


@pytest.fixture
def meeting(archive: Archive) -> str:
    def added(connection: Connection) -> None:
        connection.execute(
            text(
                "insert into congress (id, family, place, label_en, label_zh, opens_on, closes_on, certainty)"
                " values (:id, 'party-congress', 'chongqing', 'x', 'x', '2022-05-27', '2022-05-31', 'seen')"
            ),
            {"id": MEETING},
        )

    archive.call(added)
    return MEETING


def test_every_day_of_the_window_has_a_row_and_says_whether_a_zero_can_be_read(archive: Archive, meeting: str) -> None:
    prints(archive, "paper", "a", LONG, 2, tag(meeting, "focus"))
    prints(archive, "herald", "b", OTHER, 3)
    days = rows(archive, f"select * from coverage_daily where congress_id = '{meeting}' order by published_on, source")
    assert len(days) == 2 * (60 + 5 + 60)
    assert {row["completeness"] for row in days} == {"not looked"}
    for slug in ("paper", "herald"):
        source = rows(archive, f"select id from source where slug = '{slug}'")[0]["id"]
        archive.call(completeness_days.keep, source, None)
    days = rows(archive, f"select * from coverage_daily where congress_id = '{meeting}' order by published_on, source")
    (told,) = [row for row in days if row["article_count"]]
    assert (told["source"], told["day_offset"], told["completeness"]) == ("paper", 6, "partial")
    herald = next(row for row in days if row["source"] == "herald" and row["day_offset"] == 7)
    assert (herald["article_count"], herald["completeness"]) == (0, "partial")


def test_a_meeting_outside_the_registry_has_the_days_of_its_articles(archive: Archive) -> None:
    prints(archive, "paper", "a", LONG, 2, tag("tianjin-npc-2018", "focus"))
    (row,) = rows(archive, "select * from coverage_daily where congress_id = 'tianjin-npc-2018'")
    assert (row["day_offset"], row["article_count"], row["published_on"]) == (None, 1, date(2022, 6, 2))


def test_kept_completeness_is_that_of_the_view(archive: Archive) -> None:
    prints(archive, "paper", "a", LONG, 2)
    source = rows(archive, "select id from source")[0]["id"]
    archive.call(completeness_days.keep, source, None)
    archive.call(completeness_days.keep, source, None)
    kept = "select published_on, state, reason from completeness_day order by 1"
    assert rows(archive, kept) == rows(archive, "select published_on, state, reason from completeness order by 1")

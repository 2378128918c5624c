"""A feed is well-formed whatever headlines hold, and a reader takes each article once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.atom import feed

AT = datetime(2022, 5, 28, 3, tzinfo=UTC)


def article(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "article_id": number,
        "source": "harbour",
        "title": f"Title {number}",
        "url": f"http://127.0.0.1/{number}",
        "published_on": date(2022, 5, 27),
        "published_at": None,
        "phase": "during",
        "day_offset": 0,
        "is_origin": True,
        "first_captured_at": AT,
    } | changes


def test_a_reader_sees_the_articles_newest_first_and_knows_them_again() -> None:
    later = datetime(2022, 5, 29, tzinfo=UTC)
    told = feed("cpc-chongqing-6", "6th Congress", [article(2, first_captured_at=later), article(1)], AT)
    read = feedparser.parse(told)
    assert not read.bozo
    assert [entry.link for entry in read.entries] == ["http://127.0.0.1/2", "http://127.0.0.1/1"]
    assert len({entry.id for entry in read.entries}) == 2
    assert read.feed.updated == "2022-05-29T00:00:00+00:00"
    assert "day +0; told first" in read.entries[0].summary


def test_an_empty_feed_is_a_feed() -> None:
    read = feedparser.parse(feed("npc-2023", "NPC 2023", [], AT))
    assert not read.bozo
    assert read.entries == []


@given(st.text(), st.text(min_size=1), st.none() | st.integers(-400, 400))
def test_whatever_a_headline_holds_the_feed_is_well_formed(title: str, source: str, offset: int | None) -> None:
    told = feed("x", title, [article(1, title=title, source=source, day_offset=offset, phase=None)], AT)
    read = feedparser.parse(told)
    assert not read.bozo
    assert len(read.entries) == 1

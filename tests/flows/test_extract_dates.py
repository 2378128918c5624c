"""When was it published: reading one date, and choosing among several."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.date_text import read_moment
from flows.steps.dates import Published, modified, published, zone_of
from flows.steps.metadata import stated
from flows.steps.tree import parse

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "on", "at", "precision"),
    [
        ("By VIVIAN YAN|Jun 02,2022", "2022-06-02", None, "day"),
        ("2022-06-02", "2022-06-02", None, "day"),
        ("2022年6月2日", "2022-06-02", None, "day"),
        ("June 2nd, 2022", "2022-06-02", None, "day"),
        ("2 June 2022", "2022-06-02", None, "day"),
        ("/n3/2022/0602/c90000-1.html", None, None, ""),
        ("20220602", "2022-06-02", None, "day"),
        ("2022-06-01T16:30:00Z", "2022-06-02", "2022-06-01T16:30:00", "second"),
        ("2022-06-02T09:18:07+08:00", "2022-06-02", "2022-06-02T01:18:07", "second"),
        ("2022-06-01T20:30-0500", "2022-06-02", "2022-06-02T01:30:00", "minute"),
        ("Updated: 2022-08-18 07:21", "2022-08-18", "2022-08-17T23:21:00", "minute"),
        ("13:40 UTC+8, 2022-06-25", "2022-06-25", "2022-06-25T05:40:00", "minute"),
        ("(Xinhua) 09:18, October 20, 2022", "2022-10-20", "2022-10-20T01:18:00", "minute"),
        ("Updated: Aug 24,2019 04:32 PM CGTN", "2019-08-24", "2019-08-24T08:32:00", "minute"),
        ("2013-3-7 8:42:27", "2013-03-07", "2013-03-07T00:42:27", "second"),
        ("2022年06月02日 09:18　来源：渡口日报", "2022-06-02", "2022-06-02T01:18:00", "minute"),
        ("Thu, 02 Jun 2022 01:18:00 GMT", "2022-06-02", "2022-06-02T01:18:00", "second"),
        ("1654132680", "2022-06-02", "2022-06-02T01:18:00", "second"),
        ("2022-06-31", None, None, ""),
        ("no date at all", None, None, ""),
    ],
)
def test_reads_the_forms_of_the_real_sites(text: str, on: str | None, at: str | None, precision: str) -> None:
    moment = read_moment(text, BEIJING)
    if on is None:
        assert moment is None
        return
    assert moment is not None
    assert (moment.on.isoformat(), moment.precision) == (on, precision)
    assert moment.at == (datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None)


@pytest.mark.parametrize("midnight", ["2022-06-02T00:00:00Z", "2022-06-02T00:00:00+08:00", "2022-06-02 00:00:00"])
def test_midnight_is_a_bare_day(midnight: str) -> None:
    moment = read_moment(midnight, BEIJING)
    assert moment is not None
    assert (moment.on, moment.at, moment.precision) == (date(2022, 6, 2), None, "day")


def test_without_a_zone_the_day_is_the_one_written() -> None:
    moment = read_moment("2022-06-01T16:30:00Z", None)
    assert moment is not None
    assert (moment.on, moment.at) == (date(2022, 6, 1), datetime(2022, 6, 1, 16, 30, tzinfo=UTC))
    local = read_moment("2022-06-01 16:30", None)
    assert local is not None
    assert (local.on, local.at) == (date(2022, 6, 1), None)


@given(st.text(max_size=200))
def test_reading_never_raises(text: str) -> None:
    read_moment(text, BEIJING)


@given(st.integers(790_000_000, 1_890_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_an_iso_instant_comes_back_as_itself(at: datetime) -> None:
    moment = read_moment(at.isoformat(), BEIJING)
    assert moment is not None
    if (at.hour, at.minute, at.second) != (0, 0, 0):
        assert moment.at == at
        assert moment.on == moment.at.astimezone(BEIJING).date()


def choose(head: str = "", body: str = "", masthead: tuple[str, ...] = (), path: str = "/a-story/") -> Published:
    root = parse(f"<html><head><title>x</title>{head}</head><body>{body}</body></html>")
    assert root is not None
    return published(stated(root), root, masthead, f"https://news.example{path}", NOW, BEIJING)


def test_a_timestamp_in_the_page_beats_the_address() -> None:
    meta = '<meta property="article:published_time" content="2022-06-01T17:00:00Z">'
    chosen = choose(meta, path="/2022/06/02/a-story/")
    assert (chosen.on, chosen.rule, chosen.precision) == (date(2022, 6, 2), "meta", "second")
    losers = [one for one in chosen.candidates if one.reason]
    assert [(one.rule, one.at) for one in losers] == [("address", None)]


def test_an_address_alone_gives_a_day_and_never_an_instant() -> None:
    chosen = choose(path="/2022/06/02/a-story/")
    assert (chosen.on, chosen.at, chosen.precision, chosen.rule) == (date(2022, 6, 2), None, "day", "address")


def test_a_bare_day_takes_the_instant_another_place_states_for_it() -> None:
    chosen = choose('<meta name="pubdate" content="2022-06-02">', masthead=("Updated: 2022-06-02 07:21",))
    assert chosen.at == datetime(2022, 6, 1, 23, 21, tzinfo=UTC)


def test_the_future_and_1970_are_refused_with_a_reason() -> None:
    head = '<meta name="pubdate" content="2031-01-05"><meta name="date" content="1970-01-01T00:00:01Z">'
    chosen = choose(head, masthead=("Jun 02,2022",))
    assert chosen.on == date(2022, 6, 2)
    assert [one.reason for one in chosen.candidates] == ["in the future", "before the web", ""]


def test_dates_of_related_articles_are_not_the_articles() -> None:
    chosen = choose(
        body='<p>Text.</p><aside><time datetime="2019-01-01">1 Jan</time></aside>'
        '<ul><li><time datetime="2019-02-02">2 Feb</time></li></ul>',
        path="/2022/06/02/a-story/",
    )
    assert chosen.on == date(2022, 6, 2)


def test_modified_is_kept_apart() -> None:
    root = parse('<html><head><meta property="article:modified_time" content="2022-06-03T01:00:00Z"></head></html>')
    assert root is not None
    assert modified(stated(root), BEIJING) == datetime(2022, 6, 3, 1, tzinfo=UTC)


def test_an_unknown_zone_is_no_zone() -> None:
    assert zone_of("Asia/Nowhere") is None
    assert zone_of("../etc/passwd") is None

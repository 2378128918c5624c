"""A meeting's curve in the terminal: every day has its bar, and a day that cannot be read says so."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from flows.steps.curve import Day, Gap, bars, drawing, gaps, window

DAY = st.builds(Day, st.integers(-90, 90), st.integers(0, 10_000), st.integers(0, 3), st.just(3))
DAYS = st.lists(DAY, unique_by=lambda day: day.offset).map(lambda days: sorted(days, key=lambda day: day.offset))


def test_bars_stand_on_the_axis_of_day_zero() -> None:
    days = [Day(-1, 1, 1, 1), Day(0, 8, 1, 1), Day(1, 4, 1, 1)]
    assert drawing(days, "x ") == ["x ▁█▄", "   0  day -1 to day 1"]


def test_a_day_nobody_read_is_marked_apart_from_one_that_some_read() -> None:
    assert bars([Day(0, 2, 2, 2), Day(1, 0, 1, 2), Day(2, 0, 0, 2)]) == ["█  ", " ·?"]


def test_of_two_meetings_the_scale_is_one() -> None:
    assert bars([Day(0, 2, 1, 1)], most=16)[0] == "▁"


@given(DAYS)
def test_every_article_near_the_meeting_has_a_bar(days: list[Day]) -> None:
    near = [day for day in days if -30 <= day.offset <= 60 and day.article_count]
    shown = window(days)
    assert {day.offset for day in near} <= {day.offset for day in shown}
    drawn, marks = bars(shown)
    assert len(drawn) == len(marks)
    if shown:
        for day in near:
            assert drawn[day.offset - shown[0].offset] != " "


def test_days_in_a_row_are_one_gap_and_another_reason_is_another() -> None:
    first = date(2022, 5, 27)
    days = [("paper", first + timedelta(days=at), "partial", "1 page failed") for at in (0, 1, 3)]
    assert gaps([*days, ("herald", first, "not looked", "")]) == [
        Gap("herald", first, first, "not looked", ""),
        Gap("paper", first, first + timedelta(days=1), "partial", "1 page failed"),
        Gap("paper", first + timedelta(days=3), first + timedelta(days=3), "partial", "1 page failed"),
    ]


def test_a_meeting_without_articles_has_no_curve() -> None:
    assert window([Day(0, 0, 0, 2)]) == []
    assert drawing([]) == []

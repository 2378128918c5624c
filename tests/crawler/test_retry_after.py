"""What a site's Retry-After means, whatever stands there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.failures import retry_at_of
from crawler.polite.retry_after import LONGEST, pause_asked

NOW = datetime(2022, 6, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("1.5", 1),
        ("Thu, 02 Jun 2022 12:01:00 GMT", 60),
        ("Thursday, 02-Jun-22 12:01:00 GMT", 60),
        ("Thu Jun  2 12:01:00 2022", 60),
        ("Thu, 02 Jun 2022 20:01:00 +0800", 60),
        ("Wed, 01 Jun 2022 12:00:00 GMT", 0),
        ("99999999999999999999", LONGEST.total_seconds()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST.total_seconds()),
    ],
)
def test_seconds_and_dates_are_read_and_never_mean_more_than_a_day(text: str, seconds: float) -> None:
    assert pause_asked(text, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "soon", "-5", "1e9", "٣", "Thu, 99 Foo 2022", "0x10"])
def test_what_is_no_wish_is_none(text: str) -> None:
    assert pause_asked(text, NOW) is None


def test_a_date_is_read_by_the_sites_own_clock() -> None:
    pause = pause_asked("Thu, 02 Jun 2022 12:01:00 GMT", NOW + timedelta(hours=3), "Thu, 02 Jun 2022 12:00:00 GMT")
    assert pause == timedelta(minutes=1)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_an_answer_within_a_day(text: str, date: str) -> None:
    pause = pause_asked(text, NOW, date)
    assert pause is None or timedelta() <= pause <= LONGEST


@pytest.mark.parametrize(("status", "asked"), [(429, "90"), (503, "90"), (429, ""), (200, "90"), (500, "90")])
def test_only_too_many_and_unavailable_say_when_to_come_back(status: int, asked: str) -> None:
    headers = {"Retry-After": asked} if asked else {}
    retry_at = retry_at_of(Response("http://x.cn/", status=status, headers=headers))
    if status in (429, 503) and asked:
        assert retry_at is not None
        assert abs(retry_at - datetime.now(UTC) - timedelta(seconds=90)) < timedelta(seconds=5)
    else:
        assert retry_at is None

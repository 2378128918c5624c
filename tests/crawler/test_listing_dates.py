"""When does a listing say a page was published? Instants only where a time is written, local days always."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.dates import UNDATED, Dated, address_date, listing_date, written_date

TWO_UTC = Dated(datetime(2022, 6, 2, 2, 0, tzinfo=UTC), date(2022, 6, 2))


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Thu, 02 Jun 2022 10:00:00 +0800", TWO_UTC),
        ("Thu, 02 Jun 2022 02:00:00 GMT", TWO_UTC),
        ("Thu, 02 Jun 2022 02:00:00 -0000", TWO_UTC),
        ("Thu, 02 Jun 2022 10:00:00 CST", TWO_UTC),
        ("Thu, 02 Jun 2022 10:00:00", TWO_UTC),
        ("2022-06-02T10:00:00+08:00", TWO_UTC),
        ("2022-06-02T02:00:00Z", TWO_UTC),
        ("2022-06-02T02:00:00.123Z", TWO_UTC),
        ("2022-06-02 10:00", TWO_UTC),
        ("2022/06/02 10:00:00", TWO_UTC),
        ("Wed, 01 Jun 2022 18:30:00 GMT", Dated(datetime(2022, 6, 1, 18, 30, tzinfo=UTC), date(2022, 6, 2))),
        ("2022-06-02", Dated(None, date(2022, 6, 2))),
        ("Thu, 02 Jun 2022", Dated(None, date(2022, 6, 2))),
        ("Thu, 02 Jun 2022 10:00:00 XYZ", Dated(None, date(2022, 6, 2))),
        ("Jun 02,2022", Dated(None, date(2022, 6, 2))),
        ("2022年6月2日", Dated(None, date(2022, 6, 2))),
        ("2022-06", UNDATED),
        ("0000-00-00 00:00:00", UNDATED),
        ("1970-01-01T00:00:00Z", UNDATED),
        ("2022-02-30", UNDATED),
        ("soon", UNDATED),
        ("", UNDATED),
    ],
)
def test_what_a_date_field_states(text: str, stated: Dated) -> None:
    assert listing_date(text, "Asia/Shanghai") == stated


def test_cst_is_the_sources_own_or_else_chicagos() -> None:
    assert listing_date("Thu, 02 Jun 2022 10:00:00 CST", "Europe/Berlin").at == datetime(2022, 6, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.cn/2022/06/02/slug/",
        "https://x.cn/20220602/0a1b/c.html",
        "https://x.cn/english/2022-06/02/c_1.htm",
        "https://x.cn/a/202206/02/WS1.html",
        "https://x.cn/n3/2022/0602/c90000-1.html",
        "https://x.cn/news/2022-06-02/slug/index.html",
        "https://x.cn/2022/6/2/982278.shtml",
    ],
)
def test_the_day_in_an_address(url: str) -> None:
    assert address_date(url) == date(2022, 6, 2)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.cn/content/1234567.shtml",
        "https://x.cn/?d=/2022/06/02/",
        "https://x.cn/2022/13/02/a",
        "https://x.cn/20220602",
    ],
)
def test_no_day_in_an_address(url: str) -> None:
    assert address_date(url) is None


@given(
    st.one_of(
        st.text(max_size=40), st.datetimes().map(str), st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d([+-]\d\d:\d\d)?")
    )
)
def test_no_text_is_too_strange(text: str) -> None:
    stated = listing_date(text, "Asia/Shanghai")
    assert stated.at is None or stated.on is not None
    written_date(text)
    address_date(text)

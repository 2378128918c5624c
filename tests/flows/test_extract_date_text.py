"""Reading one written date: the forms of the real sites, and every instant in every form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.date_text import read_moment, read_moments

BEIJING = ZoneInfo("Asia/Shanghai")


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
        ("Source: Xinhua| 2017-10-16 21:51:26|Editor: huaxia", "2017-10-16", "2017-10-16T13:51:26", "second"),
        ("二〇二二年六月十二日", "2022-06-12", None, "day"),
        ("二零零九年十二月三十一日 上午9:05", "2009-12-31", "2009-12-31T01:05:00", "minute"),
        ("2022年6月2日 下午3:20", "2022-06-02", "2022-06-02T07:20:00", "minute"),
        ("发布时间：２０１９－０８－２０　９：００", "2019-08-20", "2019-08-20T01:00:00", "minute"),
        ("23.07.2025", "2025-07-23", None, "day"),
        ("2/24/2026", "2026-02-24", None, "day"),
        ("04/05/2022", None, None, ""),
        ("04/05/22", None, None, ""),
        ("June 2, 2022 8:23 PM ET", "2022-06-03", "2022-06-03T00:23:00", "minute"),
        ("2022-06-02 09:18 (Beijing time)", "2022-06-02", "2022-06-02T01:18:00", "minute"),
        ("2022-06-02 09:18 CST", "2022-06-02", "2022-06-02T01:18:00", "minute"),
        ("2022-06-02 09:18 IST", "2022-06-02", None, "day"),
        ("2022-06-01T16:00:00Z", "2022-06-02", None, "day"),
        ("Marching 12, 2022 people", None, None, ""),
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


def test_the_order_of_numbers_is_the_languages() -> None:
    for order, on in (("day first", date(2022, 5, 4)), ("month first", date(2022, 4, 5))):
        moment = read_moment("04/05/2022", None, order)  # type: ignore[arg-type]
        assert moment is not None
        assert moment.on == on


def test_each_date_of_a_line_has_its_own_time() -> None:
    line = "Updated November 11, 2022 8:23 PM Originally published November 9, 2022 11:01 AM"
    read = [(moment.on.day, moment.clock and moment.clock.hour) for moment in read_moments(line, None)]
    assert read == [(11, 20), (9, 11)]


@given(st.text(max_size=200) | st.text(alphabet="0123456789-/.:年月日 TZ+apmJune上午二〇十廿", max_size=60))
def test_reading_never_raises_and_invents_no_day(text: str) -> None:
    for moment in read_moments(text, BEIJING):
        assert moment.text
        assert 1900 <= moment.on.year <= 2286  # the last a number of 13 digits can say


INSTANTS = st.integers(790_000_000, 1_890_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
FORMS = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日%H时%M分", "Updated: %b %d,%Y %I:%M %p", "%H:%M, %B %d, %Y", "%d %B %Y, %H:%M", "%d.%m.%Y %H:%M",
    "%H:%M UTC+8, %Y-%m-%d", "%A, %B %d, %Y at %I:%M%p", "%a, %d %b %Y %H:%M:%S +0800",
    "发布时间：%Y-%m-%d %H:%M 来源：新华社",
)  # fmt: skip


@given(INSTANTS, st.sampled_from(FORMS))
def test_any_instant_printed_in_a_supported_form_reads_back(at: datetime, form: str) -> None:
    local = at.astimezone(BEIJING)
    moment = read_moment(local.strftime(form), BEIJING)
    assert moment is not None
    assert moment.on == local.date()
    if moment.at is not None:
        assert moment.at == (at if "%S" in form else at.replace(second=0))
    else:
        # midnight is how systems write a bare day
        assert (local.hour, local.minute) == (0, 0)


@given(INSTANTS)
def test_an_iso_instant_comes_back_as_itself(at: datetime) -> None:
    moment = read_moment(at.isoformat(), BEIJING)
    assert moment is not None
    assert moment.on == at.astimezone(BEIJING).date()
    assert moment.at == at or "00:00" in (f"{at:%M:%S}",)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("02.06.22", "2022-06-02"),
        ("Posted 22-06-02 09:18", "2022-06-02"),
        ("On 11/13/19 at 4:00 PM EST", "2019-11-14"),
        ("發布：民國111年6月2日 下午3:20", "2022-06-02"),
        ("民國98/06/02", "2009-06-02"),
        ("111年6月2日", "2022-06-02"),
        ("sexta-feira, 22 de outubro de 2010 às 20:13", "2010-10-22"),
        ("24 сентября 2018", "2018-09-24"),
        ("2. Juni 2022", "2022-06-02"),
        ("1er juin 2022", "2022-06-01"),
        # a version, a telephone, an unknown order, a long line
        ("Version 10.5.12", None),
        ("Call 12-34-56", None),
        ("03/06/22", None),
        (
            "They won by 12-05-20 on the day, as the trainer of the rowing club told those who waited at the quay",
            None,
        ),
    ],
)
def test_short_years_other_languages_and_the_years_of_the_republic(text: str, on: str | None) -> None:
    moment = read_moment(text, BEIJING)
    assert (moment and moment.on.isoformat()) == on


@given(st.dates(date(1996, 1, 1), date(2029, 12, 31)))
def test_a_short_year_reads_back_and_so_does_the_republics(day: date) -> None:
    for written in (f"{day:%d.%m.%y}", f"{day:%y-%m-%d}", f"民國{day.year - 1911}年{day.month}月{day.day}日"):
        moment = read_moment(written, None)
        assert moment is not None
        assert moment.on == day

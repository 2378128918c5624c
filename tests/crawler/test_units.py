"""A look back is made of listings that hold just its days, newest first, together all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from crawler.source_shape import Discover, Source
from crawler.units import backfill_units

SINCE, UNTIL = date(2022, 5, 27), date(2022, 6, 2)


def source(**discover: object) -> Source:
    return Source(
        slug="paper",
        name="The Paper",
        home="https://paper.example/",
        domains=("paper.example",),
        article_url=r"/\d{4}/",
        discover=Discover(**discover),  # type: ignore[arg-type]
        path=Path("paper.toml"),
    )


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_months_of_posts_join_without_gap_or_overlap(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    spans = [unit.span for unit in backfill_units(source(wp_json=True), since, until)][::-1]
    assert (spans[0][0], spans[-1][1]) == (since, until + timedelta(days=1))
    assert all(one[1] == other[0] for one, other in pairwise(spans))


def test_the_bounds_of_a_month_of_posts_let_its_first_and_last_second_in() -> None:
    unit = backfill_units(source(wp_json=True), date(2022, 5, 27), date(2022, 5, 31))[0]
    query = parse_qs(urlsplit(unit.url).query)
    zone = ZoneInfo("Asia/Shanghai")
    assert datetime.fromisoformat(query["after"][0]) == datetime(2022, 5, 26, 23, 59, 59, tzinfo=zone)
    assert datetime.fromisoformat(query["before"][0]) == datetime(2022, 6, 1, tzinfo=zone)


def test_every_way_that_can_look_back_is_asked() -> None:
    units = backfill_units(
        source(wp_json=True, date_archives=("/{year}/{month}/{day}/",), sitemaps=("https://paper.example/s.xml",)),
        SINCE,
        UNTIL,
    )
    assert {unit.way for unit in units} == {"wp_json", "date_archive", "sitemap"}
    assert sum(unit.way == "date_archive" for unit in units) == 7
    assert len({unit.name for unit in units}) == len(units)


def test_a_source_that_only_lists_what_is_new_is_paged_through() -> None:
    units = backfill_units(source(sections=("https://paper.example/news/",)), SINCE, UNTIL)
    assert [(unit.way, unit.is_unit, unit.span) for unit in units] == [("section", False, (SINCE, date(2022, 6, 3)))]

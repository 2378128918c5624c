"""Date archives: which addresses they have, and what one of them proves about its days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.date_archive import archive_urls, read_date_archive, template_fault
from crawler.discovery.listing import Listing

HOME = "https://www.example.cn/"
DAY = date(2022, 6, 2)
ARTICLE = r"/\d{4}/\d{2}/\d{2}/[^/?]+/?$"

PAGE = """<h1>June 2, 2022</h1>
<article><a href="/2022/06/02/bridge/">A bridge opens</a>
 <time datetime="2022-06-02T10:00:00+08:00">10:00</time></article>
<article><a href="/2022/06/02/rail/">Rail line</a></article>
<aside><h3>Latest</h3><ul><li><a href="/2022/09/09/latest/">Latest news</a></li></ul></aside>"""


def read(text: str, url: str = f"{HOME}2022/06/02/", pattern: str = ARTICLE, last_on: date = DAY) -> Listing:
    return read_date_archive(text.encode(), url, pattern, "Asia/Shanghai", DAY.replace(day=2), last_on)


@pytest.mark.parametrize(
    ("template", "urls"),
    [
        ("/{year}/{month}/{day}/", ["/2022/03/01/", "/2022/02/28/", "/2022/02/27/"]),
        ("/{year}-{month}/{day}/node.htm", ["/2022-03/01/node.htm", "/2022-02/28/node.htm", "/2022-02/27/node.htm"]),
        ("list?d={year2}{month}{day}", ["/list?d=220301", "/list?d=220228", "/list?d=220227"]),
        ("/{year}/{month1}/{day1}/", ["/2022/3/1/", "/2022/2/28/", "/2022/2/27/"]),
        ("/{year}/{month}/", ["/2022/03/", "/2022/02/"]),
        ("/archive/{year}.html", ["/archive/2022.html"]),
        ("https://old.example.cn/{year}/", ["https://old.example.cn/2022/"]),
    ],
)
def test_a_template_names_days_months_or_years_newest_first(template: str, urls: list[str]) -> None:
    archives = archive_urls(template, HOME, date(2022, 2, 27), date(2022, 3, 1))
    assert [archive.url.replace("https://www.example.cn", "") for archive in archives] == urls


def test_a_months_archive_has_all_its_days_and_an_empty_span_has_none() -> None:
    march, february = archive_urls("/{year}/{month}/", HOME, date(2024, 2, 27), date(2024, 3, 1))
    assert march == ("https://www.example.cn/2024/03/", date(2024, 3, 1), date(2024, 3, 31))
    assert (february.first_on, february.last_on) == (date(2024, 2, 1), date(2024, 2, 29))
    assert archive_urls("/{year}/", HOME, date(2024, 2, 2), date(2024, 2, 1)) == []


@given(
    st.dates(date(1991, 1, 1), date(2090, 1, 1)),
    st.integers(0, 800),
    st.sampled_from(["/{year}/{month}/{day}/", "/{year}/{month}/", "/{year}/"]),
)
def test_archives_tile_the_span_without_gap_or_overlap(since: date, days: int, template: str) -> None:
    until = since + timedelta(days=days)
    archives = archive_urls(template, HOME, since, until)
    assert archives[-1].first_on <= since
    assert archives[0].last_on >= until
    assert archives[0].first_on <= until
    for newer, older in pairwise(archives):
        assert older.last_on + timedelta(days=1) == newer.first_on
    assert len({archive.url for archive in archives}) == len(archives)


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("/{year}/{month}/{day}/", ""),
        ("/{year2}{month1}/", ""),
        ("/news/", "{year} is missing"),
        ("/{month}/{day}/", "{year} is missing"),
        ("/{year}/{day}/", "{day} without {month}"),
        ("/{year}/{page}/", "{page} is no field; there are {year}, {year2}, {month}, {month1}, {day}, {day1}"),
        ("/{year}/{}/", "{} is no field"),
        ("/{year:04}/", "a format after a name is no field"),
        ("/{year}/{month", "braces that do not match"),
    ],
)
def test_a_template_that_cannot_work_is_explained(template: str, fault: str) -> None:
    assert template_fault(template).startswith(fault)
    assert bool(template_fault(template)) == bool(fault)
    if fault:
        with pytest.raises(ValueError, match="/"):
            archive_urls(template, HOME, DAY, DAY)


def test_the_archives_own_days_make_its_range_and_boxes_beside_it_do_not() -> None:
    listing = read(PAGE)
    bridge, rail, latest = listing.candidates
    assert {candidate.way for candidate in listing.candidates} == {"date_archive"}
    assert bridge.published_at == datetime(2022, 6, 2, 2, tzinfo=UTC)
    assert (rail.published_on, latest.published_on) == (DAY, date(2022, 9, 9))
    assert (listing.oldest_on, listing.newest_on) == (DAY, DAY)
    assert (listing.oldest_at, listing.newest_at) == (bridge.published_at, bridge.published_at)
    assert (listing.way, listing.problem) == ("date_archive", "")


def test_a_candidate_without_a_day_gets_that_of_a_days_archive_only() -> None:
    page = '<a href="/c_1.htm">One</a>'
    assert read(page, pattern=r"/c_\d+\.htm$").candidates[0].published_on == DAY
    month = read(page, pattern=r"/c_\d+\.htm$", last_on=date(2022, 6, 30))
    assert month.candidates[0].published_on is None
    assert month.oldest_on is None


def test_a_page_without_any_article_link_cannot_prove_a_quiet_day() -> None:
    assert read("<p>Nothing found</p>").problem == "no link looks like an article (0 links)"
    assert read("").problem == "not HTML: empty"


@pytest.mark.parametrize(
    ("url", "link", "following"),
    [
        ("2022/06/02/", '<a class="next" href="/2022/06/02/page/2/">Older</a>', "2022/06/02/page/2/"),
        ("2022/06/02/page/2/", '<a rel="next" href="/2022/06/02/page/3/">3</a>', "2022/06/02/page/3/"),
        ("2022/06/02/", '<a rel="next" href="/2022/06/01/">The day before</a>', None),
        (
            "2022/06/02/",
            '<a rel="next" href="/2022/06/01/">The day before</a><a href="/2022/06/02/page/2/">2</a>',
            "2022/06/02/page/2/",
        ),
        ("2022/06/02/", '<a rel="next" href="/2022/06/021/">another series</a>', None),
        ("2022/06/02/", '<a rel="next" href="?offset=20">more</a>', "2022/06/02/?offset=20"),
        ("2022-06/02/node.htm", '<a href="node_2.htm">2</a>', "2022-06/02/node_2.htm"),
        ("2022/06/02.htm", '<a href="/2022/06/03.htm">3</a>', None),
        ("2022/06/02.htm", '<a rel="next" href="/2022/06/02_2.htm">2</a>', "2022/06/02_2.htm"),
        ("2022/6/2/", '<a rel="next" href="/2022/6/20/">20</a>', None),
        ("list?d=220602", '<a rel="next" href="/list?d=220602&page=2">2</a>', "list?d=220602&page=2"),
        ("list?d=220602", '<a rel="next" href="/list?d=220601">1</a>', None),
        ("02-06-2022/", '<a rel="next" href="/02-06-2022/page/2/">2</a>', "02-06-2022/page/2/"),
        ("02-06-2022/", '<a rel="next" href="/01-06-2022/">1</a>', None),
    ],
)
def test_further_pages_are_those_of_the_same_archive(url: str, link: str, following: str | None) -> None:
    listing = read(f"<a href='/2022/06/02/a/'>A</a>{link}", HOME + url)
    assert listing.next_url == (following and HOME + following)


def test_a_months_archive_does_not_go_on_in_the_month_before() -> None:
    page = "<a href='/2022/06/02/a/'>A</a><a rel='next' href='/2022/05/'>May</a>"
    assert read(page, f"{HOME}2022/06/", last_on=date(2022, 6, 30)).next_url is None


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    listing = read_date_archive(body, f"{HOME}2022/06/02/", ARTICLE, "Asia/Shanghai", DAY, DAY, {})
    assert isinstance(listing, Listing)

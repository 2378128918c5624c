"""WordPress's REST interface: what is asked, what is read, and how it says no."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.listing import Listing
from crawler.discovery.wp_json import posts_url, read_posts

HOME = "https://www.example.cn/"
URL = posts_url(HOME)

POSTS: list[Any] = [
    {
        "id": 7,
        "link": "https://www.example.cn/2022/06/03/bridge/",
        "date": "2022-06-03T01:30:00",
        "date_gmt": "2022-06-02T17:30:00",
        "modified_gmt": "2022-06-04T02:00:00",
        "title": {"rendered": "A bridge &#8220;opens&#8221; &amp; <em>shines</em>"},
        "status": "publish",
    },
    {
        "link": "https://www.example.cn/2022/06/02/rail/",
        "date": "2022-06-02T10:00:00",
        "date_gmt": "0000-00-00T00:00:00",
        "modified_gmt": "0000-00-00T00:00:00",
        "title": "Rail",
    },
    {"link": "https://www.example.cn/2022/06/01/undated/"},
    {"id": 4, "title": {"rendered": "No link"}},
    {"link": 17},
    {"link": "https://www.example.cn/2022/05/30/soon/", "status": "future"},
    "no post",
]


def read(answer: Any, url: str = URL, **headers: str) -> Listing:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read_posts(body, url, "Asia/Shanghai", {name.replace("_", "-"): text for name, text in headers.items()})


def full_page(count: int) -> list[Any]:
    return [{"link": f"https://www.example.cn/2022/06/02/story-{number}/"} for number in range(count)]


def test_the_newest_hundred_are_asked_for_and_no_more_of_each_than_needed() -> None:
    assert URL == (
        "https://www.example.cn/wp-json/wp/v2/posts?per_page=100&page=1&orderby=date&order=desc"
        "&_fields=id,link,date,date_gmt,modified_gmt,title,status"
    )
    assert "&page=3&" in posts_url(HOME, 3)


@pytest.mark.parametrize(
    ("home", "start"),
    [
        ("https://www.example.cn", "https://www.example.cn/wp-json/"),
        ("https://example.cn/en/", "https://example.cn/en/wp-json/"),
        ("https://example.cn/en", "https://example.cn/en/wp-json/"),
        ("https://example.cn/en/index.php", "https://example.cn/en/wp-json/"),
        ("http://127.0.0.1:8391/", "http://127.0.0.1:8391/wp-json/"),
    ],
)
def test_the_interface_lies_where_wordpress_is_installed(home: str, start: str) -> None:
    assert posts_url(home).startswith(start)


def test_bounds_are_sent_as_instants_that_cannot_be_read_as_local_time() -> None:
    chinese = timezone(timedelta(hours=8))
    url = posts_url(HOME, 1, datetime(2022, 6, 2, tzinfo=chinese), datetime(2022, 6, 3, 0, 0, 0, 1, tzinfo=chinese))
    assert "&after=2022-06-01T16:00:00Z&" in url
    assert "&before=2022-06-02T16:00:01Z&" in url  # a post of 16:00:00 is wanted
    with pytest.raises(ValueError, match="time zone"):
        posts_url(HOME, after=datetime(2022, 6, 2))  # noqa: DTZ001 - the fault that is tested


def test_posts_become_candidates_with_instant_local_day_and_change() -> None:
    listing = read(POSTS, x_wp_total="1234", x_wp_totalpages="1")
    bridge, rail, undated = listing.candidates
    assert (bridge.url, bridge.way) == ("https://www.example.cn/2022/06/03/bridge/", "wp_json")
    assert bridge.title == "A bridge “opens” & shines"
    assert bridge.published_at == datetime(2022, 6, 2, 17, 30, tzinfo=UTC)
    assert bridge.published_on == date(2022, 6, 3)
    assert bridge.modified_at == datetime(2022, 6, 4, 2, tzinfo=UTC)
    assert (rail.title, rail.modified_at) == ("Rail", None)
    assert rail.published_at == datetime(2022, 6, 2, 2, tzinfo=UTC)
    assert (undated.published_at, undated.published_on) == (None, date(2022, 6, 1))
    assert listing.skipped == {"no address": 3, "not published": 1}
    assert (listing.oldest_on, listing.newest_on) == (date(2022, 6, 1), date(2022, 6, 3))
    assert (listing.total_count, listing.next_url, listing.problem) == (1234, None, "")


@pytest.mark.parametrize(
    ("page", "count", "headers", "following"),
    [
        (1, 100, {"x_wp_totalpages": "3"}, 2),
        (3, 100, {"x_wp_totalpages": "3"}, None),
        (2, 7, {"x_wp_totalpages": "3"}, 3),
        (2, 7, {"link": '<http://inside:8080/posts?page=1>; rel="prev", <http://inside:8080/p?page=3>; rel="next"'}, 3),
        (2, 7, {"link": '<https://www.example.cn/?next>; rel="https://api.w.org/"'}, None),
        (2, 100, {}, 3),
        (2, 99, {}, None),
        (1, 0, {"x_wp_totalpages": "0"}, None),
        (1, 100, {"x_wp_totalpages": "many"}, 2),
    ],
)
def test_the_next_page_comes_from_headers_or_else_from_a_full_page(
    page: int, count: int, headers: dict[str, str], following: int | None
) -> None:
    listing = read(full_page(count), posts_url(HOME, page), **headers)
    assert listing.next_url == (following and posts_url(HOME, following))
    assert listing.problem == ""


def test_a_page_size_of_another_address_and_one_without_page_number_are_followed() -> None:
    url = "https://www.example.cn/wp-json/wp/v2/posts?per_page=5"
    assert read(full_page(5), url).next_url == f"{url}&page=2"
    assert read(full_page(4), url).next_url is None


def test_past_the_last_page_is_the_end_and_no_problem() -> None:
    listing = read({"code": "rest_post_invalid_page_number", "message": "Too large", "data": {"status": 400}})
    assert (listing.candidates, listing.next_url, listing.problem) == ((), None, "")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (
            {"code": "rest_no_route", "message": "No route was <b>found</b>.", "data": {"status": 404}},
            "not posts: refused with rest_no_route: No route was found.",
        ),
        ({"code": "rest_forbidden"}, "not posts: refused with rest_forbidden:"),
        ({"posts": []}, "not posts: got JSON of another shape"),
        (b'"posts"', "not posts: got JSON of another shape"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "not posts: got HTML"),
        (b"<rss></rss>", "not posts: got <rss>"),
        (b"", "not posts: got empty"),
        (b"Service unavailable", "not posts: got no XML"),
        (b'{"code": "rest_no', "not posts: got damaged JSON"),
        (b"[" * 100_000, "not posts: got JSON nested too deep"),
        (gzip.compress(b"[" + b" " * 17 * 1024 * 1024 + b"]"), "not posts: got more than 16 MB"),
        (gzip.compress(bytes(51 * 1024 * 1024)), "not posts: got more than 50 MB unpacked"),
    ],
)
def test_what_is_no_list_of_posts_says_what_it_is(answer: Any, problem: str) -> None:
    listing = read(answer)
    assert (listing.candidates, listing.next_url, listing.problem) == ((), None, problem)


def test_what_came_before_a_break_counts_and_nothing_is_read_after_it() -> None:
    body = json.dumps(full_page(100)).encode()
    listing = read(body[: len(body) // 2])
    assert 40 < len(listing.candidates) < 60
    assert (listing.next_url, listing.problem) == (None, "cut off or damaged")


def test_gzip_and_a_byte_order_mark_are_borne() -> None:
    body = json.dumps(full_page(2)).encode()
    assert len(read(gzip.compress(body)).candidates) == 2
    assert len(read(b"\xef\xbb\xbf" + body).candidates) == 2


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
posts = st.lists(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("link", "date", "date_gmt", "modified_gmt", "title", "status"), anything)
    ),
    max_size=4,
)


@given(st.one_of(st.binary(max_size=80), (posts | anything).map(lambda value: json.dumps(value).encode())))
def test_no_bytes_raise(body: bytes) -> None:
    listing = read(body)
    assert isinstance(listing, Listing)
    assert isinstance(read(b"[" + body), Listing)

"""When was it published: the choice among the dates a page states."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.values import Article, Capture, Context, Hints
from flows.steps.dates import Published, published, zone_of
from flows.steps.extract import extract
from flows.steps.metadata import stated
from flows.steps.tree import parse

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def choose(
    head: str = "",
    body: str = "",
    masthead: tuple[str, ...] = (),
    path: str = "/a-story/",
    zone: ZoneInfo | None = BEIJING,
    captured_at: datetime = NOW,
    context: Context = Context(),  # noqa: B008
) -> Published:
    root = parse(f"<html><head><title>x</title>{head}</head><body>{body}</body></html>")
    assert root is not None
    return published(stated(root), root, masthead, f"https://news.example{path}", captured_at, zone, context)


def reasons(chosen: Published) -> dict[str, str]:
    return {one.rule: one.reason for one in chosen.candidates}


def said(instant: str) -> str:
    return f'<meta property="article:published_time" content="{instant}">'


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


def test_a_stated_change_is_kept_apart() -> None:
    chosen = choose('<meta property="article:modified_time" content="2022-06-03T01:00:00Z">' + said("2022-06-02"))
    assert (chosen.on, chosen.modified_at) == (date(2022, 6, 2), datetime(2022, 6, 3, 1, tzinfo=UTC))


def test_an_updated_line_is_a_change_where_another_place_says_published() -> None:
    chosen = choose(said("2022-06-02T01:00:00Z"), masthead=("Updated: 2022-08-18 07:21",))
    assert (chosen.on, chosen.rule) == (date(2022, 6, 2), "meta")
    assert chosen.modified_at == datetime(2022, 8, 17, 23, 21, tzinfo=UTC)
    assert reasons(chosen)["updated"] == "a change, and meta says when it was published"


def test_an_updated_line_alone_is_the_best_guess_and_marked_so() -> None:
    chosen = choose(masthead=("CHINA DAILY | Updated: 2022-08-18 07:21",))
    assert (chosen.on, chosen.rule, chosen.modified_at) == (date(2022, 8, 18), "updated", None)


def test_nothing_is_published_after_its_own_update() -> None:
    chosen = choose(masthead=("Updated: 2022-08-18 07:21", "Bridge closed 2024-02-09 10:12"))
    assert (chosen.on, chosen.rule, chosen.modified_at) == (date(2022, 8, 18), "updated", None)
    assert reasons(chosen)["byline"] == "later than the page's own last change"


def test_of_two_dates_on_a_line_the_one_called_published_wins() -> None:
    chosen = choose(masthead=("Updated June 9, 2022 8:23 PM", "Originally published June 2, 2022 11:01 AM"))
    assert (chosen.on, chosen.rule) == (date(2022, 6, 2), "byline")


def test_a_label_on_the_line_before_counts() -> None:
    chosen = choose(masthead=("Last updated", "June 9, 2022", "Published on:", "June 2, 2022"))
    assert chosen.on == date(2022, 6, 2)


def test_originally_published_at_the_end_beats_the_date_at_the_top() -> None:
    end = "<p>This article was originally published on 26 Sep 2019 at 4:12pm but has been updated.</p>"
    assert choose(body=end, masthead=("30 Sep 2022, 11:07am",)).on == date(2019, 9, 26)


def test_a_local_time_that_the_head_calls_utc_is_local() -> None:
    chosen = choose(said("2022-06-02T20:18:00+00:00"), masthead=("2022-06-02 20:18 Source: Xinhua",))
    assert (chosen.on, chosen.at) == (date(2022, 6, 2), datetime(2022, 6, 2, 12, 18, tzinfo=UTC))
    assert reasons(chosen)["meta"] == "same clock as byline, which prints the local time: its zone is wrong"
    assert {one.rule: one.zone for one in chosen.candidates} == {"meta": "stated", "byline": "source"}


def test_without_a_zone_the_page_prints_the_local_day_and_the_head_the_instant() -> None:
    chosen = choose(said("2025-12-19T03:05:00+00:00"), masthead=("December 18, 2025",), zone=None)
    assert (chosen.on, chosen.at) == (date(2025, 12, 18), datetime(2025, 12, 19, 3, 5, tzinfo=UTC))
    assert reasons(chosen) == {"meta": "the same moment; byline has the local day", "byline": ""}
    # three days are no zone's difference
    apart = choose(said("2025-12-22T03:05:00+00:00"), masthead=("December 18, 2025",), zone=None)
    assert (apart.on, apart.at) == (date(2025, 12, 18), None)


def test_a_date_in_a_sentence_or_caption_is_not_the_byline() -> None:
    masthead = ("The mayor opened the bridge on June 5, 2021, before a crowd.",)
    chosen = choose(said("2022-06-02"), masthead=masthead)
    assert (chosen.on, chosen.rule) == (date(2022, 6, 2), "meta")
    assert choose(masthead=masthead, path="/2022/06/02/a-story/").on == date(2022, 6, 2)


def test_a_sentence_under_the_headline_does_not_hide_the_pages_date() -> None:
    line = "A bridge that was opened on June 5, 2021 is closed."
    chosen = choose(body='<div class="date">June 2, 2022</div>', masthead=(line,))
    assert chosen.on == date(2022, 6, 2)
    assert reasons(chosen)["text"] == "in a sentence: the day of what it tells"


def test_a_day_printed_in_utc_does_not_move_the_local_day() -> None:
    chosen = choose(said("2022-06-01T16:30:00Z"), masthead=("By VIVIAN YAN|Jun 01,2022",))
    assert (chosen.on, chosen.at) == (date(2022, 6, 2), datetime(2022, 6, 1, 16, 30, tzinfo=UTC))


def test_the_listing_dates_a_page_that_does_not() -> None:
    listed = Context(datetime(2022, 6, 1, 17, tzinfo=UTC), date(2022, 6, 2))
    chosen = choose(context=listed)
    assert (chosen.on, chosen.at, chosen.rule) == (date(2022, 6, 2), listed.listed_at, "listing")
    assert choose(masthead=("Jun 01,2022",), context=listed).on == date(2022, 6, 1)


@pytest.mark.parametrize(
    "path", ["/n3/2022/0602/c90000-1.html", "/a/202206/02/WS62.html", "/2022-06/02/c_1.htm", "/20220602/abc/c.html"]
)
def test_the_addresses_of_the_real_sites(path: str) -> None:
    assert choose(path=path).on == date(2022, 6, 2)


def test_a_dateline_supports_and_never_decides() -> None:
    line = "BEIJING, Oct. 9 (Xinhua) -- The bridge was opened."
    chosen = choose(masthead=("2022-10-10 07:21", line))
    assert chosen.on == date(2022, 10, 10)
    assert reasons(chosen)["dateline"] == "no year of its own; supports byline"
    assert [one.on for one in chosen.candidates if one.rule == "dateline"] == [date(2022, 10, 9)]
    over_new_year = choose(masthead=("2022-01-01", "新华社北京12月31日电 大桥通车。"))
    assert [one.on for one in over_new_year.candidates] == [date(2022, 1, 1), date(2021, 12, 31)]


def test_a_dateline_takes_the_year_of_an_address_without_a_day() -> None:
    chosen = choose(masthead=("CHONGQING, June 2 (Xinhua) -- The bridge.",), path="/2022/06/a-story.html")
    assert (chosen.on, chosen.rule, chosen.at) == (date(2022, 6, 2), "dateline", None)
    assert choose(masthead=("CHONGQING, June 2 (Xinhua) -- The bridge.",)).on is None


CAPTURED = datetime(2022, 6, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "path", "on"),
    [
        ({"masthead": ("Thursday, June 2, 2022",)}, "/a/", None),
        ({"masthead": ("Thursday, June 2, 2022",)}, "/2022/06/02/a/", date(2022, 6, 2)),
        ({"masthead": ("By VIVIAN YAN|Jun 02,2022",)}, "/a/", date(2022, 6, 2)),
        ({"masthead": ("2022-06-02 11:40 来源：新华社",)}, "/a/", date(2022, 6, 2)),
        ({"head": said("2022-06-02T04:00:01Z")}, "/a/", None),
        ({"head": said("2022-06-02T04:00:01Z")}, "/2022/06/02/a/", date(2022, 6, 2)),
        ({"body": '<div class="date">June 2, 2022</div>'}, "/a/", None),
        ({"masthead": ("2022-06-03",)}, "/a/", None),
        ({"masthead": ("2022-06-03",)}, "/2022-06/03/a/", date(2022, 6, 3)),
        ({"masthead": ("2022-06-13",)}, "/2022-06/13/a/", None),
    ],
)
def test_the_day_of_the_capture_and_tomorrow_need_a_second_place(found: Any, path: str, on: date | None) -> None:
    chosen = choose(**found, path=path, captured_at=CAPTURED)
    assert chosen.on == on
    assert on or all(one.reason for one in chosen.candidates)


@pytest.mark.parametrize(
    "body",
    [
        '<div class="post-head">Published <span>June 2, 2022</span></div>',
        "<div>Published</div><div>June 2, 2022</div>",
        "<td><p>2022年06月02日 16:30</p></td>",
        '<p style="text-align:right">Last updated: June 2, 2022</p>',
    ],
)
def test_a_page_that_states_nothing_is_read_for_a_date(body: str) -> None:
    others = (
        '<ul><li>June 9, 2022</li></ul><div class="related-news"><p>June 8, 2022</p></div>'
        '<div class="comments"><p>Posted June 7, 2022</p></div><footer>Updated June 6, 2022</footer>'
        "<p>The war that ended on May 8, 1945 and the peace of June 1, 2001 are what the book is about.</p>"
    )
    assert choose(body=others + body).on == date(2022, 6, 2)
    assert choose(body=others).on is None


def test_what_the_head_calls_modified_is_taken_when_there_is_nothing_else() -> None:
    chosen = choose('<meta property="article:modified_time" content="2022-06-02T01:00:00Z">')
    assert (chosen.on, chosen.rule) == (date(2022, 6, 2), "modified")


def test_an_unknown_zone_is_no_zone() -> None:
    assert zone_of("Asia/Nowhere") is None
    assert zone_of("../etc/passwd") is None


def test_the_extractor_hands_the_listing_on() -> None:
    words = "The ferry between the two old quays ran for the first time in eleven years on Tuesday. " * 5
    page = f"<html><head><title>Old ferry crosses again</title></head><body><h1>Old ferry crosses again</h1><p>{words}"
    url = "https://news.example/old-ferry-crosses-again.html"
    capture = Capture(url, url, 200, {"content-type": "text/html"}, page.encode(), NOW)
    article = extract(capture, Hints(), Context(listed_on=date(2022, 6, 2)))
    assert isinstance(article, Article)
    assert (article.published_on, article.date_rule, article.published_at) == (date(2022, 6, 2), "listing", None)

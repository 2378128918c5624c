"""Dates that have to be reasoned out: figures in either order, words told from the fetch, dates of other things."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.date_relative import relative
from tests.flows.test_extract_dates import choose, reasons, said

FETCHED = datetime(2022, 6, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "path", "captured_at", "on"),
    [
        ("<p>The bridge closes on 24/06/2022.</p>", "/a/", datetime(2026, 1, 1, tzinfo=UTC), date(2022, 6, 3)),
        ("<p>The bridge closes on 06/24/2022.</p>", "/a/", datetime(2026, 1, 1, tzinfo=UTC), date(2022, 3, 6)),
        ("", "/2022/06/a-story.html", datetime(2026, 1, 1, tzinfo=UTC), date(2022, 6, 3)),
        ("", "/2022/03/a-story.html", datetime(2026, 1, 1, tzinfo=UTC), date(2022, 3, 6)),
        # the third of June has not come yet
        ("", "/a/", datetime(2022, 4, 1, tzinfo=UTC), date(2022, 3, 6)),
    ],
)
def test_the_rest_of_the_page_tells_the_order_of_its_figures(
    body: str, path: str, captured_at: datetime, on: date
) -> None:
    chosen = choose(body=body, masthead=("By Lin Wen | 03/06/2022",), path=path, captured_at=captured_at)
    assert (chosen.on, chosen.precision) == (on, "day")


def test_figures_that_nothing_orders_are_sure_of_their_year_only() -> None:
    chosen = choose(masthead=("03/06/2022",))
    assert (chosen.on, chosen.at, chosen.precision) == (date(2022, 3, 6), None, "year")
    losers = [(one.on, one.reason) for one in chosen.candidates if one.reason]
    assert losers == [(date(2022, 6, 3), "the same figures the other way: nothing tells their order")]
    assert choose(masthead=("03-06-2022",)).on == date(2022, 6, 3)


@pytest.mark.parametrize(
    ("line", "on", "precision"),
    [
        ("3 hours ago", date(2022, 6, 4), "day"),
        ("Lin Wen | 2 days ago", date(2022, 6, 2), "day"),
        ("Published yesterday", date(2022, 6, 3), "day"),
        ("2天前", date(2022, 6, 2), "day"),
        ("来源：渡口日报 昨天", date(2022, 6, 3), "day"),
        ("3 weeks ago", date(2022, 5, 14), "month"),
        ("a year ago", date(2021, 6, 4), "year"),
    ],
)
def test_a_byline_that_counts_from_the_fetch_is_a_guess_and_called_relative(
    line: str, on: date, precision: str
) -> None:
    chosen = choose(masthead=(line,), captured_at=FETCHED)
    assert (chosen.on, chosen.at, chosen.precision, chosen.rule) == (on, None, precision, "relative")
    # any date that is written out is better
    assert choose(masthead=(line,), path="/2022/06/01/a/", captured_at=FETCHED).rule == "address"


@pytest.mark.parametrize(
    "line",
    [
        "It closed two years ago.",
        "昨天，渡轮重新开航，乐队在码头演奏",
        "The bridge that closed 3 days ago is open",
        "日前",
    ],
)
def test_a_sentence_that_counts_back_tells_its_own_story(line: str) -> None:
    assert choose(masthead=(line,), captured_at=FETCHED).on is None


@given(st.text(max_size=70) | st.text(alphabet="0123456789 aghinorsuwdyekt天前小时周昨日|,.", max_size=40))
def test_what_counts_back_never_raises_and_is_never_the_future(line: str) -> None:
    read = relative(line, FETCHED, None)
    assert read is None or (read.candidate.on is not None and read.candidate.on <= FETCHED.date())


def test_a_labelled_date_beats_an_unlabelled_one_above_it() -> None:
    chosen = choose(masthead=("June 9, 2022", "Published: June 2, 2022"))
    assert chosen.on == date(2022, 6, 2)


def test_of_several_articles_in_the_head_the_one_at_this_address_counts() -> None:
    nodes = (
        '[{"@type": "NewsArticle", "url": "https://news.example/other/", "datePublished": "2022-05-01"},'
        '{"@type": "NewsArticle", "url": "https://news.example/a-story/", "datePublished": "2022-06-02"},'
        '{"@type": "Comment", "datePublished": "2022-06-09"}]'
    )
    assert choose(f'<script type="application/ld+json">{nodes}</script>').on == date(2022, 6, 2)
    comment = '<script type="application/ld+json">{"@type": "Comment", "datePublished": "2022-06-09"}</script>'
    assert choose(comment).on is None


def test_the_dates_of_a_list_in_elements_of_one_kind_are_its_entries() -> None:
    teasers = "".join(f'<div class="post-date">June {day}, 2022</div>' for day in (9, 8, 7))
    assert choose(body=teasers).rule != "date-element"
    assert choose(body=teasers + '<div itemprop="datePublished">June 2, 2022</div>').on == date(2022, 6, 2)


def test_an_element_that_calls_itself_updated_is_a_change() -> None:
    change = '<span class="updated">2022-06-09T10:00:00+00:00</span>'
    chosen = choose(body=change + '<span class="published-on">June 2, 2022</span>')
    assert (chosen.on, reasons(chosen)["updated"]) == (
        date(2022, 6, 2),
        "a change, and date-element says when it was published",
    )


def test_a_copy_takes_the_day_of_the_address_it_calls_its_own() -> None:
    assert choose('<link rel="canonical" href="https://news.example/2022/06/02/a/">').on == date(2022, 6, 2)
    assert choose(said("2022-06-01") + '<link rel="canonical" href="/2022/06/02/a/">').on == date(2022, 6, 1)

"""A report opens without a network, shows what outlets wrote as text, and draws what the rows say."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from db.queries_report import NAMES, Answer, statement
from flows.report import charts, html, markdown
from flows.report.document import document
from flows.report.forms import FORMS, NothingToDrawError
from flows.report.making import Report
from flows.report.values import Meeting

AT = datetime(2026, 3, 5, 6, 12, tzinfo=UTC)
OPENING = date(2022, 5, 27)
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too' $x^2$"
MEETING = Meeting("cpc-chongqing-6", "6th Congress", "第六次代表大会", "2022-05-27 to 2022-05-31", "seen")


def day(offset: int, focus: int, complete: int = 2) -> dict[str, Any]:
    counts = {"article_count": focus + 1, "story_count": focus, "focus_count": focus, "substantive_count": 0}
    on = {"day_offset": offset, "published_on": OPENING + timedelta(days=offset)}
    return on | counts | {"anchor_count": 1, "complete_count": complete, "source_count": 2}


def article(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "article_id": number,
        "source": "harbour",
        "published_on": OPENING,
        "date_precision": "day",
        "day_offset": 0,
        "level": "focus",
        "phase": "during",
        "story_id": number,
        "is_origin": True,
        "title": f"Title {number}",
        "url": f"http://127.0.0.1/{number}",
    } | changes


def answers(**rows: list[dict[str, Any]]) -> dict[str, Answer]:
    return {name: Answer(statement(name, MEETING.id) + ";", rows.get(name, [])) for name in NAMES}


def report(**rows: list[dict[str, Any]]) -> Report:
    told = answers(**rows)
    return Report(document(MEETING, told, {"phrase two-hopes": "两个希望"}, AT), told)


def full() -> Report:
    source = {"source": "harbour", "article_count": 4, "story_count": 3, "focus_count": 3, "substantive_count": 0}
    label = {"phrase": "two-hopes", "article_count": 2, "story_count": 2, "source_count": 1}
    edit = {"source": "harbour", "title": HOSTILE, "url": "javascript:alert(1)", "level": "focus", "kinds": ["cut"]}
    return report(
        days=[day(-1, 0), day(0, 3), day(1, 2, complete=1)],
        sources=[source | {"anchor_count": 1, "first_on": OPENING, "last_on": OPENING}],
        articles=[article(1, title=HOSTILE, url="javascript:alert(1)"), article(2), article(3, is_origin=False)],
        phrases=[label | {"first_on": OPENING, "last_on": OPENING}],
        phrase_days=[{"phrase": "two-hopes", "day_offset": 0, "article_count": 2}],
        label_articles=[{"kind": "phrase", "value": "two-hopes", "article_id": 1}],
        edits=[edit | {"diff": HOSTILE, "first_seen_at": AT}],
    )


class Seen(HTMLParser):
    """Tags, ids and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id" and value and not value.startswith(("m", "h", "p")):
                self.ids.append(value)
            if name in ("href", "src", "xlink:href") and value:
                self.links.add(value)


def test_what_an_outlet_wrote_is_shown_and_never_run() -> None:
    page = html.page(full().document)
    assert "script" not in Seen(page).tags
    assert "&lt;script&gt;alert(1)" in page
    assert not any(link.startswith("javascript:") for link in Seen(page).links)
    told = markdown.text(full().document)
    assert "<script" not in told
    assert "javascript:" not in told


def test_a_page_asks_nobody_and_every_place_it_leads_to_is_in_it() -> None:
    seen = Seen(html.page(full().document))
    assert {link for link in seen.links if not link.startswith(("#", "http://127.0.0.1/"))} == set()
    places = {link[1:] for link in seen.links if link.startswith("#") and len(link) > 1}
    page = html.page(full().document)
    assert {place for place in places if f'id="{place}"' not in page} == set()
    assert {"source-harbour-focus", "phrase-two-hopes", "day+0-focus"} <= set(seen.ids) | places


def test_a_figure_leads_to_its_articles_and_their_sql() -> None:
    (told_first,) = [one for one in full().document.listings if one.id == "source-harbour-story"]
    assert [row["article_id"] for row in told_first.articles] == [1, 2]
    assert "source = 'harbour' and is_origin is not false" in told_first.sql


def test_the_curve_hatches_what_was_not_read_whole_and_says_so() -> None:
    says = full().document.sections[0].says
    assert says.startswith("1 of these 3 days were not read whole")
    whole = report(days=[day(-1, 0), day(0, 3)]).document.sections[0].says
    assert whole.startswith("All of these 2 days were read whole")
    drawn = charts.svg(charts.curve([day(0, 3), day(1, 2, complete=1)], "Title"), 'a "title"')
    assert "not read whole" in drawn
    assert 'aria-label="a &quot;title&quot;"' in drawn
    ElementTree.fromstring(drawn)


def test_the_same_rows_make_the_same_picture() -> None:
    once, again = (charts.svg(charts.curve([day(0, 3)], "中文"), "x") for _ in range(2))
    assert once == again
    assert "中文" in once


def test_a_meeting_without_an_article_is_told_too() -> None:
    empty = report()
    assert "No article of the archive covers it." in html.page(empty.document)
    assert json.loads(FORMS["json"](empty))["answers"]["days"]["rows"] == []
    assert FORMS["csv"](empty) == b"day_offset\r\n"
    with pytest.raises(NothingToDrawError, match="nothing to draw"):
        FORMS["png"](empty)


def test_every_form_holds_the_meeting() -> None:
    told = full()
    assert FORMS["png"](told).startswith(b"\x89PNG")
    assert json.loads(FORMS["json"](told))["congress"] == "cpc-chongqing-6"
    assert FORMS["csv"](told).splitlines()[1].startswith(b"-1,2022-05-26")
    assert "两个希望" in FORMS["md"](told).decode()


def test_what_is_no_id_of_a_meeting_is_never_part_of_a_question() -> None:
    for hostile in ("x' or 1=1 --", "", "CPC", "a\nb", "é"):
        with pytest.raises(ValueError, match="no id of a meeting"):
            statement("days", hostile)

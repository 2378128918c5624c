"""The pages of the UI say what the rows say, and show what outlets wrote as text, whatever they put into it."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prefect.exceptions import FailedRun

from flows.deployments import described, form, last_told
from flows.pages import told
from flows.steps import audit_page, changes_page, completeness_page, congress_page, health_page, start_page
from flows.steps.markdown import cell, picture

AT = datetime(2026, 3, 5, 6, 12, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> | [a](javascript:b) ~~c~~ **d** &lt;"


def edit(**changes: Any) -> dict[str, Any]:
    return {
        "source": "harbour",
        "title": "Port opens",
        "url": "http://127.0.0.1/a",
        "kinds": ["numbers"],
        "diff": "berths: [-four-]{+five+} in all",
        "first_seen_at": AT,
    } | changes


def test_an_edit_shows_what_went_struck_and_what_came_bold() -> None:
    said = changes_page.page([edit()], [], 24)
    assert "## Last 24 hours: 1 edits" in said
    assert "~~four~~" in said
    assert "**five**" in said


def test_marks_of_a_chinese_edit_stand_apart_from_the_words_around() -> None:
    # Markdown takes ** between two Chinese letters and a quotation mark for two stars
    marked = changes_page.marked("全市[-四个-]{+“五个”+}泊位")
    assert "\u200a**“五个”**\u200a" in marked


def test_a_hostile_title_stays_text_in_its_cell() -> None:
    said = changes_page.page([edit(title=HOSTILE, diff=HOSTILE)], [], 24)
    (row,) = [line for line in said.splitlines() if "harbour" in line]
    assert "<img" not in row
    assert "&amp;lt;" in row
    assert "\\~\\~c\\~\\~" in row
    removal = {"source": "harbour", "title": HOSTILE, "url": "http://127.0.0.1/a", "kind": "gone"}
    said = changes_page.page([], [removal | {"first_missing_at": AT, "confirmed_at": AT, "reappeared_at": None}], 24)
    (row,) = [line for line in said.splitlines() if "harbour" in line]
    assert row.replace("\\|", "").count("|") == 6
    assert cell("a & b") == "a &amp; b"


def test_health_tells_what_is_wrong_and_since_when() -> None:
    trouble = [{"flow": "monitor", "state": "failed", "since_at": AT, "run_count": 3, "reason": "no listing | read"}]
    day = {"day": date(2026, 3, 5), "completed_count": 1, "warning_count": 0, "failed_run_count": 3}
    counts = {"cancelled_count": 0, "new_count": 4, "revised_count": 1, "failed_count": 2}
    fill = {"article_count": 0, "title": None, "body": None, "published_on": None, "author": None}
    said = health_page.page("Harbour", trouble, [day | counts], [], [], fill, {"archived": 12_000})
    assert "## Harbour: monitor failed since 2026-03-05 06:12" in said
    assert "no listing \\| read" in said
    assert "| 2026-03-05 | 1 good, 3 **failed** | 4 | 1 | 2 | – |" in said
    assert "12,000 archived" in said
    assert health_page.headline([]) == "all well"


def test_the_page_to_start_with_answers_three_questions() -> None:
    def visited(source: str, state: str, reason: str = "") -> dict[str, Any]:
        counts = {"run_count": 4, "broken_count": 1, "new_count": 3}
        return {"source": source, "state": state, "reason": reason, "started_at": AT} | counts

    sources = [
        visited("harbour", "failed", "http | 404"),
        visited("gate", "warning", "slow"),
        visited("well", "completed"),
    ]
    alarms = [{"source": "harbour", "opened_at": AT, "sentence": "no listing; what to do: check SOURCE"}]
    meeting = {"label_en": "A plenum", "article_count": 3, "focus_count": 2, "source": "gate", "title": HOSTILE}
    meetings = [meeting | {"published_on": date(2026, 3, 5), "url": "http://127.0.0.1/a"}]
    said = start_page.page(sources, alarms, meetings, 24, ZoneInfo("Asia/Shanghai"))
    assert "## Last 24 hours: 1 of 3 sources failed, 1 warned; 9 new articles, 1 meeting in the news" in said
    assert "- **harbour**, since Mar\u00a005\u00a014:12: no listing; what to do: check harbour" in said
    assert "- **gate**, at its last visit: slow" in said
    assert "http \\| 404" not in said  # its alarm says it
    assert "| harbour | Mar\u00a005\u00a014:12 | **FAILED** | 4 | 1 | 3 |" in said
    assert "- **A plenum**: 3 new, 2 of them about it; newest: [&lt;img" in said
    quiet = start_page.page([visited("well", "completed")], [], [], 24, ZoneInfo("Asia/Shanghai"))
    assert "## Last 24 hours: 1 source well; 3 new articles, none on a meeting" in quiet
    assert "broken" not in quiet


def test_today_is_shown_but_never_counted_as_wanting() -> None:
    rows = [
        {"source": "harbour", "published_on": date(2026, 3, day), "state": state, "reason": reason}
        for day, state, reason in ((3, "complete", ""), (4, "partial", "one page failed"), (5, "partial", "today"))
    ]
    said = completeness_page.page(rows, date(2026, 3, 5))
    assert "## 0 of 1 sources whole on every day before today" in said
    assert "| harbour | ✓ | ◐ | ◐ |" in said
    assert "one page failed" in said
    assert "| today |" not in said
    assert completeness_page.headline(rows[:1], date(2026, 3, 5)).startswith("1 of 1 ")
    assert completeness_page.page([], date(2026, 3, 5)).startswith("## 0 of 0 sources")


def test_a_meeting_is_told_with_a_picture_or_without_its_day() -> None:
    meeting = {"label_en": "A plenum", "label_zh": "全会", "opens_on": date(2026, 3, 5), "closes_on": None}
    source = {"source": "harbour", "article_count": 3, "story_count": 2, "focus_count": 1, "substantive_count": 1}
    sources = [source | {"anchor_count": 1, "first_on": date(2026, 3, 5), "last_on": None}]
    day = {"day_offset": 0, "published_on": date(2026, 3, 5), "article_count": 3, "complete_count": 0}
    articles = [{"published_on": date(2026, 3, 5), "title": HOSTILE, "url": "http://127.0.0.1/a"}]
    drawn = picture("<svg/>", "Articles a day")
    said = congress_page.page(meeting, [day | {"source_count": 1}], drawn, sources, [], articles)
    assert "data:image/svg+xml" in said
    assert "0/1 ⚠" in said
    assert "<img" not in said
    undated = congress_page.page(meeting | {"opens_on": None}, [], "", sources, [], [])
    assert "Its opening day is not known." in undated
    assert "3 articles, 2 stories, 1 source" in undated


def test_an_audit_says_how_many_days_are_not_whole() -> None:
    assert audit_page.headline([], [], 14) == "the books balance, all 14 days are whole"
    said = audit_page.page(
        "Harbour",
        "x",
        ["the books balance"],
        [{"from": 1, "to": 2, "days": 2, "state": "partial", "missing": 1, "reason": "a|b"}],
    )
    assert "a\\|b" in said


def test_a_description_keeps_the_line_of_the_last_run_apart() -> None:
    assert last_told("What it does.") == ""
    assert last_told(described("What it does.", "4 new, 06:12")) == "4 new, 06:12"


def test_a_failed_runs_log_ends_with_its_causes_without_prefects_own_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    logger, kept = logging.getLogger("prefect.flow_runs"), list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: kept.append(record.getMessage())  # type: ignore[method-assign]
    # Prefect's own, where another test has set up its logging, sends lines of runs only, and warns of others
    monkeypatch.setattr(logger, "handlers", [handler])
    monkeypatch.setattr(logger, "propagate", False)
    told.verdict(logger, "failed", ["no listing"])
    logger.error("the engine's", exc_info=FailedRun("harbour: no listing"))
    logger.error("a fault's", exc_info=ValueError("x"))
    assert kept == ["no listing", "a fault's"]


def test_the_form_offers_the_deployments_own_source_only() -> None:
    schema = {"properties": {"source": {"type": "string"}, "since": {"type": "string"}}}
    told = form(schema, {"source": "harbour"})
    assert told["properties"]["source"]["enum"] == ["harbour"]
    assert "enum" not in told["properties"]["since"]
    assert told["properties"]["since"]["title"] == "From day"

"""The forms a report is written in: html, md, json, csv, png."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping

from flows.report import charts, html, markdown
from flows.report.making import Report
from flows.report.sections import near_days
from flows.show import plain
from flows.steps.written import as_csv


class NothingToDrawError(Exception):
    """The archive has no article of a day near the meeting."""


def _html(report: Report) -> bytes:
    return html.page(report.document).encode()


def _markdown(report: Report) -> bytes:
    return markdown.text(report.document).encode()


def _json(report: Report) -> bytes:
    """The meeting, the headline, and each question with its SQL and rows."""
    meeting = report.document.meeting
    told = {
        "congress": meeting.id,
        "name": meeting.name,
        "中文": meeting.name_zh,
        "dates": meeting.dates,
        "made_at": report.document.made_at,
        "headline": report.document.headline,
        "answers": {name: {"sql": one.sql, "rows": one.rows} for name, one in report.answers.items()},
    }
    return (json.dumps(told, ensure_ascii=False, default=plain, indent=1) + "\n").encode()


def _csv(report: Report) -> bytes:
    """The curve: a row a day, all sources together."""
    file = io.StringIO(newline="")
    rows = report.answers["days"].rows
    as_csv(list(rows[0]) if rows else ["day_offset"], [list(row.values()) for row in rows], file)
    return file.getvalue().encode()


def _png(report: Report) -> bytes:
    near = near_days(report.answers["days"].rows, "article_count")
    if not near:
        raise NothingToDrawError(f"no article of a day near {report.document.meeting.id}: there is nothing to draw")
    return charts.png(charts.curve(near, f"{report.document.meeting.name}: articles a day"))


FORMS: Mapping[str, Callable[[Report], bytes]] = {
    "html": _html,
    "md": _markdown,
    "json": _json,
    "csv": _csv,
    "png": _png,
}

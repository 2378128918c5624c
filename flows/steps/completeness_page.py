"""Which of the last days are whole in the archive, for every source, as a page. Pure: rows in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flows.steps.curve import gaps
from flows.steps.markdown import cell, table

Rows = Sequence[Mapping[str, Any]]
_MARKS = {"complete": "✓", "partial": "◐", "not looked": "?"}
_MAX_SOURCES = 500
_MAX_GAPS = 200


def headline(rows: Rows, today: date) -> str:
    """One line: '12 of 14 sources complete yesterday and before'. Today is never counted: it is not over."""
    sources = {row["source"] for row in rows}
    wanting = {row["source"] for row in rows if row["published_on"] < today and row["state"] != "complete"}
    return f"{len(sources) - len(wanting)} of {len(sources)} sources whole on every day before today"


def page(rows: Rows, today: date) -> str:
    """The page. Rows: source, published_on, state, reason, ordered by source and day."""
    days = sorted({row["published_on"] for row in rows})
    found = [(source, {row["published_on"]: row for row in group}) for source, group in groupby(rows, _source)]
    parts = [
        f"## {headline(rows, today)}",
        "✓ everything published on the day is here; ◐ partly, or not yet proved; ? nobody looked, so that a zero means"
        f" nothing. Days are local to the source{_span(days)}.",
        table(
            ("source", *(f"{day:%d}" for day in days)),
            [
                [cell(source), *(_MARKS.get(by_day[day]["state"], "–") if day in by_day else "–" for day in days)]
                for source, by_day in found[:_MAX_SOURCES]
            ],
        ),
        _why(rows, today),
    ]
    return "\n\n".join(part for part in parts if part)


def _span(days: Sequence[date]) -> str:
    return f", from {days[0]:%b %d} to {days[-1]:%b %d}" if days else ""


def _source(row: Mapping[str, Any]) -> str:
    return str(row["source"])


def _why(rows: Rows, today: date) -> str:
    wanting = gaps(
        (row["source"], row["published_on"], row["state"], row["reason"])
        for row in rows
        if row["state"] != "complete" and row["published_on"] < today
    )
    if not wanting:
        return ""
    lines = [
        [cell(gap.source), f"{gap.first_on:%m‑%d} to {gap.last_on:%m‑%d}", gap.state, cell(gap.reason) or "–"]
        for gap in wanting[:_MAX_GAPS]
    ]
    return "### Why not\n\n" + table(("source", "days", "state", "why"), lines)

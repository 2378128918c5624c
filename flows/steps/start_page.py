"""Did it work, what is broken and why, what is new on the meetings: the page to look at first. Pure: rows in, Markdown
out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.steps.markdown import cell, link, on, table

Rows = Sequence[Mapping[str, Any]]
_STATES = {"completed": "well", "warning": "with a warning", "failed": "FAILED", "crashed": "FAILED: it died"}
_BROKEN = ("failed", "crashed")


def headline(sources: Rows, meetings: Rows) -> str:
    """One line: '1 of 4 sources failed, 1 warned; 12 new articles, 2 meetings in the news'."""
    failed_count = sum(row["state"] in _BROKEN for row in sources)
    warned_count = sum(row["state"] == "warning" for row in sources)
    trouble = ([f"{failed_count} failed"] if failed_count else []) + (
        [f"{warned_count} warned"] if warned_count else []
    )
    counted = f"{len(sources)} source{'s' if len(sources) != 1 else ''}"
    how = f"of {counted} {', '.join(trouble)}" if trouble else f"{counted} well"
    new_count = sum(row["new_count"] for row in sources)
    in_news = f"{len(meetings)} meeting{'s' if len(meetings) != 1 else ''} in the news"
    return f"{how}; {new_count:,} new articles, {in_news if meetings else 'none on a meeting'}"


def page(sources: Rows, alarms: Rows, meetings: Rows, hours: int, zone: ZoneInfo) -> str:
    """The page. Rows as db/queries_pages.py gives them, and the open alarms; times are told in the zone."""
    parts = [
        f"## Last {hours} hours: {cell(headline(sources, meetings))}",
        "### What is broken, and what to do\n\n" + _alarms(alarms, zone) if alarms else "",
        "### Did it work?\n\n" + _sources(sources, zone),
        "### What is new on the meetings?\n\n" + _meetings(meetings),
        f"Times are those of {zone.key}. Those of each meeting and source, as last written: [all pages](/artifacts).",
    ]
    return "\n\n".join(part for part in parts if part)


def _alarms(rows: Rows, zone: ZoneInfo) -> str:
    return table(
        ("source", "since", "what, and what to do"),
        [[cell(row["source"]) or "all", _at(row["opened_at"], zone), cell(row["sentence"])] for row in rows],
    )


def _sources(rows: Rows, zone: ZoneInfo) -> str:
    if not rows:
        return "No source has been visited."
    return table(
        ("source", "last visit", "how it ended", "visits", "went wrong", "new", "why"),
        [
            [
                cell(row["source"]),
                _at(row["started_at"], zone),
                f"**{_STATES[row['state']]}**" if row["state"] in _BROKEN else _STATES[row["state"]],
                str(row["run_count"]),
                str(row["broken_count"]),
                str(row["new_count"]),
                cell(row["reason"]) or "–",
            ]
            for row in rows
        ],
    )


def _meetings(rows: Rows) -> str:
    if not rows:
        return "No article that came covers one."
    return table(
        ("meeting", "new articles", "about it", "the newest about it"),
        [
            [
                f"{cell(row['label_en'])} ({cell(row['id'])})",
                str(row["article_count"]),
                str(row["focus_count"]),
                f"{on(row['published_on'])} {cell(row['source'])}: {link(row['title'] or row['url'], row['url'])}",
            ]
            for row in rows
        ],
    )


def _at(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%b\u00a0%d\u00a0%H:%M}"

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
_MAX_MEETINGS = 12


def headline(sources: Rows, meetings: Rows) -> str:
    """One line: '1 of 4 sources failed, 1 warned; 12 new articles, 2 meetings in the news'."""
    failed_count = sum(row["state"] in _BROKEN for row in sources)
    warned_count = sum(row["state"] == "warning" for row in sources)
    counted = f"{len(sources)} source{'s' if len(sources) != 1 else ''}"
    how = f"{counted} well"
    if failed_count:
        how = f"{failed_count} of {counted} failed" + (f", {warned_count} warned" if warned_count else "")
    elif warned_count:
        how = f"{warned_count} of {counted} warned"
    new_count = sum(row["new_count"] for row in sources)
    in_news = f"{len(meetings)} meeting{'s' if len(meetings) != 1 else ''} in the news"
    return f"{how}; {new_count:,} new articles, {in_news if meetings else 'none on a meeting'}"


def page(sources: Rows, alarms: Rows, meetings: Rows, hours: int, zone: ZoneInfo) -> str:
    """The page. Rows as db/queries_pages.py gives them, and the open alarms; times are told in the zone."""
    parts = [
        f"## Last {hours} hours: {cell(headline(sources, meetings))}",
        "### What is broken, and what to do\n\n" + broken if (broken := _broken(alarms, sources, zone)) else "",
        "### Did it work?\n\n" + _sources(sources, zone),
        "### What is new on the meetings?\n\n" + _meetings(meetings),
        f"Times are those of {zone.key}. Those of each meeting and source, as last written: [all pages](/artifacts).",
    ]
    return "\n\n".join(part for part in parts if part)


def _broken(alarms: Rows, sources: Rows, zone: ZoneInfo) -> str:
    """The open alarms, then what is wrong without one: seen once only, or not grave."""
    lasting = {row["source"] for row in alarms}
    lines = [
        f"- **{cell(row['source']) or 'everything'}**, since {_at(row['opened_at'], zone)}: {cell(_meant(row))}"
        for row in alarms
    ]
    lines += [
        f"- **{cell(row['source'])}**, at its last visit: {cell(row['reason'])}"
        for row in sources
        if row["reason"] and row["source"] not in lasting
    ]
    return "\n".join(lines)


def _meant(alarm: Mapping[str, Any]) -> str:
    """What an alarm says, its command as it can be copied."""
    return str(alarm["sentence"]).replace("SOURCE", alarm["source"] or "SOURCE")


def _sources(rows: Rows, zone: ZoneInfo) -> str:
    if not rows:
        return "No source has been visited."
    return table(
        ("source", "last visit", "how it ended", "visits", "went wrong", "new articles"),
        [
            [
                cell(row["source"]),
                _at(row["started_at"], zone),
                f"**{_STATES[row['state']]}**" if row["state"] in _BROKEN else _STATES[row["state"]],
                str(row["run_count"]),
                str(row["broken_count"]),
                str(row["new_count"]),
            ]
            for row in rows
        ],
    )


def _meetings(rows: Rows) -> str:
    if not rows:
        return "No article that came covers one."
    more = f"\n\n… and {len(rows) - _MAX_MEETINGS} meetings more." if len(rows) > _MAX_MEETINGS else ""
    # a list: the UI does not break lines in a table, and the titles would be out of sight
    return (
        "\n".join(
            f"- **{cell(row['label_en'])}**: {row['article_count']} new, {row['focus_count']} of them about it; newest:"
            f" {link(row['title'] or row['url'], row['url'])} ({cell(row['source'])}, {on(row['published_on'])})"
            for row in rows[:_MAX_MEETINGS]
        )
        + more
    )


def _at(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%b\u00a0%d\u00a0%H:%M}"

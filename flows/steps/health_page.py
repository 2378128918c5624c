"""How a source has been for two weeks, as a page a person reads in a minute. Pure: rows in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.steps.markdown import cell, link, table

Rows = Sequence[Mapping[str, Any]]
_FIELDS = {"title": "title", "body": "text", "published_on": "day", "author": "byline"}
_WORDS = {"complete": "complete", "partial": "partial", "not looked": "not looked"}


def headline(trouble: Rows) -> str:
    """One line: is all well, or what is not."""
    if not trouble:
        return "all well"
    return "; ".join(f"{row['flow']} {row['state']} since {_at(row['since_at'])}" for row in trouble)


def page(
    source: str,
    trouble: Rows,
    days: Rows,
    complete: Rows,
    listings: Rows,
    fill: Mapping[str, Any],
    backlog: Mapping[str, int],
) -> str:
    """The page. Rows as db/queries_pages.py gives them."""
    parts = [
        f"## {cell(source)}: {cell(headline(trouble))}",
        _trouble(trouble),
        "### Day by day\n\n" + _days(days, {row["published_on"]: row["state"] for row in complete}),
        "### What articles of these days have\n\n" + _fill(fill),
        "### Listings, as last read\n\n" + _listings(listings) if listings else "",
        "### Pages by state\n\n"
        + (", ".join(f"{count:,} {cell(state)}" for state, count in backlog.items()) or "none"),
    ]
    return "\n\n".join(part for part in parts if part)


def _trouble(rows: Rows) -> str:
    if not rows:
        return "The last run of every kind ended well."
    # a list: the UI does not break lines in a table, and the cause would be out of sight
    return "### What is wrong\n\n" + "\n".join(
        f"- **{row['flow']} {row['state']}** since {_at(row['since_at'])} UTC, {row['run_count']} runs:"
        f" {cell(row['reason']) or 'no cause is known'}"
        for row in rows
    )


def _days(rows: Rows, complete: Mapping[Any, str]) -> str:
    if not rows:
        return "No run in these days."
    return table(
        ("day", "runs", "new", "revised", "pages failed", "the day's archive"),
        [
            [
                str(row["day"]),
                _runs(row),
                str(row["new_count"]),
                str(row["revised_count"]),
                str(row["failed_count"]),
                _WORDS.get(complete.get(row["day"], ""), "–"),
            ]
            for row in rows
        ],
    )


def _runs(row: Mapping[str, Any]) -> str:
    counts = {
        "good": row["completed_count"],
        "warned": row["warning_count"],
        "**failed**": row["failed_run_count"],
        "cancelled": row["cancelled_count"],
    }
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "under way"


def _fill(fill: Mapping[str, Any]) -> str:
    if not fill["article_count"]:
        return "No article came in these days."
    return table(
        ("articles", *_FIELDS.values()),
        [[str(fill["article_count"]), *(f"{fill[name]:.0%}" for name in _FIELDS)]],
    )


def _listings(rows: Rows) -> str:
    return table(
        ("way", "last could be read, UTC", "addresses", "problem", "listing"),
        [
            [
                row["way"],
                _at(row["read_at"]) if row["read_at"] else "never",
                str(row["listed_count"]),
                cell(row["problem"]) or "–",
                link(row["root_url"], row["root_url"]),
            ]
            for row in rows
        ],
    )


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"

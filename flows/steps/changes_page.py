"""What outlets edited and took down in the last day, as a page. Pure: rows in, Markdown out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flows.steps.markdown import cell, link, table

Rows = Sequence[Mapping[str, Any]]
_CHANGE = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)
# Markdown needs a blank around its marks, and Chinese has none: this one is hardly seen
_THIN = "\u200a"
_MAX_DIFF = 1500


def headline(edits: Rows, removals: Rows) -> str:
    """One line: '3 edits, 1 removal'."""
    removed_count = sum(row["reappeared_at"] is None for row in removals)
    back_count = len(removals) - removed_count
    counts = {"edits": len(edits), "removals": removed_count, "back again": back_count}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "nothing edited or removed"


def page(edits: Rows, removals: Rows, hours: int) -> str:
    """The page. Edits: source, title, url, kinds, diff, first_seen_at; removals: ..., kind, first_missing_at,
    confirmed_at, reappeared_at."""
    parts = [f"## Last {hours} hours: {headline(edits, removals)}"]
    if edits:
        parts.append("### Edited\n\n" + _edits(edits))
    if removals:
        parts.append("### Removed, or back again\n\n" + _removals(removals))
    return "\n\n".join(parts)


def marked(diff: str) -> str:
    """A word-level diff ([-old-]{+new+}) as Markdown: what went is struck, what came is bold."""
    shown, parts, end = diff[:_MAX_DIFF], [], 0
    for found in _CHANGE.finditer(shown):
        parts.append(cell(shown[end : found.start()]))
        mark, words = ("~~", found[1]) if found[1] is not None else ("**", found[2])
        if words.strip():
            parts.append(f"{_THIN}{mark}{cell(words)}{mark}{_THIN}")
        end = found.end()
    parts.append(cell(shown[end:]) + (" …" if len(diff) > _MAX_DIFF else ""))
    return " ".join(part for part in parts if part)


def _edits(rows: Rows) -> str:
    # a list: the UI does not break lines in a table, and most of a change would be out of sight
    return "\n".join(
        f"- {cell(row['source'])}, {row['first_seen_at']:%m-%d %H:%M} UTC,"
        f" {link(row['title'] or row['url'], row['url'])}"
        f" ({', '.join(row['kinds'] or ['typography']) if row['kinds'] is not None else 'not yet told'}):"
        f" {marked(row['diff'] or '') or '–'}"
        for row in rows
    )


def _removals(rows: Rows) -> str:
    return table(
        ("source", "now", "how", "first missed, UTC", "article"),
        [
            [
                cell(row["source"]),
                "removed" if row["reappeared_at"] is None else "there again",
                row["kind"],
                f"{row['first_missing_at']:%Y-%m-%d %H:%M}",
                link(row["title"] or row["url"], row["url"]),
            ]
            for row in rows
        ],
    )

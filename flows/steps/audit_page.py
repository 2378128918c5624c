"""What an audit found, as a page. Pure: lines and rows in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.steps.markdown import cell, table

_MAX_ROWS = 300


def headline(broken: Sequence[Any], stretches: Sequence[Any], day_count: int) -> str:
    """One line: 'the books balance, 2 of 14 days are not whole'."""
    books = f"{len(broken)} checks of the books do not hold" if broken else "the books balance"
    wanting = sum((each.last - each.first).days + 1 for each in stretches)
    days = f"{wanting} of {day_count} days are not whole" if wanting else f"all {day_count} days are whole"
    return f"{books}, {days}" if day_count else f"{books}, no day is known yet"


def page(source: str, said: str, books: Sequence[str], days: Sequence[Mapping[str, Any]]) -> str:
    """The page. `books`: lines; `days`: rows of stretches that are not whole."""
    parts = [f"## {cell(source)}: {cell(said)}", "\n".join(f"- {cell(line)}" for line in books)]
    if days:
        lines = [
            [
                str(row["from"]),
                str(row["to"]),
                str(row["days"]),
                row["state"],
                str(row["missing"]),
                cell(row["reason"]) or "–",
            ]
            for row in days[:_MAX_ROWS]
        ]
        parts.append(
            "### Days that are not whole\n\n" + table(("from", "to", "days", "state", "pages missing", "why"), lines)
        )
    return "\n\n".join(parts)

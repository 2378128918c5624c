"""Rows as files that other programs read: CSV that no spreadsheet runs, and JSON Lines. Pure but for the stream."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any

NOTICE = (
    "The texts and pictures belong to their publishers: use them as the law on quotation and research allows, and name"
    " the source. What Congresswatch adds (tags, dates, counts) is free to use."
)
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What some spreadsheet takes for the beginning of a formula, or passes over before one; full width counts in some."""


def as_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], file: IO[str]) -> int:
    """A header and the rows (RFC 4180); how many. Text that a spreadsheet would run has an apostrophe before it."""
    writer = csv.writer(file)
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    return count


def as_json_lines(names: Sequence[str], rows: Iterable[Sequence[Any]], file: IO[str]) -> int:
    """One object a line, UTF-8; how many."""
    count = 0
    for row in rows:
        file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=plain) + "\n")
        count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=plain)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_RUN) or value.lstrip().startswith(_RUN) else value
    return "" if value is None else value if isinstance(value, int | float) else plain(value)


def plain(value: Any) -> Any:
    """A value of the archive as JSON can say it: spans in seconds."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, Decimal) else str(value)

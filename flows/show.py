"""How commands print: tables for people, JSON lines for scripts, progress only where someone watches."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click

Rows = Sequence[Mapping[str, Any]]
MAX_CELL = 80


def rows(found: Rows, as_json: bool, empty: str) -> None:
    """Print rows as a table, or as one JSON object a line; `empty` says what no rows mean."""
    if as_json:
        for row in found:
            click.echo(as_line(row))
    elif found:
        click.echo(table(found))
    else:
        click.echo(empty, err=True)


def as_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def table(found: Rows) -> str:
    """Rows of equal keys as aligned columns; Chinese characters count as two."""
    head = list(found[0])
    cells = [[_cell(row[name]) for name in head] for row in found]
    widths = [max(map(_width, column)) for column in zip(head, *cells, strict=True)]
    lines = [_line(head, widths), "  ".join("-" * width for width in widths)]
    return "\n".join([*lines, *[_line(row, widths) for row in cells]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


class Progress:
    """One line that is rewritten while someone watches a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self._is_watched = sys.stderr.isatty()
        self._length = 0

    def update(self, text: str) -> None:
        if self._is_watched:
            click.echo("\r" + text.ljust(self._length), nl=False, err=True)
            self._length = len(text)

    def clear(self) -> None:
        if self._is_watched and self._length:
            click.echo("\r" + " " * self._length + "\r", nl=False, err=True)
            self._length = 0


def say(line: str) -> None:
    """A line for the person, beside the result."""
    click.echo(line, err=True)

"""How commands print: tables for people, JSON lines for scripts, progress only where someone watches."""

from __future__ import annotations

import errno
import json
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

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


def at_a_glance(ui_url: str) -> str:
    """Where a person looks first, and what for: the UI's menu leads to no page of all artifacts."""
    return f"{ui_url}/artifacts  (start-here: did it work, what is broken, what is new)"


def as_line(value: Any) -> str:
    """One line of JSON that any output can hold: half a surrogate pair in a text is written as an escape."""
    line = json.dumps(value, ensure_ascii=False, default=plain)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, default=plain)
    return line


def plain(value: Any) -> Any:
    """A value of the archive as JSON can say it."""
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def table(found: Rows) -> str:
    """Rows as aligned columns, a column for each key of any row; Chinese characters count as two."""
    head = list(dict.fromkeys(name for row in found for name in row))
    cells = [[_cell(row.get(name)) for name in head] for row in found]
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
    if len(text) <= MAX_CELL:
        return text
    # of a path its end tells it from others
    return "…" + text[1 - MAX_CELL :] if text.startswith("/") else text[: MAX_CELL - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


class Progress:
    """One line that is rewritten while someone watches a terminal; silent elsewhere."""

    _shown: ClassVar[Progress | None] = None

    def __init__(self) -> None:
        self._is_watched = sys.stderr.isatty()
        self._width = 0

    def update(self, text: str) -> None:
        if self._is_watched:
            # a line that wraps could not be rewritten
            text = text[: shutil.get_terminal_size().columns - 1]
            click.echo("\r" + text.ljust(self._width), nl=False, err=True)
            self._width, Progress._shown = len(text), self

    def clear(self) -> None:
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
            self._width, Progress._shown = 0, None

    @classmethod
    def clear_shown(cls) -> None:
        if cls._shown:
            cls._shown.clear()


def say(line: str) -> None:
    """A line for the person, beside the result."""
    try:
        Progress.clear_shown()
        click.echo(line, err=True)
    except OSError as error:
        # the terminal was closed: nobody is left to be told, and there may be much left to stop
        if error.errno != errno.EIO:
            raise

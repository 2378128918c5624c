"""What a report is made of, whatever form it takes: sections of pictures and tables, and the articles behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]
LEVELS = ("focus", "substantive", "anchor")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str = ""
    """A list of this page (#...), or an article's own address."""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    sql: str
    is_long: bool = False
    """Shown when it is asked for."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    svg: str
    says: str


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    says: str
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Articles behind a figure; `articles` are the first of `article_count`."""

    id: str
    title: str
    article_count: int
    articles: Sequence[Row]
    sql: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a report says of the meeting itself."""

    id: str
    name: str
    name_zh: str = ""
    dates: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    meeting: Meeting
    made_at: datetime
    headline: str
    sections: Sequence[Section]
    listings: Sequence[Listing]
    rules: str
    """The versions of the rules that made the tags."""


def number(count: int) -> Cell:
    """A figure that leads nowhere."""
    return Cell(f"{count:,}", is_number=True)


def cells(*values: Any) -> list[Cell]:
    """A row of a table; what is a cell already stays as it is."""
    return [
        value if isinstance(value, Cell) else Cell(shown(value), is_number=isinstance(value, int)) for value in values
    ]


def linked(row: Row) -> Cell:
    """An article's headline, leading to it."""
    return Cell(shown(row["title"]), row["url"])


def shown(value: Any) -> str:
    """A value of the archive as a person reads it, on one line."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return " ".join((", ".join(map(str, value)) if isinstance(value, list) else str(value)).split())

"""The articles behind each figure, listed where the figure leads to them, each list with the SQL that names all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from db.queries_report import MOST_LISTED, Answer, articles_where
from flows.report.values import LEVELS, Cell, Listing, Row, number

MOST_LISTED_SOURCES = 50
"""Sources whose articles are listed: a page of thousands of lists opens in no browser."""


class Listings:
    """The articles behind each figure, listed where a figure leads to them."""

    def __init__(self, congress_id: str, answers: Mapping[str, Answer]) -> None:
        self._congress_id = congress_id
        self._articles = answers["articles"].rows
        self._by_id = {row["article_id"]: row for row in self._articles}
        self._made: dict[str, Listing] = {}

    def count(self, listing_id: str, title: str, count: int, condition: str, is_of: Callable[[Row], bool]) -> Cell:
        """A figure that leads to the articles it counts. `condition` says in SQL what `is_of` says of a row."""
        if not count:
            return number(0)
        if listing_id not in self._made:
            found = [row for row in self._articles if is_of(row)]
            self._keep(listing_id, title, len(found), found, condition)
        return Cell(f"{count:,}", f"#{listing_id}", is_number=True)

    def label(self, kind: str, value: str, title: str, count: int, article_ids: Iterable[int]) -> Cell:
        """The same for a phrase or a person."""
        found = [self._by_id[one] for one in article_ids if one in self._by_id]
        word = value.replace("'", "''")
        condition = (
            f"level <> 'anchor'\n   and article_id in (select article_id from label where kind = '{kind}'"  # noqa: S608
            f" and value = '{word}')"
        )
        self._keep(f"{kind}-{value}", title, count, found, condition)
        return Cell(f"{count:,}", f"#{kind}-{value}", is_number=True)

    def figures(self, prefix: str, title: str, row: Row, condition: str, is_of: Callable[[Row], bool]) -> list[Cell]:
        """Articles, those told first, and the three levels of a row, each leading to its articles."""
        return [
            self.count(
                f"{prefix}-{name}", f"{title}: {said}", row[f"{name}_count"], condition + more, _both(is_of, is_such)
            )
            for name, said, more, is_such in _KINDS
        ]

    def _keep(self, listing_id: str, title: str, count: int, found: Sequence[Row], condition: str) -> None:
        sql = articles_where(self._congress_id, condition)
        self._made[listing_id] = Listing(listing_id, title, count, found[:MOST_LISTED], sql)

    def made(self) -> list[Listing]:
        return list(self._made.values())


def _both(one: Callable[[Row], bool], other: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: one(row) and other(row)


def _is_level(level: str) -> Callable[[Row], bool]:
    return lambda row: bool(row["level"] == level)


_KINDS: tuple[tuple[str, str, str, Callable[[Row], bool]], ...] = (
    ("article", "articles", "", lambda _: True),
    ("story", "told first", " and is_origin is not false", lambda row: row["is_origin"] is not False),
    *((level, level, f" and level = '{level}'", _is_level(level)) for level in LEVELS),
)

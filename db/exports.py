"""Whole views as streams of rows: a million in the memory of a few thousand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from db.connect import driver_url

PORTION = 2000
"""Rows that are held at a time: some megabytes of texts."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A view, and which of its columns the filters mean; '' where it knows nothing of one."""

    view: str
    source: str
    day: str
    order: str
    congress: str = ""


EXPORTS: Mapping[str, Exported] = {
    "articles": Exported("article_current", "source", "published_on", "article_id"),
    "coverage": Exported("coverage", "source", "published_on", "congress_id, article_id", "congress_id"),
    "stories": Exported("story", "origin_source", "first_published_on", "story_id"),
    "copies": Exported("syndication", "copy_source", "copy_published_on", "story_id, copy_article_id"),
    "edits": Exported("edit", "source", "cast(first_seen_at as date)", "to_revision_id"),
    "removals": Exported("removal", "source", "cast(confirmed_at as date)", "confirmed_at, article_id"),
    "labels": Exported("label", "source", "published_on", "kind, value, article_id"),
    "coverage-daily": Exported("coverage_daily", "source", "published_on", "day_offset, source", "congress_id"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export is narrowed to. '' and None ask for nothing."""

    source: str = ""
    since: date | None = None
    until: date | None = None
    congress: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    """As PostgreSQL names it: text, int8, timestamptz, text[], jsonb ..."""


@contextmanager
def streamed(url: str, exported: Exported, asked: Asked) -> Iterator[tuple[list[Column], Iterator[tuple[Any, ...]]]]:
    """The columns, and the rows as they come, for the time of the block.

    Raises ValueError for a filter that the view knows nothing of.
    """
    statement, parameters = _statement(exported, asked)
    # an analyst's limit is for questions; an export is one long reading
    unhurried = {"options": "-c statement_timeout=0"}
    engine = create_engine(driver_url(url), poolclass=NullPool, connect_args=unhurried)
    with engine.connect().execution_options(stream_results=True, yield_per=PORTION) as connection:
        result = connection.execute(text(statement), parameters)
        described: Any = result.cursor
        columns = [Column(told.name, told.type_display) for told in described.description]
        yield columns, (tuple(row) for row in result)


def _statement(exported: Exported, asked: Asked) -> tuple[str, dict[str, Any]]:
    wanted = {
        f"{exported.source} = :source": asked.source,
        f"{exported.day} >= :since": asked.since,
        f"{exported.day} <= :until": asked.until,
    }
    if exported.congress:
        wanted[f"{exported.congress} = :congress"] = asked.congress
    elif asked.congress:
        raise ValueError(f"{exported.view} says nothing of meetings: export coverage")
    used = [condition for condition, value in wanted.items() if value]
    where = f" where {' and '.join(used)}" if used else ""
    parameters = {"source": asked.source, "since": asked.since, "until": asked.until, "congress": asked.congress}
    names = {condition.rpartition(":")[2] for condition in used}
    sql = f"select * from {exported.view}{where} order by {exported.order}"  # noqa: S608 - all of it is ours
    return sql, {name: value for name, value in parameters.items() if name in names}

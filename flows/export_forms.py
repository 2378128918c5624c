"""The forms an export is written in, each a stream of rows under typed columns; all return how many there were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any

from db.exports import Column
from flows.steps import written

Columns = Sequence[Column]
Rows = Iterable[Sequence[Any]]


def _csv(columns: Columns, rows: Rows, file: IO[Any]) -> int:
    return written.as_csv([column.name for column in columns], rows, file)


def _json_lines(columns: Columns, rows: Rows, file: IO[Any]) -> int:
    return written.as_json_lines([column.name for column in columns], rows, file)


def _parquet(columns: Columns, rows: Rows, file: IO[Any]) -> int:
    # here: Arrow takes half a second to load
    from flows.steps.parquet import as_parquet

    return as_parquet([(column.name, column.type) for column in columns], rows, file)


WRITERS: Mapping[str, Callable[[Columns, Rows, IO[Any]], int]] = {
    "csv": _csv,
    "jsonl": _json_lines,
    "parquet": _parquet,
}

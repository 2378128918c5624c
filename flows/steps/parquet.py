"""Rows as Parquet: typed columns that pandas, DuckDB and Arrow read, a row group at a time. Pure but for the stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.steps.written import NOTICE, plain

GROUP = 5000
"""Rows of a row group: tens of megabytes of texts are held at a time."""
# PostgreSQL's name -> Arrow's type; what is not here is text
_TYPES: Mapping[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    "numeric": pa.float64(),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
    "interval": pa.duration("us"),
}


def as_parquet(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]], file: IO[bytes]) -> int:
    """The rows under columns of (name, PostgreSQL's type); how many. Arrays are lists, jsonb is JSON as text."""
    schema = pa.schema([pa.field(name, _type(type_)) for name, type_ in columns], metadata={"notice": NOTICE})
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            arrays = [
                pa.array([_value(row[place], field.type) for row in group], field.type)
                for place, field in enumerate(schema)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(group)
    return count


def _groups(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while group := list(islice(left, GROUP)):
        yield group


def _type(name: str) -> pa.DataType:
    if name.endswith("[]"):
        return pa.list_(_type(name.removesuffix("[]")))
    return _TYPES.get(name, pa.string())


def _value(value: Any, wanted: pa.DataType) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if pa.types.is_string(wanted) and value is not None and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, default=plain)
    return value

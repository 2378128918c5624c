"""Files for other programs: nothing of a text is run or lost, whatever it holds."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.steps.parquet import as_parquet
from flows.steps.written import as_csv, as_json_lines

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.lists(st.tuples(TEXTS, st.integers(), st.none() | st.lists(TEXTS)), max_size=5))
def test_csv_is_read_back_and_holds_no_formula(rows: list[tuple[str, int, list[str] | None]]) -> None:
    file = io.StringIO(newline="")
    assert as_csv(["title", "count", "authors"], rows, file) == len(rows)
    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))[1:]
    for (title, count, authors), (cell, number, listed) in zip(rows, read, strict=True):
        assert cell.removeprefix("'") == title.removeprefix("'") or cell == title
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))
        assert int(number) == count
        assert (json.loads(listed) if listed else None) == authors


@pytest.mark.parametrize(
    "run", ["=1+1", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "＠SUM", '=HYPERLINK("x";"y")']
)
def test_what_a_spreadsheet_would_run_is_text(run: str) -> None:
    file = io.StringIO(newline="")
    as_csv(["title"], [[run]], file)
    assert list(csv.reader(io.StringIO(file.getvalue(), newline="")))[1] == [f"'{run}"]


@given(st.lists(st.tuples(TEXTS, st.integers()), max_size=5))
def test_a_line_is_an_object(rows: list[tuple[str, int]]) -> None:
    file = io.StringIO()
    assert as_json_lines(["title", "count"], rows, file) == len(rows)
    # only \n ends a line of JSON: a text may hold what str.splitlines takes for one
    lines = file.getvalue().split("\n")[:-1]
    assert [tuple(json.loads(line).values()) for line in lines] == rows


def test_days_times_spans_and_negative_numbers_stay_themselves() -> None:
    row = [
        date(2022, 5, 27),
        datetime(2022, 5, 27, 1, tzinfo=UTC),
        timedelta(hours=36),
        Decimal("0.5"),
        -12,
        "-12",
        True,
    ]
    names = list("abcdefg")
    file = io.StringIO()
    as_csv(names, [row], file)
    assert file.getvalue().splitlines()[1] == "2022-05-27,2022-05-27T01:00:00+00:00,129600.0,0.5,-12,'-12,True"
    file = io.StringIO()
    as_json_lines(names, [row], file)
    assert json.loads(file.getvalue())["c"] == 129600


@given(
    st.lists(st.tuples(TEXTS, st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.lists(TEXTS)), max_size=5)
)
def test_parquet_is_read_back_as_it_was(rows: list[tuple[str, int | None, list[str] | None]]) -> None:
    file = io.BytesIO()
    columns = [("title", "text"), ("count", "int8"), ("authors", "text[]")]
    assert as_parquet(columns, rows, file) == len(rows)
    assert [tuple(row.values()) for row in pq.read_table(io.BytesIO(file.getvalue())).to_pylist()] == rows


def test_parquet_has_a_type_for_every_column_of_the_views() -> None:
    row = [date(2022, 5, 27), datetime(2022, 5, 27, 1, tzinfo=UTC), timedelta(hours=36), Decimal("0.5"), {"a": [1]}]
    types = ["date", "timestamptz", "interval", "numeric", "jsonb"]
    file = io.BytesIO()
    as_parquet(list(zip("abcde", types, strict=True)), [row, [None] * 5], file)
    first, second = pq.read_table(io.BytesIO(file.getvalue())).to_pylist()
    assert list(first.values()) == [*row[:3], 0.5, '{"a": [1]}']
    assert set(second.values()) == {None}

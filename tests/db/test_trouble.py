"""An error of the database as a person reads it."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.archive import Archive
from db.trouble import told


def test_the_statement_and_its_parameters_are_left_out(archive: Archive) -> None:
    with pytest.raises(Exception, match="secret") as raised:
        archive.call(
            lambda connection: connection.execute(text("select 1 / 0 where :word = 'secret'"), {"word": "secret"})
        )
    assert told(raised.value) == "DivisionByZero: division by zero"


def test_a_full_disk_says_what_to_do() -> None:
    full = OperationalError("insert", {}, psycopg.errors.DiskFull("could not extend file\nHINT: free space"))
    said = "the database's disk is full: make room on it, and the next run goes on"
    assert told(full) == f"{said} (could not extend file HINT: free space)"


def test_any_other_error_is_told_by_its_kind() -> None:
    assert told(ValueError("three\nlines")) == "ValueError: three lines"

"""A secret may stand in a file; the variable itself wins, and a file that cannot be read is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.settings import Settings


def test_the_address_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "archive.url"
    file.write_text("postgresql://writer:x@host/archive\n")
    assert Settings.from_env({"DATABASE_URL_FILE": str(file)}).database_url == "postgresql://writer:x@host/archive"
    both = {"DATABASE_URL": "postgresql:///mine", "DATABASE_URL_FILE": str(file)}
    assert Settings.from_env(both).database_url == "postgresql:///mine"
    assert Settings.from_env({"DATABASE_URL_FILE": " "}).database_url == ""


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.url"):
        Settings.from_env({"DATABASE_URL_FILE": str(tmp_path / "nowhere.url")})

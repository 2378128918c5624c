"""A registry that breaks while sources are watched: the last good one stays in force, and it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.settings import Settings
from flows.registry import RegistryError, load_registry
from flows.registry_in_force import kept_path, registry_in_force
from flows.rules_in_force import rules_asked_for, rules_in_force

MEETING = """
[[congress]]
id = "cpc-hubei-12"
family = "party-congress"
place = "hubei"
ordinal = 12
certainty = "seen"
source = "a page"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "config" / "registry").mkdir(parents=True)
    return Settings("", tmp_path / "home", tmp_path / "config", "")


def write(settings: Settings, text: str) -> None:
    assert settings.config
    (settings.config / "registry" / "mine.toml").write_text(text, encoding="utf-8")


def test_a_broken_registry_leaves_the_last_good_one_in_force(settings: Settings) -> None:
    write(settings, MEETING)
    assert registry_in_force(settings).problem == ""
    write(settings, MEETING.replace('"hubei"', '"atlantis"'))
    found = registry_in_force(settings)
    assert found.registry.congress("cpc-hubei-12") is not None
    assert "mine.toml: congress cpc-hubei-12: place: unknown place 'atlantis'" in found.problem
    assert "the last good one, of " in found.problem
    assert "congresswatch congress check" in found.problem


def test_both_claims_are_said(settings: Settings) -> None:
    write(settings, MEETING + 'aliases = ["党的二十大"]\n')
    said = registry_in_force(settings).problem
    assert "mine.toml: congress cpc-hubei-12: aliases: '党的二十大' is also claimed by cpc-national-20 (" in said
    assert "congresses.toml)" in said


def test_a_mended_registry_is_in_force_at_once_and_a_removed_entry_is_gone(settings: Settings) -> None:
    write(settings, MEETING)
    registry_in_force(settings)
    write(settings, "[[congress]")
    assert registry_in_force(settings).problem
    write(settings, "")
    found = registry_in_force(settings)
    assert (found.problem, found.registry.congress("cpc-hubei-12")) == ("", None)


def test_without_a_good_one_of_before_the_shipped_one_is_in_force(settings: Settings) -> None:
    write(settings, "[[congress]")
    found = registry_in_force(settings)
    assert found.registry == load_registry()
    assert "the shipped one is in force" in found.problem


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"kept_at": "2022-01-01", "files": 3}', '{"kept_at": "x"}'])
def test_a_damaged_copy_of_the_last_good_one_is_as_good_as_none(damaged: str, settings: Settings) -> None:
    write(settings, "[[congress]")
    kept_path(settings.home).parent.mkdir(parents=True)
    kept_path(settings.home).write_text(damaged, encoding="utf-8")
    assert registry_in_force(settings).registry == load_registry()


def test_what_was_good_and_is_not_any_more_gives_way_to_the_shipped_one(settings: Settings) -> None:
    kept_path(settings.home).parent.mkdir(parents=True)
    rival = MEETING + 'aliases = ["党的二十大"]\n'
    kept_path(settings.home).write_text(json.dumps({"kept_at": "2022-01-01", "files": {"a": rival}}), encoding="utf-8")
    write(settings, "[[congress]")
    assert registry_in_force(settings).registry == load_registry()


def test_it_is_kept_whole_and_nothing_is_left_beside_it(settings: Settings) -> None:
    write(settings, MEETING)
    registry_in_force(settings)
    before = kept_path(settings.home).stat()
    registry_in_force(settings)
    assert kept_path(settings.home).stat().st_mtime_ns == before.st_mtime_ns
    assert [path.name for path in kept_path(settings.home).parent.iterdir()] == [kept_path(settings.home).name]


def test_a_home_that_cannot_be_written_stops_nothing_and_is_said(settings: Settings) -> None:
    settings.home.write_text("a file, where a folder should be", encoding="utf-8")
    write(settings, MEETING)
    found = registry_in_force(settings)
    assert found.registry.congress("cpc-hubei-12") is not None
    assert "cannot be kept" in found.problem


def test_runs_go_on_and_who_asks_for_these_very_rules_is_refused(settings: Settings) -> None:
    write(settings, "[[congress]")
    assert rules_in_force(settings).problem
    with pytest.raises(RegistryError):
        rules_asked_for(settings)

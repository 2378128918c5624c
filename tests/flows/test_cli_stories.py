"""`congresswatch story show`: a story by any name somebody may have for it, with its copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.archive import Archive
from tests.db.test_store import HOME, rows
from tests.db.test_stories import CUT, LONG, OTHER, Press
from tests.support.commands import lines
from tests.support.workplace import Workplace


@pytest.fixture
def shelf(archive: Archive, archive_url: str, tmp_path: Path) -> Workplace:
    """A text, two copies of it and one of another text; the numbers of the four stories they were at first: 1 to 4."""
    press = Press(archive)
    press.prints("first", LONG, day=1)
    press.prints("cut", CUT, slug="daily", day=3, stated_origin="Paper")
    press.prints("other", OTHER, day=4)
    press.prints("again", LONG, slug="daily", day=2)
    press.settle()
    return Workplace(tmp_path / "home", tmp_path / "config", archive_url)


def test_a_story_is_told_with_its_origin_the_reason_and_each_copy(shelf: Workplace) -> None:
    shown = shelf.command("story", "show", "1").stdout
    assert "told first by paper, article 1: https://paper.example/first/" in shown
    assert "because: named as the source by another member; published on 2022-06-01" in shown
    assert shown.splitlines()[3] == "3 articles, sources: 2, 2 different texts"
    again, cut = (line.split() for line in shown.splitlines() if line.startswith("daily"))
    assert again[:5] == ["daily", "2022-06-02", "1", "d", "100%"]
    assert cut[:4] == ["daily", "2022-06-03", "2", "d"]
    assert "Paper" in cut


def test_a_number_that_became_part_of_another_an_article_and_an_address_lead_to_the_same(
    shelf: Workplace, archive: Archive
) -> None:
    [merged] = rows(archive, "select from_story_id, into_story_id from story_merge")
    assert merged["into_story_id"] == 1
    names = ["1", str(merged["from_story_id"]), "a1", f"{HOME}/first/", f"{HOME}/cut/"]
    told = [lines(shelf.command("story", "show", name, "--json")) for name in names]
    assert told == [told[0]] * len(names)


def test_json_has_the_story_and_then_each_copy_a_line(shelf: Workplace) -> None:
    story, again, cut = lines(shelf.command("story", "show", "1", "--json"))
    assert (story["kind"], story["story_id"], story["article_count"]) == ("story", 1, 3)
    assert story["is_origin_known"]
    assert (again["kind"], again["lag"], again["share_kept"], again["is_exact"]) == ("copy", 86_400, 1, True)
    assert (cut["lag"], cut["is_exact"], cut["stated_origin"]) == (2 * 86_400, False, "Paper")
    assert 0.3 < cut["share_kept"] < 0.7


def test_a_text_that_nobody_copied_says_so(shelf: Workplace) -> None:
    assert "no copy of it is known" in shelf.command("story", "show", f"{HOME}/other/").stdout


@pytest.mark.parametrize("name", ["99", "a99", "9" * 30, "", "a", "https://paper.example/nowhere/", "-0", "一"])
def test_what_is_no_story_is_told_with_what_to_give(shelf: Workplace, name: str) -> None:
    done = shelf.command("story", "show", "--", name, check=1)
    assert f"no story {name} in the archive" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_says_which_names_a_story_has(shelf: Workplace) -> None:
    told = shelf.command("story", "show", "--help").stdout
    assert "congresswatch story show a731" in told
    assert "Exit status 1" in told

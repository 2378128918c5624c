"""An older version's backup is brought forward with everything that was in it.

The dump is that of a run of the program whose newest migration was 2026_11_22d_parts, on nine pages of the newsroom:
made by that program itself, never written by hand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

DUMP = Path(__file__).parents[1] / "db" / "archive_of_2026_11_22d.dump"
COUNTS = """select (select count(*) from page) as pages, (select count(*) from capture) as captures,
    (select count(*) from article) as articles, (select count(*) from revision) as revisions,
    (select count(*) from story_member) as members, (select count(*) from coverage) as covered,
    (select count(*) from run) as runs"""


@pytest.fixture
def place(fresh_database: str, tmp_path: Path) -> Workplace:
    return Workplace(tmp_path / "home", tmp_path / "config", fresh_database)


def test_an_older_backup_is_restored_upgraded_and_answers(place: Workplace) -> None:
    place.command("db", "restore", "--yes", str(DUMP))
    told = place.command("ledger", check=2).stderr
    assert "its schema: 2026_11_22d_parts" in told
    assert "congresswatch db upgrade" in told
    place.command("db", "upgrade")
    (counts,) = place.rows(COUNTS)
    assert counts == {
        "pages": 9, "captures": 9, "articles": 9, "revisions": 9, "members": 9, "covered": 1, "runs": 2,
    }  # fmt: skip
    for (view,) in [
        tuple(row.values()) for row in place.rows("select viewname from pg_views where schemaname='public'")
    ]:
        place.rows(f"select * from {view} limit 5")
    assert "the books balance" in place.command("audit", check=None).stdout
    assert "already up to date" in place.command("db", "upgrade").stderr


def test_what_was_upgraded_can_be_derived_again_by_this_version(place: Workplace) -> None:
    place.command("db", "restore", "--yes", str(DUMP))
    place.command("db", "upgrade")
    place.command("retag", "--yes")
    rows = place.rows("select source, congress_id, level from coverage")
    assert [(row["source"], row["level"]) for row in rows] != []

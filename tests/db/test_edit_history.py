"""What each edit changed is told once, told anew where a text was read otherwise, and readable in SQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db import edit_history, queries_edits, runs
from db.archive import Archive
from db.values import Pending, Processed, Tagging
from tests.db.test_store import NOW, SOURCE, article, fetch, rows
from tests.support.batches import one_by_one

FIRST = "The ferry ran again on Tuesday with 140 children on board.\n\nThe band played on the quay."
SECOND = "The ferry ran again on Tuesday with 160 children on board.\n\nThe band played on the quay."
THIRD = f"{SECOND}\n\nTickets will cost two yuan from autumn on, the district said."


@pytest.fixture
def source_id(archive: Archive) -> int:
    return archive.call(runs.save_source, {"slug": "paper", **SOURCE})


def see(archive: Archive, source_id: int, hours: int, body: str, version: str = "1") -> None:
    def made(pending: Pending) -> Processed:
        return Processed(pending, article(pending, title="The ferry", body=body), Tagging(), version, "1")

    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=hours))
    archive.process(source_id, None, 50, one_by_one(made))


def tell_all(archive: Archive, source_id: int) -> int:
    return sum(iter(lambda: archive.call(edit_history.tell, source_id), 0))


def test_each_edit_is_a_row_with_its_kinds_and_its_words(archive: Archive, source_id: int) -> None:
    for hours, body in enumerate((FIRST, SECOND, THIRD)):
        see(archive, source_id, hours, body)
    assert tell_all(archive, source_id) == 2
    assert tell_all(archive, source_id) == 0
    found = rows(archive, "select edit_number, kinds, diff, source from edit order by 1")
    assert [(row["edit_number"], row["kinds"], row["source"]) for row in found] == [
        (1, ["numbers"], "paper"),
        (2, ["addition"], "paper"),
    ]
    assert "[-140-]{+160+}" in found[0]["diff"]
    assert "Tickets will cost two yuan" in found[1]["diff"]


def test_an_edit_that_came_to_be_between_two_others_is_told_and_theirs_anew(archive: Archive, source_id: int) -> None:
    see(archive, source_id, 0, FIRST)
    see(archive, source_id, 4, THIRD)
    tell_all(archive, source_id)
    see(archive, source_id, 2, SECOND)
    assert tell_all(archive, source_id) == 2
    assert [row["kinds"] for row in rows(archive, "select kinds from edit order by edit_number")] == [
        ["numbers"],
        ["addition"],
    ]


def test_an_article_is_found_by_its_number_and_by_any_of_its_addresses(archive: Archive, source_id: int) -> None:
    see(archive, source_id, 0, FIRST)
    found = archive.call(queries_edits.article, "http://www.paper.example/a")
    assert found is not None
    assert archive.call(queries_edits.article, str(found["id"])) == found
    assert archive.call(queries_edits.article, "999999") is None
    assert archive.call(queries_edits.article, "no address at all") is None
    assert [row["body"] for row in archive.call(queries_edits.texts, found["id"])] == [FIRST]

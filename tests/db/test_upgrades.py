"""A newer extractor that reads a page otherwise makes no edits; what the site changed meanwhile is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from db import queries, runs
from db.archive import Archive
from db.values import Article, NotArticle, Pending, Processed, Tagging
from tests.db.test_store import NOW, SOURCE, fetch, rows


@pytest.fixture
def source_id(archive: Archive) -> int:
    return archive.call(runs.save_source, {"slug": "paper", **SOURCE})


def as_read(text: str, *, keeps_byline: bool) -> Article:
    return Article("", "The ferry", f"{text}\n\nBy A B" if keeps_byline else text, ("A B",), language="en")


def process(archive: Archive, source_id: int, version: str, text_at: Callable[[Pending], str]) -> Counter[str]:
    """Version 1 leaves a byline in the text, version 2 does not."""

    def read(pending: Pending) -> Processed:
        made = as_read(text_at(pending), keeps_byline=version == "1")
        url = pending.capture.final_url
        return Processed(pending, replace(made, canonical_url=url), Tagging(), version, "1")

    def read_all(batch: Sequence[Pending]) -> list[Processed]:
        return [replace(read(each), formers=tuple(map(read, each.formers))) for each in batch]

    return archive.process(source_id, None, 50, read_all, version=version)


def same(pending: Pending) -> str:
    return "The ferry ran again on Tuesday, and the band played on."


def edited(pending: Pending) -> str:
    return same(pending) if pending.capture.captured_at == NOW else "The ferry ran again on Monday, and nobody played."


def test_what_only_the_extractor_reads_otherwise_is_no_edit(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/")
    assert process(archive, source_id, "1", same) == {"new": 1}
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=5))
    assert process(archive, source_id, "2", same) == {"unchanged": 1}
    assert rows(
        archive, "select sequence, body, extractor_version, last_seen_at - first_seen_at as seen from revision"
    ) == [
        {"sequence": 1, "body": same(None), "extractor_version": "2", "seen": timedelta(hours=5)}  # type: ignore[arg-type]
    ]
    assert archive.call(queries.select_rows, "select count(*) as n from story_member")[0]["n"] == 1


def test_what_the_site_changed_is_one_edit_and_holds_nothing_of_the_extractor_s(
    archive: Archive, source_id: int
) -> None:
    fetch(archive, source_id, "/a/")
    process(archive, source_id, "1", edited)
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=5))
    assert process(archive, source_id, "2", edited) == {"revised": 1}
    texts = rows(archive, "select sequence, body, extractor_version from revision order by sequence")
    assert [row["extractor_version"] for row in texts] == ["2", "2"]
    assert not any("By A B" in row["body"] for row in texts)


def test_two_old_texts_that_the_new_extractor_reads_alike_are_one(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/")
    process(archive, source_id, "1", same)
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=1))
    assert process(archive, source_id, "1", lambda _: f"Share! {same(_)}") == {"revised": 1}
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=2))
    assert process(archive, source_id, "2", same) == {"unchanged": 1}
    assert [row["sequence"] for row in rows(archive, "select sequence from revision")] == [1]


def test_what_the_new_extractor_refuses_stays_as_it_was(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/")
    process(archive, source_id, "1", same)
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=1))

    def refuse(batch: Sequence[Pending]) -> list[Processed]:
        assert all(each.formers for each in batch)
        refused = NotArticle("listing")
        return [
            Processed(each, refused, formers=tuple(Processed(former, refused) for former in each.formers))
            for each in batch
        ]

    archive.process(source_id, None, 50, refuse, version="2")
    assert [row["extractor_version"] for row in rows(archive, "select extractor_version from revision")] == ["1"]

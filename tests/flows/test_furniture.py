"""The archive learns what repeats on a source's pages: the same rows in the end, in whatever order things happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from db import discovery, furniture, ledger, queries, runs
from db.archive import Archive
from db.values import Article, Candidate, Capture, Fetched, Pending, Processed
from flows.furniture import tidy
from flows.processing import tag_input
from flows.registry import load_registry
from flows.steps.repeats import index, without
from flows.steps.tag import RULE_VERSION, Tagger, compile_tagger
from tests.support.batches import one_by_one
from tests.support.final_rows import final_rows, imbalances

NOW = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
HOME = "https://paper.example"
SOURCE = {"name": "P", "home_url": HOME, "language": "en", "timezone": "Asia/Shanghai", "is_local": False}
NOTICE = "On the 6th CPC Chongqing Municipal Congress: our special pages"
OTHER = "More from the river and its towns"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return compile_tagger(load_registry(None))


class Desk:
    """A source whose pages are captured, and runs that process them."""

    def __init__(self, archive: Archive, tagger: Tagger) -> None:
        self.archive, self.tagger = archive, tagger
        self.source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})

    def capture(self, path: str, *after: str, minute: int = 0, text: str = "") -> None:
        """A fetch of the page: a paragraph of its own, then these blocks."""
        url = HOME + path
        self.archive.call(
            discovery.discover, self.source_id, None, [(Candidate(url, "feed"), "")], NOW, date(2022, 6, 2)
        )
        pages = {row["url"]: row["id"] for row in self.rows("select id, url from page")}
        own = text or f"The bridge of {path} opened on Tuesday, and its builder called it a good day."
        body = "\n\n".join([own, *after])
        capture = Capture(url, url, 200, {}, body.encode(), NOW + timedelta(minutes=minute))
        self.archive.call(ledger.save_captures, None, [Fetched(pages[url], capture)])

    def run(self, *, is_killed: bool = False, max_count: int = 50) -> int:
        """Process what waits, then tidy; the number of lines learned."""
        run_id = self.archive.call(runs.open_run, self.source_id, "monitor", "")
        lines = index(self.archive.call(furniture.lines, self.source_id))

        def make(pending: Pending) -> Processed:
            body = pending.capture.body.decode()
            structure = "p" * (body.count("\n\n") + 1)
            url = pending.capture.final_url
            article = Article(url, f"Title of {url}", body, (), None, date(2022, 6, 1), "day", structure=structure)
            article = without(article, lines)
            tagging = self.tagger.tag(tag_input(article, "paper"))
            return Processed(pending, article, tagging, "1", RULE_VERSION)

        while self.archive.process(self.source_id, run_id, max_count, one_by_one(make)):
            pass
        if is_killed:
            return 0
        count = tidy(self.archive, self.source_id, run_id, "paper", self.tagger)
        self.archive.call(runs.finish_run, run_id, "completed", "")
        return count

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.archive.call(queries.select_rows, sql)

    def bury(self) -> None:
        self.rows("update run set state = 'crashed', finished_at = now() where state = 'running' returning 1")


@pytest.fixture
def desk(archive: Archive, tagger: Tagger) -> Desk:
    return Desk(archive, tagger)


def capture_all(desk: Desk, numbers: Sequence[int]) -> None:
    for number in numbers:
        desk.capture(f"/{number}", *([OTHER] if number % 2 else []), NOTICE)


def test_stored_texts_are_cleaned_and_tagged_anew(desk: Desk) -> None:
    capture_all(desk, range(1, 7))
    assert desk.run() > 0
    found = desk.rows("select body, structure from revision order by id")
    assert [(row["body"].count("\n\n"), row["structure"]) for row in found] == [(0, "p")] * 6
    # the notice alone spoke of the congress
    assert desk.rows("select * from coverage_tag") == []
    assert imbalances(desk.archive.url) == []
    told = desk.archive.call(furniture.told, "paper")
    assert {(row["line"], row["seen_on"], row["of"], row["place"]) for row in told} >= {(NOTICE, 6, 6, "tail")}
    assert all(row["applied_at"] and row["learned_at"] and row["run_id"] for row in told)


def test_the_order_of_pages_and_of_runs_does_not_matter(desk: Desk, tagger: Tagger, archive: Archive) -> None:
    capture_all(desk, range(1, 9))
    desk.run(max_count=3)
    expected = final_rows(archive.url)
    wipe(desk)
    other = Desk(archive, tagger)
    capture_all(other, [8, 3, 5, 1])
    other.run()
    capture_all(other, [2, 7, 6, 4])
    other.run()
    assert final_rows(archive.url) == expected


def test_a_killed_run_is_gone_on_with(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    capture_all(desk, range(1, 9))
    desk.run()
    expected = final_rows(desk.archive.url)
    wipe(desk)
    capture_all(desk, range(1, 9))
    desk.run(is_killed=True)
    desk.bury()
    monkeypatch.setattr(furniture, "BATCH", 3)
    clean_batch = furniture.clean_batch

    def killed(connection: Any, source_id: int, after_id: int, clean: furniture.Clean) -> int | None:
        if after_id:
            raise KeyboardInterrupt
        return clean_batch(connection, source_id, after_id, clean)

    # after the lines were learned and the first batch was cleaned
    monkeypatch.setattr(furniture, "clean_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    monkeypatch.setattr(furniture, "clean_batch", clean_batch)
    desk.bury()
    assert desk.rows("select 1 from furniture where applied_at is null") != []
    assert final_rows(desk.archive.url) != expected
    assert desk.run() == 0
    assert final_rows(desk.archive.url) == expected
    assert desk.rows("select 1 from furniture where applied_at is null") == []


def test_a_page_captured_again_is_unchanged(desk: Desk) -> None:
    capture_all(desk, range(1, 7))
    desk.run()
    capture_all_again = [desk.capture(f"/{n}", *([OTHER] if n % 2 else []), NOTICE, minute=60) for n in range(1, 7)]
    assert desk.run() == 0
    outcomes = desk.rows("select outcome, count(*) as n from capture group by 1 order by 1")
    assert outcomes == [{"outcome": "new", "n": 6}, {"outcome": "unchanged", "n": len(capture_all_again)}]
    assert desk.rows("select distinct last_seen_at - first_seen_at as seen from revision") == [
        {"seen": timedelta(hours=1)}
    ]


def test_a_revision_that_was_only_furniture_is_none(desk: Desk) -> None:
    """A page gained the notice, lost it, and gained a sentence: two texts, not four."""
    capture_all(desk, range(2, 8))
    own = "The bridge of one opened on Tuesday."
    for minute, after in enumerate([(), (NOTICE,), (), ("A second one follows in May.", NOTICE)]):
        desk.capture("/1", *after, minute=minute, text=own)
        desk.run(is_killed=True)
    desk.bury()
    desk.run()
    found = desk.rows(
        "select sequence, is_current, body, last_seen_at - first_seen_at as seen from revision"
        f" join article on article.id = article_id where canonical_url = '{HOME}/1' order by sequence"
    )
    assert [(row["sequence"], row["is_current"], row["body"]) for row in found] == [
        (1, False, own),
        (2, True, f"{own}\n\nA second one follows in May."),
    ]
    assert found[0]["seen"] == timedelta(minutes=2)
    assert imbalances(desk.archive.url) == []


def test_articles_that_differed_by_furniture_alone_tell_one_story(desk: Desk) -> None:
    capture_all(desk, range(1, 6))
    same = "A report that two editions of the paper have carried word for word."
    desk.capture("/north/x", NOTICE, text=same)
    desk.capture("/south/y", text=same)
    desk.run()
    (row,) = desk.rows(
        "select count(distinct story_id) as stories from story_member join article on article.id = article_id"
        " where canonical_url ~ 'north|south'"
    )
    assert row == {"stories": 1}
    assert (
        desk.rows(
            "select 1 from story_cluster where not exists (select from story_text where story_id = story_cluster.id)"
        )
        == []
    )


def test_a_run_that_stored_nothing_asks_twice_and_writes_nothing(desk: Desk) -> None:
    capture_all(desk, range(1, 7))
    desk.run()
    run_id = desk.archive.call(runs.open_run, desk.source_id, "monitor", "")
    asked: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        assert tidy(desk.archive, desk.source_id, run_id, "paper", desk.tagger) == 0
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert len(asked) == 2
    assert all(statement.split()[0] == "select" for statement in asked)


def test_lines_are_not_called_applied_while_another_run_may_not_know_them(desk: Desk) -> None:
    other = desk.archive.call(runs.open_run, desk.source_id, "backfill", "")
    capture_all(desk, range(1, 7))
    desk.run()
    assert desk.rows("select 1 from furniture where applied_at is not null") == []
    desk.archive.call(runs.finish_run, other, "completed", "")
    desk.run()
    assert desk.rows("select 1 from furniture where applied_at is null") == []


def wipe(desk: Desk) -> None:
    tables = "furniture, story_cluster, story_band, story_merge, capture, page, article"
    with psycopg.connect(desk.archive.url) as connection:
        connection.execute(f"truncate {tables} cascade")
        connection.execute("update source set learned_event_id = 0")

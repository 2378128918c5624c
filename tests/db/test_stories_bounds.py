"""Stories while others write, and of texts that everybody carries: nobody waits for ever, little is read."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, event, text

from db import stories
from db.archive import Archive
from db.connect import open_engine
from db.stories import origins
from tests.db.test_store import rows
from tests.db.test_stories import CUT, LED, LONG, OTHER, TURNED, Press


@pytest.fixture
def press(archive: Archive) -> Press:
    return Press(archive)


@pytest.fixture
def engine(archive_url: str) -> Iterator[Engine]:
    opened = open_engine(archive_url)
    yield opened
    opened.dispose()


def test_who_names_an_origin_does_not_wait_for_the_run_that_looks_at_it_again(press: Press, engine: Engine) -> None:
    press.prints("late", LONG, day=2)
    press.prints("early", CUT, slug="daily", day=1)
    with engine.begin() as other:
        # as a batch of the other source holds it: db/articles.py, db/identity/merging.py
        other.execute(text("select from article for no key update"))
        press.settle()
        early = other.execute(text("select article_id, text_sha256 from revision where title = 'early'")).one()
        stories.leave(other, [early.article_id])
        stories.join(other, {early.article_id: bytes(early.text_sha256)})
    press.settle()
    [story] = rows(press.archive, "select title, article_count from story")
    assert (story["title"], story["article_count"]) == ("early", 2)


def test_a_batch_locks_its_articles_so_that_others_can_name_them(press: Press, engine: Engine) -> None:
    press.prints("one", LONG)
    waits: list[str] = []

    def watched(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "FOR UPDATE" in statement and "FROM article" in statement:
            waits.append(statement)

    event.listen(Engine, "before_cursor_execute", watched)
    try:
        press.prints("one", LONG + " And more.", day=2)
    finally:
        event.remove(Engine, "before_cursor_execute", watched)
    assert not waits


def test_copies_that_come_at_once_in_two_processes_are_one_story(press: Press) -> None:
    bodies = {"whole": LONG, "cut": CUT, "turned": TURNED, "led": LED, "other": OTHER}
    for number in range(len(bodies)):
        press.source(f"s{number}")
    at_once = Barrier(len(bodies))

    def arrive(number: int, name: str) -> None:
        at_once.wait()
        press.prints(name, bodies[name], slug=f"s{number}")
        while press.archive.call(stories.link, 1):
            pass

    with ThreadPoolExecutor(len(bodies)) as pool:
        for done in [pool.submit(arrive, number, name) for number, name in enumerate(bodies)]:
            done.result()
    assert press.stories() == {frozenset({"whole", "cut", "turned", "led"}), frozenset({"other"})}
    assert press.is_sound()


def test_an_article_that_says_now_whose_text_it_is_is_the_origin_no_more(press: Press) -> None:
    press.prints("one", LONG, day=1)
    press.prints("two", LONG, slug="daily", day=3)
    press.settle()
    assert [row["origin_source"] for row in rows(press.archive, "select * from story")] == ["paper"]
    press.prints("one", LONG + " Corrected.", day=5, stated_origin="Daily")
    press.settle()
    [story] = rows(press.archive, "select * from story")
    assert (story["origin_source"], story["title"]) == ("daily", "two")


def test_the_ten_thousandth_copy_reads_and_writes_few_rows(press: Press, engine: Engine) -> None:
    press.prints("first", LONG, day=5)
    press.prints("near", LED, slug="daily", day=6)
    press.settle()
    press.archive.call(_ten_thousand_more)
    touched: list[int] = []

    def count(connection: object, cursor: object, *_: object) -> None:
        touched.append(cursor.rowcount)  # type: ignore[attr-defined]

    press.prints("last", LONG, slug="third", day=7)
    event.listen(engine, "after_cursor_execute", count)
    with engine.begin() as connection:
        article = connection.scalar(text("select article_id from revision where title = 'last'"))
        digest = connection.scalar(text("select text_sha256 from revision where title = 'last'"))
        stories.join(connection, {article: digest})
        connection.execute(text("update story_text set version = 0"))
        while stories.link(connection):
            pass
    assert sum(touched) < 500
    assert len(touched) < 60


def test_the_origin_of_a_large_story_is_named_by_the_end_of_the_run(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origins, "FEW", 2)
    for day in range(9, 2, -1):
        press.prints(f"day-{day}", LONG, slug=f"s{day}", day=day)
    press.settle()
    [story] = rows(press.archive, "select * from story")
    assert story["title"] == "day-3"
    press.prints("earliest", LED, slug="daily", day=1)
    press.settle()
    [story] = rows(press.archive, "select * from story")
    assert (story["title"], story["article_count"]) == ("earliest", 8)
    assert all(row["share_kept"] is not None for row in rows(press.archive, "select share_kept from syndication"))


def _ten_thousand_more(connection: Connection) -> None:
    """Exact copies of the text of the article 'first', in its story."""
    connection.execute(
        text("""
            insert into article (source_id, url_key, url_key_sha256, canonical_url, first_captured_at)
            select 1, 'copy ' || n, sha256(convert_to('copy ' || n, 'UTF8')), 'https://paper.example/' || n, now()
              from generate_series(1, 10000) n
        """)
    )
    columns = connection.scalar(
        text("""
            select string_agg(column_name, ', ') from information_schema.columns
             where table_name = 'revision' and column_name not in ('id', 'article_id') and is_generated = 'NEVER'
        """)
    )
    connection.execute(
        text(f"""
            insert into revision (article_id, {columns})
            select copy.id, {columns} from article copy, (select * from revision where title = 'first') model
             where copy.url_key like 'copy %'
        """)
    )
    connection.execute(
        text("""
            insert into story_member (article_id, story_id, text_id)
            select copy.id, model.story_id, model.text_id
              from article copy, story_member model join revision using (article_id)
             where copy.url_key like 'copy %' and revision.title = 'first'
        """)
    )
    connection.execute(text("analyze"))

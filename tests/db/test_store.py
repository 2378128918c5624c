"""From captures to articles: each text once, each change a revision, one bad row one counted failure."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from db import discovery, ledger, queries, runs, store
from db.archive import Archive
from db.values import (
    Article,
    Broken,
    Candidate,
    Capture,
    CoverageTag,
    Evidence,
    Fetched,
    NotArticle,
    Pending,
    Processed,
    Tagging,
)
from tests.support.batches import one_by_one

NOW = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
HOME = "https://paper.example"
SOURCE = {"name": "P", "home_url": HOME, "language": "en", "timezone": "Asia/Shanghai", "is_local": False}
TEXT = "The congress closed on Tuesday. Its report names three tasks for the next five years."
Maker = Callable[[Pending], Any]


@pytest.fixture
def source_id(archive: Archive) -> int:
    return archive.call(runs.save_source, {"slug": "paper", **SOURCE})


def fetch(archive: Archive, source_id: int, *paths: str, at: datetime = NOW) -> None:
    """Captures of these pages, waiting to be processed."""
    listed = [(Candidate(HOME + path, "feed"), "") for path in paths]
    archive.call(discovery.discover, source_id, None, listed, NOW, date(2022, 6, 2))
    rows = archive.call(queries.select_rows, "select id, url from page")
    pages = {row["url"]: row["id"] for row in rows}
    captures = [
        Fetched(pages[HOME + path], Capture(HOME + path, HOME + path, 200, {}, path.encode(), at)) for path in paths
    ]
    archive.call(ledger.save_captures, None, captures)


def article(pending: Pending, **changes: Any) -> Article:
    url = pending.capture.final_url
    made = Article(url, f"Title of {url}", f"{TEXT} {url}", ("A B",), None, date(2022, 6, 1), "day", language="en")
    return replace(made, **changes)


def process(archive: Archive, source_id: int, make: Maker = article, max_count: int = 50) -> Counter[str]:
    return archive.process(
        source_id, None, max_count, one_by_one(lambda pending: Processed(pending, make(pending), Tagging()))
    )


def rows(archive: Archive, sql: str) -> list[dict[str, Any]]:
    return archive.call(queries.select_rows, sql)


def test_captures_become_articles_once(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    assert process(archive, source_id) == {"new": 2}
    assert process(archive, source_id) == {}
    assert rows(archive, "select source, state, page_count from ledger_daily") == [
        {"source": "paper", "state": "archived", "page_count": 2}
    ]
    assert len(rows(archive, "select * from article_current where revision_count = 1")) == 2


def test_a_second_capture_with_the_same_text_is_unchanged(archive: Archive, source_id: int) -> None:
    for hours in range(3):
        fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=hours))
    outcomes = [process(archive, source_id) for _ in range(3)]
    assert outcomes == [{"new": 1}, {"unchanged": 1}, {"unchanged": 1}]
    assert rows(archive, "select sequence, last_seen_at - first_seen_at as seen from revision") == [
        {"sequence": 1, "seen": timedelta(hours=2)}
    ]


def test_a_changed_text_is_a_revision_and_the_old_one_stays(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/")
    process(archive, source_id)
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=1))
    assert process(archive, source_id, lambda pending: article(pending, body="Four tasks.")) == {"revised": 1}
    assert rows(archive, "select sequence, is_current from revision order by 1") == [
        {"sequence": 1, "is_current": False},
        {"sequence": 2, "is_current": True},
    ]
    assert rows(archive, "select body from article_current") == [{"body": "Four tasks."}]


def test_white_space_and_compatibility_forms_are_no_revision(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/")
    process(archive, source_id, lambda pending: article(pending, body="第６次 党代会"))
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=1))
    assert process(archive, source_id, lambda p: article(p, body="第6次\n\n党代会")) == {"unchanged": 1}


def test_an_alias_leads_to_its_article_and_never_rewrites_it(archive: Archive, source_id: int) -> None:
    main = HOME + "/2022/06/01/a/"

    def make(pending: Pending) -> Article:
        is_alias = pending.page_url != main
        return article(
            pending, canonical_url=main, body=f"{TEXT} As the {'short' if is_alias else 'whole'} page has it."
        )

    fetch(archive, source_id, "/?p=7")
    # the page it claims speaks first
    assert process(archive, source_id, make) == {"waiting": 1}
    fetch(archive, source_id, "/2022/06/01/a/", at=NOW + timedelta(minutes=1))
    assert process(archive, source_id, make) == {"new": 1}
    assert process(archive, source_id, make) == {"duplicate": 1}
    fetch(archive, source_id, "/?p=7", at=NOW + timedelta(hours=1))
    assert process(archive, source_id, make) == {"duplicate": 1}
    assert rows(archive, "select url, state from page order by url") == [
        {"url": main, "state": "archived"},
        {"url": HOME + "/?p=7", "state": "alias"},
    ]
    assert rows(archive, "select right(body, 18) as ends from revision") == [{"ends": "whole page has it."}]


def test_one_text_title_and_day_under_two_addresses_of_a_source_is_one_article(
    archive: Archive, source_id: int
) -> None:
    fetch(archive, source_id, "/a/", "/copy/of/a/")
    same = process(archive, source_id, lambda p: article(p, title="One title", body=TEXT))
    assert same == {"new": 1, "duplicate": 1}
    assert len(rows(archive, "select * from article_current")) == 1


def test_one_title_in_one_week_with_other_words_is_two_articles(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    assert process(archive, source_id, lambda p: article(p, title="Weather")) == {"new": 2}


def test_a_reprint_elsewhere_is_an_article_of_its_own_in_one_story(archive: Archive, source_id: int) -> None:
    other_id = archive.call(runs.save_source, {"slug": "reprinter", **SOURCE})
    # the reprint arrives first: the origin is the earlier published, not the earlier fetched
    fetch(archive, other_id, "/reprint/")
    process(archive, other_id, lambda p: article(p, body=TEXT, published_on=date(2022, 6, 3)))
    fetch(archive, source_id, "/a/")
    process(archive, source_id, lambda p: article(p, body=TEXT))
    found = rows(
        archive,
        "select a.source, story.origin_article_id = a.article_id as is_origin, count(*) over (partition by story_id)"
        " as copies from article_current a join story using (story_id) order by 1",
    )
    assert found == [
        {"source": "paper", "is_origin": True, "copies": 2},
        {"source": "reprinter", "is_origin": False, "copies": 2},
    ]


def test_what_is_no_article_is_skipped_with_its_reason(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    made: dict[str, Any] = {"/a/": NotArticle("not html"), "/b/": Broken("extraction: ValueError")}
    outcomes = process(archive, source_id, lambda p: made[p.capture.url.removeprefix(HOME)])
    assert outcomes == {"skipped": 1, "failed": 1}
    assert rows(archive, "select state, reason from page order by url") == [
        {"state": "skipped", "reason": "not html"},
        {"state": "failed", "reason": "extraction: ValueError"},
    ]


def test_one_row_the_database_refuses_is_one_failure_and_the_rest_is_stored(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/", "/c/")

    def make(pending: Pending) -> Processed:
        level: Any = "unheard of" if pending.capture.url.endswith("/b/") else "focus"
        tag = CoverageTag("cpc-chongqing-6", level, "after", 5, 0.9, ())
        return Processed(pending, article(pending), Tagging((tag,)), "1", "1")

    assert archive.process(source_id, None, 10, one_by_one(make)) == {"new": 2, "failed": 1}
    found = rows(archive, "select state, reason from page order by url")
    assert [row["state"] for row in found] == ["archived", "failed", "archived"]
    assert found[1]["reason"].startswith("could not be stored: ")
    assert "coverage_tag_level" in found[1]["reason"]


@pytest.mark.parametrize("bad", ["nul \x00 inside", "lone \ud800 surrogate", "😀" * 10])
def test_letters_postgresql_cannot_hold_do_not_lose_the_article(archive: Archive, source_id: int, bad: str) -> None:
    fetch(archive, source_id, "/a/")
    evidence = Evidence("body", 0, 3, bad, "rule")
    tag = CoverageTag("cpc-chongqing-6", "focus", "after", 5, 0.9, (evidence,))

    def make(pending: Pending) -> Processed:
        made = article(pending, title=bad, body=bad, authors=(bad,), captions=(bad,))
        return Processed(pending, made, Tagging((tag,)), "1", "1")

    assert archive.process(source_id, None, 10, one_by_one(make)) == {"new": 1}
    assert rows(archive, "select congress_id, level, phase, day_offset from coverage") == [
        {"congress_id": "cpc-chongqing-6", "level": "focus", "phase": "after", "day_offset": 5}
    ]


def test_a_worker_that_dies_leaves_its_captures_to_others(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")

    def die(_pending: Pending) -> Processed:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.process(source_id, None, 10, one_by_one(die))
    assert process(archive, source_id) == {"new": 2}


def test_two_workers_never_take_the_same_page(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, *[f"/{number}/" for number in range(20)])
    taken: list[int] = []
    first_has_some = threading.Event()

    def slow(pending: Pending) -> Processed:
        taken.append(pending.page_id)
        first_has_some.set()
        other.join(10)
        return Processed(pending, article(pending))

    def note(pending: Pending) -> Processed:
        taken.append(pending.page_id)
        return Processed(pending, article(pending))

    def quick() -> None:
        first_has_some.wait(10)
        archive.process(source_id, None, 50, one_by_one(note))

    other = threading.Thread(target=quick)
    other.start()
    archive.process(source_id, None, 10, one_by_one(slow))
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 20


def test_a_page_s_captures_are_told_in_the_order_of_time(archive: Archive, source_id: int) -> None:
    for hours in (2, 0, 1):
        fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=hours))
    texts = {NOW + timedelta(hours=n): text for n, text in enumerate(["first", "second", "third"])}
    for _ in range(3):
        process(archive, source_id, lambda p: article(p, body=texts[p.capture.captured_at]))
    assert [row["body"] for row in rows(archive, "select body from revision order by sequence")] == [
        "first",
        "second",
        "third",
    ]


def test_claiming_takes_the_oldest_first(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/", "/c/")
    claimed = archive.call(store.claim, source_id, 2)
    assert [pending.page_url for pending in claimed] == [HOME + "/a/", HOME + "/b/"]
    assert claimed[0].capture.body == b"/a/"


def test_a_database_that_is_in_trouble_is_no_page_s_fault(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/")
    with psycopg.connect(archive.url) as other:
        other.execute("lock table story in access exclusive mode")

        def impatient(pending: Pending) -> Processed:
            return Processed(pending, article(pending))

        with psycopg.connect(archive.url, autocommit=True) as admin:
            admin.execute("alter role congresswatch set lock_timeout = '200ms'")
        fresh = Archive(archive.url)
        try:
            with pytest.raises(DBAPIError):
                fresh.process(source_id, None, 10, one_by_one(impatient))
        finally:
            fresh.close()
            with psycopg.connect(archive.url, autocommit=True) as admin:
                admin.execute("alter role congresswatch reset lock_timeout")
    assert process(archive, source_id) == {"new": 1}


def test_an_article_met_under_an_alias_is_archived_at_its_own_skipped_address(archive: Archive, source_id: int) -> None:
    main = Candidate(HOME + "/x", "feed")
    archive.call(discovery.discover, source_id, None, [(main, "not an article address")], NOW, date(2022, 6, 2))
    fetch(archive, source_id, "/y")
    process(archive, source_id, lambda p: article(p, canonical_url=HOME + "/x"))
    assert rows(archive, "select url, state from page order by url") == [
        {"url": HOME + "/x", "state": "archived"},
        {"url": HOME + "/y", "state": "alias"},
    ]


def test_a_page_that_shows_two_texts_in_turn_makes_no_edit_at_each_look(archive: Archive, source_id: int) -> None:
    def shown(pending: Pending) -> Article:
        hours = (pending.capture.captured_at - NOW) // timedelta(hours=1)
        return article(pending, body=f"{TEXT} {'left' if hours % 2 else 'right'}")

    for hours in range(9):
        fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=hours))
        process(archive, source_id, shown)
    [row] = rows(archive, "select sequence, body, first_seen_at, last_seen_at from revision")
    assert (row["sequence"], row["body"]) == (1, f"{TEXT} right")
    assert (row["first_seen_at"], row["last_seen_at"]) == (NOW, NOW + timedelta(hours=8))
    [said] = rows(archive, "select reason, count(*) as n from page_event where reason <> '' group by 1")
    assert said["reason"] == "shows several texts in turn"

    # from now on it shows one of them only
    for days in range(1, 4):
        fetch(archive, source_id, "/a/", at=NOW + timedelta(days=days, hours=1))
        process(archive, source_id, shown)
    found = rows(archive, "select sequence, body, is_current, first_seen_at from revision order by sequence")
    assert [row["body"].rpartition(" ")[2] for row in found] == ["right", "left"]
    assert found[1]["first_seen_at"] == NOW + timedelta(days=1, hours=1)


def test_an_edit_that_is_undone_is_history(archive: Archive, source_id: int) -> None:
    for days, word in enumerate(("old", "new", "old", "old", "old")):
        fetch(archive, source_id, "/a/", at=NOW + timedelta(days=days))
        process(archive, source_id, lambda pending, word=word: article(pending, body=f"{TEXT} {word}"))
    found = rows(archive, "select body from revision order by sequence")
    assert [row["body"].rpartition(" ")[2] for row in found] == ["old", "new", "old"]

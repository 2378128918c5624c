"""The books balance on an archive that was written by the program, and each kind of corruption is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import psycopg
import pytest

from db import discovery, ledger, queries, queries_audit, runs
from db.archive import Archive
from db.queries_audit import CHECKS, Broken
from db.values import Article, Candidate, Capture, Fetched, FetchFailure, Pending, Processed
from tests.support.batches import one_by_one

HOME = "https://paper.example"
NOW = datetime(2022, 6, 2, 3, tzinfo=UTC)


@pytest.fixture
def kept(archive: Archive) -> Archive:
    """An archive of two articles, a failed page, a queued one, a refused address, and a capture that waits."""
    source = {"slug": "paper", "name": "P", "home_url": HOME, "language": "en", "timezone": "UTC", "is_local": False}
    source_id = archive.call(runs.save_source, source)
    with archive.locked("monitor", "paper"):
        run_id = archive.call(runs.start_run, source_id, "monitor", "")
        listed = [
            (Candidate(HOME + path, "feed", published_on=NOW.date()), "")
            for path in ("/a/", "/b/", "/c/", "/d/", "/e/")
        ]
        refused = [(Candidate(f"{HOME}/about/", "feed"), "not an article address")]
        archive.call(discovery.discover, source_id, run_id, [*listed, *refused], NOW, NOW.date())
        pages = {row["url"]: row["id"] for row in archive.call(queries.select_rows, "select id, url from page")}
        _fetch(archive, run_id, pages, "/a/", "/b/")
        archive.process(source_id, run_id, 50, one_by_one(_processed))
        _fetch(archive, run_id, pages, "/c/")
        archive.call(ledger.save_failures, run_id, [FetchFailure(pages[f"{HOME}/d/"], "timeout")])
        archive.call(runs.finish_run, run_id, "completed", "")
    return archive


def _fetch(archive: Archive, run_id: int, pages: dict[str, int], *paths: str) -> None:
    captures = [
        Fetched(pages[HOME + path], Capture(HOME + path, HOME + path, 200, {}, path.encode(), NOW)) for path in paths
    ]
    archive.call(ledger.save_captures, run_id, captures)


def _processed(pending: Pending) -> Processed:
    text = f"A text of its own, with words enough for {pending.page_url}"
    made = Article(pending.page_url, f"Title {pending.page_url}", text, (), None, date(2022, 6, 1), "day")
    return Processed(pending, made, extractor_version="1", rule_version="1")


def broken(archive: Archive) -> dict[str, Broken]:
    """The checks that do not hold, by name."""
    found = [archive.call(queries_audit.broken, check, [], 20) for check in CHECKS]
    return {each.check.name: each for each in found if each}


@contextmanager
def editing(archive: Archive) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(archive.url) as connection:
        yield connection


def test_what_the_program_writes_balances(kept: Archive) -> None:
    assert broken(kept) == {}


def test_an_empty_archive_balances(archive: Archive) -> None:
    assert broken(archive) == {}


CORRUPTIONS = {
    "a page without a history": (
        {"ledger sum"},
        "delete from page_event where page_id = (select id from page where url like '%/e/')",
    ),
    "a state that no event tells of": (
        {"last event"},
        "update page set state = 'gone' where url like '%/d/'",
    ),
    "an archived page whose article has no text": (
        {"archived pages", "current revision"},
        "update revision set is_current = false where article_id = (select article_id from page where url like '%/a/')",
    ),
    "an archived page of another source's article": (
        {"archived pages"},
        "insert into source (slug, name, home_url, timezone) values ('other', '', '', 'UTC');"
        "update article set source_id = (select id from source where slug = 'other')"
        " where id = (select article_id from page where url like '%/a/')",
    ),
    "two current revisions": (
        {"current revision"},
        "drop index revision_current_idx;"
        "create temp table twin as select * from revision limit 1;"
        "alter table twin drop column id;"
        "update twin set sequence = 2;"
        "insert into revision (article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at, text_sha256,"
        " revision_sha256, title, date_candidates, body, images, extractor_version) select article_id, sequence, true,"
        " capture_id, first_seen_at, last_seen_at, text_sha256, revision_sha256, title, date_candidates, body, images,"
        " extractor_version from twin",
    ),
    "a revision that is lost": (
        {"sequences"},
        "update revision set sequence = 2 where id = (select min(id) from revision)",
    ),
    "a fetched page whose capture was processed unseen": (
        {"fetched pages"},
        "update capture set processed_at = now() where processed_at is null",
    ),
    "a capture of a page that was never fetched": (
        {"unprocessed captures"},
        "insert into capture (page_id, captured_at, url, final_url, status, headers, blob_sha256)"
        " select page.id, now(), '', '', 200, '{}', sha256 from page, blob where url like '%/e/' limit 1",
    ),
    "a capture that waits for a page that has long spoken": (
        {"waiting captures"},
        "update capture set waits_for_page_id = (select id from page where url like '%/a/') where processed_at is null;"
        "insert into run (source_id, flow, state, started_at)"
        " select id, 'monitor', 'completed', now() + interval '1 hour' from source",
    ),
    "a page that nobody found": (
        {"findings"},
        "delete from finding where page_id = (select id from page where url like '%/e/')",
    ),
    "a run that died": (
        {"running runs"},
        "insert into run (source_id, flow) select id, 'monitor' from source",
    ),
    "a capture without its bytes": (
        {"bytes"},
        "alter table capture drop constraint capture_blob_sha256_fkey;"
        "delete from blob where sha256 = (select blob_sha256 from capture join page on page.id = page_id"
        " where page.url like '%/b/')",
    ),
    "an article in no story": (
        {"stories"},
        "delete from story_member where article_id = (select max(id) from article)",
    ),
    "a story whose origin is another's": (
        {"stories"},
        "update story_cluster set origin_article_id = (select min(id) from article)",
    ),
}


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_each_kind_of_corruption_is_found_and_named(kept: Archive, kind: str) -> None:
    expected, sql = CORRUPTIONS[kind]
    with editing(kept) as connection:
        connection.execute(sql.encode())
    found = broken(kept)
    assert set(found) == expected
    for each in found.values():
        assert each.found_count >= 1
        assert all(row["what"] for row in each.rows)
        assert {row["source"] for row in each.rows} == {"paper"}


def test_every_check_has_a_corruption_that_it_finds() -> None:
    assert set().union(*(expected for expected, _ in CORRUPTIONS.values())) == {check.name for check in CHECKS}


def test_a_run_that_lives_is_not_called_dead(kept: Archive) -> None:
    with kept.locked("monitor", "paper") as is_ours:
        assert is_ours
        kept.call(runs.start_run, 1, "monitor", "")
        assert broken(kept) == {}
    assert set(broken(kept)) == {"running runs"}


def test_a_run_may_follow_another_at_once(archive: Archive) -> None:
    for _ in range(50):
        with archive.locked("monitor", "paper") as is_ours:
            assert is_ours


def test_a_page_that_only_stands_for_its_article_s_address_was_found_by_nobody(kept: Archive) -> None:
    with editing(kept) as connection:
        connection.execute("update page set way = 'canonical' where url like '%/a/'")
        connection.execute("delete from finding where page_id = (select id from page where url like '%/a/')")
    assert broken(kept) == {}


def test_a_capture_may_wait_until_the_next_run(kept: Archive) -> None:
    with editing(kept) as connection:
        connection.execute(
            "update capture set waits_for_page_id = (select id from page where url like '%/a/')"
            " where processed_at is null"
        )
    assert broken(kept) == {}


def test_only_the_sources_asked_for_are_judged_and_no_more_rows_are_told_than_asked(kept: Archive) -> None:
    with editing(kept) as connection:
        connection.execute("delete from finding")
    check = next(check for check in CHECKS if check.name == "findings")
    assert kept.call(queries_audit.broken, check, ["other"], 20) is None
    found = kept.call(queries_audit.broken, check, ["paper"], 2)
    assert found is not None
    assert (found.found_count, len(found.rows)) == (6, 2)

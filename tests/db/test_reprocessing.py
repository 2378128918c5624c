"""Captures are read again beside what is stored, then made current: resumable, without edits, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from db import edit_history, furniture, queries_reprocess, remaking, reprocessing, runs
from db.archive import Archive
from db.queries_audit import CHECKS, broken
from db.reprocessing import EVER, Days, Versions
from db.values import Article, CoverageTag, NotArticle, Pending, Processed, Tag, Tagging
from tests.db.test_store import HOME, NOW, SOURCE, fetch, rows
from tests.support.batches import one_by_one
from tests.support.final_rows import final_rows

Result = Article | NotArticle
Reader = Callable[[Pending], Result]
TEXT = "The ferry of {} ran again on Tuesday, and the band played on."
CREDIT = "\n\nBy A B"


@pytest.fixture
def source_id(archive: Archive) -> int:
    return archive.call(runs.save_source, {"slug": "paper", **SOURCE})


def article(pending: Pending, body: str = "", **changes: Any) -> Article:
    url = pending.capture.final_url
    values: dict[str, Any] = {"published_on": date(2022, 6, 1), "date_precision": "day", "language": "en", **changes}
    return Article(url, f"The ferry {url}", body or TEXT.format(url), ("A B",), **values)


def with_credit(pending: Pending) -> Result:
    """As the first version reads it: the byline stays in the text."""
    return article(pending, TEXT.format(pending.capture.final_url) + CREDIT)


def tagging(result: Result) -> Tagging:
    """The ferry of /b/ is a focus where the credit stands in its text; every text is on ferries."""
    if not isinstance(result, Article):
        return Tagging()
    level: Any = "focus" if CREDIT in result.body else "anchor"
    coverage = (CoverageTag("cpc-chongqing-6", level, "during", 3, 1.0, ()),) if "/b/" in result.canonical_url else ()
    return Tagging(coverage, (Tag("topic", "ferries", 1.0, ()),))


class Reprocess:
    """What the flow does, with any reader; `moves`: transactions after which it is killed."""

    def __init__(self, archive: Archive, source_id: int, version: str, read: Reader, moves: int = 10_000) -> None:
        self.archive, self.source_id, self.read, self.moves = archive, source_id, read, moves
        self.versions = Versions(version, version, b"facts")
        self.read_count = 0
        self.run_id = archive.call(runs.start_run, source_id, "reprocess", "")

    def call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        if self.moves == 0:
            raise KeyboardInterrupt
        self.moves -= 1
        return self.archive.call(function, *args, **kwargs)

    def process(self, batch: Sequence[Pending]) -> list[Processed]:
        return one_by_one(self._processed)(batch)

    def _processed(self, pending: Pending) -> Processed:
        self.read_count += 1
        result, version = self.read(pending), self.versions.extractor_version
        return Processed(pending, result, tagging(result), version, version)

    def derive(self, days: Days = EVER, *, is_afresh: bool = True, max_count: int = 2) -> None:
        begun = self.call(reprocessing.begin, self.source_id, self.run_id, self.versions, days, is_afresh=is_afresh)
        while begun == "deriving":
            portion = self.call(queries_reprocess.next_portion, self.source_id, max_count)
            if portion is None:
                break
            assert len(portion.pendings) <= max_count
            self.call(reprocessing.stage, self.source_id, portion, self.process(portion.pendings))
        if begun == "deriving":
            self.call(reprocessing.reach, self.source_id, "derived")

    def make_current(self) -> None:
        self.call(reprocessing.reach, self.source_id, "applying")
        while self.call(remaking.make_current, self.source_id, self.run_id):
            pass
        while self.call(queries_reprocess.has_put_back, self.source_id) and self.process_next():
            pass
        while self.call(edit_history.tell, self.source_id):
            pass
        self.call(reprocessing.reach, self.source_id, "done")
        self.archive.call(runs.finish_run, self.run_id, "completed", "")

    def process_next(self) -> Counter[str]:
        version = self.versions.extractor_version
        return self.archive.process(self.source_id, self.run_id, 50, self.process, version=version)

    def summary(self) -> dict[str, Any]:
        found = self.archive.call(queries_reprocess.summary, "paper")
        assert found is not None
        return found

    def kinds(self) -> dict[str, int]:
        return {row["kind"]: row["count"] for row in self.archive.call(queries_reprocess.kinds, "paper")}


def monitor(archive: Archive, source_id: int, version: str, read: Reader) -> Counter[str]:
    def processed(pending: Pending) -> Processed:
        result = read(pending)
        return Processed(pending, result, tagging(result), version, version)

    outcomes: Counter[str] = Counter()
    run_id = archive.call(runs.open_run, source_id, "monitor", "")
    while done := archive.process(source_id, run_id, 50, one_by_one(processed)):
        outcomes += done
    archive.call(runs.finish_run, run_id, "completed", "")
    return outcomes


def unbalanced(archive: Archive) -> list[str]:
    return [check.name for check in CHECKS if archive.call(broken, check, [], 1)]


def texts(archive: Archive) -> list[dict[str, Any]]:
    return rows(
        archive, "select sequence, is_current, body, extractor_version from revision order by article_id, sequence"
    )


def everything(archive: Archive) -> list[dict[str, Any]]:
    return rows(
        archive,
        "select page.*, capture.*, revision.*, story_member.*, coverage_tag.*, tag.* from page"
        " left join capture on capture.page_id = page.id left join revision on revision.article_id = page.article_id"
        " left join story_member on story_member.article_id = page.article_id"
        " left join coverage_tag on coverage_tag.revision_id = revision.id"
        " left join tag on tag.revision_id = revision.id order by page.id, capture.id, revision.id",
    )


def test_nothing_changes_before_it_is_made_current(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/", "/c/")
    monitor(archive, source_id, "1", with_credit)
    before = everything(archive)
    again = Reprocess(archive, source_id, "2", article)
    again.derive()
    assert everything(archive) == before
    assert again.kinds() == {"body": 3, "congress": 1}
    assert again.summary()["changed_count"] == 3
    (tie,) = archive.call(queries_reprocess.congress_changes, "paper", 9)
    assert (tie["url"], tie["before"], tie["after"]) == (
        HOME + "/b/",
        ["cpc-chongqing-6, focus, during, day 3"],
        ["cpc-chongqing-6, anchor, during, day 3"],
    )
    largest = archive.call(queries_reprocess.largest, "paper", 2)
    assert [row["changed_count"] for row in largest] == [3, 3]
    assert "By A B-]" in largest[0]["diff"]


def test_made_current_it_is_as_if_it_had_been_read_so_at_once_and_no_edit(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    monitor(archive, source_id, "1", with_credit)
    again = Reprocess(archive, source_id, "2", article)
    again.derive()
    again.make_current()
    assert [(row["body"].count("By A B"), row["extractor_version"]) for row in texts(archive)] == [(0, "2")] * 2
    assert rows(archive, "select level, rule_version from coverage_tag") == [{"level": "anchor", "rule_version": "2"}]
    assert rows(archive, "select distinct rule_version from tag") == [{"rule_version": "2"}]
    assert rows(archive, "select * from edit") == []
    assert rows(archive, "select * from rederived") == []
    assert unbalanced(archive) == []
    assert (again.summary()["current_count"], again.summary()["skipped_count"]) == (2, 0)


def test_what_reads_the_same_is_of_the_new_version_then(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    monitor(archive, source_id, "1", article)
    again = Reprocess(archive, source_id, "2", article)
    again.derive()
    assert (again.kinds(), again.summary()["version_count"]) == ({}, 2)
    again.make_current()
    assert {row["extractor_version"] for row in texts(archive)} == {"2"}
    assert rows(archive, "select rule_version from tag union select rule_version from coverage_tag") == [
        {"rule_version": "2"}
    ]
    same = Reprocess(archive, source_id, "2", article)
    same.derive()
    assert same.summary()["staged_count"] == 0


def test_two_texts_that_read_alike_now_are_one(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/")
    monitor(archive, source_id, "1", article)
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=1))
    assert monitor(archive, source_id, "1", with_credit) == {"revised": 1}
    archive.call(edit_history.tell, source_id)
    again = Reprocess(archive, source_id, "2", article)
    again.derive(max_count=1)
    again.make_current()
    (row,) = rows(archive, "select sequence, is_current, last_seen_at - first_seen_at as seen from revision")
    assert row == {"sequence": 1, "is_current": True, "seen": timedelta(hours=1)}
    assert rows(archive, "select * from edit") == []
    assert unbalanced(archive) == []


def test_what_is_refused_now_stays_and_is_told(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    monitor(archive, source_id, "1", article)

    def refusing(pending: Pending) -> Result:
        return NotArticle("listing") if "/a/" in pending.page_url else article(pending)

    again = Reprocess(archive, source_id, "2", refusing)
    again.derive()
    (told,) = archive.call(queries_reprocess.vanishing, "paper", 9)
    assert (told["url"], told["reason"]) == (HOME + "/a/", "listing")
    again.make_current()
    assert [row["extractor_version"] for row in texts(archive)] == ["1", "2"]
    assert len(rows(archive, "select * from article_current")) == 2
    assert unbalanced(archive) == []


def refusing_twice(archive: Archive, source_id: int) -> None:
    """/a/ was refused at two looks, /b/ is an article."""

    def read(pending: Pending) -> Result:
        return NotArticle("empty") if "/a/" in pending.page_url else article(pending)

    fetch(archive, source_id, "/a/", "/b/")
    monitor(archive, source_id, "1", read)
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=1))
    monitor(archive, source_id, "1", read)


def test_what_had_been_refused_is_an_article_now(archive: Archive, source_id: int) -> None:
    refusing_twice(archive, source_id)
    again = Reprocess(archive, source_id, "2", article)
    again.derive()
    assert again.kinds() == {"is an article now": 2}
    assert {row["reason"] for row in archive.call(queries_reprocess.appearing, "paper", 9)} == {"empty"}
    again.make_current()
    assert rows(archive, "select state, reason, due_at from page where url like '%/a/'") == [
        {"state": "archived", "reason": "", "due_at": None}
    ]
    (row,) = rows(
        archive,
        "select last_seen_at - first_seen_at as seen, extractor_version from revision"
        " join article on article.id = article_id where url_key like '%/a'",
    )
    assert row == {"seen": timedelta(hours=1), "extractor_version": "2"}
    assert rows(archive, "select outcome from capture order by id") == [
        {"outcome": outcome} for outcome in ("new", "new", "unchanged")
    ]
    assert unbalanced(archive) == []


def test_what_is_refused_again_is_counted_and_left(archive: Archive, source_id: int) -> None:
    refusing_twice(archive, source_id)
    before = rows(archive, "select * from page")
    again = Reprocess(archive, source_id, "2", lambda p: NotArticle("listing") if "/a/" in p.page_url else article(p))
    again.derive()
    assert (again.summary()["refused_count"], again.summary()["still_refused_count"]) == (2, 2)
    again.make_current()
    assert rows(archive, "select * from page") == before


def test_what_a_run_changed_meanwhile_is_left_and_counted(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    monitor(archive, source_id, "1", with_credit)
    again = Reprocess(archive, source_id, "2", article)
    again.derive()

    def clean(stored: Article) -> furniture.Cleaned | None:
        body = f"{stored.body} Cleaned."
        return furniture.Cleaned(article_of(stored, body), Tagging(), "1") if "/a/" in stored.canonical_url else None

    archive.call(furniture.clean_batch, source_id, 0, clean)
    again.make_current()
    assert [row["body"].endswith("Cleaned.") for row in texts(archive)] == [True, False]
    assert (again.summary()["current_count"], again.summary()["skipped_count"]) == (1, 1)
    assert unbalanced(archive) == []


def article_of(stored: Article, body: str) -> Article:
    return Article(stored.canonical_url, stored.title, body, stored.authors, published_on=stored.published_on)


def test_a_newer_text_of_an_article_does_not_keep_the_older_one_from_being_read_so(
    archive: Archive, source_id: int
) -> None:
    fetch(archive, source_id, "/a/")
    monitor(archive, source_id, "1", with_credit)
    again = Reprocess(archive, source_id, "2", article)
    again.derive()
    fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=1))
    monitor(archive, source_id, "2", lambda pending: article(pending, "The ferry did not run."))
    again.make_current()
    assert [row["body"] for row in texts(archive)] == [TEXT.format(HOME + "/a/"), "The ferry did not run."]


def test_other_tags_alone_leave_text_and_story_as_they_are(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/b/")
    monitor(archive, source_id, "1", article)
    rows(archive, "update coverage_tag set level = 'focus' returning 1")
    before = rows(archive, "select * from story_member")
    again = Reprocess(archive, source_id, "1", article)
    again.derive()
    assert again.kinds() == {"congress": 1}
    again.make_current()
    assert rows(archive, "select level from coverage_tag") == [{"level": "anchor"}]
    assert rows(archive, "select * from story_member") == before


def test_only_articles_of_the_days_are_read(archive: Archive, source_id: int) -> None:
    def dated(pending: Pending) -> Result:
        return article(pending, published_on=date(2022, 6, 5 if "/b/" in pending.page_url else 1))

    fetch(archive, source_id, "/a/", "/b/", "/c/")
    monitor(archive, source_id, "1", dated)
    again = Reprocess(archive, source_id, "2", dated)
    again.derive((date(2022, 6, 2), date(2022, 6, 5)))
    assert (again.read_count, again.summary()["text_count"]) == (1, 1)
    # the days of a page without an article are those it was listed under
    rows(archive, "update page set listed_on = '2022-06-03' returning 1")
    fetch(archive, source_id, "/d/")
    rows(archive, "update page set listed_on = '2022-06-09' where url like '%/d/' returning 1")
    monitor(archive, source_id, "1", lambda _: NotArticle("empty"))
    other = Reprocess(archive, source_id, "2", dated)
    other.derive((date(2022, 6, 9), date(2022, 6, 9)))
    assert (other.summary()["text_count"], other.summary()["refused_count"]) == (0, 1)


def test_an_article_of_more_texts_than_a_portion_is_read_whole(archive: Archive, source_id: int) -> None:
    for hour in range(7):
        fetch(archive, source_id, "/a/", at=NOW + timedelta(hours=hour))
        monitor(archive, source_id, "1", lambda p, hour=hour: article(p, f"{hour} ferries ran.{CREDIT}"))  # type: ignore[misc]
    again = Reprocess(archive, source_id, "2", lambda p: article(p, f"{(p.capture.captured_at - NOW).seconds} s."))
    again.derive(max_count=3)
    assert again.read_count == 7
    again.make_current()
    assert [row["body"] for row in texts(archive)] == [f"{3600 * hour} s." for hour in range(7)]
    assert unbalanced(archive) == []


def test_another_version_begins_anew_and_the_same_one_goes_on(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/", "/c/")
    monitor(archive, source_id, "1", with_credit)
    with pytest.raises(KeyboardInterrupt):
        Reprocess(archive, source_id, "2", article, moves=3).derive(max_count=1)
    on = Reprocess(archive, source_id, "2", article)
    on.derive()
    assert (on.read_count, on.summary()["text_count"]) == (2, 3)
    # what was read to its end is not read again to be made current
    made = Reprocess(archive, source_id, "2", article)
    made.derive(is_afresh=False)
    assert made.read_count == 0
    other = Reprocess(archive, source_id, "3", article)
    other.derive(is_afresh=False)
    assert (other.read_count, other.summary()["text_count"], other.summary()["staged_count"]) == (3, 3, 3)


def test_a_portion_that_is_kept_twice_is_kept_once(archive: Archive, source_id: int) -> None:
    fetch(archive, source_id, "/a/", "/b/")
    monitor(archive, source_id, "1", with_credit)
    again = Reprocess(archive, source_id, "2", article)
    archive.call(reprocessing.begin, source_id, again.run_id, again.versions, EVER, is_afresh=True)
    portion = archive.call(queries_reprocess.next_portion, source_id, 2)
    assert portion is not None
    read = again.process(portion.pendings)
    kept = [archive.call(reprocessing.stage, source_id, portion, read) for _ in range(2)]
    assert kept == [True, False]
    assert again.summary()["staged_count"] == 2


def build(archive: Archive, source_id: int) -> None:
    """An archive in which everything is to be done: equal texts, others, a refused page, two that become one."""
    fetch(archive, source_id, "/a/", "/b/", "/c/", "/refused/", "/refused/too/")
    monitor(archive, source_id, "1", as_version_1)
    fetch(archive, source_id, "/b/", "/c/", "/refused/", at=NOW + timedelta(hours=1))
    monitor(archive, source_id, "1", as_version_1)


def as_version_1(pending: Pending) -> Result:
    if "/refused/" in pending.page_url:
        return NotArticle("empty")
    is_later = pending.capture.captured_at > NOW
    return with_credit(pending) if is_later or "/a/" in pending.page_url else article(pending)


def as_version_2(pending: Pending) -> Result:
    is_edited = "/c/" in pending.page_url and pending.capture.captured_at > NOW
    return article(pending, "No ferry ran on Tuesday.") if is_edited else article(pending)


def wipe(archive: Archive) -> None:
    tables = "rederived, reprocessing, story_cluster, story_band, story_merge, capture, page, article, run"
    with psycopg.connect(archive.url) as connection:
        connection.execute(f"truncate {tables} cascade")


def test_killed_after_any_transaction_it_ends_with_the_same_rows(archive: Archive, source_id: int) -> None:
    build(archive, source_id)
    undisturbed = Reprocess(archive, source_id, "2", as_version_2)
    undisturbed.derive()
    undisturbed.make_current()
    expected = final_rows(archive.url)
    assert {row["body"] for row in expected} == {
        TEXT.format(HOME + path) for path in ("/a/", "/b/", "/c/", "/refused/", "/refused/too/")
    } | {"No ferry ran on Tuesday."}
    moves, was_killed = 0, True
    while was_killed:
        wipe(archive)
        build(archive, source_id)
        was_killed = ends_killed(Reprocess(archive, source_id, "2", as_version_2, moves))
        again = Reprocess(archive, source_id, "2", as_version_2)
        again.derive(is_afresh=False)
        again.make_current()
        assert final_rows(archive.url) == expected, f"killed after {moves} transactions"
        assert unbalanced(archive) == []
        moves += 1
    assert moves > 12


def ends_killed(one: Reprocess) -> bool:
    try:
        one.derive(is_afresh=False, max_count=3)
        one.make_current()
    except KeyboardInterrupt:
        return True
    return False


def test_an_instant_of_another_zone_is_the_same_instant(archive: Archive, source_id: int) -> None:
    at = datetime(2022, 6, 1, 1, 0, tzinfo=UTC)
    fetch(archive, source_id, "/a/")
    monitor(archive, source_id, "1", lambda pending: article(pending, published_at=at))
    again = Reprocess(archive, source_id, "1", lambda pending: article(pending, published_at=at))
    again.derive()
    assert again.summary()["staged_count"] == 0


def test_an_instant_alone_makes_another_copy_the_origin_of_its_story(archive: Archive, source_id: int) -> None:
    def read(pending: Pending, hour: int) -> Result:
        at = datetime(2022, 6, 1, 12 if "/a/" in pending.page_url else hour, tzinfo=UTC)
        return article(pending, "One text for all.", published_at=at)

    fetch(archive, source_id, "/a/", "/b/")
    monitor(archive, source_id, "1", lambda pending: read(pending, 13))
    again = Reprocess(archive, source_id, "2", lambda pending: read(pending, 11))
    again.derive()
    assert again.kinds() == {"date": 1}
    again.make_current()
    origin = "select canonical_url from story_cluster join article on article.id = origin_article_id"
    assert rows(archive, origin) == [{"canonical_url": HOME + "/b/"}]
    assert rows(archive, "select * from edit") == []

"""A removal is told from looks over days; one bad answer, a bad day of the site and an import tell none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from db import ledger, rechecks, removals, runs
from db.archive import Archive
from db.checks.removal import Evidence
from db.values import FetchFailure, NotArticle, NotModified, Pending, Processed, Tagging
from tests.db.test_store import HOME, SOURCE, article, fetch, rows
from tests.support.ageing import age
from tests.support.batches import one_by_one

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Watch:
    """A source whose pages are looked at; time passes by making what is stored older."""

    archive: Archive
    source_id: int
    names: Sequence[str]

    def look(self, flow: str = "recheck", **answers: str) -> None:
        """One run: what each named page answers, 'ok', 'not modified', 'http 404' or a reason of the extractor."""
        run_id = self.archive.call(runs.start_run, self.source_id, flow, "")
        for name, answer in answers.items():
            self._answer(run_id, name, answer)
        self.archive.call(removals.judge, self.source_id, run_id, Evidence())
        self.archive.call(runs.finish_run, run_id, "completed", "")

    def _answer(self, run_id: int, name: str, answer: str) -> None:
        if answer == "not modified":
            unchanged = NotModified(self.page(name)["id"], datetime.now(UTC))
            self.archive.call(rechecks.save_unchanged, run_id, [unchanged])
        elif answer.startswith(("http ", "timeout")):
            self.archive.call(ledger.save_failures, run_id, [FetchFailure(self.page(name)["id"], answer)])
        else:
            self._shows(run_id, name, answer)

    def _shows(self, run_id: int, name: str, answer: str) -> None:
        fetch(self.archive, self.source_id, f"/{name}/", at=datetime.now(UTC))
        if answer.startswith("moved to "):
            new_url = f"{HOME}/{answer.removeprefix('moved to ')}/"
            self.archive.call(_sent_on, new_url)
            answer = "ok"

        def made(pending: Pending) -> Processed:
            told = f"The news of {name} was read out on the square, and many came."
            result = article(pending, title=name, body=told) if answer == "ok" else NotArticle(answer)
            return Processed(pending, result, Tagging(), "1", "1")

        self.archive.process(self.source_id, run_id, 50, one_by_one(made))

    def wait(self, by: timedelta) -> None:
        self.archive.call(age, by)

    def page(self, name: str) -> dict[str, Any]:
        [row] = rows(self.archive, f"select * from page where url like '%/{name}/'")
        return row

    def state(self, name: str) -> str:
        return str(self.page(name)["state"])

    def all(self, answer: str, names: Iterable[str] | None = None) -> dict[str, str]:
        return dict.fromkeys(names or self.names, answer)

    def removed(self) -> list[tuple[str, str]]:
        found = rows(self.archive, "select title, kind from removal order by title, first_missing_at")
        return [(row["title"], row["kind"]) for row in found]


def _sent_on(connection: Connection, url: str) -> None:
    connection.execute(text("update capture set final_url = :url where processed_at is null"), {"url": url})


@pytest.fixture
def watch(archive: Archive) -> Watch:
    """Twelve pages that were archived, and well at a look a day later."""
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    made = Watch(archive, source_id, tuple(f"p{number:02}" for number in range(12)))
    made.look("monitor", **made.all("ok"))
    made.wait(DAY)
    made.look(**made.all("not modified"))
    made.wait(DAY)
    return made


WELL = {"p10": "not modified", "p11": "ok"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("http 404", "gone"), ("http 410", "gone"), ("error page", "soft 404"), ("home page", "soft 404")],
)
def test_a_page_absent_at_three_looks_over_two_days_is_removed_and_missing_until_then(
    watch: Watch, answer: str, kind: str
) -> None:
    for _ in range(2):
        watch.look(p00=answer, **WELL)
        assert (watch.state("p00"), watch.removed()) == ("missing", [])
        watch.wait(DAY)
    assert [row["title"] for row in rows(watch.archive, "select title from missing")] == ["p00"]
    watch.look(p00=answer, **WELL)
    assert (watch.state("p00"), watch.removed()) == ("gone", [("p00", kind)])
    [row] = rows(
        watch.archive, "select removed_at is not null as is_gone, body from article_current where title = 'p00'"
    )
    assert row["is_gone"]
    assert "read out on the square" in row["body"]
    assert rows(watch.archive, "select title from missing") == []


def test_looks_in_quick_succession_are_one(watch: Watch) -> None:
    for _ in range(6):
        watch.look(p00="http 404", **WELL)
        watch.wait(timedelta(minutes=20))
    assert (watch.state("p00"), watch.removed()) == ("missing", [])


@pytest.mark.parametrize("answer", ["http 503", "timeout", "bot wall", "listing", "empty", "http 403"])
def test_what_kept_us_from_reading_is_no_evidence(watch: Watch, answer: str) -> None:
    for _ in range(5):
        watch.look(p00=answer, **WELL)
        watch.wait(DAY)
    assert (watch.state("p00"), watch.removed()) == ("archived", [])
    assert rows(watch.archive, "select * from absence") == []


def test_what_comes_back_has_reappeared_and_may_go_again(watch: Watch) -> None:
    for _ in range(3):
        watch.look(p00="http 404", **WELL)
        watch.wait(DAY)
    watch.look(p00="ok")
    assert watch.state("p00") == "archived"
    for _ in range(3):
        watch.wait(DAY)
        watch.look(p00="http 410", **WELL)
    found = rows(watch.archive, "select reappeared_at is not null as is_back from removal order by first_missing_at")
    assert [row["is_back"] for row in found] == [True, False]


def test_a_page_back_before_it_was_confirmed_was_never_removed(watch: Watch) -> None:
    watch.look(p00="http 404", **WELL)
    watch.wait(DAY)
    watch.look(p00="not modified")
    assert (watch.state("p00"), watch.removed()) == ("archived", [])
    [row] = rows(watch.archive, "select confirmed_at, reappeared_at from absence")
    assert row["confirmed_at"] is None
    assert row["reappeared_at"] is not None


@pytest.mark.parametrize("answer", ["http 404", "home page", "sent on to a home page", "timeout", "listing"])
def test_a_site_that_is_unwell_for_days_removed_nothing(watch: Watch, answer: str) -> None:
    for _ in range(4):
        watch.look(**watch.all(answer))
        watch.wait(DAY)
    watch.look(**watch.all("ok"))
    assert watch.removed() == []
    assert {watch.state(name) for name in watch.names} == {"archived"}
    [doubt] = rows(watch.archive, "select absent_count, checked_count, is_open from doubt")
    assert doubt == {"absent_count": 12, "checked_count": 12, "is_open": False}


def test_what_is_still_absent_when_its_site_is_well_again_is_removed(watch: Watch) -> None:
    watch.look(**watch.all("http 404"))
    for _ in range(4):
        watch.wait(DAY)
        watch.look(**watch.all("ok") | {"p00": "http 404"})
    assert watch.removed() == [("p00", "gone")]


def test_a_closed_section_is_removed(watch: Watch) -> None:
    closed = watch.all("http 404", watch.names[:5])
    for _ in range(4):
        watch.look(**watch.all("ok") | closed)
        watch.wait(DAY)
    assert [title for title, _ in watch.removed()] == list(watch.names[:5])


def test_a_run_that_died_before_it_was_asked_is_asked_by_the_next(watch: Watch) -> None:
    for _ in range(2):
        watch.look(p00="http 404", **WELL)
        watch.wait(DAY)
    watch.archive.call(runs.start_run, watch.source_id, "recheck", "")
    watch._answer(rows(watch.archive, "select max(id) as id from run")[0]["id"], "p00", "http 404")
    assert watch.removed() == []
    watch.look("monitor")
    assert watch.removed() == [("p00", "gone")]


def test_what_an_import_says_is_no_look_at_the_site(watch: Watch) -> None:
    for _ in range(4):
        watch.look("import-warc", p00="http 404", **WELL)
        watch.wait(DAY)
    watch.look("monitor")
    assert watch.removed() == []


def test_beside_a_missing_page_pages_that_stood_well_are_looked_at(watch: Watch) -> None:
    watch.look(p00="http 404", **WELL)
    watch.archive.call(lambda connection: connection.execute(text("update page set check_at = now() + interval '9 d'")))
    watch.archive.call(
        lambda connection: connection.execute(text("update page set check_at = null where url like '%p00/'"))
    )
    run_id = watch.archive.call(runs.start_run, watch.source_id, "recheck", "")
    assert watch.archive.call(rechecks.choose, watch.source_id, run_id, 300) == 1 + rechecks.CONTROLS


def test_an_article_that_moved_is_followed_and_its_old_address_is_done_with(watch: Watch) -> None:
    watch.look(p00="moved to p00-new", **WELL)
    assert watch.state("p00") == "alias"
    [row] = rows(
        watch.archive, "select canonical_url, removed_at, revision_count from article_current where title = 'p00'"
    )
    assert row == {"canonical_url": f"{HOME}/p00-new/", "removed_at": None, "revision_count": 1}
    assert watch.removed() == [("p00", "moved")]
    assert rows(watch.archive, "select * from doubt") == []


def test_what_was_always_sent_on_never_moved(watch: Watch) -> None:
    for _ in range(2):
        watch.look("monitor", p00="moved to p00", short="moved to long")
        watch.wait(DAY)
    assert watch.state("short") == "alias"
    assert watch.removed() == []

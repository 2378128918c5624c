"""What is asked of an archive that saw edits and removals: the cookbook, the README's questions, reports.

What the cookbook shows is what it answers. Its figures are written anew by `python -m tests.support.cookbook HOME`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from db import queries_report
from db.archive import Archive
from db.embedded import Cluster
from db.settings import Settings
from flows.questions import QUESTIONS
from flows.report.making import Report, made
from flows.server import Server
from tests.conftest import database
from tests.support.cookbook import SIZE, asked, recipes
from tests.support.grown import grow
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

MEETING = "cpc-chongqing-6"


@pytest.fixture(scope="module")
def grown(
    cluster: Cluster, migrated_template: str, prefect: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp("grown")
    for url in database(cluster, migrated_template):
        workplace = Workplace(folder / "home", folder / "config", url, {"PREFECT_API_URL": prefect.api_url})
        grow(workplace, SIZE)
        yield workplace


@pytest.fixture
def report(grown: Workplace) -> Iterator[tuple[Archive, Report]]:
    archive = Archive(grown.archive_url)
    settings = Settings(grown.archive_url, grown.home, grown.config, "")
    yield archive, made(archive, settings, MEETING)
    archive.close()


def test_every_question_has_an_answer_and_the_cookbook_shows_it(grown: Workplace) -> None:
    wrong = {recipe.words: found for recipe in recipes() if (found := asked(grown, recipe.sql)) != recipe.answer}
    assert wrong == {}
    assert [question.words for question in QUESTIONS if not grown.rows(question.sql)] == []


def test_the_cookbook_numbers_its_thirty_questions() -> None:
    assert [recipe.number for recipe in recipes()] == list(range(1, 31))


def test_every_list_of_a_report_has_as_many_articles_as_its_figure_and_its_sql_name(
    grown: Workplace, report: tuple[Archive, Report]
) -> None:
    _, told = report
    assert len(told.document.listings) > 50
    for listing in told.document.listings:
        assert len(grown.rows(listing.sql)) == listing.article_count, listing.id
        assert len(listing.articles) == min(listing.article_count, queries_report.MOST_LISTED), listing.id


def test_the_reports_of_all_meetings_tell_every_copy_edit_and_removal(
    grown: Workplace, report: tuple[Archive, Report]
) -> None:
    archive, told = report
    for name in ("days", "sources", "phases", "phrases", "people"):
        assert told.answers[name].rows, name
    meetings = [row["congress_id"] for row in grown.rows("select distinct congress_id from coverage")]
    of_all = [archive.call(queries_report.answers, meeting) for meeting in meetings]
    for name in ("edits", "removals"):
        (wanted,) = grown.rows(f"select count(*) as count from {name[:-1]} join coverage using (article_id)")
        assert sum(len(one[name].rows) for one in of_all) == wanted["count"] > 0, name
    (copied,) = grown.rows(
        "select sum(articles - 1) as count from (select count(*) as articles from coverage where level = 'focus'"
        " group by congress_id, story_id) told"
    )
    assert sum(row["article_count"] - 1 for one in of_all for row in one["stories"].rows) == copied["count"] > 0


def test_the_command_writes_a_file_and_offers_names_that_come_near(grown: Workplace, tmp_path: Path) -> None:
    for form in ("html", "json"):
        file = tmp_path / f"report.{form}"
        grown.command("report", MEETING, "--output", str(file))
        assert file.stat().st_size > 1000
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["congress"] == MEETING
    said = grown.command("report", "cpc-chongqing-66", check=2).stderr
    assert "did you mean cpc-chongqing-6" in said


def test_the_flow_writes_the_page_of_a_meeting(grown: Workplace) -> None:
    ended = grown.start("-m", "flows.report_flow", MEETING)
    said, _ = ended.communicate(timeout=120)
    assert ended.returncode == 0, said
    page = (grown.home / "reports" / f"{MEETING}.html").read_text("utf-8")
    assert "6th CPC Chongqing Municipal Congress" in page


def test_runs_keep_feeds_and_the_command_writes_one(grown: Workplace, tmp_path: Path) -> None:
    kept = list((grown.home / "reports").glob("*.atom"))
    assert kept
    assert all(not feedparser.parse(file.read_bytes()).bozo for file in kept)
    file = tmp_path / "feed.atom"
    grown.command("feed", MEETING, "--output", str(file))
    (wanted,) = grown.rows("select count(*) from coverage where congress_id = 'cpc-chongqing-6' and level = 'focus'")
    assert len(feedparser.parse(file.read_bytes()).entries) == wanted["count"]
    assert "did you mean" in grown.command("feed", "cpc-chongqing-66", check=2).stderr

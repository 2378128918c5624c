"""`congresswatch import-warc` as a user types it: what is in the files is in the archive, once, with its own dates."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.newsroom import source_toml
from db.embedded import Cluster
from flows.import_report import told
from flows.server import Server
from tests.support.commands import lines, until
from tests.support.warc_files import article, record, response, write
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

PUBLISHED = datetime(2015, 6, 2, 1, 0, tzinfo=UTC)
HOME = "https://www.ichongqing.info"
ROWS = """
    select page.url, page.state, page.reason, page.due_at, article.canonical_url, sequence, title, body, published_on,
           array(select captured_at || outcome from capture where page_id = page.id order by 1) as captures
      from page left join article on article.id = page.article_id
      left join revision on revision.article_id = article.id order by page.url, sequence
"""


def story(number: int, home: str = HOME) -> tuple[str, bytes]:
    """Address and page of one article of the crawl."""
    url = f"{home}/2015/06/{1 + number % 28:02}/story-{number}/"
    text = f"Story {number} is about the bridges of Chongqing and the {number} people who paint them."
    return url, article(url, f"Bridge number {number} is painted", text, PUBLISHED + timedelta(days=number % 28))


def date(number: int) -> str:
    return f"{datetime(2016, 1, 1, tzinfo=UTC) + timedelta(hours=number):%Y-%m-%dT%H:%M:%SZ}"


def crawl(numbers: range, home: str = HOME) -> list[bytes]:
    """What a crawler wrote of these stories: the page, and the request for it."""
    found = []
    for number in numbers:
        url, page = story(number, home)
        found += [response(url, page, date=date(number)), record("request", url, b"GET / HTTP/1.1\r\n\r\n")]
    return found


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "crawls"
    folder.mkdir()
    write(folder / "a.warc.gz", crawl(range(60)))
    write(
        folder / "b.warc",
        [
            *crawl(range(55, 70)),
            *crawl(range(3), "http://127.0.0.1:8399"),
            response(f"{HOME}/2015/06/02/story-1/amp/", article(f"{HOME}/2015/06/02/story-1/", "x", "y", PUBLISHED)),
            record(
                "revisit",
                story(2)[0],
                b"",
                date=date(900),
                headers={"WARC-Refers-To-Target-URI": story(2)[0]} | {"WARC-Refers-To-Date": date(2)},
            ),
            response(f"{HOME}/2015/06/02/no-story/", b"<html><body></body></html>", date=date(3)),
            response("https://elsewhere.example/", b"<html>", date=date(3)),
        ],
    )
    return folder


@pytest.fixture
def desk(workplace: Workplace) -> Workplace:
    workplace.add_source("local-paper", source_toml("newsroom", "http://127.0.0.1:8399"))
    return workplace


def imported(place: Workplace, *arguments: str | Path, check: int = 0) -> list[dict[str, Any]]:
    """The row of each file."""
    return lines(place.command("import-warc", *map(str, arguments), "--json", check=check))


def test_what_is_in_the_files_is_in_the_archive_once(desk: Workplace, files: Path) -> None:
    first = imported(desk, files)
    assert [(Path(row["path"]).name, row["records"], row["kept"], row["already_known"]) for row in first] == [
        ("a.warc.gz", 120, 60, 0),
        ("b.warc", 40, 16, 5),
    ]
    assert {name: count for name, count in first[1].items() if count and name not in ("path", "records")} == {
        "kept": 16,
        "already_known": 5,
        "not_capture": 18,
        "no_source": 1,
    }
    found = desk.rows("select source, title, published_on, first_captured_at, body from article_current")
    assert len(found) == 73
    assert {row["source"] for row in found} == {"ichongqing", "local-paper"}
    one = next(row for row in found if row["title"] == "Bridge number 5 is painted" and row["source"] == "ichongqing")
    assert (str(one["published_on"]), one["first_captured_at"]) == ("2015-06-07", datetime(2016, 1, 1, 5, tzinfo=UTC))
    assert "paint them" in one["body"]
    # what a site may no longer have is not asked of it
    assert desk.rows("select way, count(*) as n, max(due_at) as due from page where state = 'archived' group by 1") == [
        {"way": "warc", "n": 73, "due": None}
    ]
    assert desk.rows("select flow, state, slug from run join source on source.id = source_id order by slug") == [
        {"flow": "import-warc", "state": "completed", "slug": "ichongqing"},
        {"flow": "import-warc", "state": "completed", "slug": "local-paper"},
    ]
    before = desk.rows(ROWS)
    again = imported(desk, files / "b.warc", files)
    assert sum(row["kept"] for row in again) == 0
    assert sum(row["already_known"] for row in again) == 81
    assert desk.rows(ROWS) == before


def test_one_source_alone(desk: Workplace, files: Path) -> None:
    rows = imported(desk, files, "--source", "local-paper")
    assert [(row["kept"], row["other_source"]) for row in rows] == [(0, 60), (3, 18)]
    assert [row["slug"] for row in desk.rows("select slug from source")] == ["local-paper"]


def test_a_dry_run_counts_and_needs_no_archive(tmp_path: Path, files: Path) -> None:
    place = Workplace(tmp_path / "home", tmp_path / "config", "postgresql://nobody@127.0.0.1:9/none")
    (tmp_path / "config").mkdir()
    done = place.command("import-warc", "--dry-run", str(files))
    assert "a.warc.gz" in done.stdout
    assert "sites that are no source of ours, most met first: 127.0.0.1 (3), elsewhere.example (1)" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.warc"], "none.warc: there is no such file"),
        (["notes.txt"], "notes.txt: at byte 0: no WARC file"),
        (["--source", "nobody", "notes.txt"], "no usable source is called 'nobody'"),
    ],
)
def test_where_nothing_could_be_done_the_status_is_2(tmp_path: Path, arguments: list[str], words: str) -> None:
    place = Workplace(tmp_path / "home", tmp_path, "")
    (tmp_path / "notes.txt").write_text("words", "utf-8")
    named = [str(tmp_path / each) if "." in each else each for each in arguments]
    done = place.command("import-warc", "--dry-run", *named, check=2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    if named == [str(tmp_path / "none.warc")]:
        # nothing is started only to say so
        assert words in place.command("import-warc", *named, check=2).stderr
    assert not (tmp_path / "home").exists()


def test_a_broken_file_gives_what_it_has_and_the_status_is_1(desk: Workplace, tmp_path: Path) -> None:
    whole = b"".join(crawl(range(3)))
    (tmp_path / "cut.warc").write_bytes(whole[:-2000])
    done = desk.command("import-warc", "--json", str(tmp_path / "cut.warc"), str(tmp_path / "none.warc"), check=1)
    rows = lines(done)
    assert [(row["records"], row["kept"]) for row in rows] == [(4, 2), (0, 0)]
    assert rows[0]["problem"].startswith(f"{tmp_path / 'cut.warc'}: at byte ")
    assert desk.rows("select state from run") == [{"state": "warning"}]
    assert len(desk.rows("select * from article")) == 2


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("many") / "many.warc.gz", crawl(range(150)))


@pytest.fixture(scope="module")
def undisturbed(
    many: Path, prefect: Server, cluster: Cluster, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[dict[str, Any]]]:
    """The rows of an import that nobody disturbed."""
    from tests.conftest import database

    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "config").mkdir()
    for url in database(cluster, migrated_template):
        place = Workplace(folder / "home", folder / "config", url, {"PREFECT_API_URL": prefect.api_url})
        assert [row["kept"] for row in imported(place, many)] == [150]
        yield place.rows(ROWS)


def start(place: Workplace, file: Path) -> subprocess.Popen[str]:
    return place.start("-m", "flows.import_warc", str(file))


def is_past(place: Workplace, count: int) -> bool:
    return bool(place.rows(f"select count(*) > {count} as so from capture")[0]["so"])


@pytest.mark.parametrize("count", [0, 70])
def test_killed_anywhere_the_same_command_gives_the_same_rows(
    desk: Workplace, many: Path, undisturbed: list[dict[str, Any]], count: int
) -> None:
    run = start(desk, many)
    until(lambda: is_past(desk, count), 60)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    assert not is_past(desk, 149)
    imported(desk, many)
    assert desk.rows(ROWS) == undisturbed
    assert [row["state"] for row in desk.rows("select state from run order by id")] == ["crashed", "completed"]


def test_asked_to_stop_it_finishes_its_batch_and_its_run(desk: Workplace, many: Path) -> None:
    run = start(desk, many)
    until(lambda: is_past(desk, 40), 60)
    run.terminate()
    said = run.communicate(timeout=60)[0]
    assert desk.rows("select state from run") == [{"state": "cancelled"}], said
    kept = desk.rows("select count(*) as n, count(processed_at) as processed from capture")[0]
    assert kept["n"] == kept["processed"]
    assert run.returncode == (0 if kept["n"] == 150 else 1)


def test_two_imports_of_one_file_at_once_are_one(
    desk: Workplace, many: Path, undisturbed: list[dict[str, Any]]
) -> None:
    both = [start(desk, many) for _ in range(2)]
    said = [run.communicate(timeout=180)[0] for run in both]
    assert [run.returncode for run in both] == [0, 0], said
    assert desk.rows(ROWS) == undisturbed
    assert [row["state"] for row in desk.rows("select state from run")] == ["completed"] * 2


def test_progress_tells_how_far_it_is_and_how_long_it_will_take() -> None:
    now = {"records": 1200, "bytes_read": 50_000_000, "bytes": 200_000_000, "kept": 300}
    assert told(now, 10) == "1,200 records read, 50 of 200 MB, 300 captures kept, about 30 s left"
    assert told(now, 600).endswith("about 30 min left")
    assert told(now | {"bytes_read": 200_000_000}, 10).endswith("300 captures kept")

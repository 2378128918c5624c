"""Commands on an archive: reading it, saving it, and where it is."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from crawler.newsroom import source_toml
from db import discovery, embedded, furniture, ledger, queries, runs
from db.archive import Archive
from db.values import (
    Article,
    Candidate,
    Capture,
    CoverageTag,
    Evidence,
    Fetched,
    Pending,
    Processed,
    RepeatedLine,
    Tagging,
)
from tests.support.batches import one_by_one
from tests.support.commands import lines, loaded
from tests.support.workplace import Workplace

HOME = "https://paper.example"
NOW = datetime(2022, 6, 2, 3, tzinfo=UTC)
OPENING = "The Sixth Chongqing Municipal Congress of the CPC opened on Friday."


@pytest.fixture
def shelf(workplace: Workplace, archive: Archive) -> Workplace:
    """A workplace whose archive holds three articles, a failed page and a finished run."""
    texts = {
        "/2022/05/27/opening/": ("en", "Congress opens in Chongqing", OPENING),
        "/2022/06/01/bridge/": ("en", "A bridge for Yubei", "Engineers closed the last gap. Youth took part."),
        "/2022/06/02/zh/": ("zh", "市第六次党代会闭幕", "中国共产党重庆市第六次代表大会胜利闭幕。"),
    }
    source = {"slug": "paper", "name": "P", "home_url": HOME, "language": "en", "timezone": "UTC", "is_local": False}
    source_id = archive.call(runs.save_source, source)
    run_id = archive.call(runs.start_run, source_id, "monitor", "")
    listed = [(Candidate(HOME + path, "feed"), "") for path in [*texts, "/2022/06/02/lost/"]]
    archive.call(discovery.discover, source_id, run_id, listed, NOW, NOW.date())
    pages = {row["url"]: row["id"] for row in archive.call(queries.select_rows, "select id, url from page")}
    captures = [
        Fetched(pages[HOME + path], Capture(HOME + path, HOME + path, 200, {}, path.encode(), NOW)) for path in texts
    ]
    archive.call(ledger.save_captures, run_id, captures)

    def process(pending: Pending) -> Processed:
        path = pending.page_url.removeprefix(HOME)
        language, title, body = texts[path]
        made = Article(pending.page_url, title, body, (), None, date(2022, 5, 27), "day", language=language)
        proof = Evidence("body", 4, 41, OPENING[4:41], "rule")
        tags = (CoverageTag("cpc-chongqing-6", "focus", "during", 0, 0.9, (proof,)),) if "opening" in path else ()
        return Processed(pending, made, Tagging(tags), "1", "1")

    archive.process(source_id, run_id, 50, one_by_one(process))
    archive.call(runs.finish_run, run_id, "completed", "")
    return workplace


def test_congress_show_tells_days_names_and_who_covered_it(shelf: Workplace) -> None:
    shown = shelf.command("congress", "show", "cpc-chongqing-6").stdout
    assert re.search(r"^dates: +2022-05-27", shown, re.MULTILINE)
    assert re.search(r"^paper +1 ", shown, re.MULTILINE)
    (line,) = lines(shelf.command("congress", "show", "cpc-chongqing-6", "--json"))
    assert line["sources"][0]["focus_count"] == 1
    assert line["days"] == [{"day_offset": 0, "article_count": 1}]


def test_search_in_two_languages(shelf: Workplace) -> None:
    english = shelf.command("search", "opened").stdout
    assert "2022-05-27  paper  Congress opens in Chongqing" in english
    assert "«opened»" in english
    assert "  市第六次党代会闭幕\n" in shelf.command("search", "党代会").stdout
    empty = shelf.command("search", "")
    assert (empty.stdout, empty.stderr.partition(":")[0]) == ("", "nothing found")
    assert [line["title"] for line in lines(shelf.command("search", "congress or bridge -youth", "--json"))] == [
        "Congress opens in Chongqing"
    ]


@pytest.mark.parametrize(
    "query", ["", " ", '"', "((", "-", "'; drop table page; --", "%_\\", "a & | !", "党", "\udcff"]
)
def test_any_query_is_harmless(query: str, archive: Archive) -> None:
    found = archive.call(queries.search, query.encode("utf-8", "replace").decode(), "", 5)
    assert found == []


def test_health_tells_how_the_sources_are_and_where_prefect_is(shelf: Workplace) -> None:
    (line,) = lines(shelf.command("health", "--json"))
    assert line["prefect_api_url"] == shelf.env["PREFECT_API_URL"]
    (row,) = line["sources"]
    assert (row["source"], row["last_run"], row["archived_count"], row["queued_count"]) == ("paper", "completed", 3, 1)


def test_source_furniture_lists_what_was_learned(shelf: Workplace, archive: Archive) -> None:
    shelf.add_source("paper", source_toml("newsroom", "http://127.0.0.1:9"))
    assert "nothing was learned yet" in shelf.command("source", "furniture", "paper").stderr
    line = RepeatedLine(b"12345678", "tail", "Follow us on all channels", 40, 44)
    archive.call(furniture.learn, 1, 1, lambda _: [line])
    (row,) = lines(shelf.command("source", "furniture", "paper", "--json"))
    assert {name: row[name] for name in ("line", "place", "seen_on", "of")} == {
        "line": "Follow us on all channels",
        "place": "tail",
        "seen_on": 40,
        "of": 44,
    }
    assert row["learned_at"]
    assert "papr" in shelf.command("source", "furniture", "papr", check=None).stderr


def test_ledger_counts_each_address_once(shelf: Workplace) -> None:
    rows = lines(shelf.command("ledger", "--source", "paper", "--json"))
    assert [(row["state"], row["page_count"]) for row in rows] == [("archived", 3), ("queued", 1)]
    assert "the ledger is empty" in shelf.command("ledger", "--source", "elsewhere").stderr


def test_a_backup_brings_the_rows_back(shelf: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "archive.dump"
    assert "archive.dump" in shelf.command("db", "backup", str(file)).stderr
    before = shelf.rows("select * from coverage"), shelf.rows("select * from page order by id")
    with psycopg.connect(shelf.archive_url) as connection:
        connection.execute("truncate source cascade")
    assert shelf.rows("select * from coverage") == []
    assert shelf.command("db", "restore", str(file), text="n\n", check=1).stdout.startswith("This replaces")
    assert shelf.rows("select * from coverage") == []
    shelf.command("db", "restore", str(file), "--yes")
    assert (shelf.rows("select * from coverage"), shelf.rows("select * from page order by id")) == before
    assert len(lines(shelf.command("search", "党代会", "--json"))) == 1


def test_a_backup_that_fails_leaves_the_last_one_alone(shelf: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "none" / "archive.dump"
    done = shelf.command("db", "backup", str(file), check=1)
    assert "pg_dump" in done.stderr
    assert "Traceback" not in done.stderr
    garbage = tmp_path / "garbage"
    garbage.write_bytes(b"no dump")
    assert "pg_restore" in shelf.command("db", "restore", str(garbage), "--yes", check=1).stderr
    assert len(shelf.rows("select * from page")) == 4


def test_describe_tells_what_the_views_hold(shelf: Workplace) -> None:
    assert "day_offset" in shelf.command("db", "describe", "coverage").stdout
    assert "there is no view nonesuch" in shelf.command("db", "describe", "nonesuch").stderr


def test_psql_answers_without_showing_the_password(shelf: Workplace) -> None:
    shown = ["-c", r"\! tr '\0' ' ' < /proc/$PPID/cmdline"]
    count, seen = shelf.command("db", "psql", "-At", "-c", "select count(*) from page", *shown).stdout.split("\n", 1)
    password = psycopg.conninfo.conninfo_to_dict(shelf.archive_url)["password"]
    assert (count, "congresswatch" in seen, str(password) in seen) == ("4", True, False)


@pytest.fixture
def short_home() -> Iterator[Path]:
    """A home of its own, short enough for the socket of a database."""
    home = Path(tempfile.mkdtemp(prefix="cw-"))
    yield home
    embedded.stop(home)
    shutil.rmtree(home)


def test_the_embedded_database_starts_for_its_address_and_stops_on_request(short_home: Path, tmp_path: Path) -> None:
    place = Workplace(short_home, tmp_path / "config", "")
    address = place.command("db", "url").stdout.splitlines()[-1]
    with psycopg.connect(address) as connection:
        assert connection.execute("select count(*) from coverage").fetchone() == (0,)
    assert not loaded(place, "db", "url") & {"prefect", "scrapy", "twisted"}
    assert "stopped" in place.command("db", "stop").stderr
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    assert "it was not running" in place.command("db", "stop").stderr

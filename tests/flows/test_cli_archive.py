"""Commands on an archive: reading it, saving it, and where it is."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

from crawler.newsroom import source_toml
from db import discovery, embedded, furniture, ledger, queries, queries_search, runs
from db.archive import Archive
from db.exports import EXPORTS, Asked, streamed
from db.queries_search import Wanted
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
    Tag,
    Tagging,
)
from flows.cli_export import WHAT
from flows.desk import congress_row
from flows.registry import load_registry
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
    archive.call(runs.save_congresses, [congress_row(one) for one in load_registry().congresses])
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
        labels = (Tag("phrase", "three-major-tasks", 0.4, (proof,)),) if tags else ()
        return Processed(pending, made, Tagging(tags, labels), "1", "1")

    archive.process(source_id, run_id, 50, one_by_one(process))
    archive.call(runs.finish_run, run_id, "completed", "")
    return workplace


def test_a_meeting_that_nobody_knows_is_told_with_those_that_come_near(shelf: Workplace) -> None:
    for name, hint in (("cpc-chonqing-6", "did you mean cpc-chongqing-6"), ("zzz", "congresswatch congress list")):
        told = shelf.command("congress", "show", name, check=None)
        assert (told.returncode, told.stdout) == (2, "")
        assert hint in told.stderr


def test_congress_show_tells_days_names_and_who_covered_it(shelf: Workplace) -> None:
    shown = shelf.command("congress", "show", "cpc-chongqing-6").stdout
    assert re.search(r"^dates: +2022-05-27", shown, re.MULTILINE)
    assert re.search(r"^paper +1 ", shown, re.MULTILINE)
    (line,) = lines(shelf.command("congress", "show", "cpc-chongqing-6", "--json"))
    assert line["sources"][0]["focus_count"] == 1
    (day,) = [day for day in line["days"] if day["article_count"]]
    assert (day["day_offset"], day["focus_count"], day["story_count"]) == (0, 1, 1)
    assert {row["phase"]: row["focus_count"] for row in line["phases"]} == {"during": 1}


def test_meetings_are_compared_and_what_cannot_be_is_said(shelf: Workplace) -> None:
    (line,) = lines(shelf.command("congress", "compare", "cpc-chongqing-6", "cpc-chongqing-5", "--json"))
    assert [(row["congress"], row["article_count"]) for row in line["meetings"]] == [
        ("cpc-chongqing-6", 1),
        ("cpc-chongqing-5", 0),
    ]
    assert "cpc-chongqing-5 has no coverage in the archive" in line["not_comparable"]
    told = shelf.command("congress", "compare", "cpc-chongqing-6", check=None)
    assert (told.returncode, "two meetings or more" in told.stderr) == (2, True)


def test_a_label_is_shown_with_its_words_and_a_wrong_name_is_offered_the_nearest(shelf: Workplace) -> None:
    (line,) = lines(shelf.command("label", "list", "--json"))
    assert (line["kind"], line["value"], line["article_count"]) == ("phrase", "three-major-tasks", 1)
    (told,) = lines(shelf.command("label", "show", "three-major-tasks", "--json"))
    assert [row["source"] for row in told["sources"]] == ["paper"]
    assert [row["congress_id"] for row in told["congresses"]] == ["cpc-chongqing-6"]
    assert told["samples"][0]["words"] == OPENING[4:41]
    assert f"[{OPENING[4:41]}]" in shelf.command("label", "show", "three-major-tasks").stdout
    told = shelf.command("label", "show", "three-tasks", check=None)
    assert (told.returncode, "did you mean three-major-tasks" in told.stderr) == (1, True)


def test_search_in_two_languages(shelf: Workplace) -> None:
    english = shelf.command("search", "opened").stdout
    assert "2022-05-27  paper  Congress opens in Chongqing" in english
    assert "«opened»" in english
    assert "  市第六次党代会闭幕\n" in shelf.command("search", "党代会").stdout
    empty = shelf.command("search", "")
    assert empty.stdout == ""
    assert "nothing to look for" in empty.stderr
    assert "nothing found" in empty.stderr
    assert [line["title"] for line in lines(shelf.command("search", "congress or bridge -youth", "--json"))] == [
        "Congress opens in Chongqing"
    ]


@pytest.mark.parametrize(
    "query", ["", " ", '"', "((", "-", "'; drop table page; --", "%_\\", "a & | !", "党", "\udcff"]
)
def test_any_query_is_harmless(query: str, archive: Archive) -> None:
    assert archive.call(queries_search.search, Wanted(query))[0] == []


def test_search_is_narrowed_and_offers_what_there_is(shelf: Workplace) -> None:
    narrowed = ["search", "congress", "--source", "paper", "--since", "2022-05-27", "--until", "2022-05-27", "--newest"]
    assert [line["title"] for line in lines(shelf.command(*narrowed, "--json"))] == ["Congress opens in Chongqing"]
    assert lines(shelf.command(*narrowed, "--congress", "npc-2023", "--json")) == []
    for option, name, hint in (
        ("--congress", "cpc-chonqing-6", "did you mean cpc-chongqing-6"),
        ("--source", "papers", "did you mean paper"),
        ("--phrase", "three-tasks", "did you mean three-major-tasks"),
        ("--since", "yesterday", "does not match the format"),
    ):
        told = shelf.command("search", "congress", option, name, check=2)
        assert hint in told.stderr
    for option, name, hint in (("--congress", "cpc-chonqing-6", "cpc-chongqing-6"), ("--source", "papers", "paper")):
        assert f"did you mean {hint}" in shelf.command("export", "coverage", option, name, check=2).stderr


def test_a_meeting_that_only_articles_name_is_known(shelf: Workplace, archive: Archive) -> None:
    with psycopg.connect(archive.url) as connection:
        connection.execute("update coverage_tag set congress_id = 'tianjin-npc-2018'")
    found = lines(shelf.command("search", "congress", "--congress", "tianjin-npc-2018", "--json"))
    assert [line["title"] for line in found] == ["Congress opens in Chongqing"]
    exported = lines(shelf.command("export", "coverage", "--congress", "tianjin-npc-2018", "--format", "jsonl"))
    assert [row["congress_id"] for row in exported] == ["tianjin-npc-2018"]


@pytest.mark.parametrize(
    "asked",
    [
        ("search", "congress", "--congress", "cpc-chongqing-6", "--source", "paper", "--topic", "trade"),
        ("export", "articles", "--source", "paper"),
        ("export", "coverage", "--congress", "cpc-chongqing-6", "--format", "jsonl"),
        ("feed", "cpc-chongqing-6"),
        ("report", "cpc-chongqing-6", "--output", "-"),
    ],
    ids=" ".join,
)
def test_an_empty_archive_answers_in_a_line(workplace: Workplace, asked: tuple[str, ...]) -> None:
    told = workplace.command(*asked)
    assert "Traceback" not in told.stderr


def test_an_export_is_whole_and_says_whose_the_texts_are(shelf: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "covered.csv"
    told = shelf.command("export", "coverage", "--congress", "cpc-chongqing-6", "--output", str(file))
    assert "belong to their publishers" in told.stderr
    with file.open(encoding="utf-8", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert (row["congress_id"], row["title"]) == ("cpc-chongqing-6", "Congress opens in Chongqing")
    assert sorted(path.name for path in tmp_path.glob("covered*")) == ["covered.csv", "covered.csv.NOTICE.txt"]
    articles = lines(shelf.command("export", "articles", "--format", "jsonl", "--source", "paper"))
    assert {article["title"] for article in articles} > {"A bridge for Yubei", "市第六次党代会闭幕"}
    assert lines(shelf.command("export", "articles", "--format", "jsonl", "--until", "2001-01-01")) == []
    assert "export coverage" in shelf.command("export", "stories", "--congress", "npc-2023", check=2).stderr


def test_a_parquet_file_keeps_the_types_and_the_note(shelf: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "articles.parquet"
    shelf.command("export", "articles", "--output", str(file))
    table = pq.read_table(file)
    assert {row["title"] for row in table.to_pylist()} > {"市第六次党代会闭幕"}
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["article_id"], types["published_on"]) == ("int64", "date32[day]")
    assert types["first_captured_at"] == "timestamp[us, tz=UTC]"
    assert types["authors"].startswith("list<")
    assert b"belong to their publishers" in table.schema.metadata[b"notice"]
    assert "--output" in shelf.command("export", "articles", "--format", "parquet", check=2).stderr


@pytest.mark.parametrize("what", WHAT)
def test_each_export_has_a_header_though_there_is_nothing_in_it(what: str, archive: Archive) -> None:
    with streamed(archive.url, EXPORTS[what], Asked(source="nobody", since=date(2022, 1, 1))) as (columns, rows):
        assert len(columns) > 3
        assert list(rows) == []


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
    assert "there is no view nonesuch" in shelf.command("db", "describe", "nonesuch", check=2).stderr
    assert "did you mean coverage" in shelf.command("db", "describe", "covrage", check=2).stderr
    told = {line["view"]: line["holds"] for line in lines(shelf.command("db", "describe", "--json"))}
    assert any(name.startswith("search(query text") and name.endswith(")") for name in told)


def test_describe_tells_of_search_and_offers_what_comes_near(shelf: Workplace) -> None:
    told = shelf.command("db", "describe", "search").stdout
    assert "newest_first  boolean" in told
    assert "highlight  text" in told
    assert "stemmed" in told
    assert "did you mean search" in shelf.command("db", "describe", "serch", check=2).stderr


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

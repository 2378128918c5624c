"""The command as a user types it: what it prints, what its exit status means, and that no error is a traceback."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
from click.testing import CliRunner

from crawler.newsroom import Newsroom, Site, serve, source_toml
from db import embedded, ledger, queries, runs
from db.archive import Archive
from db.values import Article, Candidate, Capture, CoverageTag, Evidence, Fetched, Pending, Processed, Tagging
from flows.cli import main
from tests.support.workplace import Workplace

PAGES = Path(__file__).parent.parent / "pages"
HOME = "https://paper.example"
NOW = datetime(2022, 6, 2, 3, tzinfo=UTC)
OPENING = "The Sixth Chongqing Municipal Congress of the CPC opened on Friday."


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command of the group, those of its groups included, as it is typed."""
    for name, command in group.commands.items():
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """What a command printed as JSON lines."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_told(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command could not do what was asked: it says so in a line, with these words, and nothing else."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Workplace:
    """A place for commands that need no archive: using one would start an embedded server, and be slow."""
    return Workplace(tmp_path / "home", tmp_path / "config", "")


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
    archive.call(ledger.discover, source_id, run_id, listed, NOW, NOW.date())
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

    archive.process(source_id, run_id, 50, process)
    archive.call(runs.finish_run, run_id, "completed", "")
    return workplace


# --- what it loads, what it teaches


@pytest.mark.parametrize("command", list(commands(main)), ids=" ".join)
def test_each_command_explains_itself(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*command, "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output
    # every option says what it is for
    options = shown.output.partition("Options:")[2].splitlines()
    assert all(len(line.split("  ")) > 2 for line in options if line.strip().startswith("--"))


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["tag", "-"], ["extract", str(PAGES / "photo_story.html")], ["db", "url"]],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_light_commands_load_neither_prefect_nor_scrapy(arguments: list[str], shelf: Workplace) -> None:
    code = (
        f"import sys; sys.argv = ['congresswatch', *{arguments!r}]\n"
        "import atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from flows.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=shelf.environment, capture_output=True, text=True, input="", check=True
    )
    loaded = set(done.stderr.split())
    assert "flows.cli" in loaded
    assert not loaded & {"prefect", "scrapy", "twisted"}


def test_a_reader_who_leaves_early_sees_no_traceback(desk: Workplace) -> None:
    command = f"{sys.executable} -m flows congress list | head -n 1"
    done = subprocess.run(command, shell=True, env=desk.environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("congress")
    assert done.stderr == ""


# --- tag


def test_tag_answers_each_line_in_order_and_a_bad_one_with_an_error(desk: Workplace) -> None:
    given = [
        json.dumps({"id": "a", "title": None, "text": OPENING, "date": "2022-05-27"}),
        "not json",
        '{"id": "b", "title": "Congress opens", "text": 7}',
        '["a list"]',
        "",
        '{"id": 5, "text": "The 20th CPC National Congress opened.", "date": "2022"}',
        '{"id": 6, "text": "The 20th CPC National Congress opened.", "date": "2022-10", "source": null}',
        '{"id": 7, "text": "Rain.", "date": null, "url": "", "lang": ""}',
        '{"id": 8, "text": "Half a pair \\ud800.", "date": 2022}',
        "[" * 100_000,
    ]
    out = lines(desk.command("tag", "-", text="\n".join(given)))
    assert [line["id"] for line in out] == ["a", None, "b", None, 5, 6, 7, 8, None]
    assert [line["error"].partition(":")[0] for line in out if "error" in line] == [f"line {n}" for n in (2, 3, 4, 10)]
    first = out[0]["coverage"][0]
    assert (first["congress_id"], first["level"], first["day_offset"]) == ("cpc-chongqing-6", "focus", 0)
    assert set(first) == {"congress_id", "level", "phase", "day_offset", "score", "evidence"}
    assert [line["coverage"][0]["congress_id"] for line in out[4:6]] == ["cpc-national-20"] * 2
    assert out[6] == {"id": 7, "coverage": [], "tags": []}


def test_tag_reads_a_file_and_says_which_one_is_missing(desk: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "' + "党代会".encode() + b'"}\n\xff\n')
    assert [line["id"] for line in lines(desk.command("tag", str(file)))] == [1, None]
    missing = desk.command("tag", str(tmp_path / "none.jsonl"), check=2)
    assert "none.jsonl" in missing.stderr


# --- extract


def test_extract_gives_one_article_per_page(desk: Workplace) -> None:
    url = "https://news.example/2022/06/02/photo_story/"
    page = PAGES / "photo_story.html"
    out = lines(desk.command("extract", str(page), str(PAGES / "not_found.html"), "--url", url))
    expected = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert out[0]["id"] == str(page)
    assert {name: out[0][name] for name in ("title", "captions", "published_on", "authors")} == {
        name: expected[name] for name in ("title", "captions", "published_on", "authors")
    }
    assert (out[1]["title"], out[1]["published_on"]) == ("", None)
    assert out[1]["no_article"]


def test_extract_of_a_manifest_goes_on_past_what_cannot_be_read(desk: Workplace, tmp_path: Path) -> None:
    page = (PAGES / "photo_story.html").read_bytes()
    (tmp_path / "plain.html").write_bytes(page)
    (tmp_path / "packed.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(page)[:200])
    (tmp_path / "garbled.html.gz").write_bytes(b"\x1f\x8b\x08\x00" + b"\xff" * 50)
    (tmp_path / "empty.html").touch()
    url = "https://news.example/2022/06/02/photo_story/"
    paths = ["plain.html", "missing.html", "packed.html.gz", "cut.html.gz", "garbled.html.gz", "empty.html"]
    entries = [json.dumps({"id": f"p{n}", "path": path, "url": url, "lang": "en"}) for n, path in enumerate(paths)]
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("\n".join([*entries, "broken", '{"id": "no path"}', "[1]"]))
    out = lines(desk.command("extract", "--manifest", str(manifest)))
    assert [line["id"] for line in out] == ["p0", "p1", "p2", "p3", "p4", "p5", None, None, None]
    assert [n for n, line in enumerate(out) if "error" in line] == [1, 3, 4, 6, 7, 8]
    assert "missing.html: No such file" in out[1]["error"]
    assert "manifest.jsonl, line 8: no 'path'" in out[7]["error"]
    assert out[0]["body"] == out[2]["body"] != ""


def test_extract_without_anything_to_read_says_what_it_takes(desk: Workplace) -> None:
    assert "give a FILE or --manifest" in desk.command("extract", check=2).stderr


# --- congress


def test_congress_list_and_its_near_misses(desk: Workplace) -> None:
    every = {line["congress"] for line in lines(desk.command("congress", "list", "--json"))}
    assert {"cpc-national-20", "cpc-chongqing-6", "npc-2023", "chongqing-cppcc-2023"} <= every
    plenums = lines(desk.command("congress", "list", "--family", "plenum", "--json"))
    assert 0 < len(plenums) < len(every)
    assert_told(desk.command("congress", "list", "--family", "plenums", check=None), "'plenums'", "people-congress")
    assert_told(desk.command("congress", "show", "cpc-chonqing-6", check=None), "did you mean cpc-chongqing-6")
    assert_told(desk.command("congress", "show", "zzz", check=None), "congresswatch congress list")


def test_congress_show_tells_days_names_and_who_covered_it(shelf: Workplace) -> None:
    shown = shelf.command("congress", "show", "cpc-chongqing-6").stdout
    assert "2022-05-27" in shown
    assert "paper" in shown
    (line,) = lines(shelf.command("congress", "show", "cpc-chongqing-6", "--json"))
    assert line["sources"][0]["focus_count"] == 1
    assert line["days"] == [{"day_offset": 0, "article_count": 1}]
    assert "no coverage in the archive yet" in shelf.command("congress", "show", "npc-2023").stderr


# --- source


def test_source_list_names_file_and_key_of_a_broken_one_and_lists_the_others(desk: Workplace) -> None:
    desk.add_source("mine", source_toml("newsroom", "http://127.0.0.1:9", schedule="hourly"))
    desk.add_source("fine", source_toml("newsroom", "http://127.0.0.1:9"))
    done = desk.command("source", "list", "--json", check=1)
    slugs = {line["source"]: line["contacted"] for line in lines(done)}
    assert slugs["fine"] == "yes"
    assert slugs["ichongqing"].startswith("no: CONGRESSWATCH_CONTACT")
    assert "mine" not in slugs
    (problem,) = done.stderr.splitlines()
    assert "mine.toml: schedule: expected five cron fields" in problem
    assert_told(desk.command("run", "mine", check=None), "mine.toml: schedule:")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.1), {"newsroom": 0}) as opened:
        yield opened


def test_source_check_reads_a_live_site_and_writes_nothing(desk: Workplace, site: Site) -> None:
    desk.add_source("newsroom", source_toml("newsroom", site.base_urls["newsroom"]).replace("wp_json = true\n", ""))
    done = desk.command("source", "check", "newsroom", "--pages", "3", "--json")
    listings = [line for line in lines(done) if "way" in line]
    samples = [line for line in lines(done) if "title" in line]
    assert {line["way"] for line in listings} == {"feed", "sitemap", "section"}
    assert all(line["problem"] == "" for line in listings)
    titles = {true.title for true in site.listed("newsroom")}
    assert len(samples) == 3
    assert {line["title"] for line in samples} <= titles
    assert all(line["published_on"] and line["words"] for line in samples)
    assert not desk.home.exists()


def test_source_check_warns_of_a_listing_that_is_broken(desk: Workplace) -> None:
    desk.add_source("down", source_toml("newsroom", "http://127.0.0.1:9"))
    done = desk.command("source", "check", "down", check=1)
    assert "congresswatch: down: feed http://127.0.0.1:9/feed/: refused" in done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    assert done.stdout.count("refused") == 3


# --- reading the archive


def test_search_in_two_languages(shelf: Workplace) -> None:
    english = shelf.command("search", "opened").stdout
    assert "2022-05-27  paper  Congress opens in Chongqing" in english
    assert "«opened»" in english
    assert "市第六次党代会闭幕" in shelf.command("search", "党代会").stdout
    assert [line["title"] for line in lines(shelf.command("search", "congress or bridge -youth", "--json"))] == [
        "Congress opens in Chongqing"
    ]


@pytest.mark.parametrize(
    "query", ["", " ", '"', "((", "-", "'; drop table page; --", "%_\\", "a & | !", "党", "\udcff"]
)
def test_any_query_is_harmless(query: str, archive: Archive) -> None:
    found = archive.call(queries.search, query.encode("utf-8", "replace").decode(), "", 5)
    assert found == []


def test_search_that_finds_nothing_says_so(shelf: Workplace) -> None:
    done = shelf.command("search", "")
    assert done.stdout == ""
    assert "nothing found" in done.stderr
    assert shelf.command("search", "nonesuch", "--json").stdout == ""


def test_health_tells_how_the_sources_are_and_where_prefect_is(shelf: Workplace) -> None:
    (line,) = lines(shelf.command("health", "--json"))
    assert line["prefect_api_url"] == shelf.env["PREFECT_API_URL"]
    (row,) = line["sources"]
    assert (row["source"], row["last_run"], row["archived_count"], row["queued_count"]) == ("paper", "completed", 3, 1)
    assert shelf.env["PREFECT_API_URL"].removesuffix("/api") in shelf.command("health").stdout


def test_ledger_counts_each_address_once(shelf: Workplace) -> None:
    rows = lines(shelf.command("ledger", "--source", "paper", "--json"))
    assert [(row["state"], row["page_count"]) for row in rows] == [("archived", 3), ("queued", 1)]
    assert "the ledger is empty" in shelf.command("ledger", "--source", "elsewhere").stderr


# --- run


def test_run_refuses_what_it_does_not_know(desk: Workplace) -> None:
    assert_told(desk.command("run", "ichongqin", check=None), "'ichongqin'", "did you mean ichongqing?")
    assert not desk.home.exists()


def test_run_contacts_no_live_site_before_it_says_who_asks(desk: Workplace) -> None:
    done = desk.command("run", "ichongqing", check=2)
    assert "ichongqing: not contacted" in done.stderr
    assert "set CONGRESSWATCH_CONTACT" in done.stderr
    assert "Traceback" not in done.stderr
    assert not desk.home.exists()


def test_run_without_names_leaves_the_demo_s_site_to_the_demo(desk: Workplace) -> None:
    done = desk.command("run", check=2)
    assert "ichongqing" in done.stderr
    assert "newsroom" not in done.stderr
    assert "no source is left to contact" in done.stderr


def test_one_source_s_trouble_leaves_the_others_alone(workplace: Workplace, site: Site) -> None:
    workplace.add_source("broken", "name = 3")
    workplace.add_source("down", source_toml("newsroom", "http://127.0.0.1:9"))
    workplace.add_source("newsroom", source_toml("newsroom", site.base_urls["newsroom"]))
    done = workplace.command("run", "newsroom", "down", "newsroom", check=1)
    assert "broken.toml" in done.stderr
    table = done.stdout.splitlines()
    assert len(table) == 4
    assert table[2].split()[:2] == ["newsroom", "completed"]
    assert table[3].split()[:2] == ["down", "failed"]


# --- db


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
    assert "already up to date" in shelf.command("db", "upgrade").stderr
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
    views = shelf.command("db", "describe").stdout
    assert all(name in views for name in ("coverage", "article_current", "ledger_daily"))
    assert "day_offset" in shelf.command("db", "describe", "coverage").stdout
    assert "there is no view nonesuch" in shelf.command("db", "describe", "nonesuch").stderr


def test_psql_answers_without_showing_the_password(shelf: Workplace) -> None:
    done = shelf.command("db", "psql", "-c", "select count(*) from page", "-At")
    assert done.stdout == "4\n"
    seen = shelf.command("db", "psql", "-At", "-c", r"\! tr '\0' ' ' < /proc/$PPID/cmdline").stdout
    password = psycopg.conninfo.conninfo_to_dict(shelf.archive_url)["password"]
    assert "congresswatch" in seen
    assert str(password) not in seen


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
    assert place.command("db", "url").stdout.splitlines() == [address]
    assert "stopped" in place.command("db", "stop").stderr
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    assert "it was not running" in place.command("db", "stop").stderr

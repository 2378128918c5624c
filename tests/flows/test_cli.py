"""The command as a user types it, where it needs no archive: what it prints, what its exit status means."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crawler.newsroom import Newsroom, Site, serve, source_toml
from flows.cli import main
from tests.support.commands import lines, loaded
from tests.support.workplace import Workplace

PAGES = Path(__file__).parent.parent / "pages"
OPENING = "The Sixth Chongqing Municipal Congress of the CPC opened on Friday."


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command of the group, those of its groups included, as it is typed."""
    for name, command in group.commands.items():
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)


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


@pytest.mark.parametrize("command", list(commands(main)), ids=" ".join)
def test_each_command_explains_itself(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*command, "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output
    # every option says what it is for
    options = shown.output.partition("Options:")[2].splitlines()
    assert all(len(line.split("  ")) > 2 for line in options if line.strip().startswith("--"))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["tag", "-"], ["extract", str(PAGES / "photo_story.html")]]
)
def test_light_commands_load_neither_prefect_nor_scrapy(arguments: list[str], desk: Workplace) -> None:
    modules = loaded(desk, *arguments)
    assert "flows.cli" in modules
    assert not modules & {"prefect", "scrapy", "twisted", "sqlalchemy"}


def test_a_reader_who_leaves_early_sees_no_traceback(desk: Workplace) -> None:
    command = f"{sys.executable} -m flows congress list | head -n 1"
    done = subprocess.run(command, shell=True, env=desk.environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("congress")
    assert done.stderr == ""


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


def test_extract_of_a_manifest_leaves_out_what_its_host_repeats(desk: Workplace, tmp_path: Path) -> None:
    notice = "Gifts from the river for all who read us to the end"
    paths = [f"{number}.html" for number in range(4)]
    for number, path in enumerate(paths):
        own = f"<p>The bridge number {number} opened on Tuesday, and {number + 5} of its builders came to see it.</p>"
        page = f"<title>Bridge {number}</title><article><h1>Bridge {number}</h1>{own * 3}<p>{notice}</p></article>"
        (tmp_path / path).write_text(f"<html><body>{page}</body></html>")
    url = "https://www.news.example/2022/06/02/"
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("\n".join(json.dumps({"id": path, "path": path, "url": url + path}) for path in paths))
    alone = lines(desk.command("extract", "--manifest", str(manifest), "--no-memory"))
    assert [notice in line["body"] for line in alone] == [True, True, True, True]
    explained = lines(desk.command("extract", "--manifest", str(manifest), "--explain"))
    assert [notice in line["body"] for line in explained] == [True, True, False, False]
    assert {"text": notice, "rule": "repeated on 4 pages"} in explained[3]["left_out"]
    by_itself = lines(desk.command("extract", *(str(tmp_path / path) for path in paths), "--url", url))
    assert [notice in line["body"] for line in by_itself] == [True, True, True, True]


def test_extract_without_anything_to_read_says_what_it_takes(desk: Workplace) -> None:
    assert "give a FILE or --manifest" in desk.command("extract", check=2).stderr


def test_congress_list_and_its_near_misses(desk: Workplace) -> None:
    every = {line["congress"] for line in lines(desk.command("congress", "list", "--json"))}
    assert {"cpc-national-20", "cpc-chongqing-6", "npc-2023", "chongqing-cppcc-2023"} <= every
    plenums = lines(desk.command("congress", "list", "--family", "plenum", "--json"))
    assert {"cpc-chongqing-6-plenum-3"} <= {line["congress"] for line in plenums} < every
    assert_told(desk.command("congress", "list", "--family", "plenums", check=None), "'plenums'", "people-congress")
    assert_told(desk.command("congress", "list", "--place", "chonqing", check=None), "did you mean chongqing")
    held = lines(desk.command("congress", "list", "--place", "chongqing", "--year", "2022", "--json"))
    assert "cpc-chongqing-6" in {line["congress"] for line in held} < every


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
    assert "congresswatch: down: feed http://127.0.0.1:9/feed/: refused; open it in a browser" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.count("refused") == 4


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

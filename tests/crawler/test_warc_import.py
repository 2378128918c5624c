"""Whose is a record, is it news, and is every one that is not counted once with its reason?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import source as sources
from crawler.warc.choice import Choice
from crawler.warc.reading import REASONS, Found, Reading, hosts_met
from tests.support.warc_files import DATE, HTML, answer, record, record_id, response, write

NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://www.ichongqing.info/2022/06/02/a-story/"
PAGE = b"<html><body><p>A story.</p></body></html>"


def toml(domain: str, article_url: str) -> str:
    return (
        f'name = "S"\nhome = "https://{domain}/"\ndomains = ["{domain}"]\narticle_url = "{article_url}"\n'
        'discover = {feeds = ["/feed/"]}\n'
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config" / "sources"
    folder.mkdir(parents=True)
    (folder / "wide.toml").write_text(toml("paper.example", "/story/"), "utf-8")
    (folder / "narrow.toml").write_text(toml("news.paper.example", "/news/"), "utf-8")
    (folder / "twin.toml").write_text(toml("paper.example", "/zh/"), "utf-8")
    return tmp_path / "config"


@pytest.fixture
def choice(config: Path) -> Choice:
    return Choice(sources.load_sources(config).sources)


def read(choice: Choice, *paths: Path) -> tuple[list[Found], Reading]:
    reading = Reading(paths, choice, NOW)
    found = list(reading.found())
    for each in found:
        each.tally.counts["kept"] += 1
    return found, reading


def counted(reading: Reading, number: int = 0) -> dict[str, int]:
    tally = reading.tallies[number]
    assert sum(tally.counts.values()) == tally.record_count
    return {name: count for name, count in tally.counts.items() if count}


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        (URL, "ichongqing"),
        (URL.replace("https://www.", "http://"), "ichongqing"),
        (URL + "amp/?utm_source=x", "ichongqing"),
        ("http://www.ichongqing.info:80/2015/01/02/x/", "ichongqing"),
        ("https://paper.example/story/1", "wide"),
        ("https://paper.example/zh/1", "twin"),
        ("https://news.paper.example/news/1", "narrow"),
        ("https://deep.news.paper.example/news/1", "narrow"),
        # the more specific domain's, though only the wider one's form fits
        ("https://news.paper.example/story/1", "not_article"),
        ("https://paper.example/about", "not_article"),
        # a further page of an article, which the form of the first does not fit
        ("https://english.cqnews.net/html/2022-05/27/content_123456_2.htm", "cqnews-english"),
        ("https://other.example/story/1", "no_source"),
        ("https://notpaper.example/story/1", "no_source"),
        ("https://paper.example:8443/story/1", "no_source"),
        ("dns:paper.example", "no_source"),
    ],
)
def test_an_address_goes_to_the_source_of_the_most_specific_domain(choice: Choice, url: str, slug: str) -> None:
    found = choice.of(url)
    assert (found if isinstance(found, str) else found.slug) == slug


def test_one_source_alone_gets_no_address_of_a_more_specific_one(config: Path) -> None:
    choice = Choice(sources.load_sources(config).sources, only="wide")
    assert [isinstance(choice.of(f"https://{host}/story/1"), str) for host in ("paper.example", URL)] == [False, True]
    assert choice.of("https://news.paper.example/news/1") == "other_source"
    assert choice.of(URL) == "other_source"


RECORDS: Sequence[tuple[str, bytes]] = [
    ("kept", response(URL, PAGE)),
    ("kept", record("resource", URL.replace("a-story", "other"), PAGE, kind_of_block="text/html")),
    ("kept", record("response", f"<{URL}>", answer(PAGE), date="2019-06-02T03:04:05.123456789Z")),
    ("not_capture", record("warcinfo", "", b"software: x\r\n", kind_of_block="application/warc-fields")),
    ("not_capture", record("request", URL, b"GET / HTTP/1.1\r\n\r\n", kind_of_block="application/http")),
    ("not_capture", record("metadata", URL, b"via: x\r\n", kind_of_block="application/warc-fields")),
    ("not_capture", record("response", "dns:www.ichongqing.info", b"x", kind_of_block="text/dns")),
    ("not_capture", record("conversion", URL, b"text", kind_of_block="text/plain")),
    ("no_source", response("https://elsewhere.example/2022/06/02/a-story/", PAGE)),
    ("not_article", response("https://www.ichongqing.info/about/", PAGE)),
    ("redirect", response(URL, b"", status="301 Moved Permanently", Location="/x/")),
    ("other_status", response(URL, PAGE, status="404 Not Found")),
    ("other_status", response(URL, PAGE, status="500 Oh")),
    ("not_html", response(URL, b"\x89PNG", Content_Type="image/png")),
    ("too_large", response(URL, b"<html>" + b"x" * 20_500_000)),
    ("cut_short", response(URL, b"5\r\n<html", Transfer_Encoding="chunked")),
    ("cut_short", record("response", URL, answer(PAGE), headers={"WARC-Truncated": "length"})),
    ("cut_short", record("response", URL, answer(PAGE), headers={"WARC-Segment-Number": "1"})),
    ("broken", response(URL, PAGE, date="yesterday")),
    ("broken", response(URL, PAGE, date="")),
    ("broken", response(URL, PAGE, date="2199-01-01T00:00:00Z")),
    ("broken", response(URL, PAGE, date="1970-01-01T00:00:00Z")),
    ("broken", record("response", URL, b"no answer at all")),
    ("no_original", record("revisit", URL, b"", headers={"WARC-Payload-Digest": "sha1:UNKNOWN"})),
]


@pytest.mark.parametrize("name", ["all.warc", "all.warc.gz"])
def test_each_record_is_kept_or_counted_with_its_reason(choice: Choice, tmp_path: Path, name: str) -> None:
    expected: dict[str, int] = {}
    for reason, _ in RECORDS:
        expected[reason] = expected.get(reason, 0) + 1
    _, reading = read(choice, write(tmp_path / name, [data for _, data in RECORDS]))
    assert counted(reading) == expected
    assert set(expected) <= {"kept", *REASONS}
    assert reading.tallies[0].row() | {"path": name} == {
        "path": name,
        "records": len(RECORDS),
        "kept": 3,
        "already_known": 0,
        **{reason: expected.get(reason, 0) for reason in REASONS},
        "problem": "",
    }
    assert hosts_met(reading.hosts) == ["elsewhere.example (1)"]
    assert reading.bytes_read == reading.byte_count == (tmp_path / name).stat().st_size


def test_a_capture_is_of_the_records_date_and_address(choice: Choice, tmp_path: Path) -> None:
    data = response(URL + "amp/", PAGE, date="2019-06-02T11:04:05.123456+08:00", Server="nginx", Content_Length="41")
    found, _ = read(choice, write(tmp_path / "one.warc", [data]))
    capture = found[0].capture
    assert (found[0].slug, capture.url, capture.final_url, capture.status) == (
        "ichongqing",
        URL + "amp/",
        URL + "amp/",
        200,
    )
    assert capture.captured_at == datetime(2019, 6, 2, 3, 4, 5, 123456, UTC)
    assert capture.headers == {"content-type": HTML, "server": "nginx"}
    assert capture.body == PAGE


LATER = "2023-01-01T00:00:00Z"
DIGEST = {"WARC-Payload-Digest": "sha1:ABCDEF"}


@pytest.mark.parametrize(
    "names",
    [
        DIGEST,
        {"WARC-Refers-To": record_id("response", URL)},
        {"WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": DATE},
        {"WARC-Refers-To": "<urn:uuid:other>", **DIGEST},
    ],
    ids=["digest", "id", "address and date", "unknown id, known digest"],
)
@pytest.mark.parametrize("is_before", [False, True])
def test_a_revisit_is_a_capture_with_the_bytes_of_its_original(
    choice: Choice, tmp_path: Path, names: dict[str, str], is_before: bool
) -> None:
    original = record("response", URL, answer(PAGE, Server="old"), headers=DIGEST)
    again = record("revisit", URL, answer(b"", Server="new"), date=LATER, headers=names)
    files = [write(tmp_path / "a.warc", [original]), write(tmp_path / "b.warc.gz", [again])]
    found, reading = read(choice, *(reversed(files) if is_before else files))
    revisit = found[1]
    assert revisit.tally.path.name == "b.warc.gz"
    assert revisit.original == (URL, found[0].capture.captured_at)
    assert revisit.capture.captured_at == datetime(2023, 1, 1, tzinfo=UTC)
    assert (revisit.capture.url, revisit.capture.status, revisit.capture.body) == (URL, 200, b"")
    assert revisit.capture.headers == {"content-type": HTML, "server": "new"}
    assert [counted(reading, number) for number in (0, 1)] == [{"kept": 1}, {"kept": 1}]


def test_not_modified_is_a_revisit_with_the_originals_headers(choice: Choice, tmp_path: Path) -> None:
    original = record("response", URL, answer(PAGE, Server="old"))
    again = record(
        "revisit",
        URL,
        b"HTTP/1.1 304 Not Modified\r\nServer: new\r\n\r\n",
        date=LATER,
        headers={"WARC-Refers-To": record_id("response", URL)},
    )
    found, _ = read(choice, write(tmp_path / "a.warc", [original, again]))
    assert found[1].capture.headers == {"content-type": HTML, "server": "old"}


def test_an_answer_without_a_body_is_nobodys_original(choice: Choice, tmp_path: Path) -> None:
    empty = record("response", URL, answer(b""), headers=DIGEST)
    again = record("revisit", URL, b"", date=LATER, headers=DIGEST)
    _, reading = read(choice, write(tmp_path / "a.warc", [empty, again]))
    assert counted(reading) == {"kept": 1, "no_original": 1}


def test_folders_are_searched_and_each_file_is_read_once(choice: Choice, tmp_path: Path) -> None:
    deep = tmp_path / "crawls" / "2019"
    deep.mkdir(parents=True)
    one = write(deep / "one.warc.gz", [response(URL, PAGE)])
    write(tmp_path / "crawls" / "TWO.WARC", [response(URL, PAGE, date=LATER)])
    (deep / "notes.txt").write_text("no crawl", "utf-8")
    _, reading = read(choice, tmp_path / "crawls", one)
    assert [tally.path.name for tally in reading.tallies] == ["one.warc.gz", "TWO.WARC"]
    assert not any(tally.problems for tally in reading.tallies)


def test_what_cannot_be_read_is_told_and_stops_no_other_file(choice: Choice, tmp_path: Path) -> None:
    (tmp_path / "empty folder").mkdir()
    whole = write(tmp_path / "whole.warc", [response(URL, PAGE)])
    cut = tmp_path / "cut.warc"
    cut.write_bytes(response(URL, PAGE) + response(URL, PAGE, date=LATER)[:-50])
    paths = [tmp_path / "none.warc", tmp_path / "empty folder", cut, tmp_path / "empty.warc.gz", whole]
    paths[3].touch()
    _, reading = read(choice, *paths)
    problems = [
        tally.row()["problem"].partition(f"{path}: ")[2] for path, tally in zip(paths, reading.tallies, strict=True)
    ]
    assert problems[0] == "there is no such file"
    assert problems[1] == "holds no *.warc or *.warc.gz"
    assert problems[2].startswith(f"at byte {len(response(URL, PAGE)):,}: the file ends 46 bytes before")
    assert problems[3] == "at byte 0: the file is empty"
    assert problems[4] == ""
    assert [tally.counts["kept"] for tally in reading.tallies] == [0, 0, 1, 0, 1]

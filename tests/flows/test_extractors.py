"""The comparison of extractors (tests/benchmarks/extractors.py) keeps working: ours and trafilatura on golden pages."""

from __future__ import annotations

import gzip
import json
import socket
from pathlib import Path

import pytest

from tests.benchmarks.extractor_scores import Found, score
from tests.benchmarks.extractor_tools import TOOLS, Tool, offline
from tests.benchmarks.extractors import as_a_user, formatted, measure, pages_of

PAGES = Path(__file__).parent.parent / "pages"
NAMES = ("people_daily_reprint", "chinese_portal_headline_lists", "table_of_results")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Three golden pages as a labelled set; the first is gzipped."""
    lines = []
    for name in NAMES:
        page, label = (PAGES / f"{name}.html").read_bytes(), json.loads((PAGES / f"{name}.json").read_text("utf-8"))
        (tmp_path / name).write_bytes(gzip.compress(page) if name == NAMES[0] else page)
        line = {"id": name, "path": name, "url": label["canonical_url"], "body": "\n\n".join(label["body"])}
        lines.append(line | {"title": label["title"], "date": label["published_on"], "authors": label["authors"]})
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def test_ours_and_trafilatura_are_measured_on_the_same_pages(manifest: Path) -> None:
    pages = list(pages_of(manifest))
    with offline():
        rows = [measure(tool, pages) for tool in TOOLS[:2]]
    assert [row.name for row in rows] == ["congresswatch", "trafilatura"]
    assert [row.failed_count for row in rows] == [0, 0]
    for row in rows:
        assert 0.5 < row.score.f1 <= 1
        assert row.milliseconds
        assert f"{row.score.f1:.3f}" in formatted(row)


def test_the_command_reads_the_same_set(manifest: Path) -> None:
    told = as_a_user(manifest, list(pages_of(manifest)))
    assert (told.title, told.day) == (1, 1)


def test_a_body_is_scored_by_runs_of_four_and_an_empty_one_is_nothing() -> None:
    labels = [Found("one two three four five"), Found("渡轮过江了")]
    told = score(labels, [Found("One two three four"), Found("")])
    # one of one run right and one of two found on the first page, nothing on the second
    assert (told.precision, told.recall) == (0.5, 0.25)
    assert told.f1 == pytest.approx(1 / 3)


def test_fields_are_scored_where_the_label_has_them_and_the_tool_tells() -> None:
    label = Found("text", "The Ferry: back!", "2022-06-02", ("Vivian Yan", "Jieyu Wang"))
    told = score([label], [Found("text", "the ferry back", "2022-06-02", ("Vivian Yan",))])
    assert (told.title, told.day) == (1, 1)
    assert told.authors == pytest.approx(2 / 3)
    silent = score([label], [Found("text")])
    assert (silent.title, silent.day, silent.authors) == (None, None, None)


def test_a_page_on_which_a_tool_raises_is_counted_and_scores_nothing(manifest: Path) -> None:
    def broken(_text: str, _url: str, _language: str) -> Found:
        raise ValueError("no page like this")

    row = measure(Tool("broken", "broken", broken), list(pages_of(manifest)))
    assert (row.score.f1, row.failed_count) == (0, 3)
    assert "raised on 3" in formatted(row)


def test_no_tool_reaches_the_network() -> None:
    with offline(), pytest.raises(OSError, match="closed"):
        socket.create_connection(("127.0.0.1", 9), timeout=1)

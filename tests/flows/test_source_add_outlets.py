"""Sites in the form of each outlet become source files that find their articles, and nothing else, with their days."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.source import Source, SourceProblem, read_source
from crawler.source_text import Proposed, proposed
from db.urls import is_article_url
from db.values import Article, Capture
from flows.steps.extract import extract
from tests.support.outlets import OUTLETS, pieces, serving
from tests.support.workplace import Workplace

NO_FIGURE = ("breaking-latest",)
"""Nothing in an address tells an article of these from another page."""


@pytest.fixture(scope="module")
def looked() -> Iterator[dict[str, tuple[str, dict[str, Any]]]]:
    """Each outlet's address, and what a look at it saw."""
    with serving() as sites:
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.surveys", *sites.values()],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)
        yield {name: (url, seen[url]) for name, url in sites.items()}


def understood(name: str, looked: dict[str, Any], folder: Path) -> tuple[str, Source, Proposed]:
    url, seen = looked[name]
    assert not seen["problem"]
    found = proposed(seen, urlsplit(url).netloc, is_local=True)
    file, problems = folder / f"{name}.toml", list[SourceProblem]()
    file.write_text(found.toml, "utf-8")
    source = read_source(file, problems)
    assert source, problems
    return url.rstrip("/"), source, found


@pytest.mark.parametrize("name", OUTLETS)
def test_the_file_names_the_articles_and_where_they_are_listed(
    name: str, looked: dict[str, Any], tmp_path: Path
) -> None:
    home, source, found = understood(name, looked, tmp_path)
    assert [one.path for one in pieces(name) if not is_article_url(home + one.path, source.article_url)] == []
    others = ["/", "/about.html", *OUTLETS[name].lists]
    assert [path for path in others if is_article_url(home + path, source.article_url)] == []
    assert any("no figure" in doubt for doubt in found.doubts) == (name in NO_FIGURE)
    listed = source.discover.sections + source.discover.date_archives
    assert f"{home}/" in listed
    assert len(listed) > 1
    assert bool(source.discover.feeds) == bool(OUTLETS[name].feed)
    assert not OUTLETS[name].is_chinese or source.language == "zh"


@pytest.mark.parametrize("name", OUTLETS)
def test_its_articles_are_read_with_headline_day_and_text(name: str, looked: dict[str, Any], tmp_path: Path) -> None:
    home, source, _ = understood(name, looked, tmp_path)
    for one in pieces(name)[:3]:
        headers = {"content-type": "text/html; charset=utf-8"}
        capture = Capture(home + one.path, home + one.path, 200, headers, one.html.encode(), datetime.now(UTC))
        article = extract(capture, source.hints())
        assert isinstance(article, Article), article
        assert (article.title, article.published_on) == (one.title, one.day if OUTLETS[name].is_dated else None)
        assert article.body.count("\n\n") == 2, article.body


def test_a_list_of_a_day_is_asked_for_every_day(looked: dict[str, Any], tmp_path: Path) -> None:
    home, source, _ = understood("cqrb", looked, tmp_path)
    assert source.discover.date_archives == (f"{home}/cqrb/{{year}}-{{month}}/{{day}}/003/node.htm",)
    assert source.discover.sections == (f"{home}/",)


def test_the_command_shows_five_articles(workplace: Workplace) -> None:
    with serving("global-times") as sites:
        told = workplace.command("source", "add", sites["global-times"], "--slug", "times", "--pages", "5")
    file = workplace.config / "sources" / "times.toml"
    assert tomllib.loads(file.read_text("utf-8"))["article_url"] == r"/content/\d+\.shtml$"
    for one in pieces("global-times")[:5]:
        assert one.title in told.stdout
        assert str(one.day) in told.stdout
    assert "# guessed from the links of its lists" in told.stdout

"""A site that is looked at becomes a file that works: its ways are found, its articles told, its doubts said."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.newsroom import Newsroom, serve
from crawler.source import SourceProblem, read_source
from crawler.source_text import proposed
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUGS = ("newsroom", "newsroom-daily")


def test_both_newsrooms_are_understood_and_show_articles(workplace: Workplace) -> None:
    with serve(Newsroom.build(size=0.15), dict.fromkeys(SLUGS, 0)) as site:
        for slug in SLUGS:
            told = workplace.command("source", "add", site.base_urls[slug], "--slug", f"new-{slug}", "--pages", "3")
            data = tomllib.loads((workplace.config / "sources" / f"new-{slug}.toml").read_text("utf-8"))
            assert data["discover"]["sitemaps"], told.stdout
            assert data["discover"]["sections"]
            assert "published_on" in told.stdout
        english = tomllib.loads((workplace.config / "sources" / "new-newsroom.toml").read_text("utf-8"))
        assert english["discover"]["wp_json"]
        assert "/feed/" in english["discover"]["feeds"]
        assert workplace.command("run", "new-newsroom", "--json").stdout.count('"completed"') == 1
        assert len(workplace.rows("select * from article_current")) == len(site.listed("newsroom"))
        again = workplace.command("source", "add", site.base_urls["newsroom"], "--slug", "new-newsroom", check=2)
        assert "--force" in again.stderr


def test_what_cannot_be_a_source_is_said_with_what_to_do(workplace: Workplace) -> None:
    nothing = {"home": "http://127.0.0.1:9/", "title": "", "language": "", "feeds": [], "sitemaps": [], "sections": []}
    with pytest.raises(ValueError, match="by hand"):
        proposed(nothing | {"wp_json": None}, "127.0.0.1:9", is_local=True)
    assert "no http(s) address" in workplace.command("source", "add", "ftp://a.example/", check=2).stderr
    assert "CONGRESSWATCH_CONTACT" in workplace.command("source", "add", "https://a.example/", check=2).stderr
    workplace.env["CONGRESSWATCH_CONFIG"] = ""
    assert "--dry-run" in workplace.command("source", "add", "http://127.0.0.1:9/", check=2).stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sources")


@given(st.text(max_size=60), st.sampled_from(["", "en", "zh-cn", "en-us"]))
def test_whatever_a_home_page_is_called_the_file_is_a_source(folder: Path, title: str, language: str) -> None:
    seen = {
        "home": "http://127.0.0.1:8391/",
        "title": title.encode("utf-8", "replace").decode(),
        "language": language,
        "feeds": [{"url": "http://127.0.0.1:8391/feed/", "addresses": ["http://127.0.0.1:8391/2022/06/02/a/"]}],
        "sitemaps": [],
        "wp_json": None,
        "sections": [],
    }
    file, problems = folder / "named.toml", list[SourceProblem]()
    file.write_text(proposed(seen, "127.0.0.1:8391", is_local=True).toml, "utf-8")
    assert read_source(file, problems) is not None, problems

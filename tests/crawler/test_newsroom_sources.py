"""The shipped source files of the newsroom."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest

import crawler
from crawler.newsroom.archive import Newsroom
from crawler.newsroom.source_file import source_toml
from crawler.newsroom.truth import OUTLETS, Outlet

SOURCES = Path(crawler.__file__).parent / "sources"


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda one: one.slug)
def test_the_shipped_file_is_the_one_for_the_fixed_port(outlet: Outlet) -> None:
    shipped = (SOURCES / f"{outlet.slug}.toml").read_text(encoding="utf-8")

    assert shipped == source_toml(outlet.slug, f"http://127.0.0.1:{outlet.port}")


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda one: one.slug)
def test_a_source_file_names_the_given_address(outlet: Outlet) -> None:
    table = tomllib.loads(source_toml(outlet.slug, "http://127.0.0.1:5005/", schedule="*/5 * * * *"))

    assert table["home"] == "http://127.0.0.1:5005/"
    assert table["domains"] == ["127.0.0.1:5005"]
    assert table["schedule"] == "*/5 * * * *"
    assert table["local"] is True
    assert table["delay"] == 0


def test_article_url_fits_every_article_and_no_list() -> None:
    newsroom = Newsroom.build(size=0.1)
    for outlet in newsroom.outlets:
        article = re.compile(tomllib.loads(source_toml(outlet.slug, "http://127.0.0.1:1"))["article_url"])
        assert all(article.search(one.path) for one in newsroom.of(outlet.slug))
        assert all(article.search(unquote(one.path)) for one in newsroom.of(outlet.slug))
        for path in ("/news/", "/news/page/2/", "/list/2.htm", "/feed/", "/", "/2022/05/27/", "/tourism/city-profile/"):
            assert not article.search(path)


def test_the_expectations_hold() -> None:
    """The share of signed articles in the truth is well above what the source file asks for."""
    newsroom = Newsroom.build()
    for outlet in newsroom.outlets:
        fill = tomllib.loads(source_toml(outlet.slug, "http://127.0.0.1:1"))["expect"]["fill"]
        articles = newsroom.listed(outlet.slug)
        signed = sum(bool(one.authors) for one in articles) / len(articles)
        assert signed > fill["author"] + 0.05


def test_an_unknown_outlet_is_an_error() -> None:
    with pytest.raises(KeyError):
        source_toml("gazette", "http://127.0.0.1:1")

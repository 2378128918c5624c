"""What an outlet wrote to be run is text on every way out: a page, a terminal, a spreadsheet, a reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from db.values import Article, Capture, Hints
from flows.steps.extract import extract
from flows.steps.tree import squeeze

URL = "https://www.rivergate.example/2022/06/02/the-ferry-crosses-again/"
TEXT = (
    "<p>The ferry crosses again after two months of repairs, and the town came to see it leave the quay on Friday.</p>"
)


def article(head: str, headline: str, text: str = TEXT) -> Article:
    page = f"<html><head>{head}</head><body><article><h1>{headline}</h1>{text * 5}</article></body></html>"
    found = extract(Capture(URL, URL, 200, {}, page.encode(), datetime(2026, 11, 22, tzinfo=UTC)), Hints())
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("reference", ["&#27;", "&#x1b;", "&#0027", "&#X1B;", "&#7;", "&#129;", "&#11;", "&#1;"])
def test_a_reference_to_a_control_character_loses_no_article(reference: str) -> None:
    found = article("", f"The ferry {reference}crosses again", TEXT.replace("ferry", f"{reference}ferry{reference}"))
    assert found.title == "The ferry crosses again"
    assert "The ferry crosses again after" in found.body


def test_what_old_editors_meant_by_such_a_number_is_read() -> None:
    assert article("", "The ferry &#150; again at the quay &#8217;").title == "The ferry – again at the quay ’"


def test_a_stated_headline_gives_a_terminal_nothing_to_obey() -> None:
    stated = {
        "@type": "NewsArticle",
        "headline": "The \x1b]0;owned\x07ferry \x9b31mcrosses again",
        "author": "A\x1b[2J B",
    }
    head = f'<script type="application/ld+json">{json.dumps(stated)}</script>'
    found = article(head, "The ferry crosses again")
    assert not {"\x1b", "\x07", "\x9b"} & set(found.title + "".join(found.authors) + found.body)
    assert squeeze("a\x1b[31m\x9bb\x00 \x85 c　d") == "a[31mb c d"

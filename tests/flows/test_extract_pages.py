"""Golden pages of our own words: each trap once, with everything the extractor is expected to read from it.

An expectation is written by hand, from what a reader sees on the page. A page without one gets it written, and the
test fails until a person has looked at it. `given`: what is known beside the page. `furniture`: what no body may hold.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml.html import document_fromstring

from db.values import Article, Capture, Context, Hints, NotArticle
from flows.steps.decode import decode
from flows.steps.extract import extract

PAGES = Path(__file__).parent.parent / "pages"
GOLDEN = sorted(PAGES.glob("*.html"))
HINTS = Hints(domains=("news.example",), article_url=r"/\d{4}/\d{2}/\d{2}/[^/]+/?$")
FIELDS = ("canonical_url", "title", "authors", "published_at", "published_on", "date_precision", "date_rule")
MORE_FIELDS = ("modified_at", "language", "section", "captions", "images")
CREDITS = ("editors", "translators", "agencies", "stated_origin", "structure", "mojibake_count")
NOT_READ = ("given", "furniture")
# after every date the pages state, the early evening of the source's day
CAPTURED_AT = datetime(2026, 2, 1, 10, tzinfo=UTC)
SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+|(?<=[。！？])[”」’]?\s*")

each_page = pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.stem)


@each_page
def test_page_reads_as_expected(page: Path) -> None:
    expectation = page.with_suffix(".json")
    found = as_json(read(page))
    if not expectation.exists():
        expectation.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"please review {expectation.name}")
    expected = {name: value for name, value in stated(page).items() if name not in NOT_READ}
    # the oldest expectations do not know every field
    assert {name: value for name, value in found.items() if name in expected} == expected


@each_page
def test_no_sentence_is_lost_and_no_furniture_kept(page: Path) -> None:
    result, expected = read(page), stated(page)
    body = bare(result.body) if isinstance(result, Article) else ""
    lost = [sentence for sentence in sentences(expected) if bare(sentence) not in body]
    assert lost == [], "lost sentences"
    assert [line for line in expected.get("furniture", ()) if bare(line) in body] == [], "furniture in the body"


@each_page
def test_the_expectation_speaks_of_this_page(page: Path) -> None:
    """A line that stands nowhere on the page would never be missed, nor found."""
    expected = stated(page)
    words = "".join(bare(text_of(each)) for each in (page, *(PAGES / name for name in parts_of(expected).values())))
    lines = [*sentences(expected), *expected.get("furniture", ())]
    # the cells of a row are joined with a bar
    cells = [cell for line in lines for cell in line.replace("\ufffd", "").split(" | ")]
    assert [cell for cell in cells if bare(cell) not in words] == []


def stated(page: Path) -> dict[str, Any]:
    expectation = page.with_suffix(".json")
    return dict(json.loads(expectation.read_text(encoding="utf-8"))) if expectation.exists() else {}


def parts_of(expected: dict[str, Any]) -> dict[str, str]:
    return dict(expected.get("given", {}).get("parts", {}))


def read(page: Path) -> Article | NotArticle:
    expected = stated(page)
    parts = tuple(capture_of(PAGES / name, url) for url, name in parts_of(expected).items())
    given = expected.get("given", {})
    url = given.get("url", f"https://news.example/2022/06/02/{page.stem}/")
    hints = replace(HINTS, article_url=given.get("article_url", HINTS.article_url))
    return extract(capture_of(page, url, given.get("content_type", "text/html")), hints, Context(parts=parts))


def capture_of(page: Path, url: str, content_type: str = "text/html") -> Capture:
    return Capture(url, url, 200, {"content-type": content_type}, page.read_bytes(), CAPTURED_AT)


def sentences(expected: dict[str, Any]) -> list[str]:
    return [one for text in expected.get("body", ()) for one in SENTENCE.split(text) if one]


def bare(text: str) -> str:
    """The words alone: where a page breaks its lines is no matter here."""
    return "".join(text.split())


def text_of(page: Path) -> str:
    words = document_fromstring(decode(page.read_bytes(), "text/html").text).itertext()
    return "".join(str(word) for word in words).replace("\ufffd", "")


def as_json(result: Article | NotArticle) -> dict[str, Any]:
    if isinstance(result, NotArticle):
        return {"not_article": result.reason}
    found: dict[str, Any] = {name: plain(getattr(result, name)) for name in FIELDS + MORE_FIELDS + CREDITS}
    found["date_candidates"] = [f"{one.rule}: {one.on} {one.reason}".strip() for one in result.date_candidates]
    found["body"] = result.body.split("\n\n")
    return found


def plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if hasattr(value, "caption"):
        return {"url": value.url, "caption": value.caption, "credit": value.credit}
    return value

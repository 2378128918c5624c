"""Golden pages of our own words: each trap once, with everything the extractor is expected to read from it.

A page without an expectation gets one written, and the test fails until a person has looked at it.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from db.values import Article, Capture, Hints, NotArticle
from flows.steps.extract import extract

PAGES = Path(__file__).parent.parent / "pages"
HINTS = Hints(domains=("news.example",), article_url=r"/\d{4}/\d{2}/\d{2}/[^/]+/?$")
FIELDS = ("canonical_url", "title", "authors", "published_at", "published_on", "date_precision", "date_rule")
MORE_FIELDS = ("modified_at", "language", "section", "captions", "images")


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_page_reads_as_expected(page: Path) -> None:
    expectation = page.with_suffix(".json")
    found = as_json(extract(capture_of(page), HINTS))
    if not expectation.exists():
        expectation.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"please review {expectation.name}")
    assert found == json.loads(expectation.read_text(encoding="utf-8"))


def capture_of(page: Path) -> Capture:
    url = f"https://news.example/2022/06/02/{page.stem}/"
    # after every date the pages state, the early evening of the source's day
    captured_at = datetime(2026, 2, 1, 10, tzinfo=UTC)
    return Capture(url, url, 200, {"content-type": "text/html"}, page.read_bytes(), captured_at)


def as_json(result: Article | NotArticle) -> dict[str, Any]:
    if isinstance(result, NotArticle):
        return {"not_article": result.reason}
    found: dict[str, Any] = {name: plain(getattr(result, name)) for name in FIELDS + MORE_FIELDS}
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

"""Which address is the article's own, as far as the page and its address say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.values import Article, Capture, Hints
from flows.steps.extract import extract
from tests.flows.test_extract import HINTS, TEXT, page

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAILY = Hints(language="en", domains=("daily.example",), article_url=r"content_\d+(?:_\d+)?\.htm$")


def own_address(url: str, head: str = "", hints: Hints = DAILY) -> str:
    capture = Capture(url, url, 200, {"content-type": "text/html"}, page(TEXT, head).encode(), NOW)
    found = extract(capture, hints)
    assert isinstance(found, Article)
    return found.canonical_url


FIRST = "https://daily.example/202206/content_1234567.htm"
LATER = "https://daily.example/202206/content_1234567_2.htm"


def test_a_later_part_claims_the_first() -> None:
    assert own_address(LATER) == FIRST
    assert own_address(FIRST) == FIRST


def test_a_later_part_that_says_what_it_is_is_believed() -> None:
    assert own_address(LATER, f'<link rel="canonical" href="{LATER}">') == LATER


@pytest.mark.parametrize("lie", ["https://daily.example/", "https://other.example/content_1.htm", "/list/"])
def test_a_later_part_that_lies_claims_the_first(lie: str) -> None:
    assert own_address(LATER, f'<link rel="canonical" href="{lie}"><meta property="og:url" content="{lie}">') == FIRST


def test_a_page_for_printing_claims_its_main_address() -> None:
    main = "https://www.ichongqing.info/2022/06/02/ferry/"
    any_form = Hints(language="en", domains=("ichongqing.info",))
    assert own_address(f"{main}print/", hints=any_form) == main
    # an address that would not be the source's is not claimed
    assert own_address("https://www.ichongqing.info/2022/06/02/print/", hints=HINTS).endswith("/print/")


def test_a_slug_that_ends_in_a_number_is_no_part() -> None:
    url = "https://daily.example/news/congress-report_2.htm"
    assert own_address(url, hints=Hints(domains=("daily.example",))) == url

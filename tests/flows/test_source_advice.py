"""A source's file that does not do is told what is wrong and how to mend it."""

from __future__ import annotations

from typing import Any

import pytest

from db import reasons
from flows.steps.source_advice import advice, mend
from tests.support.outlets import pieces, serving
from tests.support.workplace import Workplace


@pytest.mark.parametrize(
    ("problem", "what"),
    [
        ("http 404", "source add"),
        ("http 403", "refuses us"),
        ("http 429", "delay"),
        ("http 503", "browser"),
        (reasons.TIMEOUT, "browser"),
        (reasons.REFUSED, "browser"),
        (reasons.DNS, "spelt"),
        (reasons.TLS, "certificate"),
        (reasons.ROBOTS, "robots.txt forbids"),
        (reasons.ROBOTS_UNREACHABLE, "cannot be read"),
        (reasons.OFF_DOMAIN, "`domains`"),
        ("not a sitemap: got HTML", "`sections`"),
        ("no link looks like an article (3 links)", "`article_url`"),
        ("something else", "browser"),
    ],
)
def test_a_problem_is_told_with_what_to_do(problem: str, what: str) -> None:
    assert what in mend(problem)


def listing(**changes: Any) -> dict[str, Any]:
    url = "https://a.example/feed/"
    return {"way": "feed", "url": url, "root_url": url, "listed_count": 3, "problem": ""} | changes


def sample(**changes: Any) -> dict[str, Any]:
    return {"url": "https://a.example/1", "title": "A", "published_on": "2022-06-02", "covers": []} | changes


def told(**given: Any) -> list[str]:
    known: dict[str, Any] = {
        "listings": [listing()],
        "refused": {},
        "samples": [sample()],
        "fitting": "",
        "home": "https://a.example/",
    }
    return advice(**(known | given))


def test_what_is_well_is_not_told() -> None:
    assert told() == []
    # its last page is empty; some links of a list lead elsewhere
    assert told(listings=[listing(), listing(url="https://a.example/feed/?paged=2", listed_count=0)]) == []
    assert (
        told(refused={"not an article address": ["https://a.example/about"], "off-domain": ["https://b.example/"]})
        == []
    )


def test_what_is_wrong_is_told_once_each() -> None:
    (empty,) = told(listings=[listing(listed_count=0)])
    assert "lists no address" in empty
    (outside,) = told(refused={"off-domain": ["https://b.example/1"]}, samples=[])
    assert "https://b.example/1" in outside
    assert "`domains`" in outside
    (wide,) = told(samples=[sample(), sample(url="https://a.example/")])
    assert "is a list" in wide
    assert "narrow it" in wide
    (none,) = told(samples=[sample(title="", covers="listing")])
    assert "listing" in none
    (undated,) = told(samples=[sample(published_on="")] * 3)
    assert "none of the 3 samples has a date" in undated


def test_the_command_offers_a_pattern_that_fits(workplace: Workplace) -> None:
    with serving("breaking-latest") as sites:
        url = sites["breaking-latest"]
        workplace.add_source("latest", FILE.format(url=url, domain=url.split("/")[2]))
        done = workplace.command("source", "check", "latest", check=1)
    assert f"such as {url.rstrip('/')}{pieces('breaking-latest')[0].path}" in done.stderr
    assert "article_url = '/news/[^/]+/?$' does" in done.stderr


FILE = """name = "Latest"
home = "{url}"
domains = ["{domain}"]
article_url = '/\\d{{4}}/\\d{{2}}/[^/]+/?$'
local = true
delay = 0
[discover]
feeds = ["/feed/"]
"""

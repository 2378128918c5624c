"""Whatever a site does, each page ends in one counted state with its reason, and the rest of the run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from crawler.newsroom import Newsroom, Site, TrueArticle, faults, serve, source_toml
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.1), {SLUG: 0, "newsroom-daily": 0}) as opened:
        yield opened


@pytest.fixture
def watched(workplace: Workplace, site: Site) -> Workplace:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    return workplace


def test_each_broken_page_is_one_counted_state_and_the_rest_is_archived(watched: Workplace, site: Site) -> None:
    broken = {
        "http 500": faults.status(500),
        "http 404": faults.status(404),
        "http 429": faults.status(429),
        "too large": faults.huge(),
        "reset": faults.reset(),
        "truncated": faults.truncated(),
        "no article": faults.without_article(),
        "off-domain": _redirect(site.base_urls["newsroom-daily"] + "/list/1.htm"),
    }
    survives = [faults.nul_byte(), faults.long_title(300), faults.gbk_without_charset()]
    articles = list(site.listed(SLUG))
    victims = dict(zip(broken, articles, strict=False))
    for reason, fault in broken.items():
        site.faults[victims[reason].path] = fault
    odd = articles[len(broken) : len(broken) + len(survives)]
    for true, fault in zip(odd, survives, strict=True):
        site.faults[true.path] = fault

    row = watched.run(SLUG)

    assert row["state"] == "completed"
    states = _states(watched)
    assert len(states) == len(articles)
    for reason in ("http 500", "http 429", "too large", "reset", "truncated", "http 404"):
        state, told = states[victims[reason].path]
        assert reason in told, (reason, state, told)
        assert state == {"too large": "skipped", "http 404": "missing"}.get(reason, "failed")
    # neither is the address's own fault for good: both are asked again
    assert states[victims["no article"].path] == ("failed", "no text")
    assert states[victims["off-domain"].path] == ("failed", "off-domain")
    assert not [seen for seen in site.requests if seen.outlet != SLUG]
    for true in [*odd, *articles[len(broken) + len(survives) :]]:
        assert states[true.path] == ("archived", ""), true.path
    assert len(_title(watched, odd[1])) > 255


def _redirect(url: str) -> faults.Fault:
    """The page leads away, to an address that must never be asked."""
    return lambda reply: replace(reply, status=302, body=b"", headers={"Location": url})


def _states(workplace: Workplace) -> dict[str, tuple[str, str]]:
    rows = workplace.rows("select url, state, reason from page")
    return {"/" + row["url"].split("/", 3)[3]: (row["state"], row["reason"]) for row in rows}


def _title(workplace: Workplace, true: TrueArticle) -> str:
    rows = workplace.rows(f"select title from article_current where canonical_url like '%{true.path}'")
    return str(rows[0]["title"])


def test_a_site_that_is_down_fails_the_run_with_the_cause(workplace: Workplace) -> None:
    workplace.add_source(SLUG, source_toml(SLUG, "http://127.0.0.1:9"))
    row = workplace.run(SLUG, check=1)
    assert row["state"] == "failed"
    assert "no listing gave a single address: refused" in row["reason"]


def test_a_robots_ban_is_obeyed_and_said(watched: Workplace, site: Site) -> None:
    site.faults["robots"] = faults.robots_ban()
    row = watched.run(SLUG, check=1)
    assert "robots.txt" in row["reason"]
    assert {seen.path for seen in site.requests} == {"/robots.txt"}


def test_one_listing_that_breaks_is_a_warning_and_the_others_find_the_pages(watched: Workplace, site: Site) -> None:
    site.faults["feed"] = faults.status(503)
    row = watched.run(SLUG)
    assert row["state"] == "warning"
    assert "http 503" in row["reason"]
    assert row["new"] == len(site.listed(SLUG))

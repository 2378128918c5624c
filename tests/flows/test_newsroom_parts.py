"""A run on a site that splits its long articles over pages archives each of them once, whole."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from tests.support.final_rows import imbalances
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom-daily"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.15), {SLUG: 0}) as opened:
        opened.parts = True
        yield opened


def bodies(workplace: Workplace) -> dict[str, str]:
    rows = workplace.rows("select canonical_url, body, sequence from revision join article on article.id = article_id")
    assert {row["sequence"] for row in rows} == {1}
    return {row["canonical_url"]: row["body"] for row in rows}


def parts(workplace: Workplace) -> list[dict[str, object]]:
    return workplace.rows(
        "select page.state, page.reason, number.url_key like '%content%' as is_led, part_number from page"
        " left join article number on number.id = page.article_id where part_number is not null"
    )


def test_a_run_archives_each_article_on_several_pages_once_and_whole(workplace: Workplace, site: Site) -> None:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    row = workplace.run(SLUG)
    assert (row["state"], row["new"], row["failed"]) == ("completed", len(site.listed(SLUG)), 0)
    base = site.base_urls[SLUG]
    truth = {base + true.path: true for true in site.listed(SLUG)}
    found = bodies(workplace)
    assert {url: body.split() for url, body in found.items()} == {url: true.body.split() for url, true in truth.items()}
    rows = workplace.rows("select canonical_url, captions from article_current")
    assert {row["canonical_url"]: row["captions"] for row in rows} == {
        url: list(true.captions) for url, true in truth.items()
    }
    further = parts(workplace)
    assert {row["part_number"] for row in further} == {2, 3}
    assert {(row["state"], row["reason"], row["is_led"]) for row in further} == {
        ("alias", "another page of an article", True)
    }
    assert imbalances(workplace.archive_url) == []
    again = workplace.run(SLUG)
    assert (again["state"], again["new"], again["revised"]) == ("completed", 0, 0)


def test_a_page_that_failed_completes_its_article_in_the_next_run(workplace: Workplace, site: Site) -> None:
    workplace.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG]))
    site.faults["/html/*_2.htm"] = faults.status(404)
    workplace.run(SLUG)
    truth = {site.base_urls[SLUG] + true.path: true.body.split() for true in site.listed(SLUG)}
    cut = [url for url, body in bodies(workplace).items() if body.split() != truth[url]]
    assert cut
    # no day of theirs is complete
    assert workplace.rows("select count(*) as n from page_of_day where is_missing") == [{"n": len(cut)}]

    site.faults.clear()
    with psycopg.connect(workplace.archive_url, connect_timeout=10) as connection:
        connection.execute("update page set due_at = now() where state = 'missing'")
    row = workplace.run(SLUG)
    assert (row["new"], row["revised"], row["failed"]) == (0, 0, 0)
    assert {url: body.split() for url, body in bodies(workplace).items()} == truth
    assert imbalances(workplace.archive_url) == []

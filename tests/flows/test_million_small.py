"""The generated archive of the benchmarks, small: it is sound, it is what its plan says, and discovery is right on it.

Only correctness here: `make bench-1m` measures the same on a million.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from crawler.discovery.sitemap import read_sitemap
from db import migrate
from db.crawl import CrawlArchive
from db.embedded import Cluster
from tests.benchmarks.archive_maker import fill
from tests.benchmarks.archive_plan import DAYS, FIRST_DAY, MEETINGS, SLUG, TIMEZONE, Plan
from tests.benchmarks.listing_site import sitemap
from tests.benchmarks.million import VIEWS, cases
from tests.conftest import database
from tests.support.final_rows import imbalances

PLAN = Plan(pages=20_000)


@pytest.fixture(scope="module")
def made(cluster: Cluster, migrated_template: str) -> Iterator[str]:
    for url in database(cluster, migrated_template):
        fill(url, PLAN)
        yield url


def _rows(url: str, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.SQL(question)).fetchall()


def test_the_generated_archive_is_sound_and_its_schema_is_the_migrations(made: str) -> None:
    assert not imbalances(made)
    migrate.check(made)


def test_the_same_plan_gives_the_same_addresses_and_every_one_is_its_own() -> None:
    addresses = [PLAN.url(number) for number in range(PLAN.pages)]
    assert len(set(addresses)) == PLAN.pages
    assert addresses[:50] == [Plan(pages=20_000).url(number) for number in range(50)]
    assert Plan(pages=20_000, seed=2).title(7) != PLAN.title(7) or Plan(pages=20_000, seed=2).body(7) != PLAN.body(7)


def test_ledger_daily_counts_every_address_once(made: str) -> None:
    counted = Counter[str]()
    for _, _, state, _, page_count in _rows(made, VIEWS["`ledger_daily` of a source"]):
        counted[state] += page_count
    refused, failed = len(list(PLAN.refused_urls())), len(list(PLAN.failed_urls()))
    assert counted == {"archived": PLAN.pages, "skipped": refused, "failed": failed}


def test_coverage_of_each_congress_is_what_was_planned(made: str) -> None:
    planned = Counter(congress for _, congress, _, _ in PLAN.coverage())
    assert dict(_rows(made, "select congress_id, count(*) from coverage group by 1")) == planned
    assert set(planned) == set(MEETINGS)
    assert len(_rows(made, VIEWS["`coverage` of one congress"])) == planned["cpc-chongqing-6"]


def test_each_day_is_called_complete_only_where_it_is(made: str) -> None:
    states = dict(_rows(made, f"select published_on, state from completeness where source = '{SLUG}'"))
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        assert (states[day] == "complete") == PLAN.is_complete(day), day
    assert states[FIRST_DAY + timedelta(days=DAYS)] != "complete"


@pytest.mark.parametrize("case", list(cases(PLAN)))
def test_discovery_finds_what_is_new_and_nothing_else_and_does_so_once(made: str, case: str) -> None:
    numbers = cases(PLAN)[case]
    new_count = sum(number >= PLAN.pages for number in numbers)
    listing = read_sitemap(sitemap(PLAN, numbers), f"{PLAN.home_url}sitemap.xml", TIMEZONE)
    assert len(listing.candidates) == len(numbers)
    archive = CrawlArchive(made, 1, None, TIMEZONE)
    judged = [(candidate, "") for candidate in listing.candidates]
    before = _rows(made, "select count(*) from page")[0][0]
    assert archive.discover(judged, None).new_count == new_count
    assert archive.discover(judged, None).new_count == 0
    archive.finish({})
    assert _rows(made, "select count(*) from page")[0][0] == before + new_count
    archived = _rows(made, "select count(*) from page where state = 'archived' and due_at is null")
    assert archived == [(PLAN.pages,)]

"""On a site that lies in every way we know, each article is archived once, and no day is called complete wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from crawler.newsroom.lies import all_lies, seen_by
from crawler.newsroom.listing_counts import ListingWay
from crawler.newsroom.sentinel import Sentinel
from db.archive import Archive
from tests.support.crawling import Desk

pytestmark = pytest.mark.lives

SLUG = "newsroom"
WAYS: dict[ListingWay, dict[str, Any]] = {
    "feed": {"feeds": ["/feed/"]},
    "sitemap": {"sitemaps": ["/sitemap_index.xml"]},
    "section": {"sections": ["/news/"]},
    "wp_json": {"wp_json": True},
}
BUDGET = 1.3


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.15)


@pytest.fixture
def desk(archive: Archive, tmp_path: Path) -> Desk:
    return Desk(archive, tmp_path, SLUG)


@pytest.fixture
def sentinel() -> Iterator[Sentinel]:
    with Sentinel() as opened:
        yield opened


def archived(desk: Desk) -> list[str]:
    return [urlsplit(row["canonical_url"]).path for row in desk.rows("select canonical_url from article_current")]


def work_it_out(desk: Desk, rounds: int = 4) -> None:
    """Run until nothing is left to be done, as a schedule would."""
    for _ in range(rounds):
        desk.run()
        if not desk.rows(
            "select from page where state in ('queued', 'fetched', 'failed', 'missing') and reason <> 'off-domain'"
        ):
            return
        desk.wait()


@pytest.mark.parametrize("way", ["feed", "sitemap"])
def test_a_listing_that_stays_empty_is_not_called_unchanged(newsroom: Newsroom, desk: Desk, way: ListingWay) -> None:
    with serve(newsroom, {SLUG: 0}) as site:
        desk.write(source_toml(SLUG, site.base_urls[SLUG], discover=WAYS[way]))
        desk.run()
        site.faults[way] = faults.without_items()
        run_ids = [desk.run(), desk.run()]
        site.faults.clear()
        healed = desk.run()
    read = {row["run_id"]: row for row in desk.rows("select run_id, listed_count, ending from walk")}
    assert [(read[run_id]["listed_count"], read[run_id]["ending"] == "unchanged") for run_id in run_ids] == [
        (0, False),
        (0, False),
    ]
    assert read[healed]["listed_count"] or read[healed]["ending"] == "unchanged"


@pytest.mark.parametrize("ways", [("feed", "sitemap", "section", "wp_json"), *[(way,) for way in WAYS]])
def test_through_all_lies_each_article_is_archived_once(
    newsroom: Newsroom, desk: Desk, sentinel: Sentinel, ways: tuple[ListingWay, ...]
) -> None:
    with serve(newsroom, {SLUG: 0}) as site:
        discover = {key: value for way in ways for key, value in WAYS[way].items()}
        desk.write(source_toml(SLUG, site.base_urls[SLUG], discover=discover))
        # that many addresses take their time: tests/flows/test_million_small.py reads a long sitemap
        all_lies(site, forbidden=sentinel.urls, without=["padded sitemap"])
        site.faults[f"{SLUG}:/post-sitemap2.xml"] = faults.padded_sitemap(3000)
        work_it_out(desk)
        found = archived(desk)
        # a first reading of a feed is of its first page; what the others hide, links on the articles tell
        visible = seen_by(site, ways[0]) if len(ways) == 1 else {one.path for one in site.listed(SLUG)}
        if ways == ("feed",):
            visible = visible & {one.path for one in site.listed(SLUG)[-20:]}
        assert len(found) == len(set(found))
        assert set(found) <= {one.path for one in site.listed(SLUG)}
        assert set(found) >= visible
        _nothing_is_unaccounted_for(desk)
        _nobody_was_asked_who_must_not_be(site, sentinel)
        _few_were_asked_twice(site, ways)


def test_a_page_that_only_another_page_names_is_fetched_in_the_same_run(newsroom: Newsroom, desk: Desk) -> None:
    with serve(newsroom, {SLUG: 0}) as site:
        desk.write(source_toml(SLUG, site.base_urls[SLUG], discover={"feeds": ["/feed/"]}))
        oldest = site.listed(SLUG)[0].path
        site.faults["/2026/*"] = faults.canonical_elsewhere(oldest)
        desk.run()
        assert oldest in archived(desk)
        assert set(archived(desk)) >= {one.path for one in site.listed(SLUG)[-20:]}
        _nothing_is_unaccounted_for(desk)


def test_a_sitemap_s_part_that_cannot_be_read_is_asked_again_whatever_its_index_says(desk: Desk) -> None:
    newsroom = Newsroom.build(size=0.1, late=6)
    with serve(newsroom, {SLUG: 0}) as site:
        desk.write(source_toml(SLUG, site.base_urls[SLUG], discover={"sitemaps": ["/sitemap_index.xml"]}))
        for _ in range(2):  # the index's ETag has been seen to change with it: it is believed from here on
            desk.run()
            site.advance(timedelta(days=1))
        site.faults["/*-sitemap*"] = faults.status(503)
        desk.run()
        site.faults.clear()
        desk.run()
        assert set(archived(desk)) >= {one.path for one in site.listed(SLUG)}


def test_an_address_that_led_elsewhere_for_a_while_is_not_lost(newsroom: Newsroom, desk: Desk) -> None:
    with serve(newsroom, {SLUG: 0}) as site:
        desk.write(source_toml(SLUG, site.base_urls[SLUG], discover={"sitemaps": ["/sitemap_index.xml"]}))
        site.faults["/2022/*"] = faults.redirect_to("http://127.0.0.1:9/elsewhere/")
        site.faults["/2023/*"] = faults.redirect_to(site.base_urls[SLUG] + "/")
        desk.run()
        assert set(days(desk).values()) >= {"partial"}
        _no_day_is_called_complete_wrongly(desk, site)
        site.faults.clear()
        desk.wait()
        desk.run()
        assert set(archived(desk)) == {one.path for one in site.listed(SLUG)}


def _nothing_is_unaccounted_for(desk: Desk) -> None:
    # an address that leads away is asked again, at most once a day: it may lead back
    states = {row["state"] for row in desk.rows("select distinct state from page where reason <> 'off-domain'")}
    assert states <= {"archived", "alias", "skipped"}
    assert desk.rows("select from capture where processed_at is null") == []
    assert desk.rows(
        "select (select count(*) from page) = (select coalesce(sum(page_count), 0) from ledger_daily) as balances"
    ) == [{"balances": True}]


def _nobody_was_asked_who_must_not_be(site: Site, sentinel: Sentinel) -> None:
    assert sentinel.count == 0
    assert {seen.outlet for seen in site.requests} == {SLUG}


def _few_were_asked_twice(site: Site, ways: tuple[ListingWay, ...]) -> None:
    listing_pages = sum(site.listing_page_count(SLUG, way) for way in ways)
    assert len(site.requests) <= BUDGET * (len(site.listed(SLUG)) + listing_pages + site.injected_count)


def test_the_days_of_an_outage_are_open_until_they_are_filled(desk: Desk) -> None:
    newsroom = Newsroom.build(size=0.1, late=50)
    with serve(newsroom, {SLUG: 0}) as site:
        # a feed that shows the newest twenty, and no more
        desk.write(source_toml(SLUG, site.base_urls[SLUG], discover={"feeds": ["/feed/atom/"]}))
        desk.run()
        last_seen = site.clock.date()
        _no_day_is_called_complete_wrongly(desk, site)
        site.advance(timedelta(days=5))
        assert len(site.listed(SLUG)) - len(archived(desk)) > 20
        desk.run()
        lost = [last_seen + timedelta(days=n) for n in range(1, 3)]
        assert {state for day, state in days(desk).items() if day in lost} <= {"partial", "not looked"}
        _no_day_is_called_complete_wrongly(desk, site)

        both: dict[str, Any] = {"feeds": ["/feed/atom/"], "wp_json": True}
        desk.write(source_toml(SLUG, site.base_urls[SLUG], discover=both))
        desk.run((last_seen, last_seen + timedelta(days=5)))
        assert {state for day, state in days(desk).items() if day in lost} == {"complete"}
        _no_day_is_called_complete_wrongly(desk, site)


def days(desk: Desk) -> dict[date, str]:
    return {row["published_on"]: row["state"] for row in desk.rows("select published_on, state from completeness")}


def _no_day_is_called_complete_wrongly(desk: Desk, site: Site) -> None:
    held = set(archived(desk))
    complete = {day for day, state in days(desk).items() if state == "complete"}
    true = [one for one in site.newsroom.of(SLUG) if one.published_on in complete]
    assert [one.path for one in true if one.path not in held] == []


def test_a_site_that_is_down_for_two_days_is_never_called_silent(desk: Desk) -> None:
    newsroom = Newsroom.build(size=0.1, late=12)
    with serve(newsroom, {SLUG: 0}) as site:
        desk.write(source_toml(SLUG, site.base_urls[SLUG]))
        desk.run()
        site.outage = True
        for _ in range(2):
            site.advance(timedelta(days=1))
            desk.run()
            _no_day_is_called_complete_wrongly(desk, site)
        site.outage = False
        site.advance(timedelta(days=2))
        work_it_out(desk)
        _no_day_is_called_complete_wrongly(desk, site)
        quiet_or_full = [day for day, state in days(desk).items() if state == "complete"]
        assert site.clock.date() - timedelta(days=1) in quiet_or_full

"""When is a day complete? Each rule of the view, on rows written as a crawl writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from crawler.discovery import traps
from db import discovery, reasons

FEED, SITEMAP = "https://p.example/feed/", "https://p.example/sitemap.xml"
NEVER = "no listing was read back past this day since it ended"
DAY = timedelta(days=1)
# Long ago and fixed, so that every test means the same on every day it runs.
D = date(2022, 6, 2)


@dataclass
class Shelf:
    """An archive of one source, written row by row."""

    connection: psycopg.Connection[dict[str, Any]]
    zone: str = "Asia/Shanghai"
    listings: dict[str, list[str]] = field(default_factory=lambda: {"feed": [FEED]})
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.source_id = self.value(
            "insert into source (slug, name, home_url, timezone, listings) values ('paper', 'P', '', %s, %s)"
            " returning id",
            self.zone,
            Jsonb(self.listings),
        )

    def value(self, sql: str, *values: Any) -> Any:
        row = self.connection.execute(sql, values).fetchone()
        return row and next(iter(row.values()))

    def walk(
        self, way: str, root: str, on: date, covers: tuple[date | None, date] | None, oldest_on: date | None = None
    ) -> None:
        """A reading that began in the evening of a local day."""
        self.connection.execute(
            "insert into walk (source_id, way, root_url, started_at, ending, oldest_on, covers)"
            " values (%s, %s, %s, %s, 'overlap', %s, daterange(%s, %s))"
            if covers
            else "insert into walk (source_id, way, root_url, started_at, ending, oldest_on)"
            " values (%s, %s, %s, %s, 'problem', %s)",
            (self.source_id, way, root, self.at(on, 21), oldest_on, *(covers or ())),
        )

    def run(self, on: date) -> None:
        self.connection.execute(
            "insert into run (source_id, flow, started_at) values (%s, 'monitor', %s)", (self.source_id, self.at(on))
        )

    def at(self, on: date, hour: int = 12) -> datetime:
        return datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo(self.zone))

    def page(
        self,
        state: str = "queued",
        reason: str = "",
        listed_on: date | None = D,
        ways: tuple[str, ...] = ("feed",),
        article_id: int | None = None,
        discovered_on: date = D,
        attempts: int = 0,
        modified_at: datetime | None = None,
    ) -> int:
        """A page of the ledger; its id."""
        url = f"https://p.example/{next(self.numbers)}"
        page_id: int = self.value(
            "insert into page (source_id, url, url_key, url_key_sha256, state, reason, way, listed_on, discovered_on,"
            " article_id, attempt_count, listed_modified_at)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
            self.source_id,
            url,
            url,
            hashlib.sha256(url.encode()).digest(),
            state,
            reason,
            ways[0] if ways else "canonical",
            listed_on,
            discovered_on,
            article_id,
            attempts,
            modified_at,
        )
        for way in ways:
            self.connection.execute("insert into finding (page_id, way) values (%s, %s)", (page_id, way))
        return page_id

    def article(self, on: date | None = D, ways: tuple[str, ...] = ("feed",), **page: Any) -> int:
        """An archived page and its article with this day; the article's id."""
        digest = hashlib.sha256(str(next(self.numbers)).encode()).digest()
        article_id: int = self.value(
            "insert into article (source_id, canonical_url, url_key, url_key_sha256, first_captured_at)"
            " values (%s, 'u', 'u', %s, now()) returning id",
            self.source_id,
            digest,
        )
        page_id = self.page("archived", ways=ways, article_id=article_id, **{"listed_on": on, **page})
        self.connection.execute("insert into blob values ('', '', 0) on conflict do nothing")
        capture_id = self.value(
            "insert into capture (page_id, captured_at, url, final_url, status, headers, blob_sha256, processed_at)"
            " values (%s, now(), '', '', 200, '{}', '', now()) returning id",
            page_id,
        )
        self.connection.execute(
            "insert into revision (article_id, sequence, is_current, capture_id, first_seen_at, last_seen_at,"
            " text_sha256, revision_sha256, title, published_on, date_candidates, body, images, extractor_version)"
            " values (%s, 1, true, %s, now(), now(), %s, '', 't', %s, '[]', 'b', '[]', '1')",
            (article_id, capture_id, digest, on),
        )
        return article_id

    def day(self, on: date = D) -> dict[str, Any]:
        """The view's row of a day."""
        row = self.connection.execute("select * from completeness where published_on = %s", (on,)).fetchone()
        assert row is not None, f"no row for {on}"
        return row

    def state(self, on: date = D) -> str:
        return str(self.day(on)["state"])

    def today(self) -> date:
        return datetime.now(UTC).astimezone(ZoneInfo(self.zone)).date()


@pytest.fixture
def connection(archive_url: str) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    with psycopg.connect(archive_url, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def shelf(connection: psycopg.Connection[dict[str, Any]]) -> Shelf:
    return Shelf(connection)


@pytest.fixture
def read(shelf: Shelf) -> Shelf:
    """A source whose only feed was read on the day after D, back to three days before."""
    shelf.walk("feed", FEED, D + DAY, (D - 3 * DAY, D + DAY), oldest_on=D - 4 * DAY)
    return shelf


def test_a_day_that_was_read_past_and_whose_pages_are_archived_is_complete(read: Shelf) -> None:
    read.article()
    assert read.day() == {
        "source": "paper",
        "published_on": D,
        "state": "complete",
        "listed_count": 1,
        "archived_count": 1,
        "missing_count": 0,
        "is_provisional": False,
        "reason": "",
    }


def test_a_day_without_articles_inside_what_was_read_is_a_silence(read: Shelf) -> None:
    row = read.day(D - DAY)
    assert (row["state"], row["listed_count"], row["archived_count"], row["reason"]) == ("complete", 0, 0, "")


def test_a_day_that_was_not_over_when_it_was_read_is_partial(shelf: Shelf) -> None:
    shelf.walk("feed", FEED, D, (D - DAY, D), oldest_on=D - DAY)
    shelf.article()
    assert (shelf.state(D - DAY), shelf.state()) == ("complete", "partial")
    assert shelf.day()["reason"] == NEVER


def test_days_before_anything_was_looked_at_are_not_looked(shelf: Shelf) -> None:
    shelf.run(D)
    assert (shelf.state(), shelf.day()["reason"]) == ("not looked", NEVER)
    assert shelf.value("select min(published_on) from completeness") == D


def test_a_source_of_which_nothing_is_known_has_no_days(shelf: Shelf) -> None:
    assert shelf.value("select count(*) from completeness") == 0


def test_every_day_from_the_first_known_to_today_has_one_row(read: Shelf) -> None:
    read.article(D - 40 * DAY)
    row = read.connection.execute(
        "select min(published_on) as first, max(published_on) as last, count(*) as n,"
        " count(distinct published_on) as days from completeness"
    ).fetchone()
    assert row is not None
    assert (row["first"], row["last"]) == (D - 40 * DAY, read.today())
    assert row["n"] == row["days"] == (read.today() - row["first"]).days + 1


def test_today_is_partial_whatever_was_read(shelf: Shelf) -> None:
    today = shelf.today()
    shelf.walk("feed", FEED, today, (today - DAY, today), oldest_on=today - DAY)
    shelf.article(today)
    assert (shelf.state(today), shelf.day(today)["reason"]) == ("partial", "the day is not over")
    assert shelf.state(today - DAY) == "complete"


def test_a_listing_that_dates_a_page_ahead_makes_no_day(shelf: Shelf) -> None:
    today = shelf.today()
    shelf.page("queued", listed_on=today + DAY, discovered_on=today)
    shelf.article(today + 400 * DAY, discovered_on=today)
    shelf.article(today)
    assert shelf.value("select max(published_on) from completeness") == today
    assert shelf.day(today)["listed_count"] == 1


def test_an_outage_of_two_days_is_seen_and_closed_by_a_backfill(shelf: Shelf) -> None:
    shelf.walk("feed", FEED, D - DAY, (D - 9 * DAY, D - DAY), oldest_on=D - 2 * DAY)
    # back after the outage: the feed no longer reaches what was known
    shelf.walk("feed", FEED, D + 2 * DAY, (D + DAY, D + 2 * DAY), oldest_on=D)
    states = {on: shelf.state(on) for on in (D - 2 * DAY, D - DAY, D, D + DAY)}
    assert states == {
        D - 2 * DAY: "complete",
        D - DAY: "partial",  # its morning was read
        D: "partial",
        D + DAY: "complete",
    }
    shelf.walk("wp_json", "https://p.example/posts?month=6", D + 3 * DAY, (D - DAY, D + DAY), oldest_on=D - DAY)
    shelf.article(ways=("wp_json",))
    assert [shelf.state(on) for on in states] == ["complete"] * 4


def test_days_of_an_outage_that_no_reading_touched_are_not_looked(shelf: Shelf) -> None:
    shelf.walk("feed", FEED, D - 5 * DAY, (D - 9 * DAY, D - 5 * DAY), oldest_on=D - 9 * DAY)
    shelf.walk("feed", FEED, D + DAY, (D, D + DAY), oldest_on=D - DAY)
    looked = {on: shelf.state(on) for on in (D - 5 * DAY, D - 4 * DAY, D - 2 * DAY, D - DAY, D)}
    assert list(looked.values()) == ["partial", "not looked", "not looked", "partial", "complete"]


def test_a_reading_that_met_a_problem_proves_nothing(shelf: Shelf) -> None:
    shelf.run(D)
    shelf.walk("feed", FEED, D + DAY, None, oldest_on=D - DAY)
    assert (shelf.state(), shelf.day()["reason"]) == ("partial", NEVER)


def test_a_page_that_another_way_found_disproves_the_listing_that_left_it_out(read: Shelf) -> None:
    read.article()
    read.article(ways=("section",))
    assert (read.state(), read.day()["reason"]) == ("partial", "feed left out 1 page that other ways found")
    read.article(ways=("section", "sitemap"))
    assert read.day()["reason"] == "feed left out 2 pages that other ways found"


def test_one_way_that_left_nothing_out_is_proof_enough(shelf: Shelf) -> None:
    shelf.connection.execute("update source set listings = %s", (Jsonb({"feed": [FEED], "sitemap": [SITEMAP]}),))
    shelf.walk("feed", FEED, D + DAY, (D, D + DAY))
    shelf.walk("sitemap", SITEMAP, D + DAY, (D, D + DAY))
    shelf.article(ways=("sitemap",))
    assert (shelf.state(), shelf.day()["reason"]) == ("complete", "")


def test_an_article_is_found_by_whatever_way_found_one_of_its_addresses(read: Shelf) -> None:
    article_id = read.article(ways=())
    read.page("alias", "another address of an article", article_id=article_id, ways=("feed",))
    row = read.day()
    assert (row["state"], row["listed_count"], row["archived_count"]) == ("complete", 1, 1)


@pytest.mark.parametrize(("state", "reason"), [("gone", "http 410"), ("missing", "http 404"), ("skipped", "listing")])
def test_what_is_gone_or_no_article_is_no_proof_against_a_listing(read: Shelf, state: str, reason: str) -> None:
    read.page(state, reason, ways=("section",))
    assert "left out" not in read.day()["reason"]


def test_a_page_whose_day_nobody_states_is_no_proof_against_a_listing_of_the_day_it_was_met(read: Shelf) -> None:
    read.article(None, ways=("link",), listed_on=None, discovered_on=D)
    row = read.day()
    assert (row["state"], row["archived_count"], row["is_provisional"]) == ("complete", 1, True)


def test_a_page_that_failed_makes_its_day_partial_until_it_is_archived(read: Shelf) -> None:
    page_id = read.page("failed", "http 503")
    row = read.day()
    assert (row["state"], row["missing_count"], row["is_provisional"]) == ("partial", 1, True)
    assert row["reason"] == "1 page failed: http 503 (1)"
    read.connection.execute("delete from finding where page_id = %s", (page_id,))
    read.connection.execute("delete from page where id = %s", (page_id,))
    read.article()
    assert read.state() == "complete"


def test_the_reasons_stand_in_their_order_and_are_counted(read: Shelf) -> None:
    for state, reason in [
        *[("failed", "http 503")] * 2,
        ("failed", "timeout"),
        ("missing", "http 404"),
        ("queued", ""),
        *[("fetched", "")] * 2,
        ("skipped", "robots.txt"),
        ("skipped", "too large"),
    ]:
        read.page(state, reason, attempts=1)
    read.article(ways=("sitemap",))
    row = read.day()
    assert (row["listed_count"], row["archived_count"], row["missing_count"]) == (10, 1, 9)
    assert row["reason"] == (
        "4 pages failed: http 503 (2), http 404 (1), timeout (1); 1 page could not be read: too large (1);"
        " 1 page waits to be fetched; 2 pages wait to be processed; 1 closed by robots.txt;"
        " feed left out 1 page that other ways found"
    )


@pytest.mark.parametrize("reason", ["listing", "home page", "not html"])
def test_a_page_that_is_no_article_ended_well(read: Shelf, reason: str) -> None:
    read.page("skipped", reason)
    assert (read.state(), read.day()["listed_count"]) == ("complete", 1)


@pytest.mark.parametrize(
    "reason", ["encoding", "too large", "error page", "no text", "empty", "off-domain", "sent on to a home page"]
)
def test_a_page_that_was_asked_and_gave_nothing_is_missing(read: Shelf, reason: str) -> None:
    read.page("skipped", reason, attempts=1)
    assert (read.state(), read.day()["reason"]) == ("partial", f"1 page could not be read: {reason} (1)")


@pytest.mark.parametrize(
    "reason",
    [
        reasons.TOO_LONG,
        *discovery.REFUSED_BY_SETTINGS,
        *discovery.REFUSED_AS_LINK,
        traps.DEEP_PATH,
        traps.MANY_PARAMETERS,
        traps.REPEATED_PATH,
        traps.FAR_DAY,
        f"{traps.SESSION} (sid)",
    ],
)
def test_an_address_refused_before_it_was_asked_is_no_page_of_a_day(read: Shelf, reason: str) -> None:
    read.page("skipped", reason, listed_on=D - 900 * DAY)
    assert read.value("select min(published_on) from completeness") == D - 3 * DAY


UNDATED = "1 undated page waits or failed: its day is not known"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("queued", ""),
        ("fetched", ""),
        ("failed", "http 500"),
        ("missing", "http 404"),
        ("skipped", "no text"),
        ("skipped", "robots.txt"),
    ],
)
def test_a_page_whose_day_nobody_knows_may_be_missing_on_any_day_before(read: Shelf, state: str, reason: str) -> None:
    read.page(state, reason, ways=("link",), listed_on=None, discovered_on=D - DAY, attempts=1)
    rows = {back: read.day(D - back * DAY) for back in (3, 2, 0)}
    assert {back: (row["state"], row["listed_count"], row["reason"]) for back, row in rows.items()} == {
        3: ("partial", 0, UNDATED),
        2: ("partial", 0, UNDATED),
        0: ("complete", 0, ""),
    }
    # it stands on the day on which it was met, too
    assert read.day(D - DAY)["missing_count"] == 1


def test_an_undated_page_is_of_no_day_after_its_last_change(read: Shelf) -> None:
    """Half past midnight there, the evening before in UTC."""
    changed = datetime(2022, 5, 31, 16, 30, tzinfo=UTC)
    read.page("failed", "http 500", listed_on=None, discovered_on=D + 9 * DAY, modified_at=changed)
    read.page("failed", "http 500", listed_on=None, discovered_on=D - 2 * DAY, modified_at=changed + 9 * DAY)
    reasons_of = [read.day(D - back * DAY)["reason"] for back in (3, 2, 1, 0)]
    assert reasons_of[0] == "2 undated pages wait or failed: their day is not known"
    assert [UNDATED in reason or reason for reason in reasons_of[2:]] == [True, ""]


@pytest.mark.parametrize(
    ("state", "reason"), [("gone", "http 410"), ("skipped", "listing"), ("skipped", "not an article address")]
)
def test_an_undated_page_that_ended_well_is_of_no_day(read: Shelf, state: str, reason: str) -> None:
    read.page(state, reason, ways=("link",), listed_on=None, discovered_on=D + 9 * DAY)
    assert read.state() == "complete"


def test_an_undated_page_whose_article_another_page_told_is_not_missed(read: Shelf) -> None:
    article_id = read.article()
    page_id = read.page("missing", "http 404", ways=(), listed_on=None, discovered_on=D + 9 * DAY)
    assert read.day()["reason"] == UNDATED
    read.connection.execute(
        "update article set url_key_sha256 = (select url_key_sha256 from page where id = %s) where id = %s",
        (page_id, article_id),
    )
    assert read.state() == "complete"


def test_undated_pages_of_another_source_are_not_ours(read: Shelf) -> None:
    read.connection.execute(
        "with other as (insert into source (slug, name, home_url, timezone) values ('other', 'O', '', 'UTC')"
        " returning id) insert into page (source_id, url, url_key, url_key_sha256, state, way, discovered_on)"
        " select id, 'u', 'u', '', 'failed', 'link', %s from other",
        (D + 9 * DAY,),
    )
    assert read.state() == "complete"


def test_the_day_of_a_page_moves_from_discovery_to_listing_to_article(read: Shelf) -> None:
    read.page("queued", listed_on=None, discovered_on=D - 2 * DAY)
    read.page("queued", listed_on=D - DAY, discovered_on=D - 2 * DAY)
    read.article(D, listed_on=D - DAY, discovered_on=D - 2 * DAY)
    assert [read.day(D - back * DAY)["listed_count"] for back in (2, 1, 0)] == [1, 1, 1]


def test_two_sections_of_which_one_was_read_prove_nothing(shelf: Shelf) -> None:
    news, city = "https://p.example/news/", "https://p.example/city/"
    shelf.connection.execute("update source set listings = %s", (Jsonb({"section": [news, city]}),))
    shelf.walk("section", news, D + DAY, (D - DAY, D + DAY))
    assert (shelf.state(), shelf.day()["reason"]) == ("partial", NEVER)
    shelf.walk("section", city, D + DAY, (D, D + DAY))
    assert (shelf.state(D - DAY), shelf.state()) == ("partial", "complete")


def test_a_section_that_the_file_names_no_more_is_not_waited_for_and_proves_nothing(shelf: Shelf) -> None:
    old, new = "https://p.example/old/", "https://p.example/new/"
    shelf.connection.execute("update source set listings = %s", (Jsonb({"section": [old, new]}),))
    shelf.walk("section", old, D, (D - 3 * DAY, D))
    shelf.walk("section", new, D + DAY, (D - DAY, D + DAY))
    assert [shelf.state(D - back * DAY) for back in (2, 1, 0)] == ["partial", "complete", "partial"]
    shelf.connection.execute("update source set listings = %s", (Jsonb({"section": [new]}),))
    assert [shelf.state(D - back * DAY) for back in (2, 1, 0)] == ["partial", "complete", "complete"]


def test_a_way_that_the_file_names_no_more_proves_nothing(read: Shelf) -> None:
    assert read.state() == "complete"
    read.connection.execute("update source set listings = %s", (Jsonb({"sitemap": [SITEMAP]}),))
    assert read.state() == "partial"


def test_a_look_back_through_one_of_two_sitemaps_waits_for_the_other(shelf: Shelf) -> None:
    other = "https://p.example/sitemap-2.xml"
    shelf.connection.execute("update source set listings = %s", (Jsonb({"sitemap": [SITEMAP, other]}),))
    shelf.walk("sitemap", f"{SITEMAP}#{D}..{D}", D + 9 * DAY, (D, D + DAY), oldest_on=D)
    assert shelf.state() == "partial"
    shelf.walk("sitemap", f"{other}#{D}..{D}", D + 9 * DAY, (D, D + DAY), oldest_on=D)
    assert shelf.state() == "complete"


def test_a_day_s_archive_is_proof_of_that_day(shelf: Shelf) -> None:
    shelf.walk("date_archive", "https://p.example/2022/06/02/", D + 9 * DAY, (D, D + DAY), oldest_on=D)
    assert (shelf.state(), shelf.state(D + DAY)) == ("complete", "partial")


def test_of_two_kinds_of_day_archives_both_are_read(shelf: Shelf) -> None:
    templates = {"date_archive": ["/{year}/{month}/{day}/", "/zh/{year}/{month}/{day}/"]}
    shelf.connection.execute("update source set listings = %s", (Jsonb(templates),))
    shelf.walk("date_archive", "https://p.example/2022/06/02/", D + DAY, (D, D + DAY), oldest_on=D)
    assert shelf.state() == "partial"
    shelf.walk("date_archive", "https://p.example/zh/2022/06/02/", D + DAY, (D, D + DAY), oldest_on=D)
    assert shelf.state() == "complete"


def test_a_reading_of_the_whole_history_covers_every_day_before_it(shelf: Shelf) -> None:
    shelf.walk("wp_json", "https://p.example/posts", D + DAY, (None, D + DAY))
    shelf.article(D - 900 * DAY, ways=("wp_json",))
    assert shelf.value("select min(published_on) from completeness") == D - 900 * DAY
    assert {shelf.state(D - 900 * DAY), shelf.state(D - 500 * DAY), shelf.state()} == {"complete"}


def test_days_are_local_also_where_the_clock_is_put_back(connection: psycopg.Connection[dict[str, Any]]) -> None:
    shelf = Shelf(connection, zone="America/New_York")
    changed = date(2022, 11, 6)  # a day of 25 hours
    # half past midnight in New York, already five hours into the UTC day
    late = datetime(2022, 11, 7, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    connection.execute(
        "insert into walk (source_id, way, root_url, started_at, ending, oldest_on, covers)"
        " values (%s, 'feed', %s, %s, 'overlap', %s, daterange(%s, %s))",
        (shelf.source_id, FEED, late, changed - DAY, changed, changed + DAY),
    )
    assert [shelf.state(changed + step * DAY) for step in (0, 1, 2)] == ["complete", "partial", "not looked"]


def test_sources_do_not_prove_each_other(read: Shelf) -> None:
    read.connection.execute(
        "insert into source (slug, name, home_url, timezone, listings)"
        " select 'other', name, home_url, timezone, listings from source"
    )
    read.connection.execute(
        "insert into run (source_id, flow, started_at) select id, 'monitor', %s from source where slug = 'other'",
        (read.at(D),),
    )
    rows = read.connection.execute(
        "select source, state from completeness where published_on = %s order by 1", (D,)
    ).fetchall()
    assert rows == [{"source": "other", "state": "not looked"}, {"source": "paper", "state": "complete"}]


def test_a_question_about_some_days_reads_those_days_by_an_index(read: Shelf) -> None:
    read.connection.execute("set local enable_seqscan = off")
    plan = read.connection.execute(
        "explain select * from completeness"
        " where source = 'paper' and published_on between '2022-06-01' and '2022-06-30'"
    ).fetchall()
    lines = [row["QUERY PLAN"] for row in plan]
    assert any("revision_published_idx" in line for line in lines)
    assert any("published_on >= '2022-06-01'" in line and "Index Cond" in line for line in lines)


def test_discovery_compares_the_ways(shelf: Shelf) -> None:
    shelf.article(ways=("feed", "sitemap"))
    shelf.article(ways=("feed", "sitemap"))
    shelf.article(ways=("sitemap",))
    twice = shelf.article(ways=("feed",))
    shelf.page("alias", article_id=twice, ways=("sitemap",))
    shelf.page("skipped", "not an article address", ways=("link",))
    shelf.connection.execute("update finding set found_at = now() + interval '1 hour' where way = 'sitemap'")
    shelf.walk("feed", FEED, D, None)
    rows = {
        row["way"]: row for row in shelf.connection.execute("select * from discovery where source = 'paper'").fetchall()
    }
    assert set(rows) == {"feed", "sitemap"}
    feed, sitemap = rows["feed"], rows["sitemap"]
    assert (feed["found_count"], feed["first_count"], float(feed["recall"])) == (3, 3, 0.75)
    assert (sitemap["found_count"], sitemap["first_count"], float(sitemap["recall"])) == (4, 1, 1.0)
    assert (feed["median_lag"], sitemap["median_lag"]) == (timedelta(0), timedelta(hours=1))
    assert (feed["last_walk_at"], feed["last_ending"]) == (shelf.at(D, 21), "problem")
    assert (sitemap["last_walk_at"], sitemap["last_ending"]) == (None, None)

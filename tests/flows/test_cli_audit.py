"""`congresswatch audit`: what it names, how it ends, and that a crawl under way never looks like a broken book."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from db import discovery, ledger, runs
from db.archive import Archive
from db.values import Candidate, FetchFailure, WalkDone
from db.walks import finish_walk
from flows import audit as auditing
from flows.audit import Day, Stretch
from tests.support.commands import lines, until
from tests.support.workplace import Workplace

HOME, FEED = "https://paper.example", "https://paper.example/feed/"
DAY = timedelta(days=1)
NOW = datetime.now(UTC)
TODAY = NOW.date()
READ_FROM = TODAY - 5 * DAY


@pytest.fixture
def desk(archive_url: str, tmp_path: Path) -> Workplace:
    """Commands on an archive of this test alone, without a Prefect server: an audit needs none."""
    return Workplace(tmp_path / "home", tmp_path / "config", archive_url)


@pytest.fixture
def source_id(archive: Archive) -> int:
    """A source that has run for a week, and whose feed was read today, back through the last five days."""
    row = {"slug": "paper", "name": "P", "home_url": HOME, "language": "en", "timezone": "UTC", "is_local": False}
    source: int = archive.call(runs.save_source, {**row, "listings": {"feed": [FEED]}})
    with archive.locked("monitor", "paper"):
        run_id = archive.call(runs.start_run, source, "monitor", "")
        days = {"oldest_on": READ_FROM - DAY, "covers": (READ_FROM, TODAY)}
        walk = WalkDone("feed", FEED, started_at=NOW, finished_at=NOW, ending="overlap", **days)
        archive.call(finish_walk, source, run_id, walk)
        archive.call(runs.finish_run, run_id, "completed", "")
    with psycopg.connect(archive.url) as connection:
        connection.execute("update run set started_at = started_at - interval '7 days'")
    return source


def fail_pages(archive: Archive, source_id: int, on: date, count: int, reason: str = "http 503") -> None:
    """Pages of a day that could not be fetched."""
    listed = [(Candidate(f"{HOME}/{on}/{number:02}/", "feed", published_on=on), "") for number in range(count)]
    archive.call(discovery.discover, source_id, None, listed, NOW, TODAY)
    with psycopg.connect(archive.url) as connection:
        ids = connection.execute("select id from page where listed_on = %s", (on,)).fetchall()
    archive.call(ledger.save_failures, None, [FetchFailure(page_id, reason) for (page_id,) in ids])


def run_audit(desk: Workplace, *arguments: str, check: int = 0) -> subprocess.CompletedProcess[str]:
    return desk.command("audit", *arguments, check=check)


def test_where_nothing_is_missing_it_says_so_and_ends_with_0(desk: Workplace, source_id: int) -> None:
    done = run_audit(desk, "--since", str(READ_FROM))
    assert "the books balance" in done.stdout
    assert f"paper: of 5 days from {READ_FROM}: 5 complete, 0 partial, 0 not looked; today is not over" in done.stdout
    assert "every day is complete" in done.stderr


def test_days_that_are_alike_are_one_line_and_what_they_miss_is_named(
    desk: Workplace, archive: Archive, source_id: int
) -> None:
    for back in (2, 3):
        fail_pages(archive, source_id, TODAY - back * DAY, 1)
    done = run_audit(desk, "--since", str(READ_FROM), check=1)
    row = next(line for line in done.stdout.splitlines() if line.startswith("paper  "))
    assert row.split()[1:7] == [str(TODAY - 3 * DAY), str(TODAY - 2 * DAY), "2", "partial", "2", "1"]
    assert row.endswith("1 page failed: http 503 (1)")
    for back in (2, 3):
        on = TODAY - back * DAY
        assert f"missing: paper {on} failed (http 503) {HOME}/{on}/00/" in done.stdout
    assert "3 complete, 2 partial, 0 not looked" in done.stdout


def test_twenty_addresses_of_a_stretch_are_named_and_all_on_request(
    desk: Workplace, archive: Archive, source_id: int
) -> None:
    fail_pages(archive, source_id, TODAY - DAY, 23)
    few = run_audit(desk, check=1).stdout
    assert few.count("missing: paper") == 20
    assert "... and 3 more (--all)" in few
    assert run_audit(desk, "--all", check=1).stdout.count("missing: paper") == 23


def test_the_last_thirty_days_as_far_as_they_are_known_are_the_default(desk: Workplace, source_id: int) -> None:
    found = lines(run_audit(desk, "--json", check=1))
    assert [row["published_on"] for row in found] == [str(TODAY - back * DAY) for back in range(7, -1, -1)]
    states = [row["state"] for row in found]
    assert states == ["not looked", "partial", *["complete"] * 5, "partial"]


def test_days_before_the_first_that_is_known_count_where_they_are_asked_for(desk: Workplace, source_id: int) -> None:
    long_ago = TODAY - 100 * DAY
    found = lines(run_audit(desk, "--since", str(long_ago), "--until", str(long_ago + DAY), "--json", check=1))
    assert [(row["published_on"], row["state"]) for row in found] == [
        (str(long_ago), "not looked"),
        (str(long_ago + DAY), "not looked"),
    ]


def test_each_day_is_an_object_for_scripts_with_what_it_misses(
    desk: Workplace, archive: Archive, source_id: int
) -> None:
    on = TODAY - DAY
    fail_pages(archive, source_id, on, 1, "timeout")
    (row,) = lines(run_audit(desk, "--since", str(on), "--until", str(on), "--json", check=1))
    assert row == {
        "source": "paper",
        "published_on": str(on),
        "state": "partial",
        "reason": "1 page failed: timeout (1)",
        "listed_count": 1,
        "archived_count": 0,
        "missing_count": 1,
        "is_provisional": True,
        "is_over": True,
        "missing": [{"ending": "failed", "reason": "timeout", "url": f"{HOME}/{on}/00/"}],
    }


def test_a_book_that_does_not_balance_is_named_though_every_day_is_complete(
    desk: Workplace, archive: Archive, source_id: int
) -> None:
    with psycopg.connect(archive.url) as connection:
        connection.execute("insert into run (source_id, flow) values (%s, 'monitor')", (source_id,))
    done = run_audit(desk, "--since", str(READ_FROM), check=1)
    assert "DOES NOT HOLD: a run that is called running is alive" in done.stdout
    assert "the next run of paper closes it" in done.stdout
    (first, *_) = lines(run_audit(desk, "--since", str(READ_FROM), "--json", check=1))
    assert (first["check"], first["count"], first["rows"][0]["source"]) == ("running runs", 1, "paper")


def test_an_archive_that_knows_no_day_is_not_called_whole(desk: Workplace) -> None:
    done = run_audit(desk, check=1)
    assert "no day is known: congresswatch run" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--since", "2022-6"), "2022-6"),
        (("--since", "2022-02-30"), "2022-02-30"),
        (("--since", "2022-06-02", "--until", "2022-06-01"), "2022-06-01 is before --since 2022-06-02"),
        (("--source", "papper"), "the archive knows no source called 'papper'; its sources: paper"),
    ],
)
def test_what_cannot_be_asked_is_told_and_ends_with_2(
    desk: Workplace, source_id: int, arguments: tuple[str, ...], told: str
) -> None:
    assert told in " ".join(run_audit(desk, *arguments, check=2).stderr.split())


def test_today_never_counts() -> None:
    days = [
        Day("paper", TODAY - DAY, "complete", ""),
        Day("paper", TODAY, "partial", "the day is not over", is_over=False),
    ]
    assert list(auditing.joined(days)) == []
    assert auditing.Audit(days=tuple(days)).is_whole


def test_stretches_end_where_state_or_reason_change() -> None:
    states = [("partial", "a"), ("partial", "a"), ("partial", "b"), ("complete", ""), ("partial", "b")]
    days = [
        Day("paper", TODAY + number * DAY, state, reason, missing_count=2)
        for number, (state, reason) in enumerate(states)
    ]
    assert [(each.first, each.last, each.reason, each.missing_count) for each in auditing.joined(days)] == [
        (TODAY, TODAY + DAY, "a", 4),
        (TODAY + 2 * DAY, TODAY + 2 * DAY, "b", 2),
        (TODAY + 4 * DAY, TODAY + 4 * DAY, "b", 2),
    ]
    assert isinstance(next(auditing.joined(days)), Stretch)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.2), {"newsroom": 0}) as opened:
        yield opened


def test_the_books_balance_at_every_moment_of_a_crawl(workplace: Workplace, archive: Archive, site: Site) -> None:
    workplace.add_source("newsroom", source_toml("newsroom", site.base_urls["newsroom"]))
    site.faults["article"] = faults.delayed(0.05)
    child = workplace.start("-m", "flows", "run", "newsroom", start_new_session=True)
    looks, states = 0, set[str]()
    try:
        until(lambda: workplace.rows("select 1 from page limit 1"), 60)
        while child.poll() is None:
            assert auditing.books(archive, []) == []
            looks += 1
            states |= {row["state"] for row in workplace.rows("select distinct state from page")}
            time.sleep(0.05)
    finally:
        output, _ = child.communicate(timeout=120)
    assert child.returncode == 0, output
    assert looks > 10
    assert {"queued", "fetched", "archived"} <= states
    assert auditing.books(archive, []) == []

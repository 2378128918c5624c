"""The clock was far ahead and is set right: nothing waits for the days it made up, and none of them is evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from db import clock_back, discovery, runs, turns, walks
from db.archive import Archive
from db.values import Candidate, WalkDone
from tests.db.test_removals import WELL, Watch
from tests.db.test_store import HOME, SOURCE, rows
from tests.support.ageing import age

AHEAD = timedelta(days=400)
LISTING = f"{HOME}/feed/"


@pytest.fixture
def watch(archive: Archive) -> Watch:
    """Twelve pages of a source, archived."""
    source_id = archive.call(runs.save_source, {"slug": "paper", **SOURCE})
    made = Watch(archive, source_id, tuple(f"p{number:02}" for number in range(12)))
    made.look("monitor", **made.all("ok"))
    return made


def set_right(connection: Connection, by: timedelta = AHEAD, *, last_run_only: bool = False) -> None:
    """Whatever the archive holds (or the last run made) was written by a clock that was ahead by `by`."""
    if last_run_only:
        last = "(select max(id) from run)"
        connection.execute(text(f"update page_event set at = at + :by where run_id = {last}"), {"by": by})
        connection.execute(text(f"update run set started_at = started_at + :by where id = {last}"), {"by": by})
        return
    age(connection, -by)
    for row in ("host_turn set free_at = free_at", "validator set full_read_at = full_read_at"):
        connection.execute(text(f"update {row} + cast(:by as interval)"), {"by": by})


def waits(watch: Watch) -> list[timedelta]:
    """The missing one for its next look, the queued one for its first."""
    wait = "select coalesce(due_at, check_at) - now() as rest from page"
    found = rows(watch.archive, f"{wait} where coalesce(due_at, check_at) is not null order by url")
    return [row["rest"] for row in found]


def test_pages_wait_as_long_as_they_were_to_wait(watch: Watch) -> None:
    archive = watch.archive
    archive.call(discovery.discover, watch.source_id, None, [(Candidate(f"{HOME}/c/", "feed"), "")],
                 datetime.now(UTC), datetime.now(UTC).date())  # fmt: skip
    watch.look("monitor", p00="http 404", p01="ok")
    before = waits(watch)
    assert len(before) == 2
    archive.call(set_right)
    assert min(waits(watch)) > timedelta(days=399)
    back = archive.call(clock_back.mend, watch.source_id)
    assert back is not None
    assert abs(back - AHEAD) < timedelta(minutes=1)
    for now, then in zip(waits(watch), before, strict=True):
        assert abs(now - then) < timedelta(minutes=1)


def test_it_is_told_once_and_a_clock_that_is_right_moves_nothing(watch: Watch) -> None:
    assert watch.archive.call(clock_back.mend, watch.source_id) is None
    watch.archive.call(set_right)
    assert watch.archive.call(clock_back.mend, watch.source_id)
    watch.archive.call(runs.start_run, watch.source_id, "monitor", "")
    assert watch.archive.call(clock_back.mend, watch.source_id) is None


def test_a_host_is_free_whatever_a_wrong_clock_granted(watch: Watch) -> None:
    call = watch.archive.call
    assert call(turns.take_turn, "a.example", 60.0) == 0.0
    call(set_right)
    assert call(turns.take_turn, "a.example", 60.0) == 0.0  # in the middle of a crawl: nobody opens a run first
    assert call(turns.take_turn, "a.example", 60.0) > 0.0
    call(turns.take_turn, "b.example", 60.0)
    call(set_right, timedelta(hours=2))
    call(clock_back.mend, watch.source_id)
    call(turns.give_turn, "c.example", 60.0)
    wait = rows(
        watch.archive, "select extract(epoch from free_at - now()) as s from host_turn where host = 'b.example'"
    )
    assert wait[0]["s"] <= 60


def test_a_reading_that_lies_ahead_is_not_the_last(watch: Watch) -> None:
    def read(at: datetime) -> None:
        done = WalkDone("feed", LISTING, at, at, "overlap", 1, 1, 0, 1)
        watch.archive.call(walks.finish_walk, watch.source_id, None, done)

    now = datetime.now(UTC)
    read(now - timedelta(hours=1))
    read(now + AHEAD)
    last = watch.archive.call(walks.last_walk, watch.source_id, "feed", LISTING)
    assert last is not None
    assert last.started_at == now - timedelta(hours=1)


def test_looks_that_lie_ahead_make_no_removal(watch: Watch) -> None:
    """Three looks within half a day, the first dated 400 days off: no two days lie between them."""
    watch.look(p00="http 404", **WELL)
    watch.archive.call(set_right, last_run_only=True)
    assert watch.archive.call(clock_back.mend, watch.source_id)
    watch.look(p00="http 404", **WELL)
    watch.wait(timedelta(hours=9))
    watch.look(p00="http 404", **WELL)
    assert (watch.state("p00"), watch.removed()) == ("missing", [])
    watch.wait(timedelta(days=2))
    watch.look(p00="http 404", **WELL)
    assert watch.removed() == [("p00", "gone")]

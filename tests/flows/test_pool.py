"""Many pages at once: the order stays, one page that breaks its bounds is one failure, and nothing outlives us."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from db.values import Article, Broken, Capture, Hints
from flows.asked import Asked, Limits
from flows.pool import LARGE, Pool, Task, worker_count
from flows.processing import extracted
from tests.support.pool_tasks import perform

PAGES = Path(__file__).parent.parent / "pages"
TASK: Task[str, str] = Task(perform, "failed: {}".format, len)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(2, Limits(seconds=1, megabytes=1024), worth=0.0)
    yield pool
    pool.close()


def test_answers_come_in_the_order_of_the_items_from_other_processes(pool: Pool) -> None:
    words = [f"word{number}" for number in range(50)]
    assert list(pool.map(TASK, words)) == words
    pids = set(pool.map(TASK, ["pid"] * 20))
    assert str(os.getpid()) not in pids
    assert len(pids) <= 2


def test_a_worker_of_a_large_process_is_kept() -> None:
    """Linux lets it inherit the peak of the process that started it."""
    ours = bytearray(os.urandom(1 << 20) * 700)
    pool = Pool(2, Limits(seconds=20), worth=0.0)
    try:
        assert len(set(pool.map(TASK, ["pid"] * 20))) <= 2
    finally:
        pool.close()
    assert ours


def test_a_worker_that_was_just_being_started_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Asked(Limits())
    start = worker._started

    def stopped_meanwhile() -> subprocess.Popen[bytes]:
        process = start()
        worker._process = None
        worker.stop()
        worker._process = process
        return process

    monkeypatch.setattr(worker, "_started", stopped_meanwhile)
    assert worker.ask(TASK, "sleep") == (False, "extraction's process was killed twice")


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("loop", "failed: extraction took longer than 1 s"),
        ("memory", "failed: extraction needed more than 1024 MB"),
        ("exit", "failed: extraction ended its process: status 3"),
        ("raise no such thing", "failed: ValueError: no such thing"),
        ("print", "print"),
    ],
)
def test_an_item_that_breaks_its_bounds_is_one_failure_and_the_others_go_on(pool: Pool, item: str, answer: str) -> None:
    assert list(pool.map(TASK, ["one", item, "two", "three"])) == ["one", answer, "two", "three"]


def test_a_worker_killed_from_outside_is_no_fault_of_its_item(pool: Pool, tmp_path: Path) -> None:
    assert list(pool.map(TASK, [f"killed {tmp_path / 'mark'}", "next"])) == ["came back", "next"]


def test_workers_load_neither_prefect_nor_scrapy(pool: Pool) -> None:
    body = (PAGES / "plain_captions.html").read_bytes()
    assert isinstance(next(extracted([(_capture(body), Hints())], pool)), Article)
    loaded = set(next(pool.map(TASK, ["modules"])).split())
    assert "flows.worker" not in loaded  # it is the main module there
    assert not loaded & {"prefect", "scrapy", "twisted", "sqlalchemy"}


def test_little_work_starts_no_process() -> None:
    pool = Pool(2)
    assert set(pool.map(TASK, ["pid"] * 40)) == {str(os.getpid())}
    pool.close()


def test_a_large_item_is_never_done_in_our_own_process() -> None:
    pool = Pool(1)
    assert next(pool.map(TASK, ["pid " + "x" * LARGE])) != str(os.getpid())
    pool.close()


def test_with_one_worker_one_item_is_done_at_a_time() -> None:
    pool = Pool(1)
    spans = [tuple(map(float, span.split())) for span in pool.map(TASK, ["span", "span " + "x" * LARGE, "span"])]
    pool.close()
    assert all(ended <= began for (_, ended), (began, _) in pairwise(spans))


def test_whoever_stops_in_the_middle_waits_for_nothing_and_may_begin_again() -> None:
    before = set(psutil.Process().children())
    pool = Pool(2, Limits(seconds=20), worth=0.0)
    answers = pool.map(TASK, ["one", "sleep", "sleep", *["two"] * 20])
    assert next(answers) == "one"
    started = time.monotonic()
    answers.close()
    # the one that was asked to sleep would do so for a minute
    assert time.monotonic() - started < 50
    assert list(pool.map(TASK, ["three"])) == ["three"]
    pool.close()
    assert set(psutil.Process().children()) <= before


def test_items_are_drawn_as_answers_are_taken(pool: Pool) -> None:
    drawn = []

    def items() -> Iterator[str]:
        for number in range(1000):
            drawn.append(number)
            yield "word"

    answers = pool.map(TASK, items())
    next(answers)
    assert len(drawn) < 20
    answers.close()


@pytest.mark.parametrize("doing", ["pid", "loop"], ids=["idle", "busy"])
def test_no_worker_outlives_a_killed_parent(doing: str) -> None:
    code = (
        "import sys; from tests.support.pool_tasks import perform; from flows.pool import *;"
        "pool = Pool(1, Limits(seconds=2), worth=0.0); pool.count = 2; task = Task(perform, str, len);"
        "print(*pool.map(task, ['pid']), flush=True); "
        f"list(pool.map(task, [{doing!r}])); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    try:
        worker = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.3)
    finally:
        parent.kill()
        parent.communicate()
    assert not psutil.wait_procs([worker], timeout=15)[1]


def test_a_page_that_takes_too_long_is_one_broken_page() -> None:
    pool = Pool(2, Limits(seconds=1), worth=0.0)
    long = b"<html><body>" + b"<p>The ferry ran again on Tuesday, and the band played on the quay.</p>" * 60_000
    good = (PAGES / "plain_captions.html").read_bytes()
    found = list(extracted([(_capture(body), Hints()) for body in (good, long, good)], pool))
    assert found[1] == Broken("extraction took longer than 1 s")
    assert isinstance(found[0], Article)
    assert isinstance(found[2], Article)
    pool.close()


def test_the_number_of_workers_is_the_machine_s_or_the_setting_s() -> None:
    assert 1 <= worker_count("") <= (os.cpu_count() or 1)
    assert worker_count("3") == 3
    for wrong in ("0", "-1", "many", "1.5"):
        with pytest.raises(ValueError, match="CONGRESSWATCH_WORKERS="):
            worker_count(wrong)


def _capture(body: bytes) -> Capture:
    url = "https://www.rivergate.example/2022/06/02/the-ferry-crosses-again/"
    return Capture(url, url, 200, {"content-type": "text/html"}, body, datetime(2026, 11, 22, tzinfo=UTC))

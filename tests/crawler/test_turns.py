"""Crawls of one host take turns, whoever runs them; a wait ends with the crawl, and costs no page anything."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import NotConfigured

from crawler.polite.patience import Ending, Unasked, pause
from crawler.polite.turns import LEASE_MARGIN, Turns
from tests.support.loopback import Ask, ended, http, listening, reasons, start_crawl


class Keeper:
    """Remembers what it was asked for; the host is free after so many askings."""

    def __init__(self, refusals: int = 0, fault: Exception | None = None) -> None:
        self.refusals, self.fault = refusals, fault
        self.taken: list[tuple[str, float]] = []
        self.given: list[tuple[str, float]] = []

    def take_turn(self, host: str, lease_seconds: float) -> float:
        self.taken.append((host, lease_seconds))
        return 0.01 if len(self.taken) <= self.refusals else 0.0

    def give_turn(self, host: str, delay_seconds: float) -> None:
        if self.fault:
            raise self.fault
        self.given.append((host, delay_seconds))


class FakeSettings(dict[str, Any]):
    def getfloat(self, name: str) -> float:
        return float(self[name])


def crawler_of(keeper: Keeper, delay: float = 2.0, *, asked: float = 0.0, is_running: bool = True) -> Any:
    slot = SimpleNamespace(delay=delay, jitter=0.5)
    logger = SimpleNamespace(warning=lambda *_args: None)
    return SimpleNamespace(
        settings=FakeSettings(DOWNLOAD_TIMEOUT=30),
        engine=SimpleNamespace(
            running=is_running, _slot=SimpleNamespace(closing=None), downloader=SimpleNamespace(slots={"x.cn": slot})
        ),
        spider=SimpleNamespace(source=SimpleNamespace(delay=delay), archive=keeper, logger=logger),
        get_extension=lambda _kind: SimpleNamespace(floor=lambda _host: asked),
    )


class Asked(SimpleNamespace):
    __hash__ = object.__hash__


def test_a_turn_is_waited_for_leased_for_longer_than_a_request_and_given_back_with_the_delay() -> None:
    keeper = Keeper(refusals=2)
    turns = Turns.from_crawler(crawler_of(keeper))
    request = Asked(url="https://X.cn/a")

    async def one() -> None:
        await turns.process_request(request)
        assert keeper.given == []
        await turns.process_response(request, "answer")

    asyncio.run(one())
    assert len(keeper.taken) == 3
    assert keeper.taken[0] == ("x.cn", 30 + LEASE_MARGIN + 2.0 * 1.5)
    assert keeper.given == [("x.cn", 2.0)]


def test_what_robots_asks_for_is_the_delay_of_everybody() -> None:
    keeper = Keeper()
    turns = Turns.from_crawler(crawler_of(keeper, asked=9.0))
    request = Asked(url="https://x.cn/a")
    asyncio.run(turns.process_request(request))
    asyncio.run(turns.process_exception(request, OSError()))
    assert keeper.given == [("x.cn", 9.0)]


def test_only_a_turn_that_was_taken_is_given_back() -> None:
    keeper = Keeper()
    asyncio.run(Turns.from_crawler(crawler_of(keeper)).process_exception(Asked(url="https://x.cn/"), OSError()))
    assert keeper.given == []


def test_an_answer_is_kept_when_its_turn_cannot_be_given_back() -> None:
    turns = Turns.from_crawler(crawler_of(Keeper(fault=ConnectionError("gone"))))
    request = Asked(url="https://x.cn/a")
    asyncio.run(turns.process_request(request))
    assert asyncio.run(turns.process_response(request, "answer")) == "answer"


def test_a_source_without_delay_takes_no_turns() -> None:
    with pytest.raises(NotConfigured):
        Turns.from_crawler(crawler_of(Keeper(), delay=0.0))


def test_a_wait_ends_with_the_crawl() -> None:
    began = time.monotonic()
    with pytest.raises(Ending):
        asyncio.run(pause(crawler_of(Keeper(), is_running=False), 60.0))
    assert time.monotonic() - began < 30


def test_a_wait_ends_when_it_is_woken() -> None:
    async def woken() -> float:
        wake = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, wake.set)
        began = time.monotonic()
        await pause(crawler_of(Keeper()), 60.0, wake)
        return time.monotonic() - began

    assert asyncio.run(woken()) < 30


def test_a_request_that_was_not_sent_is_no_failure_of_its_page() -> None:
    waiting, broken = (SimpleNamespace(errback="page_failed") for _ in range(2))
    Unasked().process_exception(waiting, Ending())
    Unasked().process_exception(broken, OSError())
    assert (waiting.errback, broken.errback) == (None, "page_failed")


def answer(connection: socket.socket, path: str) -> None:
    if path == "/moved":
        connection.sendall(http(302, location="/0"))
    else:
        connection.sendall(http(404 if path == "/robots.txt" else 200))


def test_two_crawls_of_one_host_never_ask_at_once_nor_faster_than_its_delay(tmp_path: Path) -> None:
    turns = str(tmp_path / "turns")
    with listening(answer) as site:
        ask = Ask([site.url(path) for path in ("/0", "/1", "/2", "/moved")], [site.netloc], delay=0.2, turns=turns)
        crawls = [start_crawl(ask) for _ in range(2)]
        for each in crawls:
            assert set(reasons(ended(each)).values()) == {200}
    sent = [at for _, at in site.seen]
    # two files of rules, four pages each, one of them behind a redirect
    assert len(sent) == 2 * (1 + 4 + 1)
    # the whole of it: on a busy machine a single request is seen late, and the next one then soon after it
    assert sent[-1] - sent[0] > 11 * 0.2 * 0.9


def test_a_crawl_that_is_stopped_while_it_waits_ends_at_once_and_leaves_its_pages_alone(tmp_path: Path) -> None:
    turns = tmp_path / "turns"
    turns.write_text(json.dumps({"127.0.0.1": time.time() + 120}))
    before = turns.stat().st_mtime_ns
    with listening(answer) as site:
        process = start_crawl(Ask([site.url("/0")], [site.netloc], delay=0.2, turns=str(turns)))
        deadline = time.monotonic() + 30
        while turns.stat().st_mtime_ns == before and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert ended(process) == {}
        assert time.monotonic() - began < 5
        assert site.connection_count == 0

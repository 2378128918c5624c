"""A crawl-delay or request-rate in robots.txt is a floor under the pace, host by host, for the whole crawl."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any

import pytest
from protego import Protego

from crawler.polite.pace import LONGEST_DELAY, Pace, Throttle, asked_delay
from tests.support.loopback import Ask, crawl, http, listening


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Crawl-delay: 5", 5.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Request-rate: 1/10s", 10.0),
        ("Request-rate: 30/1m", 2.0),
        ("Crawl-delay: 3\nRequest-rate: 1/10s", 10.0),
        ("Request-rate: 0/10s", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Crawl-delay: nan", 0.0),
        ("Crawl-delay: -4", 0.0),
        ("Crawl-delay: 999999999", LONGEST_DELAY),
        ("Disallow: /x", 0.0),
    ],
)
def test_what_a_file_asks_for(lines: str, seconds: float) -> None:
    assert asked_delay(Protego.parse(f"User-agent: *\n{lines}\n"), "congresswatch") == seconds


def pace(**slots: Any) -> tuple[Pace, Any]:
    crawler: Any = SimpleNamespace(
        settings={"ROBOTSTXT_USER_AGENT": "congresswatch"},
        engine=SimpleNamespace(downloader=SimpleNamespace(slots=slots)),
        spider=SimpleNamespace(logger=SimpleNamespace(info=lambda *_args: None)),
    )
    extension = Pace(crawler)
    crawler.get_extension = lambda _kind: extension
    return extension, crawler


def slow(extension: Pace, host: str, seconds: float) -> None:
    rules = Protego.parse(f"User-agent: *\nCrawl-delay: {seconds}\n")
    extension.robots_read(SimpleNamespace(rp=rules), SimpleNamespace(url=f"https://{host}/a"))


def ask(extension: Pace, host: str) -> None:
    extension.about_to_ask(SimpleNamespace(url=f"https://{host}/a", meta={"download_slot": host}))


def test_each_host_keeps_its_own_floor_even_when_its_slot_was_forgotten() -> None:
    slots: dict[str, Any] = {host: SimpleNamespace(delay=1.0, jitter=0.5) for host in ("x.cn", "m.x.cn")}
    extension, _ = pace(**slots)
    slow(extension, "m.x.cn", 5.0)
    for host in slots:
        ask(extension, host)
    assert (slots["x.cn"].delay, slots["m.x.cn"].delay) == (1.0, 5.0)
    assert slots["m.x.cn"].jitter == 0.0
    extension._crawler.engine.downloader.slots["m.x.cn"] = again = SimpleNamespace(delay=1.0, jitter=0.5)
    ask(extension, "m.x.cn")
    assert again.delay == 5.0


def test_a_floor_slows_down_and_never_speeds_up() -> None:
    slots: dict[str, Any] = {"x.cn": SimpleNamespace(delay=3.0, jitter=0.5)}
    extension, _ = pace(**slots)
    slow(extension, "x.cn", 0.5)
    ask(extension, "x.cn")
    assert slots["x.cn"].delay == 3.0


def test_the_throttle_does_not_go_below_what_was_asked() -> None:
    extension, crawler = pace()
    slow(extension, "x.cn", 5.0)
    throttle = Throttle.__new__(Throttle)
    throttle.crawler, throttle.target_concurrency, throttle.mindelay, throttle.maxdelay = crawler, 1.0, 1.0, 60.0
    slot = SimpleNamespace(delay=5.0, jitter=0.5)
    throttle._adjust_delay(slot, 0.1, SimpleNamespace(status=200, url="https://x.cn/a"))
    assert slot.delay == 5.0


def test_a_crawl_delay_is_kept_on_the_wire() -> None:
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(http(body=b"User-agent: *\nCrawl-delay: 0.4\n"))

    with listening(answer) as site:
        crawl(Ask([site.url(f"/{number}") for number in range(5)], [site.netloc]))
    pages = [at for path, at in site.seen if path != "/robots.txt"]
    assert len(pages) == 5
    # the whole of it: on a busy machine a single request is seen late, and the next one then soon after it
    assert pages[-1] - pages[0] > 4 * 0.4 * 0.9

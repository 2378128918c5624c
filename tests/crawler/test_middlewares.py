"""Guards of the crawl: names that resolve to private addresses, and a robots.txt that sets the pace."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from crawler.failures import Refused
from crawler.middlewares import CrawlDelay, GuardedResolver, Throttle


def resolver(is_local: bool) -> GuardedResolver:
    made: GuardedResolver = GuardedResolver.__new__(GuardedResolver)
    made.is_local = is_local
    return made


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1", "0.0.0.0", "::1"])
def test_a_name_that_resolves_to_a_private_address_is_refused_unless_the_source_is_local(address: str) -> None:
    with pytest.raises(Refused):
        resolver(is_local=False)._checked(address)


def test_public_addresses_pass_and_a_local_source_may_live_on_loopback() -> None:
    assert resolver(is_local=False)._checked("93.184.216.34") == "93.184.216.34"
    assert resolver(is_local=True)._checked("127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize(("asked", "delay"), [(5.0, 5.0), (0.5, 1.0), (None, 1.0)])
def test_a_crawl_delay_slows_us_down_and_never_speeds_us_up(asked: float | None, delay: float) -> None:
    slot = SimpleNamespace(delay=1.0)
    throttle = Throttle.__new__(Throttle)
    crawler: Any = SimpleNamespace(
        get_extension=lambda _kind: throttle,
        settings={"USER_AGENT": "congresswatch"},
        engine=SimpleNamespace(downloader=SimpleNamespace(slots={"paper.example": slot})),
        spider=SimpleNamespace(logger=SimpleNamespace(info=lambda *_args: None)),
    )
    robots = SimpleNamespace(rp=SimpleNamespace(crawl_delay=lambda _agent: asked))
    CrawlDelay(crawler).robots_read(robots, SimpleNamespace(url="https://paper.example/robots.txt"))
    assert slot.delay == delay
    assert throttle.asked == (5.0 if asked == 5.0 else 0.0)

"""The address guard of a crawl: names that resolve to where the source may not go are no names."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from twisted.internet.error import DNSLookupError

from crawler.crawl import scrapy_settings
from crawler.failures import Refused
from crawler.middlewares import GuardedResolver, GuardMiddleware, refused_names
from crawler.source import load_sources


def resolver(is_local: bool) -> GuardedResolver:
    made: GuardedResolver = GuardedResolver.__new__(GuardedResolver)
    made.is_local = is_local
    return made


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1", "0.0.0.0", "::1"])
def test_a_name_that_resolves_to_a_private_address_is_refused_unless_the_source_is_local(address: str) -> None:
    with pytest.raises(DNSLookupError):
        resolver(is_local=False)._checked(address, "inside.test")
    assert refused_names.pop("inside.test") == "private address"


def test_public_addresses_pass_and_a_local_source_may_live_on_loopback() -> None:
    assert resolver(is_local=False)._checked("93.184.216.34", "x.cn") == "93.184.216.34"
    assert resolver(is_local=True)._checked("127.0.0.1", "x.cn") == "127.0.0.1"


def test_a_name_that_was_refused_is_free_again_when_it_resolves_well() -> None:
    with pytest.raises(DNSLookupError):
        resolver(is_local=False)._checked("10.0.0.7", "moved.test")
    assert resolver(is_local=False)._checked("93.184.216.34", "moved.test")
    assert "moved.test" not in refused_names


@pytest.mark.parametrize("url", ["http://x.cn:8080/", "https://y.cn/", "ftp://x.cn/", "http://10.0.0.1/"])
def test_requests_outside_the_domains_are_refused_before_they_are_sent(url: str) -> None:
    guard = GuardMiddleware(SimpleNamespace(domains=("x.cn", "10.0.0.1"), local=False))  # type: ignore[arg-type]
    guard.process_request(SimpleNamespace(url="https://www.x.cn/a"))
    with pytest.raises(Refused):
        guard.process_request(SimpleNamespace(url=url))


def test_every_crawl_is_bounded_and_says_who_asks() -> None:
    for source in load_sources().sources:
        settings = scrapy_settings(source, "desk@x.cn")
        assert settings["USER_AGENT"].startswith("congresswatch/")
        assert settings["ROBOTSTXT_USER_AGENT"] == "congresswatch"
        assert settings["ROBOTSTXT_OBEY"]
        assert settings["DOWNLOAD_TIMEOUT"] == (10 if source.local else 30)
        assert settings["HOLD_LONGEST_WAIT"] == (20 if source.local else 60)
        assert settings["DOWNLOAD_MAXSIZE"] == 20_000_000
        assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1 or source.delay == 0
        assert not any(settings["DOWNLOAD_HANDLERS"][scheme] for scheme in ("data", "file", "ftp", "s3"))

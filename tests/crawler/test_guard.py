"""Which addresses may be asked: the guard's answers alone, no connection is made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard import OFF_DOMAIN, PRIVATE, address_refusal, literal_address, refusal

DOMAINS = ("x.cn", "127.0.0.1:8391")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://www.x.cn/a", None),
        ("http://x.cn/a", None),
        ("https://x.cn:8443/a", OFF_DOMAIN),
        ("https://y.cn/", OFF_DOMAIN),
        ("https://x.cn@y.cn/", OFF_DOMAIN),
        ("ftp://x.cn/a", "not http"),
        ("file:///etc/passwd", "not http"),
        ("javascript:alert(1)", "not http"),
        ("http://127.0.0.1:8391/a", PRIVATE),
        ("http://127.0.0.1:8392/a", OFF_DOMAIN),
        ("https://x.cn/" + "a" * 3000, "address too long"),
    ],
)
def test_a_public_source_stays_in_its_domains(url: str, reason: str | None) -> None:
    assert refusal(url, DOMAINS, is_local=False) == reason


def test_a_local_source_reaches_its_own_port_only() -> None:
    assert refusal("http://127.0.0.1:8391/a", DOMAINS, is_local=True) is None
    assert refusal("http://127.0.0.1:8392/a", DOMAINS, is_local=True) == OFF_DOMAIN


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "１２７.0.0.1",
    ],
)
def test_disguised_private_hosts_are_refused_even_when_a_domain_names_them(host: str) -> None:
    assert refusal(f"http://{host}/", [host], is_local=False) == PRIVATE


def test_one_private_answer_among_the_resolved_is_enough() -> None:
    assert refusal("https://x.cn/", DOMAINS, False, ["93.184.215.14"]) is None
    assert refusal("https://x.cn/", DOMAINS, False, ["93.184.215.14", "10.0.0.8"]) == PRIVATE


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fd12::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fec0::1",
        "64:ff9b:1::7f00:1",
        "::127.0.0.1",
        "192.0.0.8",
        "198.18.0.1",
    ],
)
def test_private_addresses_are_for_local_sources_only(ip: str) -> None:
    assert address_refusal(ip, is_local=False) == PRIVATE


@pytest.mark.parametrize("ip", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fd12::1", "::ffff:127.0.0.1"])
def test_a_local_source_reaches_loopback_and_private_networks(ip: str) -> None:
    assert address_refusal(ip, is_local=True) is None


@pytest.mark.parametrize("is_local", [False, True])
@pytest.mark.parametrize(
    "ip",
    [
        "169.254.169.254", "::ffff:169.254.169.254", "fe80::1%eth0", "fd00:ec2::254", "168.63.129.16",
        "100.100.100.200", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "not an address",
        "",
    ],
)  # fmt: skip
def test_link_local_metadata_and_special_addresses_are_for_nobody(ip: str, is_local: bool) -> None:
    assert address_refusal(ip, is_local) == PRIVATE


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"])
def test_public_addresses_pass(ip: str) -> None:
    assert address_refusal(ip, is_local=False) is None


@given(st.ip_addresses(network="10.0.0.0/8"))
def test_every_number_form_of_an_address_is_that_address(ip: object) -> None:
    assert literal_address(str(int(ip))) == literal_address(hex(int(ip))) == str(ip)  # type: ignore[call-overload]


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_guard_answers_any_text(url: str, ip: str) -> None:
    assert refusal(url, [url, "x.cn"], False, [ip])

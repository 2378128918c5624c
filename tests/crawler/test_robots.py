"""robots.txt by RFC 9309: no file is no rules, a file that cannot be had closes the host for now."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.polite.robots import MAX_BYTES, first_lines, standing
from tests.support.loopback import Ask, Listener, crawl, http, listening, reasons, reset

CLOSED = "robots.txt unreachable"
BANNED = "robots.txt"


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, "rules"), (204, "rules"), (304, "none"), (302, "none"), (401, "none"), (403, "none"), (404, "none"),
        (410, "none"), (429, "closed"), (500, "closed"), (503, "closed"), (599, "closed"),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, meaning: str) -> None:
    assert standing(status) == meaning


@given(st.binary(max_size=400))
def test_a_short_file_is_read_whole(body: bytes) -> None:
    assert first_lines(body) == body


def test_of_a_long_file_no_half_line_is_read() -> None:
    lines = b"Disallow: /private/\n" * 40_000
    assert len(first_lines(lines)) <= MAX_BYTES
    assert set(first_lines(lines).split(b"\n")) == {b"Disallow: /private/"}


Robots = Callable[[socket.socket], None]


def body(text: str) -> Robots:
    return lambda connection: connection.sendall(http(body=text.encode(), content_type="text/plain"))


def status(number: int, **headers: str) -> Robots:
    return lambda connection: connection.sendall(http(number, b"Disallow: /\n", **headers))


def asked_with(rules: dict[str, Robots]) -> tuple[dict[str, str | int], dict[str, bool], dict[str, Listener]]:
    """What became of one page on a host with each of these files: its reason, whether finally, and the hosts."""
    with ExitStack() as stack:

        def server(robots: Robots) -> Listener:
            def answer(connection: socket.socket, path: str) -> None:
                robots(connection) if path.startswith("/robots.txt") else connection.sendall(http())

            return stack.enter_context(listening(answer))

        hosts = {name: server(robots) for name, robots in rules.items()}
        ask = Ask([host.url("/a") for host in hosts.values()], [host.netloc for host in hosts.values()])
        outcomes = crawl(ask)
        found = reasons(outcomes)
        final = {name: bool(outcomes[host.url("/a")].get("is_final")) for name, host in hosts.items()}
        return {name: found[host.url("/a")] for name, host in hosts.items()}, final, hosts


def test_each_kind_of_file_opens_bans_or_closes_its_host() -> None:
    with listening(lambda connection, _: connection.sendall(http(404))) as elsewhere:
        found, final, hosts = asked_with(
            {
                "allows": body("User-agent: *\nDisallow: /private/\n"),
                "bans all": body("User-agent: *\nDisallow: /\n"),
                "bans us": body("User-agent: congresswatch\nDisallow: /\n\nUser-agent: *\nAllow: /\n"),
                "bans others": body("User-agent: watch\nDisallow: /\n"),
                "is a page": body("<html><body>Disallow: / nothing</body></html>"),
                "long": body("User-agent: *\nDisallow: /\n" + "# a long comment\n" * 60_000),
                "missing": status(404),
                "forbidden": status(403),
                "circle": status(302, location="/robots.txt?again"),
                "broken": status(500),
                "reset": reset,
                "leads away": status(302, location=elsewhere.url("/robots.txt")),
                "cut off": lambda connection: connection.sendall(http(content_length="900")),
            }
        )
        assert elsewhere.connection_count == 0
    assert found == {
        "allows": 200,
        "bans all": BANNED,
        "bans us": BANNED,
        "bans others": 200,
        "is a page": 200,
        "long": BANNED,
        "missing": 200,
        "forbidden": 200,
        "circle": 200,
        "broken": CLOSED,
        "reset": CLOSED,
        "leads away": CLOSED,
        "cut off": CLOSED,
    }
    assert {name for name in found if final[name]} == {"bans all", "bans us", "long"}
    for name, reason in found.items():
        assert (len(hosts[name].asked("/a")) == 1) == (reason == 200)


def test_those_who_wait_for_one_file_share_one_reading_and_all_obey_it() -> None:
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(http(body=b"User-agent: *\nDisallow: /\n"))

    with listening(answer) as site:
        outcomes = crawl(Ask([site.url(f"/{number}") for number in range(12)], [site.netloc]))
    assert set(reasons(outcomes).values()) == {BANNED}
    assert [path for path, _ in site.seen] == ["/robots.txt"]


def test_a_host_that_wants_patience_even_for_robots_gets_it() -> None:
    with listening(lambda connection, _: connection.sendall(http(429, retry_after="1800"))) as site:
        outcome = crawl(Ask([site.url("/a")], [site.netloc]))[site.url("/a")]
    assert (outcome["reason"], outcome["is_final"]) == ("http 429", False)
    assert outcome["retry_at"]
    assert [path for path, _ in site.seen] == ["/robots.txt"]

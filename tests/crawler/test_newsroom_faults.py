"""The newsroom breaks as told, and only there."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.newsroom import Newsroom, Site, faults, serve


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.1)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom) as running:
        yield running


def get(site: Site, path: str, outlet: str = "newsroom") -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(site.base_urls[outlet]).netloc, timeout=20)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def article_path(site: Site, outlet: str = "newsroom") -> str:
    return site.listed(outlet)[-1].path


def test_a_status_with_retry_after(site: Site) -> None:
    site.faults["feed"] = faults.status(429, retry_after=7)

    response, _ = get(site, "/feed/")
    assert (response.status, response.getheader("Retry-After")) == (429, "7")
    assert get(site, "/sitemap_index.xml")[0].status == 200
    del site.faults["feed"]
    assert get(site, "/feed/")[0].status == 200


def test_keys_are_kinds_patterns_and_outlets(site: Site) -> None:
    path = article_path(site)
    site.faults[path[:8] + "*"] = faults.status(500)
    site.faults["newsroom-daily:any"] = faults.status(503)

    assert get(site, path)[0].status == 500
    assert get(site, "/feed/")[0].status == 200
    assert get(site, "/sitemap.xml", "newsroom-daily")[0].status == 503


def test_a_limited_fault_heals_itself(site: Site) -> None:
    site.faults["robots"] = faults.limited(2, faults.status(503))

    assert [get(site, "/robots.txt")[0].status for _ in range(3)] == [503, 503, 200]


def test_a_delay_is_kept(site: Site) -> None:
    site.faults["home"] = faults.delayed(0.3)
    started = time.perf_counter()

    assert get(site, "/")[0].status == 200
    assert time.perf_counter() - started >= 0.3


def test_stopping_does_not_wait_for_a_delay(newsroom: Newsroom) -> None:
    with serve(newsroom) as site:
        site.faults["any"] = faults.delayed(60)
        connection = http.client.HTTPConnection(urlsplit(site.base_urls["newsroom"]).netloc, timeout=20)
        connection.request("GET", "/")
        while not site.requests:
            time.sleep(0.01)
        started = time.perf_counter()
    connection.close()

    assert time.perf_counter() - started < 5


def test_a_truncated_body_is_shorter_than_announced(site: Site) -> None:
    site.faults["article"] = faults.truncated(0.5)

    with pytest.raises(http.client.IncompleteRead):
        get(site, article_path(site))


def test_a_reset_connection(site: Site) -> None:
    site.faults["article"] = faults.reset()

    with pytest.raises(ConnectionResetError):
        get(site, article_path(site))
    assert site.requests[-1].status == 0


def test_a_huge_body_is_streamed_without_a_length(site: Site) -> None:
    site.faults["article"] = faults.huge(2 * 1024 * 1024)

    response, body = get(site, article_path(site))
    assert response.getheader("Content-Length") is None
    assert len(body) >= 2 * 1024 * 1024 - 65536


def test_a_client_may_leave_a_huge_body(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.faults["article"] = faults.huge()
    connection = http.client.HTTPConnection(urlsplit(site.base_urls["newsroom"]).netloc, timeout=20)
    connection.request("GET", article_path(site))
    connection.getresponse().close()
    connection.close()

    assert get(site, "/robots.txt")[0].status == 200
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("outlet", ["newsroom", "newsroom-daily"])
def test_pages_that_lie(site: Site, outlet: str) -> None:
    path = article_path(site, outlet)
    title = site.listed(outlet)[-1].title
    site.faults["article"] = faults.nul_byte()
    assert b"\0" in get(site, path, outlet)[1]

    site.faults["article"] = faults.long_title()
    long = get(site, path, outlet)[1]
    assert b"<h1" in long
    assert b"An endless headline " * 14 in long

    site.faults["article"] = faults.without_article()
    response, empty = get(site, path, outlet)
    assert response.status == 200
    assert b"<h1" not in empty
    assert b"<article" not in empty
    assert b"</html>" in empty

    site.faults["article"] = faults.soft_404()
    response, body = get(site, path, outlet)
    assert response.status == 200
    assert title.encode() not in body


def test_gbk_that_says_nothing(site: Site) -> None:
    site.faults["home"] = faults.gbk_without_charset()

    response, body = get(site, "/", "newsroom-daily")
    assert response.getheader("Content-Type") == "text/html"
    assert b"charset" not in body
    assert "渡口日报" in body.decode("gbk")


def test_gbk_pages_survive_the_loss_of_their_charset(site: Site) -> None:
    site.faults["article"] = faults.gbk_without_charset()
    for article in site.listed("newsroom-daily"):
        body = get(site, article.path, "newsroom-daily")[1]
        assert article.title in body.decode("gbk")


def test_a_robots_ban(site: Site) -> None:
    site.faults["robots"] = faults.robots_ban()

    assert get(site, "/robots.txt")[1] == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("outlet", "path", "mark"),
    [
        ("newsroom", "/feed/", b"<item>"),
        ("newsroom", "/feed/atom/", b"<entry>"),
        ("newsroom", "/post-sitemap2.xml", b"<url>"),
        ("newsroom", "/news/", b"<li><h2>"),
        ("newsroom-daily", "/list/1.htm", b"<li>"),
    ],
)
def test_entries_can_be_left_out(site: Site, outlet: str, path: str, mark: bytes) -> None:
    before = get(site, path, outlet)[1].count(mark)
    site.faults[path] = faults.without_items(3)
    assert get(site, path, outlet)[1].count(mark) == before - 3
    site.faults[path] = faults.without_items()
    assert get(site, path, outlet)[1].count(mark) == 0


def test_a_changed_page_is_not_hidden_behind_an_old_etag(site: Site) -> None:
    response, _ = get(site, "/feed/")
    site.faults["feed"] = faults.without_items(1)

    again, _ = get(site, "/feed/")
    assert again.getheader("ETag") != response.getheader("ETag")

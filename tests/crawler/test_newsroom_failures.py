"""Failures that come once, by share, in storms or all at once; each is counted as one retry that is due."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

import pytest

from crawler.newsroom import Newsroom, Site, faults, serve
from tests.crawler.test_newsroom_site import get


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom.build(size=0.3)


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with serve(newsroom) as running:
        yield running


def test_each_address_fails_once_whatever_its_session(site: Site) -> None:
    site.faults["article"] = faults.first_time(faults.status(503))
    one, other = (article.path for article in site.listed("newsroom")[:2])

    statuses = [get(site, path).status for path in (one, f"{one}?utm_source=x", other, f"{other};jsessionid=1", one)]
    assert statuses == [503, 200, 503, 200, 200]
    assert site.injected_count == 2
    assert [seen.is_injected for seen in site.requests] == [True, False, True, False, False]


def test_many_at_once_share_one_failure(site: Site) -> None:
    site.faults["article"] = faults.first_time(faults.status(503))
    path, statuses = site.listed("newsroom")[0].path, list[int]()
    threads = [threading.Thread(target=lambda: statuses.append(get(site, path).status)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] * 11 + [503]
    assert site.injected_count == 1


def test_a_share_is_fixed_and_takes_turns(site: Site) -> None:
    errors = faults.by_turns(faults.status(500), faults.status(502), faults.status(504))
    site.faults["article"] = faults.one_in(2, errors)
    paths = [one.path for one in site.listed("newsroom")]
    first, second = ([get(site, path).status for path in paths] for _ in range(2))

    assert first == second
    assert set(Counter(first)) == {200, 500, 502, 504}
    assert [status != 200 for status in first] == [faults.is_chosen(path, 2) for path in paths]
    with pytest.raises(ValueError, match="one in 0"):
        faults.one_in(0, errors)


def test_faults_under_one_key_go_together(site: Site) -> None:
    site.faults["feed"] = faults.together(faults.without_items(), faults.first_time(faults.gzipped()))

    assert get(site, "/feed/").headers["content-encoding"] == "gzip"
    assert b"<item>" not in get(site, "/feed/").body
    assert site.injected_count == 1


def test_a_reset_or_cut_first_answer_is_counted(site: Site) -> None:
    site.faults["article"] = faults.first_time(faults.by_turns(faults.reset(), faults.truncated()))
    paths = [one.path for one in site.listed("newsroom")[:6]]
    for path in paths:
        with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
            get(site, path)
    assert [get(site, path).status for path in paths] == [200] * 6
    assert site.injected_count == 6


def test_a_dripping_body_never_ends_in_time(site: Site) -> None:
    site.faults["home"] = faults.dripping(0.01, max_seconds=0.4)
    started = time.perf_counter()
    with pytest.raises(http.client.IncompleteRead) as cut:
        get(site, "/")

    assert 0.3 < time.perf_counter() - started < 5
    assert 1 <= len(cut.value.partial) <= 60


def test_stopping_ends_a_dripping_body(newsroom: Newsroom) -> None:
    with serve(newsroom) as site:
        site.faults["any"] = faults.dripping(0.2, max_seconds=600)
        connection = http.client.HTTPConnection(urlsplit(site.base_urls["newsroom"]).netloc, timeout=20)
        connection.request("GET", "/")
        response = connection.getresponse()
        assert response.read(1)
        started = time.perf_counter()
    response.close()
    connection.close()

    assert time.perf_counter() - started < 5


def test_a_storm_refuses_what_is_too_much_and_passes(site: Site) -> None:
    site.faults["any"] = faults.storm(5, retry_after=2)
    replies = [get(site, path, outlet) for path in ("/feed/", "/") for outlet in site.base_urls for _ in range(3)]
    refused = [one for one in replies if one.status == 429]

    assert len(refused) >= 5
    assert site.injected_count == len(refused)
    assert {one.headers["retry-after"] for one in refused} == {"2"}
    time.sleep(1.05)
    assert [get(site, "/").status for _ in range(5)] == [200] * 5


def test_a_storm_can_name_the_hour(site: Site) -> None:
    site.faults["any"] = faults.storm(1, retry_after=3, is_date=True)
    asked = datetime.now(UTC)
    stated = [get(site, "/robots.txt").headers.get("retry-after", "") for _ in range(2)][1]

    assert timedelta(seconds=3) <= parsedate_to_datetime(stated) - asked < timedelta(seconds=6)


def test_a_storm_holds_under_many_visitors(site: Site) -> None:
    site.faults["any"] = faults.storm(4)
    statuses = list[int]()
    started = time.perf_counter()
    threads = [threading.Thread(target=lambda: statuses.append(get(site, "/robots.txt").status)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = int(time.perf_counter() - started) + 1

    assert 4 <= statuses.count(200) <= 4 * seconds


@pytest.mark.parametrize("how", [True, "reset"])
def test_an_outage_resets_every_connection(site: Site, how: Literal[True, "reset"]) -> None:
    site.outage = how
    for outlet in site.base_urls:
        with pytest.raises(ConnectionResetError):
            get(site, "/robots.txt", outlet)
    site.outage = False

    assert get(site, "/robots.txt").status == 200
    assert [seen.status for seen in site.requests] == [0, 0, 200]


def test_an_outage_can_say_so(site: Site) -> None:
    site.outage = "503"

    assert [get(site, "/", outlet).status for outlet in site.base_urls] == [503, 503]

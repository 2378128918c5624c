"""A site that says "too many" is left alone as a whole, and found again when it wants to be."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.polite.storm import FIRST_HOLD, SHUT_HOLDS, Limits, Weather, after_answer, after_refusal, after_wait
from tests.support.loopback import Ask, crawl, http, listening, reasons

pytestmark = pytest.mark.lives

LIMITS = Limits(width=8, longest_wait=60.0)
CALM = Weather(LIMITS.width)


def test_a_refusal_holds_for_as_long_as_the_site_asks_and_lets_one_at_a_time_through() -> None:
    held = after_refusal(CALM, LIMITS, sent_at=9.0, now=10.0, asked=7.0)
    assert (held.open_at, held.width, held.is_shut) == (17.0, 1, False)


def test_without_a_wish_each_refusal_doubles_the_hold_until_the_host_is_given_up_for_now() -> None:
    known, now, holds = CALM, 10.0, []
    while not known.is_shut:
        known = after_refusal(known, LIMITS, sent_at=now, now=now, asked=None)
        holds.append(known.open_at - now)
        now = known.open_at
    assert holds == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, SHUT_HOLDS * 60.0]
    assert not after_wait(known, now).is_shut


def test_the_rest_of_a_wave_does_not_double_the_hold_again() -> None:
    held = after_refusal(CALM, LIMITS, sent_at=9.0, now=10.0, asked=None)
    again = after_refusal(held, LIMITS, sent_at=9.5, now=10.1, asked=None)
    assert (again.hold, again.open_at, again.pause) == (held.hold, held.open_at, held.pause)
    longer = after_refusal(held, LIMITS, sent_at=9.5, now=10.1, asked=30.0)
    assert longer.open_at == 40.1


def test_a_wish_longer_than_we_wait_shuts_the_host() -> None:
    shut = after_refusal(CALM, LIMITS, sent_at=9.0, now=10.0, asked=61.0)
    assert shut.is_shut
    assert after_wait(shut, 70.0).is_shut
    assert not after_wait(shut, 71.0).is_shut


def test_an_answer_from_before_the_hold_opens_nothing() -> None:
    shut = after_refusal(CALM, LIMITS, sent_at=9.0, now=10.0, asked=3600.0)
    assert after_answer(shut, LIMITS, sent_at=9.5, now=10.2) == shut


def test_after_a_storm_the_host_is_asked_slower_than_it_bore_and_recovers() -> None:
    known = after_refusal(CALM, LIMITS, sent_at=9.0, now=10.0, asked=1.0, recent_count=5)
    assert known.pause > 1 / 5
    pauses = [known.pause]
    while known.pause:
        known = after_answer(known, LIMITS, sent_at=known.open_at, now=known.open_at + 0.05)
        assert known.width == (1 if known.pause else LIMITS.width)
        pauses.append(known.pause)
    assert pauses == sorted(pauses, reverse=True)
    assert 20 < len(pauses) < 200
    assert known.hold == 0.0


def test_a_storm_right_after_another_doubles_the_pause() -> None:
    polite = Limits(width=1, longest_wait=60.0, delay=1.0)
    known = after_refusal(Weather(1), polite, sent_at=9.0, now=10.0, asked=1.0)
    assert known.pause > polite.delay
    again = after_refusal(known, polite, sent_at=11.0, now=11.1, asked=1.0)
    assert again.pause == 2 * known.pause


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.booleans(), st.one_of(st.none(), st.floats(0, 90_000)), st.floats(0, 20)),
        max_size=40,
    )
)
def test_whatever_a_host_answers_it_is_never_asked_wider_or_sooner_than_allowed(
    answers: list[tuple[float, bool, float | None, float]],
) -> None:
    known, now = CALM, 0.0
    for step, is_refused, asked, age in answers:
        now += step
        before = known
        if is_refused:
            known = after_refusal(known, LIMITS, now - age, now, asked)
            assert known.width == 1 or now - age < before.held_at
            assert known.open_at >= now + (asked or 0.0)
            assert known.is_shut or known.hold <= LIMITS.longest_wait
        else:
            known = after_answer(known, LIMITS, now - age, now)
        assert 1 <= known.width <= LIMITS.width
        assert known.open_at >= before.open_at


class Stormy:
    """Refuses from the tenth page on, for so many seconds, with the given wish."""

    def __init__(self, lasts: float, wish: str, status: int = 429) -> None:
        self.lasts, self.wish, self.status = lasts, wish, status
        self.pages = 0
        self.refused_at: list[float] = []
        self._lock = threading.Lock()

    def __call__(self, connection: socket.socket, path: str) -> None:
        if path == "/robots.txt":
            connection.sendall(http(404))
            return
        now = time.monotonic()
        with self._lock:
            self.pages += 1
            is_refused = self.pages >= 10 and (not self.refused_at or now < self.refused_at[0] + self.lasts)
            if is_refused:
                self.refused_at.append(now)
        time.sleep(0.02)
        connection.sendall(http(self.status, retry_after=self.wish) if is_refused else http())


def test_a_storm_is_waited_out_by_all_and_nothing_is_lost() -> None:
    stormy = Stormy(lasts=1.9, wish="2")
    with listening(stormy) as site:
        outcomes = crawl(Ask([site.url(f"/{number}") for number in range(40)], [site.netloc]))
    assert set(reasons(outcomes).values()) == {200}
    assert len(outcomes) == 40
    # those that were under way, each tried once more
    assert len(stormy.refused_at) <= 8
    first, last = stormy.refused_at[0], stormy.refused_at[-1]
    sent = [at for path, at in site.seen if path != "/robots.txt"]
    assert not [at for at in sent if last < at < first + 1.8]


def test_while_a_storm_lasts_one_request_at_a_time_looks_whether_it_is_over() -> None:
    stormy = Stormy(lasts=4.0, wish="1")
    with listening(stormy) as site:
        outcomes = crawl(Ask([site.url(f"/{number}") for number in range(40)], [site.netloc]))
    # holds of 1, 2 and 4 seconds: at most two probes met the storm, each the second try of its page
    assert len(stormy.refused_at) <= 8 + 2
    failed = [outcome for outcome in outcomes.values() if outcome["status"] == 429]
    assert len(failed) <= 2
    assert all(outcome["retry_at"] for outcome in failed)


def test_a_site_that_bears_only_so_many_a_second_is_read_to_the_last_page() -> None:
    answered: list[float] = []
    refused: list[float] = []
    lock = threading.Lock()

    def limited(connection: socket.socket, path: str) -> None:
        now = time.monotonic()
        with lock:
            is_refused = path != "/robots.txt" and len([at for at in answered if at > now - 1]) >= 4
            (refused if is_refused else answered).append(now)
        connection.sendall(http(429, retry_after="1") if is_refused else http(404 if path == "/robots.txt" else 200))

    with listening(limited) as site:
        outcomes = crawl(Ask([site.url(f"/{number}") for number in range(30)], [site.netloc]))
    assert set(reasons(outcomes).values()) == {200}
    assert len(refused) <= 8 + 4


def test_a_site_that_wants_an_hour_is_not_asked_again_and_every_page_says_when_to_come_back() -> None:
    stormy = Stormy(lasts=60.0, wish="3600", status=503)
    with listening(stormy) as site:
        outcomes = crawl(Ask([site.url(f"/{number}") for number in range(40)], [site.netloc]))
    refused = [outcome for outcome in outcomes.values() if outcome.get("reason") == "http 503"]
    assert len(refused) == 40 - 9
    assert len(stormy.refused_at) <= 8
    assert not any(outcome["is_final"] for outcome in refused)
    wanted = datetime.now(UTC) + timedelta(hours=1)
    for outcome in refused:
        assert abs(datetime.fromisoformat(outcome["retry_at"]) - wanted) < timedelta(minutes=1)


def test_a_plain_503_holds_nobody_back() -> None:
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(http(503 if path == "/1" else 404 if path == "/robots.txt" else 200))

    with listening(answer) as site:
        outcomes = crawl(Ask([site.url(f"/{number}") for number in range(4)], [site.netloc]))
        assert sorted(reasons(outcomes).values(), key=str) == [200, 200, 200, 503]
        assert max(at for _, at in site.seen) - min(at for _, at in site.seen) < FIRST_HOLD

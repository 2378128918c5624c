"""A site's word that nothing changed is believed only where it was true before, and never for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.validators import FULL_READ_EVERY, PENANCE, conditional_headers, is_unchanged, learn
from db.values import Validators

NOW = datetime(2022, 6, 2, 3, 0, tzinfo=UTC)
URL = "https://paper.example/feed/"


def told(known: Validators | None, body: bytes, etag: str, index: datetime | None = None) -> Validators:
    return learn(known, URL, body, {"etag": etag}, index, NOW)


def test_trust_is_earned_by_a_change_that_the_headers_told() -> None:
    first = told(None, b"one", '"1"')
    assert conditional_headers(first, NOW) == {}
    assert conditional_headers(told(first, b"one", '"1"'), NOW) == {}
    second = told(first, b"two", '"2"')
    assert conditional_headers(second, NOW) == {"If-None-Match": '"2"'}


def test_an_etag_that_never_changes_is_never_believed() -> None:
    known = told(None, b"0", '"frozen"')
    for number in range(1, 9):
        known = told(known, b"%d" % number, '"frozen"')
        assert conditional_headers(known, NOW) == {}


def test_trust_that_was_betrayed_takes_long_to_earn_again() -> None:
    known = told(told(None, b"one", '"1"'), b"two", '"2"')
    known = told(known, b"three", '"2"')
    for number in range(-PENANCE):
        known = told(known, b"%d" % number, f'"{number}"')
        assert conditional_headers(known, NOW) == {}
    assert conditional_headers(told(known, b"at last", '"last"'), NOW)


def test_a_listing_is_read_whole_at_intervals_all_the_same() -> None:
    known = told(told(None, b"one", '"1"'), b"two", '"2"')
    assert conditional_headers(known, NOW + FULL_READ_EVERY - timedelta(seconds=1))
    assert conditional_headers(known, NOW + FULL_READ_EVERY) == {}


def test_a_sitemap_is_not_asked_while_its_index_s_word_holds() -> None:
    later = NOW + timedelta(minutes=1)
    first = told(None, b"one", "", NOW)
    assert not is_unchanged(first, NOW, NOW)
    second = told(first, b"two", "", later)
    assert is_unchanged(second, later, NOW)
    assert not is_unchanged(second, later + timedelta(minutes=1), NOW)
    assert not is_unchanged(second, None, NOW)
    assert not is_unchanged(told(second, b"three", "", later), later, NOW)

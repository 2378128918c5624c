"""Every reason in the ledger belongs to one class of failure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import reasons
from db.reasons import CLASSES, failure_class, http_reason


@pytest.mark.parametrize(
    ("reason", "wanted"),
    [
        ("", ""),
        ("http 404", "4xx"),
        ("http 410", "4xx"),
        ("http 429", "429"),
        ("http 500", "5xx"),
        ("http 302", "other"),
        ("http 4040", "other"),
        (reasons.ROBOTS, "robots"),
        (reasons.ROBOTS_UNREACHABLE, "robots"),
        (reasons.NOT_ARTICLE, "not an article"),
        ("trap: session id", "not an article"),
        ("listing", "not an article"),
        ("gallery", "not an article"),
        ("video", "not an article"),
        ("landing page", "not an article"),
        ("print page", "not an article"),
        (reasons.BOT_WALL, "other"),
        (reasons.TOO_LARGE, "too large"),
        ("extraction took longer than 20 s", "other"),
        (reasons.PRIVATE, "private address"),
        (reasons.TRUNCATED, "other"),
        ("connection: OSError", "other"),
    ],
)
def test_class_of(reason: str, wanted: str) -> None:
    assert failure_class(reason) == wanted


@given(st.text())
def test_any_text_has_a_class(reason: str) -> None:
    assert failure_class(reason) in ("", *CLASSES)


@given(st.integers(100, 599))
def test_every_status_is_a_reason_of_a_class(status: int) -> None:
    assert failure_class(http_reason(status)) in CLASSES

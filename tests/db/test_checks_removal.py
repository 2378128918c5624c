"""When is a page removed? A function of the set of looks at it, with enough evidence over enough time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.checks.finding import ABSENT, SEEN, Check, Finding, finding_of
from db.checks.removal import Evidence, absences, removals, standing

START = datetime(2022, 6, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVIDENCE = Evidence()
LOOKS = st.lists(
    st.builds(Check, st.integers(0, 200).map(lambda hour: START + hour * HOUR), st.sampled_from(get_args(Finding))),
    max_size=25,
)


class Interval(NamedTuple):
    since_at: datetime
    until_at: datetime


def looks(told: str) -> list[Check]:
    """'0 ok, 5 404': hours after the start and findings."""
    pairs = (one.strip().split(" ", 1) for one in told.split(","))
    return [Check(START + int(hour) * HOUR, finding) for hour, finding in pairs]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "state", "kind"),
    [
        ("0 ok", "present", None),
        ("0 ok, 5 404", "missing", "gone"),
        ("0 ok, 5 404, 29 404, 53 404", "removed", "gone"),
        ("0 ok, 5 410, 29 410, 53 410", "removed", "gone"),
        ("0 ok, 5 soft 404, 29 soft 404, 53 soft 404", "removed", "soft 404"),
        ("0 ok, 5 home, 29 home, 53 home", "removed", "redirected home"),
        ("0 ok, 5 404, 6 404, 7 404", "missing", "gone"),
        ("0 ok, 5 404, 6 404, 7 404, 53 404", "missing", "gone"),
        ("0 ok, 5 404, 29 404, 52 404", "missing", "gone"),
        ("0 ok, 5 404, 29 failed, 53 404, 77 bot wall", "missing", "gone"),
        ("0 ok, 5 404, 29 ok, 53 404, 77 404", "missing", "gone"),
        ("0 ok, 5 404, 29 home, 53 home", "removed", "redirected home"),
        ("0 ok, 5 404, 29 404, 53 404, 60 home, 70 home, 80 home, 90 home", "removed", "gone"),
        ("0 ok, 5 404, 29 404, 53 404, 60 not modified", "present", None),
        ("0 ok, 5 failed, 29 failed, 53 failed, 90 failed", "present", None),
        ("0 ok, 5 not an article, 29 not an article, 90 not an article", "present", None),
        ("0 ok, 5 moved", "removed", "moved"),
        ("0 ok, 5 404, 29 404, 53 moved", "removed", "moved"),
    ],
)
def test_the_standing_of_a_page(told: str, state: str, kind: str | None) -> None:
    found = standing(looks(told), EVIDENCE)
    assert (found.state, found.kind) == (state, kind)


def test_a_source_s_own_evidence_counts() -> None:
    once = Evidence(1, timedelta())
    assert standing(looks("0 ok, 5 404"), once).state == "removed"
    assert standing(looks("0 ok, 5 404, 29 404, 53 404"), Evidence(5, timedelta(days=7))).state == "missing"


def test_a_removal_its_return_and_the_next_are_history() -> None:
    told = looks("0 ok, 5 404, 29 404, 53 404, 80 ok, 100 410, 124 410, 148 410")
    first, second = removals(told, EVIDENCE)
    assert (first.reappeared_at, second.reappeared_at) == (START + 80 * HOUR, None)
    assert (first.first_missing_at, first.confirmed_at) == (START + 5 * HOUR, START + 53 * HOUR)


def test_what_an_unwell_source_did_not_show_is_no_evidence_and_what_it_showed_is() -> None:
    told = looks("0 ok, 5 404, 29 404, 53 404, 60 ok, 65 404")
    doubt = [Interval(START + 4 * HOUR, START + 62 * HOUR)]
    assert standing(told, EVIDENCE, doubt).state == "missing"
    assert [one.first_missing_at for one in absences(told, EVIDENCE, doubt)] == [START + 65 * HOUR]


@given(LOOKS, st.randoms(use_true_random=False))
def test_no_order_and_no_repetition_of_the_looks_matters(told: list[Check], random: Random) -> None:
    mixed = [*random.sample(told, len(told)), *told[:3]]
    assert standing(mixed, EVIDENCE) == standing(told, EVIDENCE)
    assert absences(mixed, EVIDENCE) == absences(told, EVIDENCE)


@given(LOOKS)
def test_a_removal_has_its_evidence_and_nothing_else_is_one(told: list[Check]) -> None:
    for one in removals(told, EVIDENCE):
        assert one.confirmed_at is not None
        if one.kind != "moved":
            assert len(one.evidence) >= EVIDENCE.checks
            assert one.confirmed_at - one.first_missing_at >= EVIDENCE.over
        assert all(look.finding in ABSENT or look.finding == "moved" for look in one.evidence)
    if not any(look.finding in ABSENT or look.finding == "moved" for look in told):
        assert standing(told, EVIDENCE).state == "present"


@given(LOOKS, st.sampled_from(["failed", "bot wall", "not an article"]), st.integers(0, 200))
def test_what_failed_changes_nothing(told: list[Check], finding: Finding, hour: int) -> None:
    assert standing([*told, Check(START + hour * HOUR, finding)], EVIDENCE) == standing(told, EVIDENCE)


@given(LOOKS)
def test_a_page_that_shows_itself_at_the_end_is_present(told: list[Check]) -> None:
    assert standing([*told, Check(START + 201 * HOUR, "ok")], EVIDENCE).state == "present"


@given(LOOKS)
def test_looks_in_doubt_confirm_nothing(told: list[Check]) -> None:
    doubt = [Interval(START - HOUR, START + 300 * HOUR)]
    assert all(one.kind == "moved" for one in removals(told, EVIDENCE, doubt))


@pytest.mark.parametrize(
    ("outcome", "reason", "finding"),
    [
        ("unchanged", "", "ok"),
        ("unchanged", "not modified", "not modified"),
        ("unchanged", "shows several texts in turn", "ok"),
        ("duplicate", "sent on to its new address", "moved"),
        ("failed", "http 404", "404"),
        ("failed", "http 410", "410"),
        ("failed", "http 503", "failed"),
        ("failed", "http 403", "failed"),
        ("failed", "error page", "soft 404"),
        ("failed", "home page", "soft 404"),
        ("failed", "sent on to a home page", "home"),
        ("skipped", "sent on to a listing", "home"),
        ("failed", "listing", "not an article"),
        ("failed", "empty", "not an article"),
        ("failed", "bot wall", "bot wall"),
        ("failed", "timeout", "failed"),
        ("skipped", "not an article address", "failed"),
        ("failed", "extraction: ValueError: x", "failed"),
    ],
)
def test_what_an_outcome_tells(outcome: str, reason: str, finding: str) -> None:
    found = finding_of(outcome, reason)
    assert found == finding
    assert found in get_args(Finding)
    assert not (found in SEEN and found in ABSENT)

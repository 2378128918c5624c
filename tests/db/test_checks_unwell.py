"""Is it the pages, or their site? Told by how many of those that stood well vanish at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.checks.finding import Finding
from db.checks.unwell import Doubt, Look, doubts, is_open

START = datetime(2022, 6, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def run(findings: Iterable[Finding], *, day: int = 0, stood: int = 1000) -> list[Look]:
    """A run's looks, one a second; the first `stood` pages showed themselves at their last look."""
    start = START + timedelta(days=day)
    return [Look(page, start + page * SECOND, finding, page < stood) for page, finding in enumerate(findings)]


@pytest.mark.parametrize(
    ("findings", "kind"),
    [
        (["404"] * 12, "down"),
        (["failed"] * 12, "down"),
        (["home"] * 12, "home page"),
        (["not an article"] * 12, "drifting"),
        (["404"] * 3, "down"),
        (["404"] * 7 + ["ok"] * 5, "down"),
        (["404"] * 6 + ["ok"] * 6, None),
        (["404"] * 40 + ["ok"] * 60, None),
        (["404"] * 2, None),
        (["404", "404", "ok"], None),
        (["ok"] * 12, None),
        (["moved"] * 12, None),
        ([], None),
    ],
)
def test_a_source_is_unwell_when_most_of_what_stood_well_is_lost(findings: list[Finding], kind: str | None) -> None:
    found = doubts(run(findings))
    assert [one.kind for one in found] == ([kind] if kind else [])


def test_pages_that_were_absent_before_raise_no_doubt() -> None:
    assert doubts(run(["404"] * 12, stood=0)) == ()


def test_a_doubt_lasts_until_the_source_is_well_again() -> None:
    former: Doubt | None = None
    for day in range(3):
        looks = run(["home"] * 6, day=day, stood=1000 if day == 0 else 0)
        [former] = doubts(looks, former)
        assert former.since_at == START
        assert is_open(former, looks[-1].at)
    well = run(["ok"] * 6, day=3, stood=0)
    assert doubts(well, former) == ()
    assert not is_open(former, well[-1].at)


def test_a_doubt_reaches_back_to_the_last_page_that_was_seen_but_not_for_ever() -> None:
    [near] = doubts(run(["404"] * 6), seen_at=START - timedelta(hours=2))
    assert START - timedelta(hours=2) < near.since_at < START
    [far] = doubts(run(["404"] * 6), seen_at=START - timedelta(days=9))
    assert far.since_at == START - timedelta(days=1)


def test_a_site_that_falls_over_in_a_long_run_is_in_doubt_from_then_on() -> None:
    looks = [Look(page, START + page * timedelta(minutes=1), "ok" if page < 120 else "failed") for page in range(300)]
    [found] = doubts(looks)
    assert START + timedelta(minutes=119) < found.since_at <= START + timedelta(minutes=185)
    assert found.until_at == looks[-1].at


@given(
    st.lists(st.tuples(st.sampled_from(["ok", "404", "home", "failed"]), st.booleans()), max_size=20),
    st.randoms(use_true_random=False),
)
def test_no_order_of_the_looks_matters(told: list[tuple[Finding, bool]], random: Random) -> None:
    looks = [Look(page, START + page * SECOND, finding, stood) for page, (finding, stood) in enumerate(told)]
    found = doubts(looks)
    assert doubts(random.sample(looks, len(looks))) == found
    assert all(one.since_at <= one.until_at and 0 < one.absent_count <= one.checked_count for one in found)
    assert not found or sum(stood for _, stood in told) >= 3

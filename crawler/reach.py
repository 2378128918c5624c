"""How far back does a listing go, and does it still reach what was known? A few old entries must not decide. Pure.

Sites pin entries, list what is popular, and list old ones again: none of them shows that all between was listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from db.values import Candidate, Way

# How many of a feed's last entries have to be known, so that nothing can have slipped out between two readings.
ENOUGH = 3
# Older entries of a sitemap, apart from the rest by more than this (and so many of its usual pauses between two), are
# no sign that it goes back so far.
LONGEST_PAUSE = timedelta(days=30)
PAUSES = 6


def tail_of(way: Way, articles: Sequence[Candidate]) -> Sequence[Candidate]:
    """The entries that have to be known for an overlap. A few old ones that are pinned to a feed prove nothing."""
    if way != "feed":
        return articles
    start = dense_from(Counter(each.published_on for each in articles if each.published_on))
    usual = [each for each in articles if start is None or each.published_on is None or each.published_on >= start]
    dated = [each.published_on for each in usual if each.published_on]
    is_upside_down = len(dated) > 1 and dated[0] < dated[-1]
    return usual[:ENOUGH] if is_upside_down else usual[-ENOUGH:]


def dense_from(days: Counter[date]) -> date | None:
    """The oldest day of entries but for those that a long pause parts from the rest; None where there are none."""
    left = sorted(days)
    longest = max(LONGEST_PAUSE, PAUSES * _median_pause(days))
    while len(left) > 1 and left[1] - left[0] > longest:
        left.pop(0)
    return left[0] if left else None


def _median_pause(days: Counter[date]) -> timedelta:
    """The usual time from one entry to the next: none where most share their day with another."""
    ordered = sorted(days)
    pauses = sorted(later - earlier for earlier, later in pairwise(ordered))
    middle = (days.total() - 1) // 2 - (days.total() - len(ordered))
    return pauses[middle] if 0 <= middle < len(pauses) else timedelta()

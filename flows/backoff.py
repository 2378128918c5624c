"""How long to wait before what died is started again."""

from __future__ import annotations

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
LIVED_SECONDS = 300.0
"""Who lived this long died of something new: the waiting begins anew."""


def next_delay(last: float, lived: float) -> float:
    """Seconds to wait, given the wait before its last start and how long it lived after it."""
    return FIRST_SECONDS if lived >= LIVED_SECONDS else min(2 * last, LONGEST_SECONDS)

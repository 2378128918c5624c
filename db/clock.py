"""The time, for everything that decides or is dated by it: read here, so that a simulated week can move it.

PostgreSQL's own `now()` is moved with it there (tests/faults/week_clock.py). What is compared with Prefect's records
or with files is not: those keep the machine's time.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

AHEAD = "CONGRESSWATCH_CLOCK_AHEAD"
"""Seconds by which we are ahead of the machine's clock; may be negative."""


def now() -> datetime:
    """Aware UTC."""
    ahead = os.environ.get(AHEAD)
    return datetime.now(UTC) + timedelta(seconds=float(ahead or 0))

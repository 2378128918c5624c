"""When a text may have been published: a day, or the first and last day of a month or a year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included, in the source's local calendar."""

    first: date
    last: date

    @property
    def day(self) -> date | None:
        """The day, when it is exactly one."""
        return self.first if self.first == self.last else None


@lru_cache(maxsize=4096)
def days_of(text: str) -> Days | None:
    """Read '2022-06-02' (a time may follow), '2022-06' or '2022'; None for '' and anything unreadable."""
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        return _days(year or 0, month, day)
    except ValueError:  # a 13th month, the 31st of June
        return None


def _days(year: int, month: int | None, day: int | None) -> Days:
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        first = date(year, month, 1)
        return Days(first, date(year, month, calendar.monthrange(year, month)[1]))
    return Days(date(year, month, day), date(year, month, day))

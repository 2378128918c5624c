"""The days that a folded text names with month and day, English and Chinese, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|aug|sept"
    r"|sep|oct|nov"
    r"|dec)"
)
_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<year>\d{{4}}))?\b"
    rf"|\b(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month_last>{_MONTH})\b(?: (?P<year_last>\d{{4}}))?"
    r"|(?:(?P<year_zh>\d{4})年)?(?P<month_zh>\d{1,2})月(?P<day_zh>\d{1,2})日"
)
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip


class StatedDay(NamedTuple):
    start: int
    end: int
    on: date


def stated_days(folded: str, year: int | None) -> Iterator[StatedDay]:
    """In order; `year` is that of days without one, which are passed over where it is not known."""
    for found in _DAY.finditer(folded):
        named = found["year"] or found["year_last"] or found["year_zh"]
        month = found["month"] or found["month_last"]
        day = found["day"] or found["day_first"] or found["day_zh"]
        number = _MONTHS[month[:3]] if month else int(found["month_zh"])
        try:
            yield StatedDay(found.start(), found.end(), date(int(named or year or 0), number, int(day)))
        except ValueError:
            continue

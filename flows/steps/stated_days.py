"""The days that a folded text names with month and day, English and Chinese, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
_MONTH_NAMES = (*MONTHS, "jan", "feb", "aug", "sept", "sep", "oct", "nov", "dec")
_MONTH = f"(?P<month>{'|'.join(_MONTH_NAMES)})"
# digits are rarer than words: from each number the words beside it are read
_NUMBER = re.compile(r"(?<![\d.,])\d{1,2}(?!\d)")
_BEFORE = re.compile(rf"\b{_MONTH}\.? $")
_YEAR_BEHIND = re.compile(r"(?:st|nd|rd|th)?,? (?P<year>\d{4})\b")
_MONTH_BEHIND = re.compile(rf"(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?: (?P<year>\d{{4}}))?")
_CHINESE = re.compile(r"月(?P<day>\d{1,2})日")
_YEAR_BEFORE = re.compile(r"(?P<year>\d{4})年$")
_LONGEST = 12
"""Letters: 'september. '."""
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip


class StatedDay(NamedTuple):
    start: int
    end: int
    on: date


def stated_days(folded: str, year: int | None) -> Iterator[StatedDay]:
    """In order; `year` is that of days without one, which are passed over where it is not known."""
    for number in _NUMBER.finditer(folded):
        start, end = number.span()
        before, named, day = folded[max(0, start - _LONGEST) : start], 0, int(number[0])
        own: str | None = None
        if found := _BEFORE.search(before):
            start, named = start - len(before) + found.start(), _MONTHS[found["month"][:3]]
            if behind := _YEAR_BEHIND.match(folded, end):
                own, end = behind["year"], behind.end()
        elif found := _MONTH_BEHIND.match(folded, end):
            named, own, end = _MONTHS[found["month"][:3]], found["year"], found.end()
        elif found := _CHINESE.match(folded, end):
            named, day, end = day, int(found["day"]), found.end()
            own = told["year"] if (told := _YEAR_BEFORE.search(before)) else None
        if not named:
            continue
        try:
            yield StatedDay(start, end, date(int(own or year or 0), named, day))
        except ValueError:
            continue


def spellings(on: date) -> set[str]:
    """Every way in which `stated_days` finds the day, without the year, folded."""
    days = {str(on.day), f"{on.day:02}"}
    months = [name for name in _MONTH_NAMES if _MONTHS[name[:3]] == on.month]
    english = {
        spelling
        for name in months
        for day in days
        for spelling in (
            *(f"{name}{dot} {day}" for dot in ("", ".")),
            *(f"{day}{suffix}{of} {name}" for suffix in ("", "st", "nd", "rd", "th") for of in ("", " of")),
        )
    }
    return english | {f"{month}月{day}日" for month in {str(on.month), f"{on.month:02}"} for day in days}

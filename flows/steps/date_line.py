"""The dateline, 'BEIJING, Oct. 9 (Xinhua) --' and 新华社北京10月9日电: a day without its year.

Promise: never decides between days; it supports another date, or takes its year from the address when there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from db.values import DateCandidate

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = _MONTH_NAMES.split()
_FORMS = (
    re.compile(
        r"^\W{0,3}[A-Z][\w.,'\u2019 /-]{1,50}?,?\s"
        r"(?P<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s(?P<day>\d{1,2})\s?(?:\([^)]{2,40}\)\s?(?:-|\u2013|\u2014)?|-|\u2013|\u2014)"
    ),
    re.compile(r"^.{0,30}?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:电|電|讯|訊)"),
)
_ADDRESS_MONTH = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)(?=/)", re.ASCII)
_LATEST_POST = timedelta(days=7)
"""A story is posted within a week of its dateline; most within a day."""


def dateline(lines: Iterable[str], known: DateCandidate | None, address_path: str) -> DateCandidate | None:
    """The dateline as a candidate; it has lost from the start unless the address alone tells its year."""
    for line in lines:
        for form in _FORMS:
            if match := form.match(line[:120]):
                return _candidate(match, known, address_path)
    return None


def _candidate(match: re.Match[str], known: DateCandidate | None, address_path: str) -> DateCandidate | None:
    text = match[0].strip(" -\u2013\u2014")
    word = match["month"]
    month = int(word) if word.isdigit() else _MONTHS.index(word[:3].lower()) + 1
    if known is not None and known.on is not None:
        on = _before(known.on, month, int(match["day"]))
        is_near = on is not None and known.on - on <= _LATEST_POST
        word = "supports" if is_near else "another day than"
        return DateCandidate("dateline", text, on, reason=f"no year of its own; {word} {known.rule}") if on else None
    address = _ADDRESS_MONTH.search(address_path)
    on = _day(int(address[1]), month, int(match["day"])) if address and int(address[2]) == month else None
    return DateCandidate("dateline", text, on) if on else None


def _before(day: date, month: int, number: int) -> date | None:
    """The last such day up to the day after: a posting may be dated in another zone than its story."""
    found = _day(day.year, month, number)
    if found is not None and found > day + timedelta(days=1):
        return _day(day.year - 1, month, number)
    return found


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None

"""Which addresses do a site's date archives have? A template names them: '/{year}/{month}/{day}/' is one page a day.

Fields: {year} {month} {day}, two or four digits as usual; {year2} is the year's last two digits, {month1} and
{day1} come without a leading zero. What the template names decides whether its archives are of days, months or years.
"""

from __future__ import annotations

import string
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urljoin

_FIELDS = {
    "year": "{:%Y}",
    "year2": "{:%y}",
    "month": "{:%m}",
    "month1": "{0.month}",
    "day": "{:%d}",
    "day1": "{0.day}",
}
_YEARS = frozenset({"year", "year2"})
_MONTHS = frozenset({"month", "month1"})
_DAYS = frozenset({"day", "day1"})


class DateArchive(NamedTuple):
    """One archive page's address and the local days it lists, both inclusive."""

    url: str
    first_on: date
    last_on: date


def template_fault(template: str) -> str:
    """Why the text is no template, in words for its author; '' for a good one."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        return f"braces that do not match ({error})"
    names = {name for _, name, _, _ in parts if name is not None}
    if any(spec or conversion for _, _, spec, conversion in parts) or names - set(_FIELDS):
        wrong = ", ".join(sorted("{" + name + "}" for name in names - set(_FIELDS))) or "a format after a name"
        return f"{wrong} is no field; there are {{{'}, {'.join(_FIELDS)}}}"
    if not names & _YEARS:
        return "{year} is missing"
    if names & _DAYS and not names & _MONTHS:
        return "{day} without {month}"
    return ""


def archive_urls(template: str, home: str, since: date, until: date) -> list[DateArchive]:
    """The archives that hold the days from `since` to `until`, both inclusive and local to the source, newest first.

    `template` is relative to `home` or whole. A month's or year's archive is named once, with all of its days, also
    those outside the span. Raises ValueError for what `template_fault` finds fault with.
    """
    if fault := template_fault(template):
        raise ValueError(f"{template!r}: {fault}")
    address = urljoin(home, template)
    archives = []
    while until >= since:
        first_on, last_on = _period(template, until)
        fields = {name: form.format(until) for name, form in _FIELDS.items()}
        archives.append(DateArchive(address.format_map(fields), first_on, last_on))
        if first_on == date.min:
            break
        until = first_on - timedelta(days=1)
    return archives


def _period(template: str, on: date) -> tuple[date, date]:
    names = {name for _, name, _, _ in string.Formatter().parse(template)}
    if names & _DAYS:
        return on, on
    if names & _MONTHS:
        return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
    return date(on.year, 1, 1), date(on.year, 12, 31)

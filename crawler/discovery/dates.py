"""Which moment or day does a listing state? Honest about what is written: a day never becomes an instant.

Times without a zone are the source's local time. A zone's abbreviation is read the source's way first, so that
CST from Chongqing is China's and not Chicago's.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import NamedTuple
from zoneinfo import ZoneInfo

_ISO = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$", re.ASCII)
_ZONE_NAME = re.compile(r"\d ?([A-Z]{1,5})$", re.ASCII)
# The abbreviations RFC 822 defines; any other is silently read as UTC by the standard library.
_RFC822_NAMES = frozenset({"UT", "UTC", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>" + "|".join(_MONTHS) + r")[a-z]{0,6}\.?"
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})\s+{_MONTH}\s*,?\s*(?P<year>\d{{4}})(?!\d)",
    )
)
_IN_ADDRESS = (
    re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?=/)", re.ASCII),
    re.compile(r"/((?:19|20)\d{2})[-/]?(\d{2})[-/]?(\d{2})(?=/)", re.ASCII),
)


class Dated(NamedTuple):
    """A stated publication time: aware UTC instant where known, the source's local day where known."""

    at: datetime | None = None
    on: date | None = None


UNDATED = Dated()


def listing_date(text: str, timezone_name: str) -> Dated:
    """What a date field of a feed or sitemap states; nothing where it states no whole, plausible day."""
    text = " ".join(text.split())[:80]
    zone = ZoneInfo(timezone_name)
    try:
        return _iso(text, zone) or _rfc822(text, zone) or Dated(on=written_date(text))
    except (ValueError, OverflowError):
        return Dated()


def written_date(text: str) -> date | None:
    """The first whole day written in a short text, English or Chinese."""
    for pattern in _WRITTEN:
        if match := pattern.search(text):
            parts = match.groupdict()
            month = parts.get("month") or _MONTHS.index(parts["name"].lower()) + 1
            return _day(parts["year"], month, parts["day"])
    return None


def address_date(url: str) -> date | None:
    """The local day an address names: /2022/06/02/, /2022-06/02/, /202206/02/, /n3/2022/0602/, /20220602/."""
    path = url.partition("?")[0]
    for pattern in _IN_ADDRESS:
        if (match := pattern.search(path)) and (day := _day(*match.groups())):
            return day
    return None


def _iso(text: str, zone: ZoneInfo) -> Dated | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, _, month, day, hour, minute, second, offset = match.groups()
    on = _day(year, month, day)
    if hour is None or on is None:
        return Dated(on=on)
    local = datetime(on.year, on.month, on.day, int(hour), int(minute), int(second or 0))  # noqa: DTZ001 - zone follows
    return _moment(local.replace(tzinfo=_offset_of(offset) if offset else zone), zone)


def _rfc822(text: str, zone: ZoneInfo) -> Dated | None:
    parts = parsedate_tz(text)
    if parts is None:
        return None
    local = datetime(*parts[:6])  # noqa: DTZ001 - the zone is decided below
    name = _ZONE_NAME.search(text)
    if name and name[1] == local.replace(tzinfo=zone).tzname():
        return _moment(local.replace(tzinfo=zone), zone)
    if name and name[1] not in _RFC822_NAMES:
        return Dated(on=_day(*parts[:3]))
    if name or _OFFSET.search(text):
        return _moment(local.replace(tzinfo=timezone(timedelta(seconds=parts[9] or 0))), zone)
    return _moment(local.replace(tzinfo=zone), zone)


def _offset_of(text: str) -> timezone:
    match = _OFFSET.match(text)
    if not match:
        return UTC
    span = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-span if match[1] == "-" else span)


def _moment(when: datetime, zone: ZoneInfo) -> Dated:
    on = when.astimezone(zone).date()
    return Dated(when.astimezone(UTC), on) if _day(on.year, on.month, on.day) else Dated()


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    """A real day of the web's age; epoch zero and '0000-00-00' are a system's way to say 'none'."""
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return on if 1990 <= on.year <= 2100 else None

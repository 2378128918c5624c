"""One written date -> day, instant and precision: ISO, English and Chinese forms, in any company of words.

Promise: a bare day stays a bare day (never midnight), a time without a zone is the source's local time, an
impossible date (31 June) is no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from db.values import Precision

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_MONTH}\s{{0,2}}{_DAY}\s?,?\s{{0,2}}{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}[\s-]{{0,2}}{_MONTH}[\s,-]{{0,2}}{_YEAR}(?!\d)",
    )
)
_TIME = re.compile(
    r"(?<![\d:.-])(?P<hour>[01]?\d|2[0-4])[:：时時](?P<minute>[0-5]\d)分?(?:[:：](?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s*(?:(?P<utc>Z|UTC|GMT)\b(?![+-]))?\s*(?:(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?)?",
    re.I,
)
_EPOCH = re.compile(r"\s*(\d{10}|\d{13})\s*")
_NEAR = 24
"""Characters between a day and the time that belongs to it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the source's calendar and, where the words give one, the instant (aware UTC)."""

    on: date
    at: datetime | None
    precision: Precision
    text: str
    """The words that were read."""


def read_moment(text: str, zone: tzinfo | None) -> Moment | None:
    """The first possible date in the text, with the time beside it; None where there is none.

    Without a zone the day is the one written, and only a time that states its own offset is an instant.
    """
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return _from_epoch(epoch[1], zone)
    found = [match for form in _FORMS for match in form.finditer(text[:2_000])]
    for match in sorted(found, key=lambda match: match.start()):
        day = _day(match)
        if day is not None:
            return _with_time(text, match, day, zone)
    return None


def _from_epoch(digits: str, zone: tzinfo | None) -> Moment:
    seconds = int(digits) / (1000 if len(digits) == 13 else 1)
    at = datetime.fromtimestamp(seconds, UTC)
    return Moment(at.astimezone(zone or UTC).date(), at, "second", digits)


def _day(match: re.Match[str]) -> date | None:
    month = match["month"]
    try:
        return date(int(match["year"]), _MONTHS.get(month[:3].lower()) or int(month), int(match["day"]))
    except ValueError:
        return None


def _with_time(text: str, match: re.Match[str], day: date, zone: tzinfo | None) -> Moment:
    start = max(0, match.start() - _NEAR)
    after = _TIME.search(re.sub(r"^T", " ", text[match.end() : match.end() + 60]))
    if after is not None and after.start() <= _NEAR:
        rest = re.sub(r"^T", " ", text[match.end() : match.end() + 60])
        end = match.end() + after.end()
        return _moment(day, after, _ZONE.match(rest, after.end()), zone, text[match.start() : end])
    before = _TIME.search(text[start : match.start()])
    if before is not None:
        piece = text[start : match.start()]
        return _moment(day, before, _ZONE.match(piece, before.end()), zone, text[start + before.start() : match.end()])
    return Moment(day, None, "day", match[0])


def _moment(day: date, time: re.Match[str], zone_words: re.Match[str] | None, zone: tzinfo | None, text: str) -> Moment:
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].lower() == "p" else 0)
    stated_zone = _zone(zone_words)
    # midnight to the second is how content systems write "no time": a day, not an instant
    if (hour, minute, second) == (0, 0, 0):
        return Moment(day, None, "day", text)
    precision: Precision = "second" if time["second"] else "minute"
    clock = timedelta(hours=hour, minutes=minute, seconds=second)
    known = stated_zone or zone
    if known is None:
        return Moment(day, None, "day", text)
    at = (datetime(day.year, day.month, day.day, tzinfo=known) + clock).astimezone(UTC)
    return Moment(at.astimezone(zone or known).date(), at, precision, text)


def _zone(words: re.Match[str] | None) -> tzinfo | None:
    if words is None or not words[0].strip():
        return None
    if words["sign"]:
        offset = timedelta(hours=int(words["hours"]), minutes=int(words["minutes"] or 0))
        if offset >= timedelta(hours=24):
            return None
        return timezone(-offset if words["sign"] == "-" else offset)
    return UTC

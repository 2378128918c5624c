"""Written dates -> days, instants and precision: ISO, English, Chinese and other forms, in any company of words.

Promise: a bare day stays a bare day (never midnight), a time without a zone is the source's local time, an
impossible date (31 June) is no date, 04/05/2022 is one only where its order is told, and 02.06.22 on a short line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from db.values import Precision
from flows.steps.date_labels import has_label
from flows.steps.date_months import DAY_MONTH, month_number
from flows.steps.date_zones import zone_beside

Order = Literal["day first", "month first", ""]
"""How the page's language writes 04/05/2022; '' where it does not tell."""

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_MONTH}\s{{0,2}}{_DAY}\s?,?\s{{0,2}}{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}(?:\s+of)?[\s-]{{0,2}}{_MONTH}[\s,-]{{0,2}}{_YEAR}(?!\d)",
        rf"(?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark){_YEAR}(?!\d)",
        rf"(?<!\d){DAY_MONTH}{_YEAR}(?!\d)",
    )
)
_SHORT_FORM = re.compile(
    r"(?<![\d./:-])(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<third>\d\d)(?![\d./-]|:\S)"
)
"""02.06.22, 22-06-02, 6/2/22."""
_LONGEST_SHORT = 80
"""Characters of a line on which such a form is a date; elsewhere it may be a score, a version, a number of the law."""
_SHORT_YEARS = range(95, 131)
"""1995 to 2030, counted from 1900."""
_TIME = re.compile(
    r"(?<![\d:.-])(?P<before>[上中下]午|晚上|凌晨)?\s?(?P<hour>[01]?\d|2[0-3])"
    r"(?:[:：时時点點](?P<minute>[0-5]\d)分?(?:[:：](?P<second>[0-5]\d)秒?(?:[.,]\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?|\s?(?P<hour_half>[ap])\.?m\b\.?)",
    re.IGNORECASE,
)
_WITH_YEAR = re.compile(r"(?:19|20)\d\d|[〇零○一二三四五六七八九]{4}年|\d\d年|民[國国]|\d[-/.]\d{1,2}[-/.]\d\d(?!\d)")
"""What every form holds: the quick look before the slow ones."""
_EPOCH = re.compile(r"\s*([0-9]{10}|[0-9]{13})\s*")
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿]{1,3})(?=[日号號])"
)
_REPUBLIC = re.compile(
    r"(?:(?:中[華华])?民[國国]\s?(?P<named>\d{2,3})|(?<!\d)(?P<bare>1[0-4]\d)(?=\s?年))\s?(?:年\s?(?=\d{1,2}\s?月)|[-/.](?=\d{1,2}[-/.]\d))"
)
"""民國111年, 民國 98/06/02 and, of three digits, 111年6月: years of the Republic, the first of which is 1912."""
_DIGITS = {name: digit for digit, name in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_MIDNIGHT = time()
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms to their narrow ones: ２０１９－０８－２０."""
_NEAR = 24
"""Characters between a day and the time that belongs to it."""
_READ = 2_000
"""Characters of a text that are read: no byline is longer."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the source's calendar and, where the words give one, the instant (aware UTC)."""

    on: date
    at: datetime | None
    precision: Precision
    text: str
    """The words that were read."""
    clock: datetime | None = None
    """The digits as written, whatever the zone."""
    zone: str = ""
    """Where the zone came from: 'stated', 'source', or '' for none."""
    start: int = 0
    end: int = 0
    """Where the words stand in the text."""


def read_moment(text: str, zone: tzinfo | None, order: Order = "") -> Moment | None:
    """The first possible date in the text, with the time beside it; None where there is none."""
    return next(read_moments(text, zone, order), None)


def read_moments(text: str, zone: tzinfo | None, order: Order = "") -> Iterator[Moment]:
    """Every possible date in the text, in its order.

    Without a zone the day is the one written, and only a time that states its own offset is an instant.
    """
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        yield _from_epoch(epoch[1], zone)
        return
    text = text[:_READ] if text.isascii() else text[:_READ].translate(_NARROW)
    if _WITH_YEAR.search(text) is None:
        return
    text = _REPUBLIC.sub(_in_our_years, _CHINESE.sub(_in_digits, text))
    forms = (*_FORMS, _SHORT_FORM) if len(text) <= _LONGEST_SHORT else _FORMS
    found = sorted((match for form in forms for match in form.finditer(text)), key=lambda match: match.start())
    after = 0
    for index, match in enumerate(found):
        day = _day(match, order)
        if day is None or match.start() < after:
            continue
        # two forms may fit the same words
        until = next((later.start() for later in found[index + 1 :] if later.start() >= match.end()), len(text))
        moment = _with_time(text, match, day, zone, (after, until))
        after = moment.end
        yield moment


def _from_epoch(digits: str, zone: tzinfo | None) -> Moment:
    seconds = int(digits) / (1000 if len(digits) == 13 else 1)
    at = datetime.fromtimestamp(seconds, UTC)
    return Moment(at.astimezone(zone or UTC).date(), at, "second", digits, at.replace(tzinfo=None), "stated")


def _in_digits(match: re.Match[str]) -> str:
    year = "".join(str(_DIGITS[one]) for one in match[1])
    return f"{year}年{_small_number(match[2])}月{_small_number(match[3])}"


def _in_our_years(match: re.Match[str]) -> str:
    mark = match[0].rstrip()[-1]
    return f"{int(match['named'] or match['bare']) + 1911}{mark}"


def _small_number(words: str) -> int:
    """六 6, 十二 12, 二十 20, 廿一 21: a month or a day."""
    tens, ten, ones = words.replace("廿", "二十").rpartition("十")
    return (_DIGITS.get(tens[:1], 1) * 10 if ten else 0) + _DIGITS.get(ones[:1], 0)


def _day(match: re.Match[str], order: Order) -> date | None:
    parts = match.groupdict()
    if "third" in parts:
        return _short_day(match, order)
    if "first" in parts:
        day, month = _in_order(int(match["first"]), int(match["second"]), match["mark"], order)
    else:
        day, month = int(match["day"]), _month(match["month"])
    return _as_day(int(match["year"]), month, day)


def _as_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    return int(word) if word.isdecimal() else month_number(word) or _MONTHS.get(word[:3].lower(), 0)


def _short_day(match: re.Match[str], order: Order) -> date | None:
    """Hyphens stand in years first, as in 2022-06-02; full stops in days first; slashes in the language's order."""
    first, second, third = (int(match[name]) for name in ("first", "second", "third"))
    if match["mark"] == "-":
        return _as_day(_full_year(first), second, third) if len(match["first"]) == 2 else None
    if match["mark"] == "." and len(match[0]) < len("02.06.22"):
        return None  # a version
    day, month = _in_order(first, second, match["mark"], order)
    return _as_day(_full_year(third), month, day)


def _full_year(short: int) -> int:
    """0, no year, where it is not one of the web's."""
    return next((1900 + year for year in (short, short + 100) if year in _SHORT_YEARS), 0)


def _in_order(first: int, second: int, mark: str, order: Order) -> tuple[int, int]:
    """(day, month) of two numbers before a year; (0, 0), no date, where their order is open."""
    # nobody writes the month first with full stops
    if first > 12 or first == second or mark == ".":
        return first, second
    if second > 12:
        return second, first
    if order == "":
        return 0, 0
    return (first, second) if order == "day first" else (second, first)


def _with_time(text: str, match: re.Match[str], day: date, zone: tzinfo | None, room: tuple[int, int]) -> Moment:
    """The day with the time behind it, else with the one before it; `room` is what no other date takes."""
    # 2022-06-02T09:18 and 2022-06-02CST09:18
    behind = re.sub(r"^T(?=\d)", " ", text[match.end() : min(match.end() + 60, room[1])])
    time = _TIME.search(behind)
    if time is not None and time.start() <= _NEAR and not has_label(behind[: time.start()]):
        return _moment(day, time, behind, zone, (match.start(), match.end() + time.end()), text)
    start = max(room[0], match.start() - _NEAR)
    piece = text[start : match.start()]
    time = _TIME.search(piece)
    if time is not None:
        return _moment(day, time, piece, zone, (start + time.start(), match.end()), text)
    return Moment(day, None, "day", match[0], start=match.start(), end=match.end())


def _moment(
    day: date, time: re.Match[str], around: str, source: tzinfo | None, span: tuple[int, int], text: str
) -> Moment:
    start, end = span
    words, clock = text[start:end], _clock(time)
    bare = Moment(day, None, "day", words, start=start, end=end)
    # midnight to the second is how content systems write "no time": a day, not an instant
    if not clock:
        return bare
    written = datetime.combine(day, _MIDNIGHT) + clock
    zone, rule = zone_beside(around, time.end(), source)
    if zone is None:
        return Moment(day, None, "day", words, written, "", start, end)
    at = written.replace(tzinfo=zone).astimezone(UTC)
    local = at.astimezone(source or zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return Moment(local.date(), None, "day", words, written, rule, start, end)
    return Moment(local.date(), at, "second" if time["second"] else "minute", words, written, rule, start, end)


def _clock(time: re.Match[str]) -> timedelta:
    hour, half = int(time["hour"]), (time["half"] or time["hour_half"] or "").lower()
    if half or time["before"]:
        is_late = half == "p" or time["before"] in ("下午", "晚上") or (time["before"] == "中午" and hour % 12 < 10)
        # 下午15:20 is said too
        hour = hour % 12 + (12 if is_late else 0) if hour <= 12 else hour
    return timedelta(hours=hour, minutes=int(time["minute"] or 0), seconds=int(time["second"] or 0))

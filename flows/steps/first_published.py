"""Does a text say that it was first published on another day than its page states? Old pages put up again do."""

from __future__ import annotations

import re
from datetime import date

from flows.steps.published import Days, days_of

_ANY = (
    "first published",
    "first appeared",
    "first ran",
    "first printed",
    "originally",
    "首发",
    "原载",
    "原刊",
    "原文",
    "首次",
    "最初",
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(_MONTHS)
_ZH = re.compile(
    r"(?:首发|原载|原刊|原文(?:刊|发表)|首次(?:发表|刊发)|最初(?:发表"
    r"|刊发))[^。\n\d]{0,12}(\d{4})年(\d{1,2})月(\d{1,2})日"
)
_EN = re.compile(
    r"\b(?:first|originally)\s+(?:published|appeared|ran|printed)\b[^.\n\d]{0,40}?"
    rf"(?:\b({_MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})|(\d{{1,2}})\s+({_MONTH})\s+(\d{{4}}))"
)


_DATELINE = re.compile(
    rf"^[a-z .'(]{{2,40}},\s*({_MONTH}) (\d{{1,2}}), (\d{{4}})\s*[-–—)]|(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日电",
    re.MULTILINE,
)
_DATELINE_WITHIN = 600


def dateline(folded: str) -> Days | None:
    """The day of a dateline that states its year, near the beginning of a folded text."""
    found = _DATELINE.search(folded, 0, _DATELINE_WITHIN)
    if found is None:
        return None
    if found[1]:
        return _days(int(found[3]), _MONTHS.index(found[1]) + 1, int(found[2]))
    return _days(int(found[4]), int(found[5]), int(found[6]))


def first_published(folded: str) -> Days | None:
    """The day a folded text names as that of its first publication; None where it names none."""
    if not any(word in folded for word in _ANY):  # a hundred times quicker than the patterns
        return None
    if chinese := _ZH.search(folded):
        return _days(int(chinese[1]), int(chinese[2]), int(chinese[3]))
    english = _EN.search(folded)
    if english is None:
        return None
    month, day, year = english.group(1, 2, 3) if english[1] else (english[5], english[4], english[6])
    return _days(int(year), _MONTHS.index(month) + 1, int(day))


def _days(year: int, month: int, day: int) -> Days | None:
    try:
        return days_of(date(year, month, day).isoformat())
    except ValueError:
        return None

"""Which words of a text say when? '9 May 2022', '2022年5月9日', 'on Tuesday', 'in 2021', '9:30 a.m.', 昨日.

Promise: two ways to write one day have one key; a length of time ('ten years', 三天) is a figure, not a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_SURE_MONTH = r"(?i:January|February|April|June|July|August|September|October|November|December)\b"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_HAN = "〇零○一二三四五六七八九十廿"
_AT = r"\b(?i:in|since|from|until|by|last|next|late|early)\s"
_WHEN = re.compile(
    rf"(?<!\d)(?P<y1>{_YEAR})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d)"
    rf"|(?<![\d.,])(?P<d2>{_DAY})(?:\s+of)?[\s-]+(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?"
    rf"|\b(?P<m3>{_MONTH})\s+(?P<d3>{_DAY})(?:,?\s+(?P<y3>{_YEAR}))?"
    rf"|\b(?P<m4>{_MONTH}),?\s+(?P<y4>{_YEAR})|\b(?P<m5>{_SURE_MONTH})|{_AT}(?P<m6>March|May)\b"
    rf"|(?<![\d{_HAN}])(?P<y7>(?:19|20)\d\d|[{_HAN}]{{4}})年"
    rf"(?:(?P<m7>\d{{1,2}}|[{_HAN}]{{1,3}})月(?:(?P<d7>\d{{1,2}}|[{_HAN}]{{1,3}})[日号號])?)?"
    rf"|(?<![\d{_HAN}])(?P<m8>\d{{1,2}}|[{_HAN}]{{1,3}})月(?:(?P<d8>\d{{1,2}}|[{_HAN}]{{1,3}})[日号號])?"
    rf"|(?<![\d{_HAN}])(?P<d9>\d{{1,2}}|[{_HAN}]{{2,3}})日"
    rf"|\b(?i:in|since|from|until|of|by|during|before|after)\s(?P<y10>{_YEAR})(?![,.]?\d|\s?%)"
    r"|(?P<clock>(?<![\d:])\d{1,2}[:：][0-5]\d(?:\s?(?i:[ap]\.?m)\b\.?)?|(?<!\d)\d{1,2}\s?(?i:[ap]\.?m)\b\.?"
    r"|(?:[上中下]午|晚上|凌晨)\d{1,2}[时時点點](?:\d{1,2}分)?)"
    r"|(?P<said>\b(?i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow"
    r"|(?:last|next) (?:week|month|year))\b"
    r"|今[天日年]|昨[天日]|明[天日年]|去年|前[天年]|(?:周|星期)[一二三四五六日天])",
)
_VALUE = {name: value for value, name in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


class When(NamedTuple):
    key: str
    start: int
    end: int


def dates(text: str) -> Iterator[When]:
    """The expressions of time with their places, in order; keys start with '@'. 'in' of 'in 2021' is no part of it."""
    for found in _WHEN.finditer(text):
        parts = {name[0]: value for name, value in found.groupdict().items() if value and name[1:].isdigit()}
        said = found["clock"] or found["said"]
        first = min(found.start(name) for name, value in found.groupdict().items() if value)
        if said:
            yield When("@" + re.sub(r"[\s.]", "", said.lower()).replace("：", ":"), first, found.end())
        else:
            keys = (_year(parts.get("y", "")), _month(parts.get("m", "")), _number(parts.get("d", "")))
            yield When("@" + "-".join(map(str, keys)), first, found.end())


def _year(text: str) -> int:
    if text and not text.isdecimal():
        return int("".join(str(_VALUE.get(name, 0)) for name in text))
    return int(text or 0)


def _month(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1 if text[:1].isascii() and text[:1].isalpha() else _number(text)


def _number(text: str) -> int:
    """'9th', '９', 九, 二十一, 廿一; 0 for nothing."""
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    tens, mark, ones = text.replace("廿", "二十").rpartition("十")
    ten = (_VALUE.get(tens, 1) if tens else 1) * 10 if mark else 0
    return ten + sum(_VALUE.get(name, 0) for name in ones[:1])

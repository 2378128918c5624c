"""Which figures does a text state? '1,200', '１２００', '1.2千', 一百二十, '12 percent', '5 million yuan', 'sixth'.

Promise: figures with one key are one quantity however written; a word that is a numeral only by its letters
(十分, 'one of them', 一些) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_ONES_WORDS = "one two three four five six seven eight nine"
_TEENS_WORDS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(f"{_ONES_WORDS} {_TEENS_WORDS}".split(), 1)}
_TENS = {word: 10 * at for at, word in enumerate(_TENS_WORDS.split(), 2)}
_VALUE = {"a": 1, **_SMALL, **_TENS}
_ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
)
_ORDINAL = {word: value for value, word in enumerate(_ORDINALS.split(), 3)}
_SCALE = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "m": 10**6, "bn": 10**9, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8, "万亿": 10**12,
}  # fmt: skip
_UNITS = {
    "%": "% percent ％", "pp": "个百分点 百分点", "yuan": "yuan 元 rmb 人民币", "dollar": "dollars dollar 美元 usd",
    "euro": "euros euro 欧元", "km": "km kilometers kilometres kilometer kilometre 公里 千米",
    "m": "meters metres meter metre 米", "mile": "miles mile", "kg": "kg kilograms 公斤 千克",
    "t": "tons tonnes ton tonne 吨", "degree": "degrees degree 度 ℃", "ha": "hectares hectare 公顷", "mu": "mu 亩",
    "h": "hours hour 小时", "min": "minutes minute 分钟", "day": "days day 天", "month": "months month 个月",
    "year": "years year", "week": "weeks week 周",
}  # fmt: skip
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SIGNS = {"$": "dollar", "＄": "dollar", "¥": "yuan", "￥": "yuan", "€": "euro", "£": "pound"}
_DIGIT = {name: value for value, name in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2, "兩": 2}
_HAN_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
_MEASURE = "个|個|名|位|人|次|届|屆|条|项|家|所|座|户|辆|艘|倍|成|岁|层|期|批|度|种|件|分之|场"
"""What a single Chinese numeral must stand before to be a figure: 三人, not 三峡."""

_WORD_UNITS = "|".join(
    sorted((re.escape(word) for word in _UNIT_OF if word.isascii() and word.isalpha()), key=len)[::-1]
)
_MARK_UNITS = "|".join(sorted((word for word in _UNIT_OF if not (word.isascii() and word.isalpha())), key=len)[::-1])
_UNIT = rf"(?:\s?(?P<mark>{_MARK_UNITS})|[\s-](?:per\scent\b|(?P<word>{_WORD_UNITS})\b)|(?P<tight>km|kg|m|t|h)\b)"
_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{_ONES_WORDS.replace(' ', '|')})\b)?|{'|'.join(sorted(_SMALL)[::-1])})\b"
)
_BELOW_THOUSAND = (
    rf"(?:a(?=\s(?:hundred|thousand|million|billion)\b)|{_BELOW_HUNDRED})"
    rf"(?:[\s-]hundred\b(?:\s(?:and\s)?{_BELOW_HUNDRED})?)?"
)
_WORDS = rf"\b{_BELOW_THOUSAND}(?:\sthousand\b(?:,?\s(?:and\s)?{_BELOW_THOUSAND})?)?"
_DIGITS = (
    # a minus, not the dash of '3-5' or '北京-5'
    r"(?:(?<![^\s(（到至温为于达])[-−])?"
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])|\d+)(?:[.．]\d+)?"
)
_FIGURE = re.compile(
    rf"(?P<of>百分之)?(?P<sign>[$＄¥￥€£]\s?|\bRMB\s?)?(?:"
    rf"(?(sign)|(?<![A-Za-z\d.])(?<![A-Za-z]-))(?P<digits>{_DIGITS})(?:(?:st|nd|rd|th)\b)?"
    rf"|(?P<words>{_WORDS})|\b(?P<ordinal>{'|'.join(_ORDINAL)})\b"
    rf"|(?P<han>(?:[{''.join(_DIGIT)}十百千万亿萬億]+)(?:点[{''.join(_DIGIT)}]+)?))"
    rf"(?P<scale>\s?(?:thousand|million|billion|trillion|bn)\b|万亿|(?(sign)m\b|(?!))|[百千万亿萬億](?![克米瓦]))?(?:{_UNIT})?",
    re.IGNORECASE,
)
_LONGEST = 24
"""Digits that are counted with: longer ones are serial numbers, compared as they stand."""


class Figure(NamedTuple):
    key: str
    start: int
    end: int


def figures(text: str) -> Iterator[Figure]:
    """The figures with their places, in order; keys start with '#'."""
    for found in _FIGURE.finditer(text):
        value = _value(found, text)
        if value is not None:
            yield Figure(f"#{value}{_unit(found)}", found.start(), found.end())


def _value(found: re.Match[str], text: str) -> str | None:
    number: Decimal | str | None
    if found["digits"]:
        number = _digits(found["digits"])
    elif found["words"]:
        number = _english(found["words"].lower(), is_sure=bool(found["scale"] or _unit(found)))
    elif found["ordinal"]:
        number = Decimal(_ORDINAL[found["ordinal"].lower()])
    else:
        number = _chinese(found, text)
    if number is None or isinstance(number, str):
        return number
    scale = (found["scale"] or "").strip().lower()
    return f"{(number * _SCALE.get(scale, 1)).normalize():f}"


def _digits(text: str) -> Decimal | str:
    plain = re.sub(r"[,，]", "", text).replace("．", ".").replace("−", "-")
    return Decimal(plain) if len(plain) <= _LONGEST else plain


def _english(text: str, *, is_sure: bool) -> Decimal | None:
    """None for 'one' alone, which is a pronoun more often than a number."""
    words = [word for word in re.split(r"[\s,-]+", text) if word != "and"]
    if words == ["one"] and not is_sure:
        return None
    total = section = 0
    for word in words:
        if word == "thousand":
            total, section = section * 1000, 0
        else:
            section = section * 100 if word == "hundred" else section + _VALUE.get(word, 0)
    return Decimal(total + section)


def _chinese(found: re.Match[str], text: str) -> Decimal | None:
    whole, _, rest = found["han"].partition("点")
    is_sure = bool(found["of"] or found["scale"] or _unit(found) or rest)
    if len(whole) == 1 and not is_sure:
        is_counted = re.match(_MEASURE, text[found.end() : found.end() + 2]) and whole != "一"
        if not is_counted and text[max(0, found.start() - 1) : found.start()] != "第":
            return None
    value = _han_number(whole)
    if value is None or (not rest and value == 10 and text[found.end() : found.end() + 1] == "分"):
        return None
    digits = "".join(str(_DIGIT[name]) for name in rest)
    return Decimal(f"{value}.{digits}") if digits else Decimal(value)


def _han_number(text: str) -> int | None:
    """一百二十 -> 120, 二〇二二 -> 2022; None for what is no well-formed number: 千万, 七八, 万一."""
    if len(text) > _LONGEST:
        return None
    if all(name in _DIGIT for name in text):
        is_spelled = len(text) == 1 or len(text) > 2 or "〇" in text or "零" in text
        return int("".join(str(_DIGIT[name]) for name in text)) if is_spelled else None
    total, section, digit = 0, 0, -1
    for at, name in enumerate(text):
        if name in _DIGIT:
            if digit > 0:
                return None
            digit = _DIGIT[name]
        elif _HAN_SCALE[name] >= 10**4:
            total, section, digit = (total + section + max(digit, 0)) * _HAN_SCALE[name], 0, -1
            if total == 0:
                return None
        elif digit > 0 or (name == "十" and at == 0):
            section, digit = section + max(digit, 1) * _HAN_SCALE[name], -1
        else:
            return None
    return total + section + max(digit, 0)


def _unit(found: re.Match[str]) -> str:
    word = found["mark"] or found["word"] or ""
    is_percent = found["of"] or re.search(r"per\scent$", found[0], re.IGNORECASE)
    sign = (found["sign"] or "").strip()
    unit = (found["tight"] or "").lower() or _UNIT_OF.get(word.lower(), "")
    return "%" if is_percent else unit or _SIGNS.get(sign, "yuan" if sign else "")

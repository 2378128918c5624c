"""Is 03/06/2022 the third of June or the sixth of March? What else the page says tells; else it is a guess.

Promise: a reading is certain only with evidence: the page's stated language and country, another date in figures that
fits one order, the day of the address, or the other reading lying in the future. A guess is called one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from flows.steps.date_text import Order

FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([/-])(\d{1,2})\2((?:19|20)?\d\d)(?![\d/-])", re.ASCII)
"""Two numbers and a year; with full stops nobody writes the month first."""
_DAY_FIRST = "uk au nz ie in za sg hk my de fr es it pt br ar mx cl co nl be pl ru ua tr id vn ke ng pk eu"
_DAY_FIRST_ENDS = frozenset(_DAY_FIRST.split())
"""Ends of hosts whose countries write the day first; .cn is not one: its English papers write as they like."""
_ADDRESS_MONTH = re.compile(r"/((?:19|20)\d\d)[/-]?([01]?\d)(?:[/-]?([0-3]?\d))?(?=[/_.-])", re.ASCII)


class Figures(NamedTuple):
    """The order of the page's figures, and whether nothing but its language speaks for it."""

    order: Order
    is_guess: bool = False


def has_open_figures(texts: Iterable[str]) -> bool:
    """Whether a text holds a date in figures that can be read both ways."""
    return any(_is_open(match) for text in texts for match in FIGURES.finditer(text))


def order_of_figures(whole: str, lines: Sequence[str], url: str, today: date, language: str) -> Figures:
    """How the page writes its dates: `whole` is all its text, `lines` those that may hold the date, `today` the
    latest day a date may have; `language` as the page states it.
    """
    for votes in (_closed(whole), _by_address(lines, url), _by_today(lines, today)):
        if len(votes) == 1:
            return Figures(votes.pop())
    if (urlsplit(url).hostname or "").rpartition(".")[2] in _DAY_FIRST_ENDS:
        return Figures("day first")
    mark = next((match[2] for line in lines for match in FIGURES.finditer(line) if _is_open(match)), "")
    is_english = language.lower().startswith("en") or not language
    # with hyphens the month comes first in the United States only, and seldom there
    return Figures("month first" if is_english and mark != "-" else "day first", is_guess=True)


def _closed(whole: str) -> set[Order]:
    """What the dates say that fit one order only; both, where they disagree."""
    votes: set[Order] = set()
    for match in FIGURES.finditer(whole):
        first, second = int(match[1]), int(match[3])
        if 12 < first <= 31 and 0 < second <= 12:
            votes.add("day first")
        if 12 < second <= 31 and 0 < first <= 12:
            votes.add("month first")
    return votes


def _by_address(lines: Iterable[str], url: str) -> set[Order]:
    """The order in which a line's date falls into the month, or on the day, that the address names."""
    named = _ADDRESS_MONTH.search(urlsplit(url).path)
    if named is None:
        return set()
    votes: set[Order] = set()
    for match in (match for line in lines for match in FIGURES.finditer(line) if _is_open(match)):
        for order, day in _readings(match).items():
            if (day.year, day.month) == (int(named[1]), int(named[2])):
                votes.add(order)
    return votes


def _by_today(lines: Iterable[str], today: date) -> set[Order]:
    """No page is published after its own fetch: of a date that has one such reading, the other is meant."""
    votes: set[Order] = set()
    for match in (match for line in lines for match in FIGURES.finditer(line) if _is_open(match)):
        readings = _readings(match)
        past = [order for order, day in readings.items() if day <= today]
        if len(past) == 1:
            votes.add(past[0])
    return votes


def _readings(match: re.Match[str]) -> dict[Order, date]:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += 0 if year > 99 else 2000
    return {"day first": date(year, second, first), "month first": date(year, first, second)}


def other_reading(text: str, on: date) -> date | None:
    """The day that an open date in figures, read as `on`, has in the other order; None where it is not open."""
    match = FIGURES.search(text)
    if match is None or not _is_open(match):
        return None
    return next((day for day in _readings(match).values() if day != on), None)


def _is_open(match: re.Match[str]) -> bool:
    first, second = int(match[1]), int(match[3])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12

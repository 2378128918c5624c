"""What do the words of a sentence stand for: a date, a figure, a person, or themselves?

Keys are equal where a reader takes the words as the same: letter case, width, quotes, the way a number or a day is
written. Traditional and simplified characters are different words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from db.edits import people_han, people_latin
from db.edits.figures import figures
from db.edits.when import dates
from db.edits.words import HAN

What = Literal["date", "figure", "person", "word"]
_INVISIBLE = re.compile("[\x00\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])[^\S\n]+(?=[{HAN}])")
_SPACES = re.compile(r"[^\S\n]+")
_WORD = re.compile(rf"[{HAN}]|[^\W_{HAN}]+(?:['’‘ʼ＇][^\W_{HAN}]+)*")
_QUOTES = re.compile("[’‘ʼ＇]")
_NUMERAL = re.compile(r"[\d〇零○一二两兩三四五六七八九十廿百千万亿萬億今昨明去前]|[A-Za-z]{3}")
"""Without one of these a sentence has neither a figure nor a date: most Chinese ones are asked no more."""


@dataclass(frozen=True, slots=True)
class Item:
    what: What
    key: str
    text: str
    """As written."""


@dataclass(frozen=True, slots=True)
class People:
    """Who is named in some texts: what to look for in each of them."""

    han: people_han.Names
    latin: frozenset[str]
    shorts: dict[str, str]
    """Family name -> the one person of the texts who has it."""


def tidy(text: str) -> str:
    """The text in one form of its letters and spaces, without invisible marks and spaces between Han characters."""
    return _SPACES.sub(" ", _BETWEEN_HAN.sub("", _visible(text)))


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def people(texts: Iterable[str]) -> People:
    """Everybody whom one of the texts, as written, shows to be a person."""
    every = [_visible(text) for text in texts]
    # lists have names with nothing but spaces between; elsewhere such spaces are typography
    han = people_han.gathered(
        name for text in every for name in (*people_han.found(tidy(text)), *people_han.listed(text))
    )
    pairs = {pair for text in every for pair in people_latin.found(text)}
    of_short: dict[str, set[str]] = {}
    for key, short in pairs:
        of_short.setdefault(short, set()).add(key)
    shorts = {short: next(iter(keys)) for short, keys in of_short.items() if len(keys) == 1}
    return People(han, frozenset(key for key, _ in pairs), shorts)


def read(sentence: str, known: People) -> list[Item]:
    """The items of a (tidy) sentence in order: marks and spaces are none."""
    persons = named(sentence, known)
    return _read(sentence, [((start, end), Item("person", key, sentence[start:end])) for key, start, end in persons])


def read_plain(sentence: str) -> list[Item]:
    """The same where nobody is known."""
    return _read(tidy(sentence), [])


def named(text: str, known: People) -> list[tuple[str, int, int]]:
    """Who is named where: (key, start, end), in order."""
    latin = people_latin.spans(text, known.latin, known.shorts)
    return sorted([*people_han.spans(text, known.han), *latin], key=lambda each: each[1])


Spot = tuple[tuple[int, int], Item]


def _read(sentence: str, persons: list[Spot]) -> list[Item]:
    items: list[Item] = []
    at = 0
    for (start, end), item in _apart([*persons, *_numerals(sentence)]):
        items.extend(_plain(sentence[at:start]))
        items.append(item)
        at = end
    items.extend(_plain(sentence[at:]))
    return items


def _numerals(text: str) -> Iterator[Spot]:
    # of two that begin in one place a date goes before a figure: the sort is stable
    if _NUMERAL.search(text):
        yield from (((day.start, day.end), Item("date", day.key, text[day.start : day.end])) for day in dates(text))
        yield from (
            ((each.start, each.end), Item("figure", each.key, text[each.start : each.end].strip()))
            for each in figures(text)
        )


def _apart(spots: list[Spot]) -> Iterator[Spot]:
    """In order, without those that overlap: a person before a date, a date before a figure."""
    rank = {"person": 0, "date": 1, "figure": 2}
    taken: list[tuple[int, int]] = []
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (spot[0][0], rank[spot[1].what])):
        while taken and taken[-1][1] > spot[0][0] and rank[spot[1].what] < rank[kept[-1][1].what]:
            taken.pop()
            kept.pop()
        if not taken or taken[-1][1] <= spot[0][0]:
            taken.append(spot[0])
            kept.append(spot)
    yield from kept


def _plain(text: str) -> Iterator[Item]:
    for match in _WORD.finditer(text):
        key = unicodedata.normalize("NFKC", _QUOTES.sub("'", match[0])).casefold()
        yield Item("word", key, match[0])

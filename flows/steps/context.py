"""What else is known of a text whose names are resolved: its day, its place, which parties and bodies it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from flows.steps.congress import COUNTRY, Place
from flows.steps.published import Days

_MOST_HOMES = 10_000
_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Context:
    """What else the tagger knows about the text."""

    days: Days | None
    place: str
    """Id of the place the source writes about, or the only one the text names; '' when open."""
    from_source: bool
    named: Counter[str]
    """How often the text names each place (id), or a district of it."""
    led: str
    """Id of the one place whose leaders it names; '' where it names none, or those of several."""
    committees: frozenset[str]
    """Places whose Party committee it names, '' for 'the municipal committee'."""
    cppcc_named: bool
    foreign: bool
    """Whether it names a country where another Communist party rules."""
    organisation: bool
    """Whether it names an organisation, a party or a body that has meetings of its own."""
    another: bool
    """Whether it names a congress of another organisation or party."""
    communist: bool
    """Whether it writes of a Communist Party, and of no other country's."""
    party_said: bool
    """Whether it writes of 'the Party' at all."""
    party_named: bool
    """Whether the text writes of the Communist Party of China in a way no other party shares."""


class Homes:
    """The place whose outlet a source is, looked up once for each: sources are few, texts are many."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)
        self._known: dict[tuple[str, str], str] = {}

    def home_of(self, source: str, url: str) -> str:
        """Id of the place, '' for an outlet of no particular place."""
        asked = source, url.partition("://")[2].partition("/")[0]
        if asked not in self._known:
            if len(self._known) >= _MOST_HOMES:  # a source may be any word that a caller gives
                self._known.clear()
            self._known[asked] = _home_of(*asked, self._places)
        return self._known[asked]


def _home_of(source: str, host: str, places: Iterable[Place]) -> str:
    words = frozenset(_WORDS.findall(f"{source} {host}".lower()))
    said = f"{source} {host}".lower()
    return next((one.within or one.id for one in places if one.id != COUNTRY and _is_outlet(one, words, said)), "")


def _is_outlet(place: Place, words: frozenset[str], said: str) -> bool:
    """By its own slugs and hosts, or by the name of the place or of one of its districts in the slug."""
    if any(any(fnmatchcase(word, mark) for word in words) if "*" in mark else mark in said for mark in place.sources):
        return True
    return not words.isdisjoint(_slugs(place)) or any(name in said for name in _titles(place))


@cache
def _slugs(place: Place) -> frozenset[str]:
    names = (name for name in (*place.en, *place.districts) if name.isascii())
    return frozenset(name.lower().removesuffix(" district").replace("'", "").replace(" ", "") for name in names)


@cache
def _titles(place: Place) -> tuple[str, ...]:
    """重庆日报, 沙坪坝发布: outlets are called by their place, or by one of its districts."""
    names = (name.rstrip("区县市") if len(name) > 2 else name for name in (*place.zh, *place.districts))
    return tuple(name for name in names if len(name) > 1 and not name.isascii())


def dominant(named: Counter[str]) -> str:
    """The place a text is about: the only one it names, or one named three times as often as any other."""
    ranked = [item for item in named.most_common(3) if item[0] != COUNTRY]
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 3 * ranked[1][1]):
        return ""
    return ranked[0][0]

"""What a word of a meeting's name means: the alphabet that `structures` is written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

KINDS = {
    "O": "ordinal (int)",
    "T": "ordinal of a term, 六届 (int)",
    "Y": "year (int)",
    "L": "place (id)",
    "M": "'municipal', 'provincial': a place named by its kind",
    "N": "national",
    "P": "the Party; value 'strong' where no other party can be meant",
    "K": "congress; value 'five' where it is called by its five years",
    "C": "committee",
    "E": "central committee",
    "H": "people's congress; value 'any' where it may be another country's",
    "F": "people's political consultative conference; value 'any' the same",
    "S": "session",
    "Q": "plenary session, plenum; value 'central' for 中全会",
    "W": "two sessions",
    "V": "opens, closes: makes a body a meeting",
    "X": "look-alike; value: the place a district lies in (id), `CITY` of a city that is none of the registry's",
}


CITY = "a city"


class Token(NamedTuple):
    kind: str
    value: int | str = ""


Words = Iterator[tuple[str, tuple[Token, ...]]]

PARTY, WEAK, SHORT = Token("P", "strong"), Token("P", "weak"), Token("P", "short")
MUNICIPAL, PROVINCIAL, REGIONAL = Token("M", "municipality"), Token("M", "province"), Token("M", "region")
CONGRESS, COMMITTEE, SESSION, TWO = Token("K"), Token("C"), Token("S"), Token("W")
NATIONAL, PEOPLE, CPPCC, PLENARY = Token("N"), Token("H"), Token("F"), Token("Q")

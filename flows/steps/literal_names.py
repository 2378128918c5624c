"""Names that were translated word by word: 'the eighteen big', 'nineteen session six in full meeting'.

Company and college pages translate 十八大, 十九届六中全会 literally. The numbers are what is certain in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.steps import numbers
from flows.steps.congress import COUNTRY
from flows.steps.mention import Field, Mention

RULE = "name translated word by word"
STEMS = ("big", "great", "full meeting", "full session", "whole meeting", "whole session")
"""Every such name has one of these in it: see `affected`."""
_NUMBERS = numbers.read_off(lambda number: (numbers.cardinal(number),), numbers.english_spellings)
_NUMBER = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}|\d{{1,2}})(?:th|-th)?"
_CONGRESS = re.compile(rf"(?<![\w'-])(?P<number>{_NUMBER})[ -]$")
_GOES_ON = re.compile(
    r"\b(?=$|[^\w]| (?:spirit|report|representatives?|meeting|is|was|has|opens?|opened|closed|to|and"
    r"|of the))"
)
_ANOTHERS = re.compile(r" of the (?:[\w-]+ ){0,4}(?:league|union|federation|association|society)\b")
_TERM = rf"(?P<term>{_NUMBER})(?: session| term)?[ -](?P<ordinal>{_NUMBER})"
_PLENUM = re.compile(rf"(?<![\w'-]){_TERM} (?:times? )?(?:in |middle |central )?(?:full|whole) $")
_BIG = re.compile(r"big|greats?")
_FULL = re.compile(r"meeting|session")
_LONGEST = 60
"""Letters before the last word of such a name."""
_MOST_OF_A_TERM = 15
_FIRST_CENTRAL, _LAST = 15, 22
"""A national congress is called by its number alone since the 15th; no province has come so far."""


def literal_names(folded: str, field: Field) -> Iterator[Mention]:
    """Every such name in the folded field."""
    for last in _BIG.finditer(folded):
        found = _CONGRESS.search(folded[max(0, last.start() - _LONGEST) : last.start()])
        if found and _GOES_ON.match(folded, last.end()):
            number = _value(found["number"])
            if _FIRST_CENTRAL <= number <= _LAST:
                start, is_anothers = last.start() - len(found[0]), _ANOTHERS.match(folded, last.end()) is not None
                yield Mention(
                    field, start, last.end(), "party-congress", RULE, place=COUNTRY, ordinal=number,
                    of_another=is_anothers,
                )  # fmt: skip
    if "full " not in folded and "whole " not in folded:
        return
    for last in _FULL.finditer(folded):
        found = _PLENUM.search(folded[max(0, last.start() - _LONGEST) : last.start()])
        if found is None:
            continue
        term, ordinal = _value(found["term"]), _value(found["ordinal"])
        if ordinal <= _MOST_OF_A_TERM and term <= _LAST:
            is_central = term >= _FIRST_CENTRAL
            yield Mention(
                field, last.start() - len(found[0]), last.end(), "plenum", RULE, place=COUNTRY if is_central else "",
                seat="" if is_central else "municipality", ordinal=ordinal, term=term,
            )  # fmt: skip


def _value(written: str) -> int:
    word = written.removesuffix("th").rstrip("-")
    return int(word) if word.isdigit() else _NUMBERS.get(written) or _NUMBERS[word]

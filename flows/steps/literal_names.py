"""Names that were translated word by word: 'the eighteen big', 'nineteen session six in full meeting'.

Company and college pages translate 十八大, 十九届六中全会 literally. The numbers are what is certain in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.steps import numbers
from flows.steps.congress import COUNTRY
from flows.steps.mentions import Field, Mention

RULE = "name translated word by word"
_CARDINALS = {numbers.cardinal(number): number for number in range(1, numbers.LARGEST + 1)}
_NUMBER = rf"(?:{'|'.join(sorted(_CARDINALS, key=len, reverse=True))}|\d{{1,2}})(?:th|-th)?"
_CONGRESS = re.compile(
    rf"(?<![\w'-])(?P<number>{_NUMBER})[ -](?:big|greats?)\b(?=$|[^\w]| (?:spirit|report|representatives?"
    rf"|meeting|is|was|has"
    r"|opens?|opened|closed|to|and|of the (?:party|cpc)))"
)
_TERM = rf"(?P<term>{_NUMBER})(?: session| term)?[ -](?P<ordinal>{_NUMBER})"
_PLENUM = re.compile(rf"(?<![\w'-]){_TERM} (?:times? )?(?:in |middle |central )?(?:full|whole) (?:meeting|session)\b")
_MOST_OF_A_TERM = 15
_FIRST_CENTRAL, _LAST = 15, 22
"""A national congress is called by its number alone since the 15th; no province has come so far."""


def literal_names(folded: str, field: Field) -> Iterator[Mention]:
    """Every such name in the folded field."""
    if "big" not in folded and "full meeting" not in folded and "great" not in folded:
        return
    for found in _CONGRESS.finditer(folded):
        number = _value(found["number"])
        if _FIRST_CENTRAL <= number <= _LAST:
            yield Mention(field, found.start(), found.end(), "party-congress", RULE, place=COUNTRY, ordinal=number)
    for found in _PLENUM.finditer(folded):
        term, ordinal = _value(found["term"]), _value(found["ordinal"])
        if ordinal <= _MOST_OF_A_TERM and term <= _LAST:
            is_central = term >= _FIRST_CENTRAL
            yield Mention(
                field, found.start(), found.end(), "plenum", RULE, place=COUNTRY if is_central else "",
                seat="" if is_central else "municipality", ordinal=ordinal, term=term,
            )  # fmt: skip


def _value(written: str) -> int:
    word = written.removesuffix("th").rstrip("-")
    return int(word) if word.isdigit() else _CARDINALS[word]

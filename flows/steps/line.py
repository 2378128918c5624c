"""The words of a text's field as one string of kinds, which `structures` is matched against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.steps.congress import COUNTRY
from flows.steps.scan import Word
from flows.steps.structures import joint
from flows.steps.tokens import Token

_COMMITTEE = re.compile("[LM]+[TO]?P?[TO]?C|CP?[LM]")
_NEAR = 160
"""Letters: a sentence or two."""


@dataclass(frozen=True, slots=True)
class Line:
    """A letter for each meaning of a word, `|` and `A` for what stands between words; what each letter stands for."""

    kinds: str
    tokens: list[Token | None]
    words: list[Word | None]


def line_of(folded: str, words: Sequence[Word]) -> Line:
    """The words in order; those that belong together have nothing between them."""
    kinds: list[str] = []
    tokens: list[Token | None] = []
    owners: list[Word | None] = []
    reached = None
    for word in words:
        between = "" if reached is None else joint(folded[reached : word.start])
        if between:
            kinds.append(between)
            tokens.append(None)
            owners.append(None)
        for token in word.tokens:
            kinds.append(token.kind)
            tokens.append(token)
            owners.append(word)
        reached = word.end
    return Line("".join(kinds), tokens, owners)


def committees(line: Line) -> Iterator[str]:
    """Places whose Party committee the field names; '' for 'the municipal' one."""
    if "E" in line.kinds:
        yield COUNTRY
    for match in _COMMITTEE.finditer(line.kinds):
        tokens = line.tokens[match.start() : match.end()]
        yield next((str(token.value) for token in tokens if token is not None and token.kind == "L"), "")


def near(line: Line, start: int, at: int) -> str:
    """Id of the place last named before a name that begins at the letter `at` of the text, if not far away."""
    for token, word in zip(reversed(line.tokens[:start]), reversed(line.words[:start]), strict=True):
        if word is not None and at - word.end > _NEAR:
            return ""
        if token is not None and token.kind == "L" and token.value != COUNTRY:
            return str(token.value)
    return ""


def is_glued(line: Line, index: int) -> bool:
    """Chinese 两会重庆代表团 is a delegation at the national meeting, 政协重庆市委员会 a body."""
    here, before = line.words[index], line.words[index - 1]
    kind_before = line.kinds[index - 1]
    return bool(here and before and here.start == before.end and kind_before in "KSWQ")

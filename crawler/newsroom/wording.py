"""From a pattern to a sentence, by a seeded choice: the same seed always says the same.

A pattern is plain text with three marks:
`[a|b|]`   one of the alternatives (they may nest);
`{word}`   a word of the lexicon, chosen once per text; `{*word}` chosen anew; `{Word}` with a capital;
`{20-90}`  a whole number, `{1.5-9.9}` a number with one decimal.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+(?:\.\d)?)-(\d+(?:\.\d)?)\Z")

Lexicon = Mapping[str, Sequence[str]]


class Writer:
    """Says patterns for one text. `bound` fixes words beforehand; words chosen on the way are remembered there."""

    def __init__(self, rng: random.Random, lexicon: Lexicon, bound: Mapping[str, str], *, grouping: str = ",") -> None:
        self.rng = rng
        self.lexicon = lexicon
        self.bound = dict(bound)
        self.grouping = grouping

    def say(self, pattern: str) -> str:
        """The pattern as text. Raises KeyError for a word that is neither bound nor in the lexicon."""
        while "[" in pattern:
            pattern = _CHOICE.sub(lambda match: self.rng.choice(match[1].split("|")), pattern)
        return _SLOT.sub(lambda match: self._fill(match[1]), pattern)

    def pick(self, patterns: Sequence[str]) -> str:
        """One of the patterns, as text."""
        return self.say(self.rng.choice(patterns))

    def _fill(self, name: str) -> str:
        if span := _RANGE.match(name):
            return self._number(span[1], span[2])
        if name.startswith("*"):
            return self.pick(self.lexicon[name[1:]])
        if name in self.bound:
            return self.bound[name]
        word = name[0].lower() + name[1:]
        if word not in self.bound:
            self.bound[word] = self.pick(self.lexicon[word])
        text = self.bound[word]
        return text if name == word else text[0].upper() + text[1:]

    def _number(self, low: str, high: str) -> str:
        if "." in low or "." in high:
            return f"{self.rng.uniform(float(low), float(high)):.1f}"
        number = self.rng.randint(int(low), int(high))
        return f"{number:{self.grouping}}" if number >= 1000 else str(number)

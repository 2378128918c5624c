"""One pass over a folded text: every known word, at most one per place, the longest winning.

Words are looked for by one automaton, so the cost is the text's length, not the number of names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

import ahocorasick

from flows.steps.lexicon import spellings
from flows.steps.tokens import Token

Payload = TypeVar("Payload")


class Word(NamedTuple):
    """A word found at `[start, end)` of the folded text, with what it stands for."""

    start: int
    end: int
    tokens: tuple[Token, ...]


class Label(NamedTuple):
    """A topic or a person found by name."""

    start: int
    end: int
    kind: str
    value: str


class Found(NamedTuple):
    words: list[Word]
    """By position, never overlapping."""
    labels: list[Label]


class Scanner:
    """The automaton; build it once, `scan` is pure."""

    def __init__(self, words: Mapping[str, tuple[Token, ...]], labels: Iterable[tuple[str, str, str]]) -> None:
        """`labels` are (name, kind, value); names are folded here, in every spelling."""
        named: dict[str, list[tuple[str, str]]] = {}
        for name, kind, value in labels:
            for spelling in spellings(name):
                named.setdefault(spelling, []).append((kind, value))
        self._automaton = ahocorasick.Automaton()
        for word in words.keys() | named.keys():
            payload = (len(word), _is_latin(word[0]), words.get(word, ()), tuple(named.get(word, ())))
            self._automaton.add_word(word, payload)
        self._automaton.make_automaton()

    def scan(self, folded: str) -> Found:
        """All words and labels of `folded`."""
        words: list[tuple[int, int, tuple[Token, ...]]] = []
        labels: list[tuple[int, int, tuple[tuple[str, str], ...]]] = []
        size = len(folded)
        for last, (length, latin, tokens, named) in self._automaton.iter(folded):
            start = last + 1 - length
            if latin and _inside_word(folded, start, last + 1, size):
                continue
            if tokens:
                words.append((start, -length, tokens))
            if named:
                labels.append((start, -length, named))
        return Found(
            [Word(start, end, tokens) for start, end, tokens in _longest(words)],
            [Label(start, end, kind, value) for start, end, named in _longest(labels) for kind, value in named],
        )


def _longest(hits: list[tuple[int, int, Payload]]) -> list[tuple[int, int, Payload]]:
    """Of (start, -length, payload): the leftmost, then the longest, then whatever does not overlap it."""
    hits.sort(key=lambda hit: hit[:2])
    chosen, free = [], 0
    for start, negative, payload in hits:
        if start >= free:
            free = start - negative
            chosen.append((start, free, payload))
    return chosen


def _is_latin(char: str) -> bool:
    return char.isalnum() and char < "\u2e80"


def _inside_word(text: str, start: int, end: int, size: int) -> bool:
    return (start > 0 and _is_latin(text[start - 1])) or (end < size and _is_latin(text[end]))

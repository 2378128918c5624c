"""What differs between the languages a newsroom writes in; `english.py` and `chinese.py` are the two answers."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from crawler.newsroom.meetings import Meeting
from crawler.newsroom.wording import Writer
from crawler.newsroom.words import Words

PERSONS = "abc"
"""The letters of the invented persons a text can name."""


class Voice(Protocol):
    """Names, dates, quotation and paragraphs of one language."""

    code: str
    """Language code: "en" or "zh"."""
    grouping: str
    """Thousands separator of whole numbers."""

    @property
    def words(self) -> Words: ...

    def persons(self, rng: random.Random) -> Mapping[str, str]:
        """person_a, family_a, ... person_c: three invented people."""

    def dates(self, day: date) -> Mapping[str, str]:
        """today, weekday_word."""

    def day(self, day: date) -> str:
        """A day of the year as the language writes it."""

    def title_name(self, rng: random.Random, meeting: Meeting) -> str:
        """A meeting's name as a headline uses it."""

    def headline(self, text: str) -> str: ...

    def sentence(self, text: str) -> str:
        """Capital, spacing and punctuation put right."""

    def quote(self, writer: Writer, text: str, person: str) -> str:
        """Somebody's words; `person` is the letter of a bound person."""

    def paragraph(self, sentences: Sequence[str]) -> str: ...

    def dateline(self, rng: random.Random, city: str) -> str:
        """What stands before the first sentence; often empty."""

    def length(self, text: str) -> int:
        """Words, or the words a text without spaces would have."""

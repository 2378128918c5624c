"""How the English desk writes: persons, dates, quotation marks, datelines, headline capitals."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date

from crawler.newsroom.meetings import Meeting
from crawler.newsroom.voice import PERSONS
from crawler.newsroom.wording import Writer
from crawler.newsroom.words import Words, load_words

_DATELINES = ("{}- ", "{} - ", "{} -", "{}-  ", "{}–", "{}– ", "{} – ", "{}—", "")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "after", "into", "ahead"}
)
_GAPS = ((re.compile(r",\s*\."), "."), (re.compile(r" {2,}"), " "), (re.compile(r" +([.,;:!?])"), r"\1"))


class English:
    """The voice of the English desk."""

    code = "en"
    grouping = ","

    @property
    def words(self) -> Words:
        return load_words("english")

    def persons(self, rng: random.Random) -> Mapping[str, str]:
        names = self.words.names
        bound = dict[str, str]()
        for letter, family in zip(PERSONS, rng.sample(names["family"], len(PERSONS)), strict=True):
            bound[f"family_{letter}"] = family
            bound[f"person_{letter}"] = f"{family} {rng.choice(names['first'])}{rng.choice(names['second'])}"
        return bound

    def dates(self, day: date) -> Mapping[str, str]:
        return {"today": self.day(day), "weekday_word": f"on {day:%A}"}

    def day(self, day: date) -> str:
        return f"{day:%B} {day.day}"

    def title_name(self, rng: random.Random, meeting: Meeting) -> str:
        name = rng.choice(meeting.names["en"][-2:])
        return self.headline(name.removeprefix("the "))

    def headline(self, text: str) -> str:
        words = self.sentence(text).split(" ")
        return " ".join(
            word if i and word.lower() in _SMALL_WORDS else word[:1].upper() + word[1:] for i, word in enumerate(words)
        )

    def sentence(self, text: str) -> str:
        for pattern, replacement in _GAPS:
            text = pattern.sub(replacement, text)
        text = text.strip()
        return text[:1].upper() + text[1:]

    def quote(self, writer: Writer, text: str, person: str) -> str:
        name = writer.bound.pop(f"introduce_{person}", "") or writer.bound[f"family_{person}"]
        marks = writer.bound["marks"]
        verb = writer.pick(self.words.shared["said"])
        return f"{marks[0]}{self.sentence(text)},{marks[1]} {verb} {name}."

    def paragraph(self, sentences: Sequence[str]) -> str:
        return " ".join(sentences)

    def dateline(self, rng: random.Random, city: str) -> str:
        return rng.choice(_DATELINES).format(city)

    def length(self, text: str) -> int:
        return len(text.split())

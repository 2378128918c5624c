"""How the Chinese desk writes: persons, dates, quotation marks, the reporter named in the dateline."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from crawler.newsroom.meetings import Meeting
from crawler.newsroom.voice import PERSONS
from crawler.newsroom.wording import Writer
from crawler.newsroom.words import Words, load_words

_CITIES = {"Chongqing": "重庆", "Beijing": "北京"}


class Chinese:
    """The voice of the Chinese desk."""

    code = "zh"
    grouping = ""

    @property
    def words(self) -> Words:
        return load_words("chinese")

    def persons(self, rng: random.Random) -> Mapping[str, str]:
        names = self.words.names
        bound = dict[str, str]()
        for letter, family in zip(PERSONS, rng.sample(names["family"], len(PERSONS)), strict=True):
            name = family + rng.choice(names["first"]) + rng.choice(names["second"])
            # A Chinese report repeats the full name.
            bound |= {f"family_{letter}": name, f"person_{letter}": name}
        return bound

    def dates(self, day: date) -> Mapping[str, str]:
        return {"today": self.day(day), "weekday_word": self.day(day)}

    def day(self, day: date) -> str:
        return f"{day.month}月{day.day}日"

    def title_name(self, rng: random.Random, meeting: Meeting) -> str:
        return rng.choice(meeting.names["zh"][1:] or meeting.names["zh"])

    def headline(self, text: str) -> str:
        return text

    def sentence(self, text: str) -> str:
        return text.replace("，。", "。").replace("。。", "。")

    def quote(self, writer: Writer, text: str, person: str) -> str:
        name = writer.bound.pop(f"introduce_{person}", "") or writer.bound[f"family_{person}"]
        return f"“{text}。”{name}{writer.pick(self.words.shared['said'])}。"

    def paragraph(self, sentences: Sequence[str]) -> str:
        return "".join(sentences)

    def dateline(self, rng: random.Random, city: str) -> str:
        return rng.choice(("本报讯 ", "本报讯　", f"本报{_CITIES[city]}讯 ", ""))

    def length(self, text: str) -> int:
        return len(text) * 2 // 3

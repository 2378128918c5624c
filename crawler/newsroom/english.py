"""How the English desk writes: persons, dates, quotation marks, datelines, headline capitals."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date

from crawler.newsroom.meetings import Meeting
from crawler.newsroom.wording import Writer
from crawler.newsroom.words import Words, load_words

_FAMILIES = (
    "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Ma Luo Liang Song Zheng Xie Han"
    " Tang Feng Yu Dong Xiao Cheng Cao Yuan Deng Fu Shen Zeng Peng Lu Su Jiang Cai Jia Ding Wei Xue Ye Yan Pan Du"
).split()
_FIRST = "Shu Ming Jing Wen Yi Xin Han Rui Jia Lan Mei Hong Zhi Bo Kai Yun Qing Fang Peng Ning Tian Ye Chu".split()
_SECOND = "hua ling fen yu jun feng lei na min xia tao hui ran qi yue shan ting dan cheng lin".split()
_DATELINES = ("{}- ", "{} - ", "{} -", "{}-  ", "{}–", "{}– ", "{} – ", "{}—", "")
_SMALL_WORDS = frozenset("a an and at by for from in of on or the to with after into ahead".split())
_GAPS = ((re.compile(r",\s*\."), "."), (re.compile(r" {2,}"), " "), (re.compile(r" +([.,;:!?])"), r"\1"))


class English:
    """The voice of the English desk."""

    code = "en"
    grouping = ","

    @property
    def words(self) -> Words:
        return load_words("english")

    def persons(self, rng: random.Random) -> Mapping[str, str]:
        families = rng.sample(_FAMILIES, 3)
        bound = {f"family_{letter}": family for letter, family in zip("abc", families, strict=True)}
        names = {
            f"person_{letter}": f"{family} {rng.choice(_FIRST)}{rng.choice(_SECOND)}"
            for letter, family in zip("abc", families, strict=True)
        }
        return {**bound, **names}

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
            word if i and word.lower() in _SMALL_WORDS else word[:1].upper() + word[1:]
            for i, word in enumerate(words)
        )

    def sentence(self, text: str) -> str:
        for pattern, replacement in _GAPS:
            text = pattern.sub(replacement, text)
        text = text.strip()
        return text[:1].upper() + text[1:]

    def quote(self, writer: Writer, text: str, person: str) -> str:
        name = writer.bound.pop(f"introduce_{person}", "") or writer.bound[f"family_{person}"]
        opening, closing = writer.bound["marks"]
        verb = writer.pick(self.words.shared["said"])
        return f"{opening}{self.sentence(text)},{closing} {verb} {name}."

    def paragraph(self, sentences: Sequence[str]) -> str:
        return " ".join(sentences)

    def dateline(self, rng: random.Random, city: str) -> str:
        return rng.choice(_DATELINES).format(city)

    def length(self, text: str) -> int:
        return len(text.split())

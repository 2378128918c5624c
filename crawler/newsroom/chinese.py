"""How the Chinese desk writes: persons, dates, quotation marks, the reporter named in the dateline."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from crawler.newsroom.meetings import Meeting
from crawler.newsroom.wording import Writer
from crawler.newsroom.words import Words, load_words

_FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓傅沈曾彭吕苏蒋蔡贾丁魏薛叶阎潘杜"
_FIRST = "淑明静文怡欣涵瑞佳兰梅红志博凯云青芳鹏宁田野初"
_SECOND = "华玲芬玉军峰蕾娜敏霞涛慧然琪月珊婷丹成琳"
_CITIES = {"Chongqing": "重庆", "Beijing": "北京"}


class Chinese:
    """The voice of the Chinese desk."""

    code = "zh"
    grouping = ""

    @property
    def words(self) -> Words:
        return load_words("chinese")

    def persons(self, rng: random.Random) -> Mapping[str, str]:
        families = rng.sample(_FAMILIES, 3)
        names = [family + rng.choice(_FIRST) + rng.choice(_SECOND) for family in families]
        return {
            **{f"family_{letter}": name for letter, name in zip("abc", names, strict=True)},
            **{f"person_{letter}": name for letter, name in zip("abc", names, strict=True)},
        }

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

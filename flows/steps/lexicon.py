"""Every word that meetings' names are built from, English and Chinese, in its spellings, with what it means.

A word stands for one token or more: 第六次 is an ordinal; 重庆市委 is a place and a committee. `tokens.KINDS` lists the
alphabet that `structures` is written in. Names are never listed one by one: any order of these words that a
structure allows is a name, so a number that nobody has reached yet is understood when it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flows.steps import numbers
from flows.steps.chinese_words import CHINESE
from flows.steps.congress import COUNTRY, Lookalikes, Place
from flows.steps.english_words import ENGLISH
from flows.steps.tokens import (
    CITY,
    COMMITTEE,
    CONGRESS,
    CPPCC,
    MUNICIPAL,
    NATIONAL,
    PARTY,
    PEOPLE,
    PLENARY,
    PROVINCIAL,
    REGIONAL,
    SESSION,
    SHORT,
    TWO,
    WEAK,
    Token,
    Words,
)

_SEATS = (("市", MUNICIPAL), ("省", PROVINCIAL), ("自治区", REGIONAL))
_BODIES: tuple[tuple[str, tuple[Token, ...]], ...] = (
    ("委", (COMMITTEE,)),
    ("委员会", (COMMITTEE,)),
    ("人大", (PEOPLE,)),
    ("人代会", (PEOPLE, SESSION)),
    ("人民代表大会", (PEOPLE,)),
    ("人大会议", (PEOPLE, SESSION)),
    ("政协", (CPPCC,)),
    ("政协会议", (CPPCC, SESSION)),
    ("两会", (TWO,)),
    ("党代会", (WEAK, CONGRESS)),
)
_LOOKALIKE = (Token("X"),)
_LOCAL_SUFFIXES = ("市", "市委", "市人大", "市政协", "区", "区委", "县", "县委")
# 二十大 is also 'the twenty greatest': of the country, or as cities, dishes, brands.
_RANKED_OF = ("全国", "全球", "世界", "亚洲", "年度", "国内", "全市", "评选")
_RANKED = (
    "城市",
    "美食",
    "品牌",
    "企业",
    "景点",
    "景区",
    "新闻",
    "事件",
    "产业",
    "行业",
    "重点",
    "工程",
    "项目",
    "热点",
    *(
        "必",
        "最",
        "经典",
        "特色",
        "名",
        "优秀",
        "佳",
        "热门",
        "高校",
        "亮点",
        "好",
        "人物",
        "明星",
        "富豪",
        "公司",
        "榜",
        "网红",
        "打卡",
        "菜",
        "小吃",
    ),
    *(
        "出炉",
        "榜单",
        "”榜",
        '"榜',
        "老字号",
        "奇观",
        "发现",
        "进展",
        "古镇",
        "商圈",
        "院校",
        "银行",
        "国家",
        "省份",
        "港口",
        "机场",
        "地标",
        "美景",
    ),
)
# 团十九大, 团十九届一中全会: the last character of another body's short name.
_OTHERS = "团妇残侨盟联社协纪"
# the two bodies that talk across the Taiwan Strait are 两会 too
STRAIT_BODIES = ("海协会", "海基会")
_OTHER_PARTIES = ("越共", "古共", "老党", "日共", "俄共", "工会", "国民党")
_SESSIONS_OF_A_TERM = 5
_YEARS = range(1949, 2051)
_VOWELS = "aeiou"
_LONG = 6
# words of which one with a slip is no other word (notional, pasty)
_SLIPPED = frozenset(
    ("congress", "national", "municipal", "municipality", "provincial", "committee", "plenary", "plenum",
     "session", "sessions",
     "communist", "consultative", "conference", "political", "second", "fourth", "seventh", "eighth", "eleventh",
     "twelfth", "thirteenth", "fourteenth", "nineteenth", "twentieth")
)  # fmt: skip


def lexicon(places: Sequence[Place], lookalikes: Lookalikes) -> dict[str, tuple[Token, ...]]:
    """Every word in its folded spellings; a counted meeting's word wins over a look-alike's."""
    words: dict[str, tuple[Token, ...]] = {}
    for word, tokens in (*_lookalikes(lookalikes), *_districts(places), *_places(places), *_numbers()):
        words.update(dict.fromkeys(spellings(word), tokens))
    for word, tokens in (*ENGLISH.items(), *CHINESE.items(), *_seats()):
        words.update(dict.fromkeys(spellings(word), tokens))
    slips = {slip: tokens for word, tokens in words.items() if word.isascii() for slip in slips_of(word)}
    slips = {slip: tokens for slip, tokens in slips.items() if "notional" not in slip and "rational" not in slip}
    return slips | words


def slips_of(name: str) -> Iterator[str]:
    """The name with one slip of the pen in one of its long words: a letter lost, two changed about, a wrong vowel."""
    parts = name.split(" ")
    for number, part in enumerate(parts):
        if len(part) >= _LONG and part.isalpha() and part in _SLIPPED:
            for slip in _slips(part):
                yield " ".join((*parts[:number], slip, *parts[number + 1 :]))


def _slips(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        if word[at] in _VOWELS:
            yield from (word[:at] + vowel + word[at + 1 :] for vowel in _VOWELS if vowel != word[at])


def spellings(word: str) -> tuple[str, ...]:
    """The word as folded texts write it: lower case, with and without its apostrophe."""
    folded = word.lower().replace("’", "'")
    return tuple(dict.fromkeys((folded, folded.replace("'", ""))))


def _lookalikes(lookalikes: Lookalikes) -> Words:
    for name in (*lookalikes.names, *STRAIT_BODIES, "两岸"):
        yield name, _LOOKALIKE
    for city in lookalikes.cities:
        yield city, (Token("X", CITY),)
        if not city.isascii():
            for suffix in _LOCAL_SUFFIXES:
                yield city + suffix, _LOOKALIKE


def _districts(places: Iterable[Place]) -> Words:
    for place in places:
        token = (Token("X", place.within or place.id),)
        for name in (*place.districts, *(place.en + place.zh if place.within else ())):
            yield name, token
            for suffix in () if name.isascii() else _LOCAL_SUFFIXES:
                yield name + suffix, token


def _places(places: Iterable[Place]) -> Words:
    for place in places:
        if place.within:
            continue
        token = Token("L", place.id)
        for name in place.en:
            yield name, (token,)
        for name in place.zh:
            yield name, (token,)
            if place.id != COUNTRY:
                yield f"{name}委", (token, COMMITTEE)
                yield f"{name}委员会", (token, COMMITTEE)


def _seats() -> Words:
    """市委, 省人大, 市第六次, 自治区八届: a bare 市 is in every second Chinese word and is never looked for."""
    for seat, token in _SEATS:
        for body, tokens in _BODIES:
            yield seat + body, (token, *tokens)
        for number in range(1, numbers.LARGEST + 1):
            for written in numbers.chinese_spellings(number):
                yield f"{seat}第{written}次", (token, Token("O", number))
                yield f"{seat}{written}届", (token, Token("T", number))
                yield f"{seat}第{written}届", (token, Token("T", number))


def _numbers() -> Words:
    for number in range(1, numbers.LARGEST + 1):
        own, term = Token("O", number), Token("T", number)
        for written in numbers.english_spellings(number):
            yield written, (own,)
            yield f"{written} time", (own,)
            # Sixth Chongqing Municipal People's Congress, first session
            yield f", {written} session", (own, SESSION)
            for full in ("full meeting", "full session"):
                yield f"{written} {full}", (own, PLENARY)
            if number <= _SESSIONS_OF_A_TERM:
                yield f"{written} meeting", (own, SESSION)
        for written in numbers.chinese_spellings(number):
            for prefix in ("", "第"):
                yield f"{prefix}{written}次", (own,)
                yield f"{prefix}{written}届", (term,)
                yield f"{prefix}{written}次会议", (own, SESSION)
                yield f"{prefix}{written}次全会", (own, PLENARY)
                yield f"{prefix}{written}次全体会议", (own, PLENARY)
            yield f"{written}中全会", (own, Token("Q", "central"))
            for below in ("区", "县", "镇", "乡", "街道"):
                yield f"{below}第{written}次", _LOOKALIKE
                yield f"{below}{written}届", _LOOKALIKE
            for other in _OTHERS:
                yield f"{other}{written}大", _LOOKALIKE
                yield f"{other}{written}届", _LOOKALIKE
    for number in range(12, 31):
        for party in ("党的", "中共"):
            yield f"{party}{number}大", (PARTY, Token("O", number), NATIONAL, CONGRESS)
        short = f"{numbers.chinese(number)}大"
        for other in (*_OTHER_PARTIES, *_OTHERS):
            yield other + short, (*_LOOKALIKE, SHORT, Token("O", number), NATIONAL, CONGRESS)
        yield short, (SHORT, Token("O", number), NATIONAL, CONGRESS)
        for prefix in _RANKED_OF:
            yield prefix + short, _LOOKALIKE
        for noun in _RANKED:
            yield short + noun, _LOOKALIKE
        for told in ("新闻中心", "新闻发言人", "新闻发布会", "热点"):
            yield short + told, (SHORT, Token("O", number), NATIONAL, CONGRESS)
    yield "廿大", (PARTY, Token("O", 20), NATIONAL, CONGRESS)
    for year in _YEARS:
        yield str(year), (Token("Y", year),)
        yield f"{year}年", (Token("Y", year),)

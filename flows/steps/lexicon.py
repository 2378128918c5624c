"""The words that meetings' names are built from, English and Chinese, each with what it means.

A word stands for one token or more: 第六次 is an ordinal; 重庆市委 is a place and a committee. `KINDS` lists the
alphabet that `structures` is written in. Names are never listed one by one: any order of these words that a
structure allows is a name, so a number that nobody has reached yet is understood when it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from flows.steps import numbers
from flows.steps.congress import COUNTRY, Lookalikes, Place

KINDS = {
    "O": "ordinal (int)",
    "T": "ordinal of a term, 六届 (int)",
    "Y": "year (int)",
    "L": "place (id)",
    "M": "'municipal', 'provincial': a place named by its kind",
    "N": "national",
    "P": "the Party; value 'strong' where no other party can be meant",
    "K": "congress; value 'five' where it is called by its five years",
    "C": "committee",
    "E": "central committee",
    "H": "people's congress; value 'any' where it may be another country's",
    "F": "people's political consultative conference; value 'any' the same",
    "S": "session",
    "Q": "plenary session, plenum; value 'central' for 中全会",
    "W": "two sessions",
    "V": "opens, closes: makes a body a meeting",
    "X": "look-alike; value: the place a district lies in (id)",
}


class Token(NamedTuple):
    kind: str
    value: int | str = ""


Words = Iterator[tuple[str, tuple[Token, ...]]]

_T = Token
_PARTY, _WEAK, _SHORT = _T("P", "strong"), _T("P", "weak"), _T("P", "short")
_MUNICIPAL, _PROVINCIAL, _REGIONAL = _T("M", "municipality"), _T("M", "province"), _T("M", "region")
_CONGRESS, _COMMITTEE, _SESSION, _TWO = _T("K"), _T("C"), _T("S"), _T("W")
_NATIONAL, _PEOPLE, _CPPCC, _PLENARY = _T("N"), _T("H"), _T("F"), _T("Q")


def _meetings_of(*bodies: str) -> Iterator[str]:
    """What English newspapers call the yearly meeting of a body."""
    for body, often, meeting in product(bodies, ("annual", "yearly"), ("session", "meeting", "gathering")):
        owner = f"{body}'" if body.endswith("s") else f"{body}'s"
        yield f"{owner} {often} {meeting}"
        yield f"{often} {meeting} of the {body}"


_ENGLISH: dict[str, tuple[Token, ...]] = {
    **dict.fromkeys(
        ("cpc", "ccp", "communist party of china", "chinese communist party", "communist paty of china",
         "china's communist party"),
        (_PARTY,),
    ),
    **dict.fromkeys(("party", "communist party", "party's", "paty", "ruling party"), (_WEAK,)),
    "china's ruling party": (_PARTY, _NATIONAL),
    **dict.fromkeys(("municipal", "municipality", "city"), (_MUNICIPAL,)),
    "provincial": (_PROVINCIAL,),
    "regional": (_REGIONAL,),
    "autonomous regional": (_REGIONAL,),
    "national": (_NATIONAL,),
    "congress": (_CONGRESS,),
    # the Party's five-yearly gathering
    **dict.fromkeys(
        map(" ".join, product(("five-yearly", "twice-a-decade", "once-in-five-years", "quinquennial"),
                              ("meeting", "gathering", "conclave", "event"))),
        (_T("K", "five"),),
    ),
    # 党代会, word by word
    **dict.fromkeys(
        map(" ".join, product(
            ("party", "party's", "communist party"),
            ("representative", "representatives", "delegates"),
            ("big meeting", "conference", "congress", "meeting", "assembly", "convention"),
        )),
        (_WEAK, _CONGRESS),
    ),
    **dict.fromkeys(("representative congress", "representative big meeting"), (_CONGRESS,)),
    **dict.fromkeys(("city two meetings", "city's two meetings"), (_MUNICIPAL, _TWO)),
    **dict.fromkeys(("national two meetings", "china's two meetings", "two meetings in beijing"), (_NATIONAL, _TWO)),
    "committee": (_COMMITTEE,),
    "central committee": (_T("E"),),
    **{
        f"{local} {body}": (_T("X"),)
        for local, body in product(
            ("district", "county", "township", "town"),
            ("people's congress", "cppcc", "cppcc committee", "legislature", "party congress"),
        )
    },
    "people's congress": (_PEOPLE,),
    "people congress": (_PEOPLE,),
    **dict.fromkeys(
        ("china's top legislature", "country's top legislature", "nation's top legislature", "national legislature",
         "china's legislature", "country's legislature", "china's parliament", "chinese parliament",
         "country's parliament", "rubber-stamp parliament", "ceremonial parliament", "china's annual parliament",
         "china's rubber-stamp parliament", "china's ceremonial parliament", "national lawmakers", "chinese lawmakers",
         "china's lawmakers", "chinese legislators", "china's legislators"),
        (_NATIONAL, _PEOPLE),
    ),
    "top legislature": (_PEOPLE,),
    **dict.fromkeys(
        ("china's party-run legislature", "chinese legislature", "china's national legislature"), (_NATIONAL, _PEOPLE)
    ),
    "legislature": (_T("H", "any"),),
    **dict.fromkeys(
        ("advisory body", "political advisory body of the city", "political consultative body", "consultative body",
         "consultative conference"),
        (_T("F", "any"),),
    ),
    "parliament": (_NATIONAL, _T("H", "any")),
    **dict.fromkeys(("local legislature", "local lawmakers"), (_T("H", "any"),)),
    **dict.fromkeys(
        map(" ".join, product(("legislature", "parliament", "legislative", "parliamentary"), ("session", "meeting"))),
        (_T("H", "any"), _SESSION),
    ),
    **dict.fromkeys(("political advisers", "political advisors"), (_T("F", "any"),)),
    **dict.fromkeys(
        ("municipal legislature", "city's legislature", "municipal lawmakers", "city's lawmakers"),
        (_MUNICIPAL, _PEOPLE),
    ),
    **dict.fromkeys(
        ("provincial legislature", "province's legislature", "provincial lawmakers"), (_PROVINCIAL, _PEOPLE)
    ),
    **dict.fromkeys(("national political advisers", "national political advisors"), (_NATIONAL, _CPPCC)),
    **dict.fromkeys(("municipal political advisers", "municipal political advisors"), (_MUNICIPAL, _CPPCC)),
    **dict.fromkeys(
        ("annual legislative session", "annual parliamentary session", "annual legislative meeting",
         "annual parliamentary meeting"),
        (_PEOPLE, _SESSION),
    ),
    **dict.fromkeys(_meetings_of("legislature", "parliament", "lawmakers"), (_T("H", "any"), _SESSION)),
    **dict.fromkeys(
        _meetings_of("advisory body", "political advisory body", "top advisory body"), (_T("F", "any"), _SESSION)
    ),
    **dict.fromkeys(
        ("national political advisory body", "national advisory body",
         *map(" ".join, product(("china's", "country's", "nation's"),
                                ("advisory body", "top advisory body", "political advisory body",
                                 "top political advisory body")))),
        (_NATIONAL, _CPPCC),
    ),
    **dict.fromkeys(("top political advisory body", "top political advisory body's"), (_CPPCC,)),
    "political advisory body": (_CPPCC,),
    **dict.fromkeys(("nccpc", "ncccp", "nccp"), (_PARTY, _NATIONAL, _CONGRESS)),
    "npc": (_NATIONAL, _PEOPLE),
    "cppcc": (_CPPCC,),
    **dict.fromkeys(
        ("people's political consultative conference", "chinese people's political consultative conference",
         "political consultative conference"),
        (_CPPCC,),
    ),
    **dict.fromkeys(
        ("annual session", "annual sessions", "annual meeting", "annual meetings", "annual gathering",
         "yearly session", "yearly sessions", "yearly meeting", "yearly meetings", "yearly gathering"), (_SESSION,)
    ),
    **dict.fromkeys(("session", "sessions"), (_SESSION,)),
    **dict.fromkeys(("plenary session", "plenum", "plenary meeting", "plenary"), (_PLENARY,)),
    **dict.fromkeys(("two sessions", "lianghui", "liang hui"), (_TWO,)),
    **dict.fromkeys(
        ("opens", "opened", "closes", "closed", "concludes", "concluded", "convenes", "convened", "kicks off",
         "kicked off", "meets", "sits", "sat", "approved", "approves", "votes", "voted", "gathers", "in session",
         "is in session", "ends", "ended", "begins", "began", "will convene", "will meet", "to open", "to convene",
         "starts", "started", "start", "gather", "meet", "begin", "open"),
        (_T("V"),),
    ),
}  # fmt: skip

_CHINESE: dict[str, tuple[Token, ...]] = {
    **dict.fromkeys(("中国共产党", "中共", "党的", "我们党"), (_PARTY,)),
    "中共中央": (_PARTY, _T("E")),
    "党中央": (_PARTY, _T("E")),
    "中央委员会": (_T("E"),),
    "委员会": (_COMMITTEE,),
    "全国委员会": (_NATIONAL, _COMMITTEE),
    "全国": (_NATIONAL,),
    "代表大会": (_CONGRESS,),
    "全国代表大会": (_NATIONAL, _CONGRESS),
    "党代会": (_WEAK, _CONGRESS),
    "人民代表大会": (_PEOPLE,),
    "人大": (_PEOPLE,),
    "人代会": (_PEOPLE, _SESSION),
    "人大会议": (_PEOPLE, _SESSION),
    "政协会议": (_CPPCC, _SESSION),
    "人民代表大会会议": (_PEOPLE, _SESSION),
    "全国人大": (_NATIONAL, _PEOPLE),
    "全国人代会": (_NATIONAL, _PEOPLE, _SESSION),
    "全国人大会议": (_NATIONAL, _PEOPLE, _SESSION),
    "全国人民代表大会会议": (_NATIONAL, _PEOPLE, _SESSION),
    "全国政协会议": (_NATIONAL, _CPPCC, _SESSION),
    "全国政协": (_NATIONAL, _CPPCC),
    "政协": (_CPPCC,),
    "人民政协": (_CPPCC,),
    "中国人民政治协商会议": (_CPPCC,),
    "两会": (_TWO,),
    "全会": (_PLENARY,),
    "全体会议": (_PLENARY,),
    "开幕": (_T("V"),),
    "闭幕": (_T("V"),),
    "隆重开幕": (_T("V"),),
    "胜利闭幕": (_T("V"),),
}
_SEATS = (("市", _MUNICIPAL), ("省", _PROVINCIAL), ("自治区", _REGIONAL))
_BODIES: tuple[tuple[str, tuple[Token, ...]], ...] = (
    ("委", (_COMMITTEE,)),
    ("委员会", (_COMMITTEE,)),
    ("人大", (_PEOPLE,)),
    ("人代会", (_PEOPLE, _SESSION)),
    ("人民代表大会", (_PEOPLE,)),
    ("人大会议", (_PEOPLE, _SESSION)),
    ("政协", (_CPPCC,)),
    ("政协会议", (_CPPCC, _SESSION)),
    ("两会", (_TWO,)),
    ("党代会", (_WEAK, _CONGRESS)),
)
_LOOKALIKE = (_T("X"),)
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
_STRAIT = ("海协会", "海基会", "两岸")
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
    for word, tokens in (*_ENGLISH.items(), *_CHINESE.items(), *_seats()):
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
    for name in (*lookalikes.names, *lookalikes.cities, *_STRAIT):
        yield name, _LOOKALIKE
    for city in lookalikes.cities:
        if not city.isascii():
            for suffix in _LOCAL_SUFFIXES:
                yield city + suffix, _LOOKALIKE


def _districts(places: Iterable[Place]) -> Words:
    for place in places:
        token = (_T("X", place.within or place.id),)
        for name in (*place.districts, *(place.en + place.zh if place.within else ())):
            yield name, token
            for suffix in () if name.isascii() else _LOCAL_SUFFIXES:
                yield name + suffix, token


def _places(places: Iterable[Place]) -> Words:
    for place in places:
        if place.within:
            continue
        token = _T("L", place.id)
        for name in place.en:
            yield name, (token,)
        for name in place.zh:
            yield name, (token,)
            if place.id != COUNTRY:
                yield f"{name}委", (token, _COMMITTEE)
                yield f"{name}委员会", (token, _COMMITTEE)


def _seats() -> Words:
    """市委, 省人大, 市第六次, 自治区八届: a bare 市 is in every second Chinese word and is never looked for."""
    for seat, token in _SEATS:
        for body, tokens in _BODIES:
            yield seat + body, (token, *tokens)
        for number in range(1, numbers.LARGEST + 1):
            for written in numbers.chinese_spellings(number):
                yield f"{seat}第{written}次", (token, _T("O", number))
                yield f"{seat}{written}届", (token, _T("T", number))
                yield f"{seat}第{written}届", (token, _T("T", number))


def _numbers() -> Words:
    for number in range(1, numbers.LARGEST + 1):
        own, term = _T("O", number), _T("T", number)
        for written in numbers.english_spellings(number):
            yield written, (own,)
            yield f"{written} time", (own,)
            # Sixth Chongqing Municipal People's Congress, first session
            yield f", {written} session", (own, _SESSION)
            if number <= _SESSIONS_OF_A_TERM:
                yield f"{written} meeting", (own, _SESSION)
        for written in numbers.chinese_spellings(number):
            for prefix in ("", "第"):
                yield f"{prefix}{written}次", (own,)
                yield f"{prefix}{written}届", (term,)
                yield f"{prefix}{written}次会议", (own, _SESSION)
                yield f"{prefix}{written}次全会", (own, _PLENARY)
                yield f"{prefix}{written}次全体会议", (own, _PLENARY)
            yield f"{written}中全会", (own, _T("Q", "central"))
            for below in ("区", "县", "镇", "乡", "街道"):
                yield f"{below}第{written}次", _LOOKALIKE
                yield f"{below}{written}届", _LOOKALIKE
            for other in _OTHERS:
                yield f"{other}{written}大", _LOOKALIKE
                yield f"{other}{written}届", _LOOKALIKE
    for number in range(12, 31):
        for party in ("党的", "中共"):
            yield f"{party}{number}大", (_PARTY, _T("O", number), _NATIONAL, _CONGRESS)
        short = f"{numbers.chinese(number)}大"
        for other in _OTHER_PARTIES:
            yield other + short, _LOOKALIKE
        yield short, (_SHORT, _T("O", number), _NATIONAL, _CONGRESS)
        for prefix in _RANKED_OF:
            yield prefix + short, _LOOKALIKE
        for noun in _RANKED:
            yield short + noun, _LOOKALIKE
        for told in ("新闻中心", "新闻发言人", "新闻发布会", "热点"):
            yield short + told, (_SHORT, _T("O", number), _NATIONAL, _CONGRESS)
    yield "廿大", (_PARTY, _T("O", 20), _NATIONAL, _CONGRESS)
    for year in _YEARS:
        yield str(year), (_T("Y", year),)
        yield f"{year}年", (_T("Y", year),)

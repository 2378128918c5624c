"""Which names does a byline hold? People and organisations apart, from the words after 'By', '记者' or '作者'.

Promise: never raises; printing names in any of the forms the sites use and reading them gives the names back.
Upper-case names come back in title case; job titles, dates and software accounts are neither people nor organisations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flows.steps.han_names import NOBODY, han_names, has_family_name, is_listed
from flows.steps.pinyin import apart
from flows.steps.tree import squeeze

_LABEL = re.compile(
    r"^\W*(?:(?:(?:written|posted|reported|story|article|words)\s+)?by\b|authors?\b|(?:words|text)(?=\s*:))\s*[:：]?\s*",
    re.IGNORECASE,
)
_WRITERS = re.compile(
    r"^(?:[A-Z]\w+\s+){0,3}?(?:[Ss]taff\s+)?(?:[Ww]riters?|[Rr]eporters?|[Cc]orrespondents?)\s*[:,]?\s+(?=[A-Z])"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_LEADING_DATE = re.compile(
    rf"^\W*(?:(?:{_MONTH}\s+\d{{1,2}},?\s+\d{{4}})|(?:\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}))[\W_]*", re.I
)
_BARS = re.compile(r"\s*(?:[|｜•●]|(?<![一-鿿])·|·(?![一-鿿]))\s*")
_END = re.compile(
    r"[\d©\n(（\[]|\s[-–—]\s|(?<=[a-z]{3})[.]\s"
    r"|,?\s+(?:in|for|of|at|from|is|was|with contributions|on behalf|published|updated|posted|on)\s+"
    r"|\b(?:Updated|Published|Posted|Last (?:updated?|modified)|Follow|View|Source|Editor)\b"
    r"|\b(?:photos?|photograph\w*|pictures?|images?|videos?|graphics?|illustrat\w+|edited|translated)\s*(?:by\b|:)"
    rf"|\s{_MONTH}(?=\s+\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[;；、/&]|\band\b|\bwith\b|,(?!\s*(?:Jr|Sr|II|III)\b)|，)\s*", re.IGNORECASE)

_PLACED = re.compile(
    r"\s+in\s+[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,2}(?:,\s(?:[A-Z]\.){2},?)?(?=\s*(?:[,;&]|\band\b)\s*(?:and\s+)?[A-Z][\w.'’-]*\s+[A-Z])"
)
"""Where a reporter was, before the next reporter's name: 'By A B in Oslo and C D in Rome'."""
_CREDENTIAL_NAMES = (
    r"Ph\.?\s?D|M\.?D|Ed\.?D|Psy\.?D|Pharm\.?D|D\.?O|D\.?D\.?S|D\.?V\.?M|J\.?D|LL\.?[BM]|Esq|M\.?B\.?A|M\.?P\.?H|M\.?Sc?|B\.?Sc?|M\.?Ed"
    r"|R\.?N|R\.?D|C\.?P\.?A|C\.?F\.?[AP]|FRCS|FRS|MBBS|OBE|MBE|CBE"
)
_CREDENTIAL = re.compile(rf"(?:{_CREDENTIAL_NAMES})\.?(?:[\s/-]+(?:{_CREDENTIAL_NAMES})\.?)*")
_BEHIND = re.compile(rf"(?:\s+(?:{_CREDENTIAL_NAMES})\.?)+$")
_OFFICE = re.compile(
    r"^(?:(?:(?:china|chongqing)\s+)?(?:(?:deputy|vice|acting|former|prime|foreign|lieutenant)[\s-]+)*(?:mayor|governor|president|premier|minister|chancellor"
    r"|senator|congress(?:wo)?man|secretary|chair(?:wo)?man|ambassador|gov|sen|rep)\.?\s+)(?=[A-Z])",
    re.IGNORECASE,
)

# words that make an organisation of a name; the first group alone names a role, never anybody
_ROLES = (
    "staff team editor editors editorial contributor contributors correspondent correspondents reporter reporters "
    "writer writers guest user webmaster admin administrator desk newsroom senior chief web online author authors "
    "journalist columnist expert specialist analyst manager director founder ceo photographer "
    "strategist consultant producer reviewer researcher clinician"
)
_DESKS = (
    "news press agency daily times media network tv radio office department inc ltd limited llc company group "
    "university magazine website blog international global weekly journal post china chongqing xinhua cgtn cctv "
    "reuters afp bloomberg ichongqing cqnews ecns bbc cnn institute ministry bureau committee council commission "
    "association foundation administration center centre society academy"
)
_HAN_DESKS = (
    "公安 警方 交警 消防 法院 检察院 政府 发布 融媒 融媒体 在线 文旅 大学 学院 医院 研究院 研究所 公司 集团 协会 学会 "
    "联合会 委员会 工作室 编辑部 杂志 周刊 新闻 传媒 频道 卫视 观察 智库 党建 纪委 政协 人大 工会 妇联 团委 "
    "高速 地铁 宣传 网信 税务 气象 统计 应急"
)
"""Behind two characters at least: 江城公安 is an account, 王公安 may be anybody."""
_ROLE = re.compile(rf"\b(?:{'|'.join(_ROLES.split())}|admin\w*)\b", re.IGNORECASE)
_DESK = re.compile(
    rf"\b(?:{'|'.join(_DESKS.split())})\b|\.(?:com|org|net|cn|info)\b|(?:社|网|報|报|台|部|中心|局|委)$"
    rf"|(?<=[一-鿿]{{2}})(?:{'|'.join(_HAN_DESKS.split())})$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:(?:china|chongqing|(?:[a-z]+\s)?(?:district|county|city|municipality|province))[\s,]*)+", re.IGNORECASE
)
"""A place is no organisation, nor anybody."""
_HEADS = "center|centre|department|office|institute|ministry|bureau|committee|council|commission|university|school"
_BODY_OF = re.compile(rf"^(?:the\s+)?(?:\w+\s+){{0,3}}(?:{_HEADS})\s+(?:of|for|on)\s", re.IGNORECASE)
_GLUED = re.compile(
    r"^(?P<name>.*?[A-Za-z]{2})(?P<desk>(?<=[a-z])[A-Z]{5,}|(?:I?CHONGQING|XINHUA|CQNEWS)|iChongqing|Xinhua)$"
)
_NOT_A_NAME = re.compile(r"[@:\d<>{}=#_【】《》“”。：？！，…]|https?:|www\.")
_FIRST_WORDS = re.compile(
    r"(?:the|sign|log|about|read|view|see|meet|our|more|all|home|share|subscribe|contact|posted|published|written|updated|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|he|she|it|they|we|hand|noon|night|now|then|follow|by|leave|print|e-?mail|menu|search|early|late|in|on|and|this|your|my|join|get|click|advert\w*|sponsored)\b",
    re.IGNORECASE,
)
_IS_MONTH = re.compile(
    rf"{_MONTH}|january|february|march|april|august|september|october|november|december", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"[A-Z]{2,5}")
_SPELLED = {"ICHONGQING": "iChongqing", "XINHUA": "Xinhua", "CHINA DAILY": "China Daily"}
_LONGEST_ABBREVIATION = 6


@dataclass(frozen=True, slots=True)
class Named:
    """Who a byline names."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def named(texts: Iterable[str], has_pen_names: bool = False) -> Named:
    """The people and organisations of several statements, each once, in order.

    A Chinese name without a family name is a pen name: read only where a label says that a name stands there.
    """
    found = [_read(squeeze(text), has_pen_names) for text in texts]
    people = dict.fromkeys(name for one in found for name in one.people)
    organisations = dict.fromkeys(name for one in found for name in one.organisations)
    return Named(tuple(people)[:12], tuple(organisations)[:12])


def is_organisation(name: str) -> bool:
    """True where the name holds a word of an organisation: 'China Daily', '重庆日报'."""
    return _DESK.search(name) is not None and not _PLACE.fullmatch(name)


def spelled(name: str) -> str:
    """An organisation's name as it writes itself where it is shouted: 'CHINA DAILY'; abbreviations stay."""
    name = name.strip(" .,:-–—'\"“”")
    if name.upper() in _SPELLED:
        return _SPELLED[name.upper()]
    is_shouted = name.isupper() and name.isascii() and len(name) > _LONGEST_ABBREVIATION
    return name.title() if is_shouted and " " in name else name


def _read(text: str, has_pen_names: bool) -> Named:
    text = _WRITERS.sub("", _LEADING_DATE.sub("", _LABEL.sub("", text)))
    segments = [segment for segment in _BARS.split(text) if segment]
    if not segments:
        return Named()
    is_han = re.match(r"[一-鿿]", segments[0])
    first = _sorted(_han(segments[0], has_pen_names) if is_han else _names(segments[0]))
    others = [segment for segment in segments[1:] if is_organisation(segment) and not _NOT_A_NAME.search(segment)]
    return Named(first.people, (*first.organisations, *(spelled(name) for name in others if len(name) <= 60)))


def _han(text: str, has_pen_names: bool) -> list[str]:
    names = han_names(text)
    certain = [name for name in names if has_family_name(name) or is_organisation(name)]
    if has_pen_names and not certain:
        return names if len(names) == 1 else []
    return [name for name in names if name in certain or (has_pen_names and is_listed(name, text))]


def _names(text: str) -> list[str]:
    if _BODY_OF.match(text):
        return [text]
    text = _PLACED.sub("", text)
    end = _END.search(text)
    parts = [part for part in _BETWEEN.split(text[: end.start()] if end else text) if part]
    parts = [piece for part in parts for piece in _unglued(part)]
    people = [part for part in parts if not is_organisation(part)]
    # "XINGYING, CHEN": one name, written with a comma
    if len(people) == 2 and "," in text and all(part.isupper() and " " not in part for part in people):
        return [" ".join(people), *(part for part in parts if part not in people)]
    return [part for part in parts if not _is_credential(part, parts) and not _is_beside(part, parts, text)]


def _unglued(part: str) -> list[str]:
    glued = _GLUED.match(part)
    if glued and " " in glued["name"]:
        return [glued["name"], glued["desk"]]
    return apart(part)


def _sorted(names: list[str]) -> Named:
    people: list[str] = []
    organisations: list[str] = []
    for raw in names:
        name = _OFFICE.sub("", _BEHIND.sub("", raw)).strip(" .,:-–—'\"")
        if is_organisation(name) or _ABBREVIATION.fullmatch(name):
            if _is_label(name, 90) and _ROLE.sub("", name).strip():
                organisations.append(spelled(name))
        elif _is_label(name, 60) and len(name.split()) <= 5 and not _ROLE.search(name):
            people.append(_title_case(name))
    return Named(tuple(people), tuple(organisations))


def _is_label(name: str, longest: int) -> bool:
    if not 2 <= len(name) <= longest or _NOT_A_NAME.search(name) or not name[0].isalpha() or name in NOBODY:
        return False
    is_account = name[0].islower() and name.lower() != "ichongqing"
    is_no_name = _IS_MONTH.fullmatch(name) or _PLACE.fullmatch(name) or _FIRST_WORDS.match(name)
    return not (is_account or is_no_name)


def _is_credential(part: str, parts: list[str]) -> bool:
    """'CEPF®' after 'Rebecca Lake': upper case beside mixed case."""
    if _CREDENTIAL.fullmatch(part.strip()):
        return True
    is_short = part != parts[0] and len(part) <= 6 and not is_organisation(part)
    return is_short and not parts[0].isupper() and part.upper() == part and part[0].isascii()


def _is_beside(part: str, parts: list[str], text: str) -> bool:
    """'London' in 'Ann Lee, London': one word behind a full name and a comma is a place or an office."""
    is_word = part != parts[0] and " " not in part.strip() and " " in parts[0] and not is_organisation(part)
    return is_word and part[0].isascii() and f",{part.strip()}" in text.replace(", ", ",")


def has_office(text: str) -> bool:
    """True where the words begin with an office: 'Mayor Chen Wei' is told of, unless 'By' says that he wrote."""
    return _OFFICE.match(text) is not None


def _title_case(name: str) -> str:
    if not (name.isupper() and name.isascii()) or len(name) < 4:
        return name
    return re.sub(r"[A-Z]+(?:'[A-Z]+)?", lambda word: _capital(word[0]), name)


def _capital(word: str) -> str:
    head, mark, rest = word.partition("'")
    # O'BRIEN keeps its second capital, MIN'ER does not
    return head.capitalize() + mark + (rest.capitalize() if len(head) == 1 else rest.lower())

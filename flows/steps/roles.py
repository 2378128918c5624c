"""What a meeting's name does in its sentence: is it spoken of, or does it only mark a time, a spirit, a person?"""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["plain", "after", "since", "study", "spirit", "upcoming", "delegate"]

_REACH = 90
_SENTENCE_END = re.compile(r"[.!?。！？;；\n](?:\s|$|(?=[\u4e00-\u9fff]))")
_THE = r"\s+(?:(?:the|china's|chinas|its|this year's)\s+)?"

_BEFORE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "since",
        re.compile(
            rf"\b(?:since|decade after|years after)(?:{_THE}(?:conclusion|opening|close|convening) of)?{_THE}$"
        ),
    ),
    (
        "spirit",
        re.compile(
            r"(?:\b(?:spirits?|guiding principles?|principles|decisions?|guidelines|requirements|blueprint|plans?"
            r"|strateg\w+|arrangements|deployments?|goals|targets|instructions)\s+(?:of|from|(?:set(?: out)?"
            r"|laid (?:out|down)|put forward|made|adopted|outlined|unveiled|drawn up)\s+(?:at|by|in|during))"
            rf"|\b(?:guided by|implement(?:ing|s|ed)?|study(?:ing)?|in line with|in accordance with)){_THE}$"
        ),
    ),
    (
        "delegate",
        re.compile(
            r"\b(?:delegates?|deput(?:y|ies)|representatives?)(?:\s+(?:of|from)\s+[\w ']{2,30})?\s+(?:to|of|at)"
            rf"{_THE}(?:upcoming\s+)?$"
        ),
    ),
    (
        "upcoming",
        re.compile(
            r"\b(?:upcoming|forthcoming|coming|ahead of|prior to|before|welcom(?:e|ing)|greet(?:ing)?|usher(?:ing)? in"
            rf"|run-up to|prepar(?:e|ing|ations?) for)(?:{_THE}(?:opening|convening) of)?{_THE}?$"
        ),
    ),
    ("after", re.compile(rf"\b(?:after|following|in the wake of)(?:{_THE}(?:conclusion|close|closing) of)?{_THE}$")),
    ("upcoming", re.compile(r"(?:即将召开的|迎接|喜迎|迎|献礼|备战)$")),
    ("spirit", re.compile(r"(?:贯彻|落实|学习|宣传|宣讲|按照|根据)(?:好)?(?:\u201c|\")?$")),
)  # fmt: skip
_AFTER: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("since", re.compile(r"(?:胜利)?(?:召开|闭幕)?以来")),
    (
        "spirit",
        re.compile(
            r"(?:的)?(?:会议|报告)?(?:主要|重要)?(?:精神|决策|部署|要求|擘画|确定的|明确的)|\s*spirit\b|'s spirit\b"
        ),
    ),
    ("delegate", re.compile(r"代表(?!团|们|大会|资格|审议|讨论|酝酿|选举|热议|认真|分组)|\s+(?:delegate|deputy)\b")),
    ("upcoming", re.compile(r"(?:即将|召开之际|召开前夕)")),
    ("after", re.compile(r"(?:胜利)?(?:召开|闭幕|结束)?(?:之)?后")),
)
# Passing a meeting's spirit on is an event of that meeting; acting in its spirit is daily business.
_STUDY = re.compile(
    r"\b(?:stud(?:y|ies|ied|ying)|learn(?:s|ed|ing)?|convey(?:s|ed|ing)?|publici[sz]\w+|lectur\w+)\b|学习|传达|宣讲"
)
_JOINED = re.compile(r"\s*(?:,|、|和|及|以及|与|and|as well as)\s*(?:and\s+)?(?:the\s+|历次|历届)?")


def role(folded: str, start: int, end: int) -> Role:
    """The role of the name at `[start, end)`; `plain` when its sentence is about the meeting."""
    before = _same_sentence(folded[max(0, start - _REACH) : start])
    after = folded[end : end + 20]
    cues = [one for one, pattern in _BEFORE if pattern.search(before)]
    cues += [one for one, pattern in _AFTER if pattern.match(after)]
    found = cues[0] if cues else "plain"
    return "study" if found == "spirit" and _STUDY.search(before) else found


def joined(folded: str, end: int, start: int) -> bool:
    """Whether two names are listed together, so that the second has the first one's role."""
    return 0 <= start - end <= 20 and _JOINED.fullmatch(folded, end, start) is not None


def _same_sentence(before: str) -> str:
    ends = [stop.end() for stop in _SENTENCE_END.finditer(before)]
    return before[ends[-1] :] if ends else before

"""What a meeting's name does in its sentence: is it spoken of, or does it only mark a time, a spirit, a person?"""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["plain", "after", "since", "study", "spirit", "upcoming", "dedicated", "delegate", "person"]
"""`delegate`: of those who sit in it; `person`: the title of one of them, which is nothing of the meeting's."""

_REACH = 90
_SENTENCE_END = re.compile(r"[.!?。！？;；\n](?:\s|$|(?=[\u4e00-\u9fff]))")
_THE = r"\s+(?:(?:the|china's|chinas|its|this year's)\s+)?"

_BEFORE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "since",
        re.compile(
            rf"\b(?:since|from|between|decade after|years after)(?:{_THE}(?:conclusion|opening|close"
            rf"|convening) of)?{_THE}$"
        ),
    ),
    (
        "since",
        re.compile(
            r"\b(?:days?|weeks?|months?|\w*day|weekend|morning|evening|night|(?:the|in the|in that) first [\w -]{2,40})"
            rf" (?:after|before|since|following)(?:{_THE}(?:conclusion|opening|close|closing|end) of)?{_THE}$"
            rf"|\bin the (?:week|weeks|days|month|months|year|years) (?:of|before|after){_THE}$"
            rf"|\bby the time{_THE}$"
        ),
    ),
    ("since", re.compile(rf"\b(?:from|between){_THE}(?:\d+\w\w|\w+th|first|second|third) (?:to|and){_THE}$")),
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
        "dedicated",
        re.compile(
            r"\b(?:(?:dedicat\w+|tribute|salut\w+|gifts?) to|celebrat(?:e|es|ed|ing|ions? of)|in honou?r of"
            rf"|(?:to|and|which|that) marks?|marking|to mark)(?:{_THE}(?:\w+ )?(?:conclusion|opening|close|closing"
            rf"|convening) of)?"
            rf"{_THE}(?:upcoming |forthcoming |coming )?$"
        ),
    ),
    (
        "person",
        re.compile(
            r"(?:[,(]|\b(?:is|was|as|became|become|named|who|being|and|also))\s*(?:(?:also|once|now|both|a|an|the|was"
            r"|is|one|of|former|elected)\s+)*"
            rf"(?:[\w-]+\s+)?(?:delegate|deputy|member|representative)(?:\s+(?:of|from)\s+[\w ']{{2,30}})?\s+(?:to|of"
            rf"|at){_THE}$"
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
            r"\b(?:upcoming|forthcoming|coming|ahead of|prior to|before|welcom(?:e|ing)|greet(?:ing)?"
            r"|usher(?:ing)? in"
            rf"|run-up to|prepar(?:e|ing|ations?) for)(?:{_THE}(?:\w+ )?(?:opening|convening) of)?{_THE}?$"
        ),
    ),
    (
        "after",
        re.compile(
            r"\b(?:after|following|follows|followed|in the wake of)"
            rf"(?:{_THE}(?:conclusion|close|closing) of)?{_THE}$"
        ),
    ),
    ("person", re.compile(r"(?:曾任|现任|历任|担任|兼任|拟任)[^，。；]{0,12}$")),
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
    ("person", re.compile(r"\s+(?:delegate|deputy)\b")),
    (
        "person",
        re.compile(r"(?:筹备|筹委|秘书处|会务)[^，。；]{0,14}(?:组长|主任|成员|组员|秘书长|工作人员)"),
    ),
    (
        "person",
        re.compile(
            r"代表(?!名单|团|们|大会|资格|审议|讨论|酝酿|选举|热议|认真|分组|推荐|推选|提名|名额|候选|人选|预备|回到"
            r"|返回|走进"
            r"|的(?:推选|推荐|选举|产生)|今天|今日|昨天|昨日|继续"
            r"|宣讲|陆续|抵达|报到|进行|围绕|纷纷|座谈|步入|合影|们)"
        ),
    ),
    ("upcoming", re.compile(r"(?:即将|召开之际|召开前夕)")),
    ("after", re.compile(r"(?:胜利)?(?:召开|闭幕|结束)?(?:之)?后")),
    ("since", re.compile(r"(?:选举产生|选出|确定|提出|明确|部署)的|(?:审议)?通过的(?!《)")),
)
# Passing a meeting's spirit on is an event of that meeting; acting in its spirit is daily business.
_STUDY = re.compile(
    r"\b(?:stud(?:y|ies|ied|ying)|learn(?:s|ed|ing)?|convey(?:s|ed|ing)?|publici[sz]\w+|lectur\w+)\b|学习|传达|宣讲"
)
# acting with it as a spur is no study of it: 以学习贯彻党的二十大精神为动力
_AS_SPUR = (
    re.compile(r"以[^，。；]{0,16}$"),
    re.compile(r"[^，。；]{0,8}为(?:动力|契机|主线|引领|指引|统领|抓手|指导|牵引)"),
)
# the name of a column before the headline proper: 喜迎市第六次党代会｜红池坝的路通了
_COLUMN = re.compile(r"(?:喜迎|献礼|礼赞)$"), re.compile(r"\s*[|｜丨:·/]|\s*(?:——|--)|\s+\S")
_JOINED = re.compile(r"\s*(?:,|、|和|及|以及|与|到|至|and|to|as well as)\s*(?:and\s+)?(?:the\s+|历次|历届)?")


# who is to go there is elected for it: 选举产生出席党的二十大代表
_ELECTS = re.compile(r"(?:选举|推选|选出|推荐|酝酿)[^，。；]{0,12}出席$")


def role(folded: str, start: int, end: int) -> Role:
    """The role of the name at `[start, end)`; `plain` when its sentence is about the meeting."""
    before = _same_sentence(folded[max(0, start - _REACH) : start])
    after = folded[end : end + 20]
    cues = [one for one, pattern in _BEFORE if pattern.search(before)]
    cues += [one for one, pattern in _AFTER if pattern.match(after)]
    found = cues[0] if cues else "plain"
    if found == "person" and _ELECTS.search(before):
        return "plain"
    if found == "upcoming" and _fits(_COLUMN, before, after):
        return "dedicated"
    is_study = found == "spirit" and _STUDY.search(before) is not None and not _fits(_AS_SPUR, before, after)
    return "study" if is_study else found


def _fits(frame: tuple[re.Pattern[str], re.Pattern[str]], before: str, after: str) -> bool:
    return frame[0].search(before) is not None and frame[1].match(after) is not None


def joined(folded: str, end: int, start: int) -> bool:
    """Whether two names are listed together, so that the second has the first one's role."""
    return 0 <= start - end <= 20 and _JOINED.fullmatch(folded, end, start) is not None


def _same_sentence(before: str) -> str:
    ends = [stop.end() for stop in _SENTENCE_END.finditer(before)]
    return before[ends[-1] :] if ends else before

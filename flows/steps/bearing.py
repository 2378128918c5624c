"""What a sentence does with the meeting it names: tells of it, of something on its occasion, or only near it.

`central`: the meeting opens, elects, hears; its report, agenda, documents, press conference, delegations.
`eventful`: some word of the sentence is of such events, wherever it stands.
`source`: what it said or wrote is quoted.
`read`: its report is the text of a lesson.
`occasion`: something else happens at it, during it, by one who sits in it.
`full_text`: the text is the meeting's own report or resolution.
`aside`: it is named in a clause beside the main one.
`reported`: somebody mentions it in what he says of something else.
"""

from __future__ import annotations

import re

_EVENT = re.compile(
    r"\b(?:open(?:s|ed|ing)?|clos(?:e|es|ed|ing)|conclud(?:e|es|ed)|conclusion|conven(?:e|es|ed)|held|kick(?:s|ed) off"
    r"|deliver(?:ed|s)|elect(?:ed|s)|adopt(?:ed|s)|attend(?:ed|s)|press conference|communique|report"
    r"|set|sets|outlined|unveiled)\b"
    r"|部署|召开|开幕|闭幕|举行|审议|选举|通过|发布会|公报|讨论"
)
_OCCASION = re.compile(r"\b(?:at|during|on the (?:sidelines|margins) of)\s+(?:the\s+)?$|在$")
_OCCASION_AFTER = re.compile(
    r"期间|上|现场|间隙|的(?:[省市县区])?(?:人大|政协|党)?(?:代表|委员)(?:、.{2,20})?[一-鿿]{2,4}(?:说|告诉|表示|认为"
    r"|建议|提出|呼吁|提交|带来|介绍|在接受|，)"
    r"|(?:\s*\([^)]{1,60}\))?,? which\b"
)
_DURING = re.compile(r"\bduring\s+(?:the\s+)?$")
_SAID = re.compile(
    r"\b(?:said|says|told|noted|adds?|added|according to|believes?|expects?|recalled|hopes?|explained|wrote|argues?"
    r"|argued"
    r"|stressed|emphasi[sz]ed|asked|urged)\b"
    r"|(?:表示|认为|指出|分析|介绍|称|说|强调|要求|看来|告诉记者)[，：,:]?"
)
_ITS = (
    r"(?:reports?|work reports?|agenda|resolutions?|documents?|communique|spokes(?:man|person|woman)|secretariat"
    r"|presidium"
    r"|press conferences?|news conferences?|briefings?|delegations?|full text|openings?|closings?|close|conclusion"
    r"|start|eve"
    r"|opening (?:meeting|ceremony|session)|closing (?:meeting|ceremony|session)|preparations|results|outcomes?"
    r"|decisions?"
    r"|elections?|candidates?|proposals?|motions?|work|meeting|speech)"
)
_CENTRAL_BEFORE = re.compile(
    rf"\b{_ITS}(?:\s+(?:\w+ed|made|given|held|heard|on|about))?\s+(?:of|to|at|for|by|on"
    rf"|from)\s+(?:the\s+)?(?:\w+\s+)?$"
    r"|\b(?:convene|hold|open|close|attend|address|chair(?:ed)?|addressed|host|opened|closed|convened"
    r"|held)\s+(?:the\s+)?$"
)
_CENTRAL_AFTER = re.compile(
    r"(?:\s*\([^)]{1,60}\))?(?:,[^,.]{0,80},)?\s+(?:(?:has|have|had|was|were|is|are|be|being|will|would|to|been|also"
    r"|officially"
    r"|formally|successfully|today|yesterday|\w+day|on|last|this|week|month)\s+){0,5}"
    r"(?:open(?:s|ed|ing)?|clos(?:e|es|ed)|conclud\w+|conven\w+|beg[aiu]n\w*|begins|held|end(?:s|ed)?|elect(?:s|ed)"
    r"|adopt\w*"
    r"|hear[ds]?|start(?:s|ed)?|kick\w* off|around the corner|approach\w*|draws? near|due|scheduled|slated|approv\w+"
    r"|review\w*|pass(?:es|ed)|runs?|ran|meets?"
    r"|met|gather\w*"
    r"|discuss\w*|deliberat\w+|vote[ds]?|decid\w+|wrap\w* up|came to|under ?way|in session|got|set for|took place"
    r"|takes? place)\b"
)
_CENTRAL_BEFORE_ZH = re.compile(
    r"(?:出席|召开|举行|参加|筹备|选举产生|主持|提交|提请|听取|列席|关于召开|进行到|走进|聚焦|关注|直击|解读|速读)$"
)
_CENTRAL_AFTER_ZH = re.compile(
    r"[》”\"]?(?:\([^)]{1,30}\)|（[^）]{1,30}）)?，?[^，。；]{0,24}?(?:开幕|闭幕|召开|举行|拉开|落下|审议(?!通过的)"
    r"|选举(?!产生的)|听取"
    r"|(?<!审议)通过(?!的)|表决|议程|主席团|秘书处|新闻发布会|新闻发言人|预备会|代表团|代表资格|会期|收到|进入|进行"
    r"|应出席)"
)


_SOURCE_AFTER = re.compile(
    r"[》”\"]?(?:（[^）]{1,30}）)?(?:的)?(?:工作)?(?:报告|公报|决议|决定|文件)|(?:审议)?通过的《|[》”\"]?(?:也|还|已"
    r"|首次|明确|鲜明)?(?:提出|明确|指出|强调|作出|擘画|描绘|绘就|确定|部署|对)"
    r"|(?:'s|s')? (?:work |government work |political )?(?:report|communique|decision|resolution|documents?"
    r"|blueprint)\b"
    r"|\s+(?:has |had )?(?:set|sets|put|made|stressed|outlined|unveiled|proposed|called|pledged|listed|named|laid"
    r"|mapped|drew|drawn)\b"
)


_SOURCE_BEFORE = re.compile(
    r"\b(?:follows|followed)\s+(?:the\s+)?$|\b(?:plans?|blueprint|goals?|targets?|resolutions?"
    r"|reports?)\s+(?:(?:set(?: out)?|laid (?:out|down)"
    r"|put forward|made"
    r"|adopted|outlined|unveiled|drawn up|approved)\s+)?(?:of|from|to|at|by|in)\s+(?:the\s+)?$"
)


def is_source(before: str, after: str) -> bool:
    """Whether what the meeting said or wrote is quoted: its report names a goal, and the text goes on from there."""
    return _SOURCE_AFTER.match(after) is not None or _SOURCE_BEFORE.search(before) is not None


def is_eventful(sentence: str) -> bool:
    return _EVENT.search(sentence) is not None


def is_occasion(before: str, after: str) -> bool:
    if before.strip(" —-《") == "在" and _FULL_TEXT.match(after):
        return False
    return _OCCASION.search(before) is not None or _OCCASION_AFTER.match(after) is not None


def is_full_text(before: str) -> bool:
    """Whether the text is what the meeting was read or adopted: `before` is its line up to the name."""
    return _WRITTEN_FOR_IT.search(before) is not None


_ASIDE = re.compile(
    r"\b(?:before|ahead of|after|as|while|amid|until|following|since|despite|with|where|which|who|whose|that|when)\b"
    r"[^,;:]*$|[^，。；：]*(?:之后|以来|之际|前夕)?$(?<=[前后])"
)


def is_aside(before: str) -> bool:
    """Whether the name stands in a clause beside the sentence's own: 'traders wait as leaders open the congress'."""
    return _ASIDE.search(before) is not None


def is_period(before: str, after: str) -> bool:
    """'During the two sessions' says when; 'at the congress' also where."""
    return after.startswith("期间") or _DURING.search(before) is not None


def is_reported(before: str) -> bool:
    return _SAID.search(before) is not None


_WRITTEN_FOR_IT = re.compile(
    r"^\W*(?:full text|(?:work )?report|speech|address|delivered|made|resolution|communique|decision)\b[^.]{0,80}"
    r"\b(?:at|to|of|by|for)\s+(?:the\s+)?$"
)
"""A report or resolution of the meeting's own, under its title: 'Delivered at the First Session of ...'."""
_FULL_TEXT = re.compile(r"上(?:的|所作的)?(?:政府)?(?:工作)?(?:报告|讲话|发言)\W*$")
_STUDIED = re.compile(
    r"\b(?:stud|read|lectur|course|textbook|drew on|quot)\w*\b|学习|重温|研讨|宣讲|教材|授课|讲[^，。]{0,4}$"
    r"|读[^，。]{0,4}$"
)


def is_read(before: str, after: str) -> bool:
    """Whether its report is what is read and taught there."""
    quoted = _SOURCE_AFTER.match(after) is not None or _SOURCE_BEFORE.search(before) is not None
    return quoted and _STUDIED.search(before) is not None


def is_central(before: str, after: str) -> bool:
    """`before` and `after` are the words of the sentence around the name."""
    if before.strip(" —-《") == "在" and _FULL_TEXT.match(after):
        return True
    return (
        _CENTRAL_BEFORE.search(before) is not None
        or _CENTRAL_AFTER.match(after) is not None
        or _CENTRAL_BEFORE_ZH.search(before) is not None
        or _CENTRAL_AFTER_ZH.match(after) is not None
    )

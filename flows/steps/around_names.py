"""What the words around a name make of it: an event, another body's own meeting, that of a month, a year, a weekday."""

from __future__ import annotations

import re
from typing import Any

from flows.steps.stated_days import MONTHS

_EVENTFUL_BEFORE = re.compile(
    r"(?:\b(?:at|during|before|after|since|for|of|to) (?:this year's|last year's|the ongoing|the recent|the upcoming"
    r"|the current|the annual)"
    r"|\b(?:at|during|ahead of|on the sidelines of) the|\b(?:elected|voted in|voted)\b[^.]{0,60}\b(?:chair\w*"
    r"|president|head) of the|\bannual|\byearly|\bongoing|\bthis year's"
    r"|\b(?:(?:opening|closing|first|second|last) (?:day|meeting|session|ceremony)|opening|closing|start|end|eve"
    r"|conclusion) of (?:the|china's|this year's)"
    r"|\b(?:submitted|delivered|presented|reported) (?:on \w+ )?(?:to|at|before) the) $"
)
_AT_THE_BODY = re.compile(
    r"(?:\b(?:press conferences?|news conferences?|briefings?|corridors?|meetings?|sittings?|openings?|eve"
    r"|start|close"
    r"|conclusion|end|days?|sessions?|sidelines|lobby|fixture|stage|run-up|margins|report|speech|agenda|delegations?)"
    r" (?:of|at|to|from|for)"
    r"|\b(?:told|put (?:before|to)|laid before|presented to|submitted to|read (?:out )?(?:at|to|before)|addressed"
    r"|(?:passed|approved|adopted|endorsed|announced|made|given|unveiled|tabled|proposed|raised|said) (?:by|at|in|to)"
    r"|ahead of|in (?:beijing|chongqing|the capital) for|here for|attending|to attend|attended"
    r"|returned from|back from|came from|came out of|left|convening|convened|opened|closed|delegates? (?:at|to)))"
    r"(?: the| this year's)? $"
    r"|\b(?:last|this|next) (?:week|month|spring|march|january)'s (?:meeting of the |session of the )?$"
    r"|\b(?:since|ahead of|in the run-up to) (?:the |this year's )?$"
)
_IN_ITS_MONTH = (
    re.compile(r"\b(?:before|after|since|until|at) (?:the )?$"),
    re.compile(r" (?:in|this|last) (?:early |mid-)?(?:january|february|march|may)\b"),
)
"""'before the National People's Congress in March'."""
_BODY_ACTS = re.compile(
    r"(?:,[^,.;]{2,60},)?(?:'s)? (?:(?:has|had|have|also|just|this (?:week|morning|afternoon)|formally|today"
    r"|yesterday"
    r"|on \w+day) )*"
    r"(?:ended|closed|concluded|opened|began|begins|dispersed|adjourned|rose|handed|gave|chose|wound up|wrapped up"
    r"|struck|backed|rubber-stamp\w*|confirmed|amended|elects|passed|approved|adopted|endorsed|voted|votes|finished"
    r"|meets|met|met in|will meet|will vote|elected"
    r"|gathering|gathers|gathered|press conference|news conference|meeting|delegation|vote|opening|closing|sidelines"
    r"|is meeting|is sitting|sat)\b"
)
_OFFICE_AFTER = re.compile(
    r"(?:'s)? (?:standing committee|deput(?:y|ies)|members?|delegates?|chair\w*|vice|law|foreign affairs|legislative"
    r"|committee|spokes\w+|observer|website)"
)
_EVERY_FIVE_YEARS_BEFORE = re.compile(
    r"\b(?:the|its|their|a|this|next|last) (?:[\w-]+ )?(?:five-yearly|twice-a-decade|once-in-five-years"
    r"|once-every-five-years|quinquennial) $"
)
_EVERY_FIVE_YEARS_AFTER = re.compile(
    r",? (?:which is |a (?:meeting|gathering) )?(?:held|that (?:is held|takes place|meets)) (?:(?:only|once) )?"
    r"(?:every five years|twice a decade)"
)
_OWN_MEETING = re.compile(
    r"[^.;\n]{0,90}\b(?:its|their|this year's|the) (?:[\w'-]+ ){0,4}?(?:session|annual meeting|gathering)\b"
)
"""'The legislature this morning adopted the law and brought its twelve-day annual session to an end.'"""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHEN = re.compile(
    r",? (?:(?:that|which) )?(?:it |they |the \w+ )?(?:(?:was |were |is |had )?(?:held|met|took place|opened"
    r"|closed|concluded|ended|wrapped up) )?"
    r"(?:here |in beijing |in the (?:city|capital) )?(?:earlier )?"
    r"(?:(?:in|last) (?:early |mid-|late )?(?P<month>jan|feb|march|april|may|june|july|aug|sept?|oct|nov|dec)[a-z]*\b"
    r"(?! \d)(?P<year> last year)?"
    r"|at (?:the )?(?:end|beginning|start) of (?P<part>jan|feb|march|april|may|june|july|aug|sept?|oct|nov"
    r"|dec)[a-z]*\b"
    r"|(?:on|of) (?:\d{1,2} )?(?P<day>jan|feb|march|april|may|june|july|aug|sept?|oct|nov|dec)[a-z]*\b(?! \d{4})"
    r"|(?P<relative>this|last) (?P<unit>month|year|spring)\b)"
)
_LATELY = re.compile(
    r"\b(?:the (?:just-(?:concluded|ended|closed|finished)|recent|latest)|(?:just|recently|newly) (?:concluded|ended)"
    r"|last (?:week|month)'s|this (?:week|month)'s) (?:[\w-]+ ){0,2}$"
)
_AGO_BEFORE = re.compile(r"\b(?P<ago>(?:last|this) (?:month|year|spring))'s (?:[\w-]+ ){0,2}$")
_OF_MONTH = re.compile(
    r"\b(?:(?:last|this|the|its|that|party's|beijing's|china's) )?(?P<month>january|february|march|april|may"
    r"|june|july"
    r"|august|september|october|november|december)(?:'s)? (?:[\w-]+ ){0,2}$"
)
"""'the July plenum', 'last October's key Party plenum'."""
_OWN_MONTH = re.compile(rf" (?P<month>{'|'.join(MONTHS)}) ")
_AGO_CHINESE = re.compile(
    r"(?P<ago>去年|今年|上个?月|这个?月|本月|(?P<end>去年年?[底末]))(?:的|召开的|举行的|闭幕的)?[“\"]?$"
)
_AGO = {"去": "last year", "今": "this year", "上": "last month", "这": "this month", "本": "this month"}
_SPIRIT_OF = re.compile(r"\bspirit of the $")
_REACH = 110
_END = re.compile(r"[.!?;\n](?:\s|$)")
_A_MONTH_AGO = re.compile(r"\b(?P<ago>(?:last|this) month)\b")
_A_MONTH = re.compile(
    r"\b(?:in|last|since|on|early|late|mid-|of) ?(?P<month>january|february|march|april|may|june|july|august"
    r"|september"
    r"|october|november|december)\b(?P<year> last year)?"
)
_TO_BEGIN = re.compile(
    r" (?:(?:that|which) )?(?:is |was |are )?(?:(?:due|set|expected|scheduled|slated) to )?"
    r"(?:start|begin|open|conven|kick)\w*\b"
)
_OPENS_SOON = re.compile(
    r" (?:that |which )?(?:opens|starts|begins|convenes|kicks off) (?:(?:on|this|next) )?"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun|to|week|month)"
)
_NEWS = re.compile(
    r" (?:was |is |has been )?(?:held|opened|convened|concluded|closed|opens|closes)\b(?![^.]{0,60}\b(?:19|20)\d\d)"
    r"|(?:今天|昨天|今日|昨日|于?\d{1,2}日)?(?:上午|下午)?(?:在.{1,4}?)?(?:召开|举行|开幕|闭幕)(?![^。]{0,30}(?:19|20)\d\d)"
)
_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IN_YEAR = re.compile(
    r"[^.;\n]{0,50}?\b(?:in|on|of|day,) (?:(?:early|mid-|late|the (?:spring|summer|autumn|end) of) ?)?(?:\d{1,2} )?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?:\d{1,2},? )?)?(?P<year>(?:19|20)\d\d)\b"
)
"""'put before the NPC on its opening day, 5 March 2025': which session the body's name alone means."""
_ON_WEEKDAY = re.compile(
    r",? (?:(?:that|which) )?(?:has |had |was )?(?P<event>open|clos|conclud|end|wrapp)(?:ed|es)?(?: up)?"
    r"(?: in [a-z]+)? on (?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_INSTITUTION = (
    r"(?:university|college|school|hospital|company|corporation|group|academy|institute|bureau|county|district|town"
    r"|township|factory|plant|bank|works|port|port group|society|league|federation|association|union)"
)
_OF_INSTITUTION = re.compile(rf" of (?:the|our|this|its) (?:\w+ )?{_INSTITUTION}\b")
_INSTITUTION_NEXT = re.compile(r"(?: [\w'-]+){0,2} (?:university|college|school|hospital|academy|institute)\b")
_INSTITUTIONS = re.compile(
    rf"\b{_INSTITUTION}(?:'s)? $"
    rf"|\b(?:{_INSTITUTION}s?|\w*makers?|firms?|enterprises?|producers?)\b[^.;\n]{{0,30}}"
    r" (?:held|holds|opens|opened|closed|convened) its (?:\w+ )?$"
)


_HOLDS_ITS_OWN = re.compile(
    r"(?:集团|公司|大学|学院|学校|医院|银行|局|厂|企业|机关|协会|研究院)(?:公司|党委|机关|系统)?"
    r"(?:召开|举行|举办|迎来|开启|筹备|的)?(?:中共|党的)?$"
)


def is_an_institutions(folded: str, start: int, end: int) -> bool:
    """A university, a company, a county has Party congresses of its own."""
    behind = _OF_INSTITUTION.match(folded, end) or _INSTITUTION_NEXT.match(folded, end)
    return bool(behind or _INSTITUTIONS.search(folded[max(0, start - 80) : start]))


def holds_own(folded: str, start: int) -> bool:
    """Whether the words before name an institution that holds it: 轨道集团召开第三次党代会."""
    return _HOLDS_ITS_OWN.search(folded[max(0, start - 20) : start]) is not None


def is_event(folded: str, start: int, end: int) -> bool:
    """Whether a body's name stands for its meeting: 'at the National People's Congress', 'the NPC passed'."""
    before = folded[max(0, start - 90) : start]
    if _EVENTFUL_BEFORE.search(before):
        return True
    if is_office(folded, end):
        return False
    if _IN_ITS_MONTH[0].search(before) and _IN_ITS_MONTH[1].match(folded, end):
        return True
    return any((_AT_THE_BODY.search(before), _BODY_ACTS.match(folded, end), _OWN_MEETING.match(folded, end)))


def is_office(folded: str, end: int) -> bool:
    """Whether the words behind a body's name make it a person's, or a part of the body."""
    return _OFFICE_AFTER.match(folded, end) is not None


def year_after(folded: str, end: int) -> int | None:
    """The year that the words behind a name without one give it."""
    found = _IN_YEAR.match(folded[end : end + 90])
    return int(found["year"]) if found else None


def is_five_yearly(folded: str, start: int, end: int) -> bool:
    """Whether the words around call it the one of every five years."""
    before = folded[max(0, start - 50) : start]
    return bool(_EVERY_FIVE_YEARS_BEFORE.search(before) or _EVERY_FIVE_YEARS_AFTER.match(folded, end))


def month_before(folded: str, start: int) -> dict[str, Any]:
    """The month by which the words before a plenum call it."""
    found = _OF_MONTH.search(folded[max(0, start - 50) : start])
    return {"month": _number_of(found["month"])} if found else {}


def ago_before(folded: str, start: int) -> dict[str, Any]:
    """'last month's plenary session', 'this month's National People's Congress'."""
    found = _AGO_BEFORE.search(folded[max(0, start - 50) : start])
    if found:
        return {"ago": found["ago"]}
    found = _AGO_CHINESE.search(folded[max(0, start - 12) : start])
    if found and found["end"]:
        return {"ago": "last year", "month": 12}
    return {"ago": _AGO[found["ago"][0]]} if found else {}


def month_within(name: str) -> dict[str, Any]:
    """'the Party's October congress'."""
    found = _OWN_MONTH.search(name)
    return {"month": _number_of(found["month"])} if found else {}


def is_of_spirit(folded: str, start: int) -> bool:
    """'the spirit of the 20th National Congress': no other party's is spoken of so."""
    return _SPIRIT_OF.search(folded[max(0, start - 20) : start]) is not None


def is_lately(folded: str, start: int) -> bool:
    """Whether the words before call it the one that has just ended."""
    return _LATELY.search(folded[max(0, start - 50) : start]) is not None


def is_to_come(folded: str, start: int, end: int) -> bool:
    """'a congress starting on Nov. 8', 'a party congress that begins next week', 'the congress opens on Sunday'."""
    if folded.endswith("the ", 0, start):
        return _OPENS_SOON.match(folded, end) is not None
    return (
        folded.endswith(("a ", "a party ", "a key ", "a big "), 0, start) and _TO_BEGIN.match(folded, end) is not None
    )


def is_of_now(folded: str, end: int) -> bool:
    """Whether the words behind tell of it as news: 'was held from January 13 to 14', of no other year."""
    return _NEWS.match(folded[end : end + _REACH]) is not None


def month_of_sentence(folded: str, start: int, end: int) -> dict[str, Any]:
    """The one month that a body's sentence names: 'the code that the National People's Congress adopted in May'."""
    before, after = folded[max(0, start - _REACH) : start], folded[end : end + _REACH]
    sentence = _END.split(before)[-1] + " | " + _END.split(after)[0]
    named = list(_A_MONTH.finditer(sentence))
    if not named and (found := _A_MONTH_AGO.search(sentence)):
        return {"ago": found["ago"]}
    if len({found["month"][:3] for found in named}) != 1 or _A_YEAR.search(sentence):
        return {}
    ago = "last year" if any(found["year"] for found in named) else ""
    return {"month": _number_of(named[0]["month"]), "ago": ago}


def when(after: str) -> dict[str, Any]:
    """When the words behind a name say that it was."""
    if found := _ON_WEEKDAY.match(after):
        return {"weekday": _WEEKDAYS.index(found["weekday"])}
    found = _WHEN.match(after)
    if found is None:
        return {}
    if month := found["month"] or found["day"] or found["part"]:
        return {"month": _number_of(month), "ago": (found["year"] or "").strip()}
    return {"ago": f"{found['relative']} {found['unit']}"}


def _number_of(month: str) -> int:
    return _MONTHS.index(month[:3]) + 1

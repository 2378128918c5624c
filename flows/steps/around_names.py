"""What the words around a name make of it: an event, another body's own meeting, that of a month, a year, a weekday."""

from __future__ import annotations

import re
from typing import Any

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
    r"(?:\b(?:press conferences?|news conferences?|briefings?|corridors?|meetings?|sittings?|openings?|eve|start|close"
    r"|conclusion|end|days?|sessions?|sidelines|lobby|fixture|stage|run-up|margins|report|speech|agenda|delegations?)"
    r" (?:of|at|to|from|for)"
    r"|\b(?:told|put (?:before|to)|laid before|presented to|submitted to|read (?:out )?(?:at|to|before)|addressed"
    r"|(?:passed|approved|adopted|endorsed|announced|made|given|unveiled|tabled|proposed|raised|said) (?:by|at)"
    r"|ahead of|in (?:beijing|chongqing|the capital) for|here for|attending|to attend|attended"
    r"|returned from|back from|came from|came out of|left|convening|convened|opened|closed|delegates? (?:at|to)))"
    r"(?: the| this year's)? $"
    r"|\b(?:last|this|next) (?:week|month|spring|march|january)'s (?:meeting of the |session of the )?$"
)
_BODY_ACTS = re.compile(
    r"(?:,[^,.;]{2,60},)?(?:'s)? (?:(?:has|had|have|also|just|this week|formally|today|yesterday|on \w+day) )*"
    r"(?:struck|backed|rubber-stamp\w*|confirmed|amended|elects|passed|approved|adopted|endorsed|voted|votes|finished"
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
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHEN = re.compile(
    r",? (?:(?:that|which) )?(?:(?:was |were |is )?(?:held|met|took place|opened|closed|concluded|ended|wrapped up) )?"
    r"(?:here |in beijing |in the (?:city|capital) )?(?:earlier )?"
    r"(?:in (?:early |mid-|late )?(?P<month>jan|feb|march|april|may|june|july|aug|sept?|oct|nov|dec)[a-z]*\b(?! \d)"
    r"|(?:on|of) (?:\d{1,2} )?(?P<day>jan|feb|march|april|may|june|july|aug|sept?|oct|nov|dec)[a-z]*\b(?! \d{4})"
    r"|(?P<relative>this|last) (?P<unit>month|year|spring)\b)"
)
_OF_MONTH = re.compile(
    r"\b(?:(?:last|this|the|its|that|party's|beijing's|china's) )?(?P<month>january|february|march|april|may|june|july"
    r"|august|september|october|november|december)(?:'s)? (?:[\w-]+ ){0,2}$"
)
"""'the July plenum', 'last October's key Party plenum'."""
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
_INSTITUTIONS = re.compile(rf"\b{_INSTITUTION}(?:'s)? $")


def is_an_institutions(folded: str, start: int, end: int) -> bool:
    """A university, a company, a county has Party congresses of its own."""
    behind = _OF_INSTITUTION.match(folded, end) or _INSTITUTION_NEXT.match(folded, end)
    return bool(behind or _INSTITUTIONS.search(folded[max(0, start - 30) : start]))


def is_event(folded: str, start: int, end: int) -> bool:
    """Whether a body's name stands for its meeting: 'at the National People's Congress', 'the NPC passed'."""
    before = folded[max(0, start - 90) : start]
    if _EVENTFUL_BEFORE.search(before):
        return True
    is_office = _OFFICE_AFTER.match(folded, end) is not None
    return not is_office and (_AT_THE_BODY.search(before) is not None or _BODY_ACTS.match(folded, end) is not None)


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


def when(after: str) -> dict[str, Any]:
    """When the words behind a name say that it was."""
    if found := _ON_WEEKDAY.match(after):
        return {"weekday": _WEEKDAYS.index(found["weekday"])}
    found = _WHEN.match(after)
    if found is None:
        return {}
    month = found["month"] or found["day"]
    return {"month": _number_of(month)} if month else {"ago": f"{found['relative']} {found['unit']}"}


def _number_of(month: str) -> int:
    return _MONTHS.index(month[:3]) + 1

"""Before, during or after: where a text stands in time to the meeting it names.

Dates decide where they can; on the edge days, and where a date is missing, the words do.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from db.values import Phase
from flows.steps.congress import Congress
from flows.steps.identity import Index, is_narrow
from flows.steps.published import Days
from flows.steps.roles import Role
from flows.steps.stated_days import stated_days

_CLOSED = re.compile(
    r"\b(?:conclud(?:e|es|ed|ing)|closes|closed|closing (?:meeting|ceremony|session)"
    r"|(?:came|comes|coming|drew|draws) to (?:a|an|its) (?:close|end)|is over\b|winds up|went home"
    r"|ends (?:by|with|after)"
    r"|wrap(?:s|ped) up|wound up|declared (?:over|closed)|adjourned|curtain falls|last sitting of|ended"
    r"|successful conclusion)\b|闭幕|闭会|完成(?:了)?(?:全部|各项)议程|落下帷幕|圆满完成|胜利结束|圆满结束"
)
_COMING = re.compile(
    r"\b(?:will (?:be held|open|convene|kick off|meet|start|begin|gather|elect)|to (?:be held|open|convene|kick off)"
    r"|is (?:scheduled|set|due|expected) to|upcoming|forthcoming|ahead of|prepar(?:e|ing|ations?) for)\b"
    r"|将于|将在|即将|拟于|喜迎|迎接|召开前"
)
_RUNNING = re.compile(
    r"\b(?:open(?:s|ed)|convene[sd]?|kick(?:s|ed) off|(?:is|are) (?:being held|under way|underway)|got under way)\b"
    r"|开幕|正在|首日|期间"
)
_UNDER_WAY = re.compile(r"\b(?:gathered|took their seats|filed into|delivered|read out|heard|applauded)\b")
"""Of a text of the opening day: 'gathered on Sunday morning to open the session' is no announcement."""
_READ_OUT = re.compile(r"\b(?:presented|deliver(?:ed|ing|s)|submitted)\b")
"""What is done to a report while a session meets; told of a session whose days are not known."""
_HELD = re.compile(r"\b(?:was|were) held\b|\btook place\b|召开了|举行了|日(?:在|于).{0,8}(?:召开|举行)")
"""Of a text without a date; on an opening day 'was held' is the ceremony."""


_CLOSING_ZH = re.compile(
    r"(?:日前|刚刚|昨日|昨天|不久前|已经|已)(?:胜利|圆满)?闭幕|(?:大会|全会|会议"
    r"|党代会)(?:于)?[^将，。;；]{0,12}(?:胜利|圆满)?闭幕[^。]{0,4}|闭幕(?:会|大会)上"
)
# each way begins with a letter: a text is passed over fast where none does (see `business`)
_CLOSING_EN = re.compile(
    r"the (?:\w+ ){0,2}(?:congress|session|plenum|meeting) (?:was |has |had )?(?:closed|concluded|ended"
    r"|came to (?:a|an) (?:close|end)|adjourned)\b|declared (?:over|closed)\b|last sitting of\b|curtain falls\b"
)
_DAY = re.compile(r"(\d{1,2})日")
_DONE = re.compile(r"\b(?:adopt|elect|approv)ed\b|通过|选举|选出|作出了?决")
"""What a plenum does last."""


_ENDED = re.compile(rf"{_CLOSED.pattern}|\blast day\b|\bends?\b|\bfinal (?:day|sitting|vote)\b|\bcommunique\b|公报")
"""Of the headline and the lead on the closing day itself."""
_IN_SESSION = re.compile(
    r"\b(?:was|is) open\b|\bdelivered\b|\b(?:read|submit|submits|submitted|presented) (?:a|the|his|her|this) report\b"
    r"|\bnow report\b|开幕|宣布开会|走上报告席|作(?:了)?(?:政府)?工作报告|请予审议|请审议"
)
_OPENS_ON = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})日(?:上午|下午)?(?:在[^，。；]{1,8})?(?:开幕|召开|开会)")


class Said(NamedTuple):
    """The words that tell the time: the clauses that name the meeting, the whole sentences, headline and lead."""

    clauses: str
    sentences: str
    opening: str


class Told(NamedTuple):
    phase: Phase
    is_guess: bool
    """Neither date nor words tell: what texts of this kind mostly are."""


def closings(folded: str, days: Days | None) -> list[str]:
    """Where a text says that 'the congress' closed without naming it; not where it says on which day it will."""
    found = [match[0] for match in _CLOSING_EN.finditer(folded)]
    if "闭幕" in folded:
        found += [match[0] for match in _CLOSING_ZH.finditer(folded)]
    return [words for words in found if not _is_coming(words, days)]


def _is_coming(words: str, days: Days | None) -> bool:
    stated = _DAY.search(words)
    return stated is not None and days is not None and days.day is not None and int(stated[1]) > days.day.day


def phase(congress_id: str, days: Days | None, words: Said, roles: frozenset[Role], index: Index) -> Told:
    """The phase. `roles`: what the names do in the sentences."""
    told = _told(congress_id, days, words, roles, index)
    if told == "after" and _is_from_inside(congress_id, words, roles, index):
        told = "during"
    return Told(told, False) if told else Told(_mostly(congress_id, days, roles, index), True)


def _mostly(congress_id: str, days: Days | None, roles: frozenset[Role], index: Index) -> Phase:
    """A plenum is told when it is over, who does not say when he writes looks back, a session is told as it goes."""
    if days is None or index.family_of(congress_id) == "plenum" or "plain" not in roles:
        return "after"
    return "during"


def _is_from_inside(congress_id: str, words: Said, roles: frozenset[Role], index: Index) -> bool:
    """A page put up later that tells a day of the meeting, or holds what was read there."""
    extent = index.extent_of(congress_id)
    if extent is None or "plain" not in roles or not _IN_SESSION.search(words.opening) or _CLOSED.search(words.opening):
        return False
    named = stated_days(words.opening, extent.opens_min.year)
    return any(extent.opens_min <= each.on <= extent.closes_max for each in named)


def _told(congress_id: str, days: Days | None, words: Said, roles: frozenset[Role], index: Index) -> Phase | None:
    extent = index.extent_of(congress_id)
    if days is not None and extent is not None:
        if days.last < extent.opens_min:
            return "before"
        if days.first > extent.closes_max:
            return "after"
        if days.first > extent.opens_max and days.last < extent.closes_min:
            return "during"
    elif days is not None and index.overtaken(congress_id, days):
        return "after"
    said = _said(words.sentences, roles)
    if said == "before" and roles != {"upcoming"}:  # the next sentence may announce another meeting
        said = _said(words.clauses, roles) or said
    if said in (None, "during") and _opens_later(words.opening, days):
        said = "before"
    if days is None and said is None and _HELD.search(words.sentences):
        return "after"
    if said is None and days is not None and not (extent and is_narrow(extent)) and _READ_OUT.search(words.sentences):
        return "during"
    if days is None or extent is None or days.day is None:
        return said
    if said == "before" and _UNDER_WAY.search(words.sentences):
        said = None
    congress = index.get(congress_id)
    if congress and days.day == congress.closes_on and said != "before" and _ENDED.search(words.opening):
        said = "after"
    edge = _on_the_edge(days.day, said, congress, _DONE.search(words.sentences) is not None)
    if edge or not is_narrow(extent):
        return edge
    # A text of the meeting's own month that says neither 'will' nor 'closed': a plenum is over when it is reported.
    return "after" if index.family_of(congress_id) == "plenum" else "during"


def _opens_later(words: str, days: Days | None) -> bool:
    """'20日开幕' in a text of the 16th."""
    if days is None or days.day is None:
        return False
    return any(
        (int(month or days.day.month), int(day)) > (days.day.month, days.day.day)
        for month, day in _OPENS_ON.findall(words)
    )


def day_offset(days: Days | None, congress: Congress | None) -> int | None:
    """Days from the opening day to the day of publication; None where either is not known to the day."""
    if days is None or days.day is None or congress is None or congress.day_zero is None:
        return None
    return (days.day - congress.day_zero).days


def _on_the_edge(day: date, said: Phase | None, congress: Congress | None, done: bool) -> Phase | None:
    """The date allows more than one phase: on the opening day, on the closing day, or with a day unknown."""
    if congress is None:
        return said
    if day == congress.opens_on and day != congress.closes_on:
        return "before" if said == "before" else "during"
    if day == congress.closes_on:
        if congress.family == "plenum" and said is None and done:
            return "after"
        return "after" if said == "after" else "during"
    if congress.opens_on and day > congress.opens_on:
        return "after" if said == "after" else "during"
    if congress.closes_on and day < congress.closes_on:
        return "before" if said == "before" else "during"
    return said


def _said(words: str, roles: frozenset[Role]) -> Phase | None:
    if roles and roles <= {"since", "study", "spirit", "after"}:
        return "after"
    if roles == {"upcoming"}:
        return "before"
    closed, coming = _CLOSED.search(words), _COMING.search(words)
    if closed:
        return "after"
    if coming:
        return "before"
    return "during" if _RUNNING.search(words) else None

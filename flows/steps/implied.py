"""A meeting that is going on and is not named: 'the congress', 'the delegation', in the days and at the place of one.

Readers of a city's paper know in those days which congress 大会 is. Only then, only for the outlet's or the text's own
place, and only where several different words of its business stand together. Newspapers abroad write of the Party's
'conclave' or of 'four days behind closed doors': that is the meeting of these days where the text tells much of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.steps.congress import COUNTRY, Family
from flows.steps.context import Context
from flows.steps.identity import Index, distance
from flows.steps.published import Days
from flows.steps.told_by_day import told_by_day

RULE = "word of a meeting of these days"
BY_SIGN = "sign of a meeting: its day, its report"
"""As the evidence has it. Who tells much of a meeting of these days writes about it; one sign may stand anywhere."""
_NOUN = re.compile(
    r"\b(?:the|a|this) (?:municipal |local |party |[\w-]+-day )?congress\b|\bdelegations?\b|\bfellow deputies\b"
    r"|\blawmakers\b|\blegislators\b|各位代表"
    r"|(?:(?<![\u4e00-\u9fff])|(?<=[在向对于本届次的这该席据由经受从为按]))大会|代表团"
)
STEMS = (
    *("congress", "delegation", "deputies", "lawmakers", "legislat", "parliament", "大会", "代表团", "各位代表"),
    *("cppcc", "political consultative conference", "政协", "政治协商会议", "政府工作报告", "work report"),
    *("huddle", "coronation", "reshuffle", "shake-up", "handover", "closed-door", "meeting of its central committee"),
    *("meeting of the central committee", "party meeting", "big meeting"),
    *("conclave", "gathering", "plenum", "closed meeting", "closed-door meeting", "behind closed doors"),
    *("week of meetings", "political date of", "political event of", "political meeting of"),
    *(f"{count}{joint}day" for count in ("four", "five", "six", "seven") for joint in "- "),
)
"""Every word that stands for a meeting here has one of these in it: see `affected`."""
_IN_BEIJING = re.compile(r"\bbeijing\b|great hall of the people|人民大会堂")
_REPORT = re.compile(r"政府工作报告|\bgovernment(?:'s)? (?:annual )?work report\b")
_PREMIERS = re.compile(
    r"总理[^。]{0,12}政府工作报告|\bpremier\b[^.]{0,60}\bwork report\b|\bwork report\b[^.]{0,30}\bpremier\b"
)
_TO_DEPUTIES = re.compile(
    r"\breport\b[^.]{0,80}\b(?:deputies|legislat\w+)\b|\b(?:mayor|governor)\b[^.]{0,80}\bdeputies\b"
    r"|[市省]长[^。]{0,20}政府工作报告"
)
_ADVISERS = re.compile(
    r"(?<!district )(?<!county )\bcppcc\b|political consultative conference|(?<![区县])政协|政治协商会议"
)
_PARTY_BUSINESS = (
    re.compile(r"\bdelegates\b|代表们|代表团|党代表|应到代表|与会代表"),
    re.compile(r"\breport\b|大会作报告|作(?:了|的)?报告|大会上的报告|审议|报告里|报告中|新闻中心|集体采访"),
    re.compile(
        r"\b(?:committee|presidium|secretariat|candidates?|elect\w*)\b|主席团|秘书处|候选人|委员会|选举|分组|换届"
        r"|纪委|决议|新闻发言人|记者提问|全体会议|分团"
    ),
)
_STATE_BUSINESS = (
    re.compile(r"\bdeputies\b|\bdelegations?\b|代表团|代表们|各位代表"),
    re.compile(
        r"government (?:work )?report|report on the work of the government|municipal government i now report"
        r"|\bwork report\b"
        r"|\b(?:premier|mayor|governor)\b[^.]{0,80}\b(?:report|read out|target)\b|政府工作报告|全体会议"
        r"|计划报告|预算报告"
    ),
    re.compile(
        r"great hall of the people|\b(?:deliberat\w+|review\w*|discuss\w*|examin\w+|took the floor|voting)\b"
        r"|人民大会堂|审议|审查|全体会议|分组"
    ),
)
_ADVISERS_BUSINESS = (
    re.compile(r"\bmembers\b|委员们|各位委员"),
    re.compile(r"\bproposals?\b|提案|standing committee"),
    re.compile(r"\b(?:hall|discussions?|group|opens|opened|closed|closing)\b|分组|讨论|大会|会场|全体会议"),
)
# what newspapers abroad tell of a meeting of the Party whose name they leave out: so many of these together
_ENOUGH = 3
_LATELY = (-7, 10)
"""Days from a meeting to a text that tells it with one sign more."""
_MONTH = 31
"""Days: a text of no certain day may be of a month."""
_GATHERING = re.compile(
    r"\b(?:conclave|gathering|congress|plenum|huddle|coronation|reshuffle|shake-up|handover|closed(?:-door)? meeting"
    r"|behind closed doors|closed-door|week of meetings|meeting of (?:its|the) central committee|party meeting"
    r"|big meeting"
    r"|(?:four|five|six|seven)[- ]days?\b[^.]{0,30}\b(?:talks|meeting|ended|end|ends|closed)"
    r"|political (?:date|event|meeting) of)\b"
)
_PARTY = re.compile(r"\b(?:communists?|party|party's)\b")
_OF_CONGRESS = (
    re.compile(r"\bdelegates\b"),
    re.compile(r"\b(?:report|speech|address\w*)\b"),
    re.compile(r"\b(?:new committee|elect\w*|vote[ds]?|line-up|lineup|raised? (?:their )?hands|show of hands)\b"),
    re.compile(
        r"\b(?:five-yearly|every five years|half-decade|twice[- ]a[- ]decade|five more years|next five years)\b"
    ),
    re.compile(r"\b(?:charter|central committee|politburo|standing committee|inner circle)\b"),
    re.compile(r"\b(?:party chief|party boss|party secretary|new leadership|leadership)\b"),
    re.compile(r"\b(?:hall|stage|podium|rostrum|lectern|curtain|red carpet)\b"),
    re.compile(
        r"\b(?:third term|successor|heir|seven men|two thousand|2,[23]\d\d|general secretary|third five-year)\b"
    ),
)
_OF_PLENUM = (
    re.compile(r"\b(?:full members|alternate (?:members)?|alternates)\b"),
    re.compile(r"\b(?:readout|communique|draft|decision|proposals?)\b"),
    re.compile(r"\b(?:central committee|top committee|committee's)\b"),
    re.compile(r"\bfour[- ]days?\b|\bclosed(?:-door)?\b|\bbehind closed doors\b"),
    re.compile(r"\b(?:five-year plan|reforms?|years to 20\d\d|blueprint)\b"),
)
_OF_ASSEMBLY = (
    re.compile(r"\bbeijing\b|great hall|\bnational\b|\bchina's\b"),
    re.compile(r"\b2,[5-9]\d\d\b|\b3,000\b"),
    re.compile(r"\bvot(?:e|es|ed|ing)\b|\bballots?\b|\bpass(?:ed|es)\b|\badopt\w+"),
    re.compile(r"\b(?:work report|government report|draft budget|budget report|growth target|target of)\b"),
    re.compile(r"\bpremier\b"),
    re.compile(r"\bin session\b|\bthe session\b|\bannual (?:session|meeting)s?\b"),
)
_ASSEMBLED = re.compile(r"\b(?:deputies|lawmakers|legislators|legislature|parliament)\b")
_TOLD: tuple[tuple[Family, tuple[re.Pattern[str], ...]], ...] = (
    ("party-congress", _OF_CONGRESS),
    ("plenum", _OF_PLENUM),
)


class Implied(NamedTuple):
    start: int
    end: int
    congress_id: str
    rule: str = RULE


def implied(folded: str, context: Context, index: Index) -> Implied | None:
    """The meeting a body without any name of one reports from, with the word that stands for it; None mostly."""
    days = context.days
    if days is None:
        return _by_day(folded, context, index)
    return (
        _reported(folded, context, days, index)
        or _read_out(folded, context, days, index)
        or _by_day(folded, context, index)
        or _told_of(folded, context, days, index)
        or _told_deputies(folded, context, days, index)
        or _assembled(folded, context, days, index)
    )


def _reported(folded: str, context: Context, days: Days, index: Index) -> Implied | None:
    """That of these very days at the text's place, where every kind of its business is told."""
    if days.day is None:
        return None
    asked: tuple[tuple[Family, str, tuple[re.Pattern[str], ...]], ...] = (
        ("party-congress", context.place, _PARTY_BUSINESS),
        ("people-congress", context.place, _STATE_BUSINESS),
        ("people-congress", COUNTRY, _STATE_BUSINESS),
        ("party-congress", COUNTRY, _PARTY_BUSINESS),
        ("cppcc", context.place, _ADVISERS_BUSINESS),
    )
    for family, place, words in asked:
        if context.another and family == "party-congress":
            continue
        now = _now(family, place, days, index)
        if not now or not (context.place or _IN_BEIJING.search(folded)):
            continue
        nouns = _ADVISERS if family == "cppcc" else _NOUN
        noun = nouns.search(folded) if all(word.search(folded) for word in words) else None
        if noun:
            return Implied(noun.start(), noun.end(), now)
    return None


def _by_day(folded: str, context: Context, index: Index) -> Implied | None:
    found = told_by_day(folded, context, index)
    return Implied(*found, BY_SIGN) if found else None


def _read_out(folded: str, context: Context, days: Days, index: Index) -> Implied | None:
    """The national session whose report is quoted: in these days by a text of no province, as 昨日政府工作报告; as the
    premier's by any text, and for some days more.
    """
    if days.day is None or context.another:
        return None
    now = _now("people-congress", COUNTRY, days, index)
    noun = _REPORT.search(folded) if now and not context.place else None
    if noun is None and (now := now or _now("people-congress", COUNTRY, days, index, around=_LATELY)):
        noun = _PREMIERS.search(folded)
    return Implied(noun.start(), noun.end(), now, BY_SIGN) if noun else None


def _told_of(folded: str, context: Context, days: Days, index: Index) -> Implied | None:
    """The Party's of these days, or of this month, of which the text tells much; at its own place before Beijing."""
    if not context.named or context.foreign or context.another or (days.last - days.first).days > _MONTH:
        return None
    for place in dict.fromkeys((context.place or COUNTRY, COUNTRY)):
        for family, words in _TOLD:
            now, lately = _now(family, place, days, index), _now(family, place, days, index, around=_LATELY)
            noun = _GATHERING.search(folded) if (now or lately) and _PARTY.search(folded) else None
            told = sum(word.search(folded) is not None for word in words) if noun else 0
            if noun and told >= (_ENOUGH if now else _ENOUGH + 1):
                return Implied(noun.start(), noun.end(), now or lately)
    return None


def _told_deputies(folded: str, context: Context, days: Days, index: Index) -> Implied | None:
    """The session of these very days at the text's place: 'the report which the mayor presented to deputies'."""
    now = _now("people-congress", context.place, days, index) if days.day and context.place else ""
    noun = _TO_DEPUTIES.search(folded) if now else None
    return Implied(noun.start(), noun.end(), now, BY_SIGN) if noun else None


def _assembled(folded: str, context: Context, days: Days, index: Index) -> Implied | None:
    """The national session of these days, which a text of no province tells by its deputies and what they do."""
    if not context.named or context.foreign or context.place not in ("", "beijing") or days.day is None:
        return None
    now = _now("people-congress", COUNTRY, days, index)
    lately = now or _now("people-congress", COUNTRY, days, index, around=_LATELY)
    noun = _ASSEMBLED.search(folded) if lately else None
    told = sum(word.search(folded) is not None for word in _OF_ASSEMBLY) if noun else 0
    if noun and told >= (_ENOUGH - 1 if now else _ENOUGH):
        return Implied(noun.start(), noun.end(), lately, BY_SIGN)
    return None


def _now(family: Family, place: str, days: Days, index: Index, around: tuple[int, int] = (0, 1)) -> str:
    """Id of the meeting of these very days, the next day's papers included; or of so many days around them."""
    least, most = around
    near = (one.id for one, extent in index.dated(family, place) if least <= distance(days, extent) <= most)
    return next(near, "")

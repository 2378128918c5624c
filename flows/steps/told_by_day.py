"""A meeting told by one of its days: 'On 28 May, when deputies in Beijing voted 2,878 to 1 in favour of the decision'.

Pages that never name a meeting often name a day of it, and say beside it what is only done there. The day has to be one
of a registered meeting's, at the text's own place or in Beijing, and two kinds of that meeting's business have to stand
within two sentences of it: who sits there, and what they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from flows.steps.congress import COUNTRY, Family
from flows.steps.context import Context
from flows.steps.coverage import is_chinese
from flows.steps.identity import Index
from flows.steps.stated_days import stated_days

_AROUND = 220
"""Letters on either side: two sentences."""


class ByDay(NamedTuple):
    start: int
    end: int
    congress_id: str


class _Signs(NamedTuple):
    who: re.Pattern[str]
    what: re.Pattern[str]


_SIGNS: dict[Family, _Signs] = {
    "party-congress": _Signs(
        re.compile(
            r"\bdelegates\b|\bcommunists\b|\bparty\b|党员代表|代表第.{1,4}届|委员会|党代表|代表们|名代表|书记|总书记"
        ),
        re.compile(
            r"\b(?:report|speech|spoke|elect\w*|vote[sd]?|ballots?|charter|statutes|new committee|committee)\b"
            r"|报告|选举|党章|闭幕|开幕|举手"
        ),
    ),
    "plenum": _Signs(
        re.compile(
            r"\bcommuniques?\b|\breadout\b|\balternates?\b|\bfull members\b|\bcentral committee\b"
            r"|\bmunicipal committee\b"
            r"|公报|中央委员|候补|全会|市委"
        ),
        re.compile(
            r"\b(?:decision|resolution|adopt\w*|agreed|passed|recommendations|plan|reform)\b|《决定》|决定|决议"
            r"|审议|通过|建议"
        ),
    ),
    "people-congress": _Signs(
        re.compile(
            r"\b(?:deput(?:y|ies)|lawmakers|legislat\w+|parliament|premier|mayor|delegates|people's congress|npc)\b"
            r"|代表|总理|市长|人大"
        ),
        re.compile(
            r"\b(?:work report|vot(?:e|es|ed|ing)|ballots?|adopted|passed|target|elected|amend\w+|budget)\b"
            r"|工作报告|作报告|报告|表决|票|审议|选举|当选|草案|闭幕会"
        ),
    ),
    "cppcc": _Signs(
        re.compile(r"\b(?:advisers|advisors|advisory|consultative|consult|members)\b|政协|委员"),
        re.compile(r"\b(?:proposals?|opened|closed|sectors?|group discuss\w*)\b|提案|界别|小组|开幕|闭幕"),
    ),
}


def told_by_day(folded: str, context: Context, index: Index) -> ByDay | None:
    """The first meeting that the text tells by its day and its business; None mostly."""
    of_china = bool(context.place or context.named) or is_chinese(folded) or "national people's congress" in folded
    if context.foreign or context.another or not of_china:
        return None
    days = context.days
    own = days.last.year if days and days.first.year == days.last.year else None
    for start, end, on in stated_days(folded, own):
        if days and on > days.last:
            continue
        around = folded[max(0, start - _AROUND) : end + _AROUND]
        for congress_id, family in _held_on(on, context.place, index):
            signs = _SIGNS[family]
            if signs.who.search(around) and signs.what.search(around):
                return ByDay(start, end, congress_id)
    return None


def _held_on(on: date, place: str, index: Index) -> Iterator[tuple[str, Family]]:
    families: tuple[Family, ...] = ("party-congress", "people-congress", "plenum", "cppcc")
    for where in dict.fromkeys((place or COUNTRY, COUNTRY)):
        for family in families:
            for one, extent in index.dated(family, where):
                if extent.opens_min <= on <= extent.closes_max and (extent.closes_max - extent.opens_min).days <= 15:
                    yield one.id, family

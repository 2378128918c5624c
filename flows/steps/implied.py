"""A meeting that is going on and is not named: 'the congress', 'the delegation', in the days and at the place of one.

Readers of a city's paper know in those days which congress 大会 is. Only then, only for the outlet's or the text's own
place, and only where several different words of its business stand together.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.steps.congress import COUNTRY, Family
from flows.steps.context import Context
from flows.steps.identity import Index, distance
from flows.steps.published import Days

RULE = "word of a meeting of these days"
"""As the evidence has it."""
_NOUN = re.compile(
    r"\bthe (?:municipal |party )?congress\b|\bdelegations?\b|\bfellow deputies\b|各位代表|(?:(?<![\u4e00-\u9fff])"
    r"|(?<=[在向对于本届次的这该席据由经受从为]))大会|代表团"
)
_PARTY_BUSINESS = (
    re.compile(r"\bdelegates\b|代表们|代表团|党代表|应到代表|与会代表"),
    re.compile(r"\breport\b|大会作报告|作报告|大会上的报告|审议|报告里|报告中"),
    re.compile(
        r"\b(?:committee|presidium|secretariat|candidates?|elect\w*)\b|主席团|秘书处|候选人|委员会|选举|分组|换届"
        r"|纪委|决议"
    ),
)
_STATE_BUSINESS = (
    re.compile(r"\bdeputies\b|\bdelegations?\b|代表团|代表们|各位代表"),
    re.compile(
        r"government work report|report on the work of the government|municipal government i now report|政府工作报告"
    ),
    re.compile(
        r"great hall of the people|\b(?:deliberat\w+|review\w*|discuss\w*|examination)\b|人民大会堂|审议|全体会议|分组"
    ),
)


class Implied(NamedTuple):
    start: int
    end: int
    congress_id: str


def implied(folded: str, context: Context, index: Index) -> Implied | None:
    """The meeting a body without any name of one reports from, with the word that stands for it; None mostly."""
    days = context.days
    if days is None or days.day is None or not context.place:
        return None
    asked: tuple[tuple[Family, str, tuple[re.Pattern[str], ...]], ...] = (
        ("party-congress", context.place, _PARTY_BUSINESS),
        ("people-congress", context.place, _STATE_BUSINESS),
        ("people-congress", COUNTRY, _STATE_BUSINESS),
    )
    for family, place, words in asked:
        now = _now(family, place, days, index)
        noun = _NOUN.search(folded) if now and all(word.search(folded) for word in words) else None
        if noun:
            return Implied(noun.start(), noun.end(), now)
    return None


def _now(family: Family, place: str, days: Days, index: Index) -> str:
    """Id of the meeting of these very days, the next day's papers included."""
    near = (one.id for one, extent in index.dated(family, place) if 0 <= distance(days, extent) <= 1)
    return next(near, "")

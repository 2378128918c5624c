"""Where a text goes on about a meeting without naming it: 'the report says', 'delegates elected', 大会指出.

A text that names its meeting once and then speaks of its delegates, report and votes is about the meeting; one that
names it once and goes on about orchards is not. Words only: whether the meeting is named at all is decided elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from flows.steps.congress import Family

# Each way begins with a letter of its own, no \b and no group: then `re` passes over a text three times as fast, since
# it looks at no place where none of them can begin. What stands before is looked at once there is a hit (`_stands`).
_GATHERING = r"(?:congress|session|plenum|plenary|gathering|meeting|communique|resolution)\b"
_SAYS = (
    r"(?:says|said|calls?|called|sets?|names?|named|lists?|listed|speaks?|spoke|puts?|notes?|noted|stress\w*|pledges?"
    r"|pledged|states?|stated|proposes?|proposed|outlines?|outlined|describes?|maps?|mentions?|mentioned|was|is|has"
    r"|also|devotes?)\b"
)
_WHOSE = ("the", "its", "their", "his", "her", "a", "an", "work", "draft", "congress", "political", "government work")
_ANY = (
    r"the report\b",
    *(rf"{whose} reports? (?:also |further |then )?{_SAYS}" for whose in _WHOSE),
    *(rf"{this} (?:\w+ )?{_GATHERING}" for this in ("the", "this", "that")),
    r"group (?:discussions?|meetings?)\b",
    r"delegates\b", r"delegations?\b", r"presidium\b", r"secretariat\b", r"by secret ballot\b",
    r"ballots?\b", r"agenda\b",
    r"opening (?:meeting|ceremony|session|speech)\b", r"closing (?:meeting|ceremony|session|speech)\b",
    r"was elected\b", r"were elected\b", r"elected (?:as|to|a|the|\d+)\b", r"newly elected\b", r"voted\b",
    "大会",
    r"会议(?:指出|强调|认为|提出|号召|要求|审议|听取|通过|决定|选举|应到|期间|开幕|闭幕|由|还|议程)",
    r"报告(?:指出|提出|强调|明确|认为|说|中|里|从|把|用|还|全文|分)",
    "这次会议", "本次会议", "此次会议",
    r"代表(?:们|团|应到|审议|讨论|热议|一致|认为|表示|名额|资格|选举)",
    "主席团", "候选人", "无记名", "议程", "分组讨论", "公报", "决议",
)  # fmt: skip
_ASSEMBLY = (
    r"deputies\b", r"lawmakers\b", r"legislators\b", r"motions?\b", r"government work report\b", r"work report\b",
    r"draft (?:plan|budget|law|revision|amendment)s?\b", r"deliberat\w+\b",
    "人大代表", "政府工作报告", "议案", "建议稿", "审议", "计划草案", "预算草案", "草案", "表决",
)  # fmt: skip
_ADVISERS = (
    r"political advis[eo]rs?\b", r"cppcc members?\b", r"proposals?\b", r"standing committee(?:'s)? work report\b",
    "政协委员", "委员们", r"委员(?:认为|建议|表示|说|提出|围绕|呼吁)", "提案", "大会发言", "协商", "界别", "小组讨论",
)  # fmt: skip
_PLENUM = (
    r"plenum\b", r"plenary session\b", r"alternate members?\b", r"full members\b", "全会", "候补委员", "中央委员",
    "市委委员",
)  # fmt: skip
_PARTY = (
    r"congress\b", r"work report\b", r"discipline (?:inspection )?commission\b", r"full members?\b", "党代表", "两委",
    "纪委委员",
)  # fmt: skip
_OF_MEETINGS = frozenset("在向对于本届次的这该席据由经受从为代表全")
"""What may stand before 大会 where it is the meeting: another character makes it the end of another name."""


def _pattern(*ways: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(way for some in ways for way in some))


_WORDS: dict[Family, re.Pattern[str]] = {
    "party-congress": _pattern(_ANY, _PARTY),
    "plenum": _pattern(_ANY, _PLENUM),
    "people-congress": _pattern(_ANY, _ASSEMBLY),
    "cppcc": _pattern(_ANY, _ADVISERS),
}


def business(folded: str, family: Family) -> list[int]:
    """Where a folded text speaks of such a meeting's business: the places' first letters, ascending."""
    return [match.start() for match in _WORDS[family].finditer(folded) if _stands(folded, match)]


def parts_with(places: Iterable[int], spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Numbers of the parts (`spans` of the text, ascending) that hold one of the places."""
    starts = [start for start, _ in spans]
    found = {bisect_right(starts, place) - 1 for place in places}
    return frozenset(number for number in found if number >= 0)


def _stands(folded: str, match: re.Match[str]) -> bool:
    before = folded[match.start() - 1 : match.start()]
    if match[0] == "大会":
        return before in _OF_MEETINGS or not "\u4e00" <= before <= "\u9fff"
    return not match[0][0].isascii() or not (before.isalnum() or before == "_")

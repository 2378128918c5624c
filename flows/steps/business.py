"""Which paragraphs go on about a meeting without naming it: 'the report says', 'delegates elected', 大会指出.

A text that names its meeting once and then speaks of its delegates, report and votes is about the meeting; one that
names it once and goes on about orchards is not. Words only: whether the meeting is named at all is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.steps.congress import Family

_ANY = (
    r"\bthe report\b|\b(?:in )?group (?:discussions?|meetings?)\b|\b(?:the|this|that) (?:\w+ )?(?:congress|session"
    r"|plenum|plenary|gathering|meeting|communique|resolution)\b"
    r"|\b(?:delegates|delegations?|presidium|secretariat|by secret ballot|ballots?|agenda)\b"
    r"|\b(?:the|its|their|his|her|a|an|work|draft|congress|political|government work) reports?"
    r" (?:also |further |then )?"
    r"(?:says|said|calls?|called|sets?|names?|named|lists?|listed|speaks?|spoke|puts?|notes?|noted|stress\w*|pledges?"
    r"|pledged"
    r"|states?|stated|proposes?|proposed|outlines?|outlined|describes?|maps?|mentions?|mentioned|was|is|has|also"
    r"|devotes?)\b"
    r"|\b(?:opening|closing) (?:meeting|ceremony|session|speech)\b"
    r"|\b(?:were|was) elected\b|\belected (?:as|to|a|the|\d+)\b|\bnewly elected\b|\bvoted\b"
    r"|(?:(?<![\u4e00-\u9fff])|(?<=[在向对于本届次的这该席据由经受从为代表全]))大会|会议(?:指出|强调|认为|提出|号召"
    r"|要求|审议|听取|通过|决定|选举|应到|期间|开幕|闭幕|由|还|议程)"
    r"|报告(?:指出|提出|强调|明确|认为|说|中|里|从|把|用|还|全文|分)|这次会议|本次会议|此次会议"
    r"|代表(?:们|团|应到|审议|讨论|热议|一致|认为|表示|名额|资格|选举)|主席团|候选人|无记名|议程|分组讨论|公报|决议"
)
_ASSEMBLY = (
    r"|\b(?:deputies|lawmakers|legislators|motions?|government work report|work report"
    r"|draft (?:plan|budget|law|revision|amendment)s?|deliberat\w+)\b"
    r"|人大代表|政府工作报告|议案|建议稿|审议|计划草案|预算草案|草案|表决"
)
_ADVISERS = (
    r"|\b(?:political advis[eo]rs?|cppcc members?|proposals?|standing committee(?:'s)? work report)\b"
    r"|政协委员|委员们|委员(?:认为|建议|表示|说|提出|围绕|呼吁)|提案|大会发言|协商|界别|小组讨论"
)
_PLENUM = r"|\b(?:plenum|plenary session|alternate members?|full members)\b|全会|候补委员|中央委员|市委委员"
_PARTY = r"|\b(?:congress|work report|discipline (?:inspection )?commission|full members?)\b|党代表|两委|纪委委员"
_WORDS: dict[Family, re.Pattern[str]] = {
    "party-congress": re.compile(_ANY + _PARTY),
    "plenum": re.compile(_ANY + _PLENUM),
    "people-congress": re.compile(_ANY + _ASSEMBLY),
    "cppcc": re.compile(_ANY + _ADVISERS),
}


def business(folded: str, spans: Sequence[tuple[int, int]], family: Family) -> frozenset[int]:
    """Numbers of the paragraphs (`spans` of the folded text) that speak of such a meeting's business."""
    words = _WORDS[family]
    return frozenset(number for number, (start, end) in enumerate(spans) if words.search(folded, start, end))

"""What kind of page a text says it is, in its headline and its first sentences: a market report, a notice, a lesson.

A market report that waits for a congress is about the market; a lesson on its report is about the congress.
"""

from __future__ import annotations

import re

_OPENING = 300
"""Letters of the body that are read with the headline."""
_KINDS = {
    "market report": re.compile(
        r"\b(?:shares?|stocks?|futures|yuan|rebar|iron ore|steel|hang seng|nifty|brokers?|traders?|bourses?"
        r"|index|bonds?"
        r"|margins?|commodit\w+)\b|期货|股市|[大沪]盘|板块|债市|国债|收益率|早评|行情|涨停|现货"
    ),
    "notice": re.compile(
        r"\b(?:notice|traffic|restrictions?|metro|road closed|suspended|please note)\b|通告|公告|管制|绕行|限行"
        r"|停运|温馨提示"
    ),
    "lesson": re.compile(
        r"\b(?:lectur\w+|lessons?|classes|seminar|reading class|workshop|study (?:session|meeting|group|class))\b"
        r"|宣讲|课堂|微课|党课|读书班|研讨|学习会|培训班|中心组"
    ),
    "explainer": re.compile(
        r"\b(?:what to (?:watch|look for|know)|things to|explain\w*|key (?:points|takeaways)|questions? (?:on"
        r"|about|for|to)"
        r"|factbox|q&a|in numbers|a guide|reading of)\b|解读|图解|一图|速读|看点|要点|划重点|热词|数读|怎么看"
    ),
    "full text": re.compile(r"\bfull text\b|\(excerpts?\)|全文|摘要|节选|摘登"),
    "dedicated": re.compile(
        r"\b(?:gala|concert|exhibition|show|festival|flowers?|opera|film)\b|演出|首演|展演|画展|书画|展览|文艺"
        r"|晚会|献礼"
    ),
    "portrait": re.compile(
        r"\b(?:obituary|profile|portrait|memoir|diary|biography|career|remembers)\b|人物|风采|访谈|专访|手记"
        r"|回忆|日记|简历"
    ),
    "product of law": re.compile(
        r"\b(?:client (?:alert|briefing)|the law|act|civil code|statute|rule|court)\b|民法典|法院|条款|律师"
    ),
    "company's own": re.compile(
        r"\b(?:our (?:company|hospital|school|college|university|firm|chamber)|dear (?:members|customers))\b"
        r"|我[校院司]|本所|我公司"
    ),
}


def page_subjects(title: str, body: str) -> frozenset[str]:
    """Kinds that folded headline and first sentences speak of; often none, sometimes several."""
    opening = f"{title}\n{body[:_OPENING]}"
    return frozenset(kind for kind, words in _KINDS.items() if words.search(opening))

"""Whose plenum it is where the committee stands earlier in the sentence.

'the 13th Guangdong Provincial Committee met in Guangzhou for its second plenary session',
重庆市第六届委员会今天下午举行第一次全体会议.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace

from flows.steps.congress import COUNTRY
from flows.steps.line import Line
from flows.steps.mention import Mention

_COMMITTEE = re.compile("[LMNPOT]*[CE][LMNP]*")
_BETWEEN = re.compile(
    r"[^.;\n]{0,90}?\b(?:its|their) $"
    r"|[^，。；\n]{0,14}(?:举行|召开|开完|结束)(?:了)?$"
)
_OF_OTHERS = re.compile(
    r"standing|government|politburo|political bureau|congress|commission|council|inspection|federation|league"
    r"|常委|政府|人大|政协|纪|政治局"
)
_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE = 110
"""Letters on either side in which a year would make it a meeting of then, not of now."""
_MOST_OF_A_TERM = 15


def with_committee(one: Mention, folded: str, line: Line, at: int) -> Mention:
    """`one`, a plenum whose name says nothing of its committee, with what the sentence before says of that.

    `at`: where in the line the name begins.
    """
    last = deque(_COMMITTEE.finditer(line.kinds, 0, at), maxlen=1)
    if not last or (one.ordinal or 0) > _MOST_OF_A_TERM:
        return one
    start, end = last[0].span()
    word = line.words[end - 1]
    if word is None or "X" in line.kinds[max(0, start - 2) : start]:
        return one
    between = folded[word.end : one.start]
    if not _BETWEEN.fullmatch(between) or _OF_OTHERS.search(between):
        return one
    named = [token for token in line.tokens[start:end] if token is not None]
    term = next((int(token.value) for token in named if token.kind in "OT"), None)
    place = next((str(token.value) for token in named if token.kind == "L" and token.value != COUNTRY), "")
    if any(token.kind == "E" for token in named):
        # other parties have central committees too
        if term is None or "X" in line.kinds[end:at]:
            return one
        place = COUNTRY
    seat = "" if place else next((str(token.value) for token in named if token.kind == "M"), "")
    # 市委书记…召开全体会议 may be that of any board, 第六届委员会 of any company
    is_whole = bool(place or seat) and (term is not None or folded[one.start].isascii())
    if not is_whole:
        return one
    partys = any(token.kind == "P" for token in named)
    around = folded[max(0, one.start - _SENTENCE) : one.end + _SENTENCE]
    return replace(
        one, rule="plenum of the committee before it", term=term, place=place, seat=seat, of_committee=True,
        partys=one.partys or partys, weak=False, near="",
        of_now=_A_YEAR.search(around) is None,
    )  # fmt: skip

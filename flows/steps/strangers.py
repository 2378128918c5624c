"""Names of other bodies' meetings: by what stands beside them, and what else their text calls so."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from flows.steps.around_names import holds_own, is_an_institutions
from flows.steps.lexicon import STRAIT_BODIES
from flows.steps.line import Line, line_of
from flows.steps.mention import Mention
from flows.steps.scan import Word
from flows.steps.structures import Kind

# Chinese writes no spaces: 市 in 市委 is this city unless what stands before may end another one's name.
_ENDS_PLACES = frozenset(
    "州阳山江安门海口宁沙汉肥滨波莞圳庆德川林城水台封昌南北西东原津京岛庄都源河湖泉头平丰龙港湾岸县区市省镇乡村"
)
_ENDS_LOCAL = frozenset("区县镇乡旗校院厂司")
"""县“两会”, 学校“两会”."""
_ENDS_OTHERS = frozenset("学校司院团厂局行会社车所处部站场店馆")
_OTHER_BODY = re.compile(
    r"(?:政府|常委会|纪委|人大|政协|理事会|工会|妇联|团委|集团|公司)[^，。]{0,6}$|\b(?:government|standing committee"
    r"|inspection|society|league|federation|council|board)\b"
    r"[^.,;]{0,25}$"
)
_OWN_BODY = re.compile(
    r"inspection|standing committee|politburo|political bureau|ccdi|party (?:school|group)|纪|常委|常务"
)
"""Of the Party's and the people's congresses' own: never counted, and no sign of another organisation."""
_ANOTHERS = re.compile(r"X[LMNPOCAVS]{0,4}K|X[LMNPOCAVS]{0,4}\|[LMNPCAVS]{0,3}[NO]{1,2}K|KX|D[LMNPOC]{0,4}K|KD")
"""D: a city or a district, whose own congress has its name right beside it."""
_A_DAY = re.compile(
    r"\s+(?:of the|a|each|every|per) (?:day|week|month|morning|course|training|district|county|town)"
    r"|\s+for the"
    r"|'s? of the district"
)
_RANKING = re.compile(r"[一二三四五六七八九十]大[”\"]?(?:榜|出炉)")
"""全国夜市“二十大”榜单."""
_A_COURSE = re.compile(r"\bsession (?:one|two|1|2)\b|\bper session\b|\b(?:either|both) (?:or both )?sessions\b")
_STRAIT = re.compile("|".join(STRAIT_BODIES))
_OF_NO_PARTY = re.compile(
    r" of (?!(?:the |our |china's |their )?(?:communist|party|cpc|ccp|country|nation|chinese communist)\b)\w"
)
_IN_A_PLACE = re.compile(r" (?:in|at) (?:the )?")
_HOLDS = re.compile(r"[^，。；]{0,8}(?:举行|召开)")
_ONE_NAME = 60
"""Letters between an organisation and the congress that is its own."""


def ours(named: Sequence[Mention]) -> list[Mention]:
    """Without what a look-alike stands beside, and what is called by the same numbers elsewhere in the text."""
    strangers = [one for one in named if one.of_another and not one.of_own_body]
    others = {(one.kind, one.ordinal, one.term) for one in named if one.of_another and one.ordinal}
    kinds = {one.kind for one in strangers}
    return [
        one
        for one in named
        if not one.of_another
        and not _is_called_alike(one, kinds)
        and ((one.kind, one.ordinal, one.term) not in others or _is_surely_ours(one))
    ]


def _is_called_alike(one: Mention, strangers: Container[str]) -> bool:
    """Whether a text that names another body's meeting may call that one so: 'the session', 'Party congress opens'."""
    if one.place or one.year or one.ordinal or one.term:
        return False
    if one.kind == "party-congress":
        return one.rule == "party congress" and one.kind in strangers and not (one.partys and one.seat)
    if one.seat:
        return False
    if one.kind == "two-sessions":
        return "two-sessions" in strangers
    return one.kind in ("people-congress", "cppcc") and (one.kind in strangers or "two-sessions" in strangers)


def _is_surely_ours(one: Mention) -> bool:
    return one.kind == "party-congress" and not (one.unsure or one.short) and bool(one.place or one.seat)


def names_another(folded: str, words: Sequence[Word]) -> bool:
    """Whether a congress of another organisation or party is named: the 'national congress' beside it is not ours."""
    line = line_of(folded, [word for word in words if not _OWN_BODY.search(folded, word.start, word.end)])
    kinds = "".join(
        "D" if token is not None and token.kind == "X" and token.value else kind
        for kind, token in zip(line.kinds, line.tokens, strict=True)
    )
    return any(_is_one_name(line, match) for match in _ANOTHERS.finditer(kinds))


def _is_one_name(line: Line, match: re.Match[str]) -> bool:
    """'The federation this week held its 13th national congress', but no 'women and ...' a sentence before."""
    first, last = line.words[match.start()], line.words[match.end() - 1]
    return first is not None and last is not None and last.start - first.end <= _ONE_NAME


def is_boards(folded: str, start: int) -> bool:
    """Whether the words before a plenary session are of a government, a federation, a board."""
    return _OTHER_BODY.search(folded[max(0, start - 40) : start]) is not None


def is_course_or_ranking(kinds: str, is_short: bool, folded: str, end: int) -> bool:
    """'Two sessions a week', 全国夜市“二十大”榜单; and the two bodies that talk across the Strait."""
    if is_short and _RANKING.search(folded):
        return True
    return kinds == "W" and bool(_A_DAY.match(folded, end) or _A_COURSE.search(folded) or _STRAIT.search(folded))


def is_numbered_strangers(kind: Kind, kinds: str, line: Line, span: tuple[int, int], folded: str) -> bool:
    """Whether a Party congress is an institution's, a district's or that of something else."""
    first, last = line.words[span[0]], line.words[span[1] - 1]
    if kind != "party-congress" or first is None or last is None:
        return False
    return is_an_institutions(folded, first.start, last.end) or _is_of_something_else(
        kinds, line, span[1], folded, last.end
    )


def _is_of_something_else(kinds: str, line: Line, end: int, folded: str, at: int) -> bool:
    """'the 20th National Congress of Rheumatic Medicine', 'the third congress of the CPC in Dazu District'."""
    if "P" not in kinds and {*"OM"} & {*kinds}:
        return _OF_NO_PARTY.match(folded, at) is not None
    if {*"LM"} & {*kinds} or line.kinds[end : end + 2] != "|X":
        return False
    token, word = line.tokens[end + 1], line.words[end + 1]
    if token is None or word is None or not token.value:
        return False
    return _IN_A_PLACE.fullmatch(folded[at : word.start]) is not None


def is_beside_own(folded: str, line: Line, start: int, end: int) -> bool:
    """Whether the look-alike beside a name is a part of ours, as the Standing Committee is."""
    beside = [line.words[at] for at in (start - 1, end) if 0 <= at < len(line.kinds) and line.kinds[at] == "X"]
    return all(word is not None and _OWN_BODY.search(folded, word.start, word.end) for word in beside)


def is_held_by_others(folded: str, line: Line, start: int, kinds: str, seat: str) -> bool:
    """Whether what stands right before a name, or is said to hold it, makes it another's: 学校“两会”, 某县第六次."""
    word = line.words[start]
    assert word is not None
    ends = _ENDS_PLACES if seat else _ENDS_OTHERS if kinds[0] in "OT" else _ENDS_LOCAL if kinds == "W" else ()
    return _ends_anothers(folded, word.start, ends) or (
        kinds[0] in "OT" and (holds_own(folded, word.start) or _holds(folded, line, start, word.start))
    )


def _ends_anothers(folded: str, start: int, ends: Container[str]) -> bool:
    before = folded[max(0, start - 2) : start].rstrip("“”\"'‘《")
    if before == "举行":  # no bank
        before = folded[max(0, start - 4) : start - 2]
    return bool(before) and before[-1] in ends


def _holds(folded: str, line: Line, start: int, at: int) -> bool:
    """Whether a look-alike is said to hold it: 璧山区委举行第十五届第六次全体会议."""
    before = line.words[start - 2] if line.kinds[max(0, start - 2) : start] == "X|" else None
    return before is not None and _HOLDS.fullmatch(folded[before.end : at]) is not None

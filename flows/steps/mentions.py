"""Where a text names a meeting, and what the name says: family, place, numbers, year. Nothing is resolved here."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flows.steps.around_names import (
    ago_before,
    holds_own,
    is_an_institutions,
    is_event,
    is_five_yearly,
    is_lately,
    is_of_now,
    is_of_spirit,
    is_to_come,
    month_before,
    month_of_sentence,
    month_within,
    when,
    year_after,
)
from flows.steps.congress import COUNTRY
from flows.steps.its_plenum import with_committee
from flows.steps.mention import FIVE_YEARLY, PATTERN, TO_COME, Field, Mention
from flows.steps.scan import Word
from flows.steps.structures import AS_EVENT, OF_COMMITTEE, STRUCTURES, UNNUMBERED_PLENUM, Kind, Structure, joint
from flows.steps.tokens import Token

# Chinese writes no spaces: 市 in 市委 is this city unless what stands before may end another one's name.
_ENDS_PLACES = frozenset(
    "州阳山江安门海口宁沙汉肥滨波莞圳庆德川林城水台封昌南北西东原津京岛庄都源河湖泉头平丰龙港湾岸县区市省镇乡村"
)
_ENDS_LOCAL = frozenset("区县镇乡旗校院厂司")
"""县“两会”, 学校“两会”."""
_ENDS_OTHERS = frozenset("学校司院团厂局行会社车所处部站场店馆")
_THE_TWO = re.compile(
    r"(?:^|[\n.:;\u201c\"(\u2018'-] ?|\b(?:the|annual|china's|national|ongoing|upcoming|key|so-called"
    r"|(?!\w+day's)\w+'s|\d{4}|at"
    r"|during|after|before|ended|just-ended|concluded|recent|latest|coming"
    r"|ahead of|amid|since|from|ahead|watch|on) )$"
)
_OTHER_BODY = re.compile(
    r"(?:政府|常委会|纪委|人大|政协|理事会|工会|妇联|团委|集团|公司)[^，。]{0,6}$|\b(?:government|standing committee"
    r"|inspection|society|league|federation|council|board)\b"
    r"[^.,;]{0,25}$"
)
_OWN_BODY = re.compile(
    r"inspection|standing committee|politburo|political bureau|ccdi|party (?:school|group)|纪|常委|常务"
)
"""Of the Party's and the people's congresses' own: never counted, and no sign of another organisation."""
_COMMITTEE = re.compile("[LM]+[TO]?P?[TO]?C|CP?[LM]")
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
_OF_NO_PARTY = re.compile(
    r" of (?!(?:the |our |china's |their )?(?:communist|party|cpc|ccp|country|nation|chinese communist)\b)\w"
)
_IN_A_PLACE = re.compile(r" (?:in|at) (?:the )?")
_HOLDS = re.compile(r"[^，。；]{0,8}(?:举行|召开)")
_FULL = ("full meeting", "full session")
_NEAR = 160
"""Letters: a sentence or two."""
_LOWEST_NATIONAL = 17
"""No provincial Party congress has reached this number: a bare '20th Party Congress' is the national one."""


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a field as one string of kinds, and what each letter of it stands for."""

    kinds: str
    tokens: list[Token | None]
    words: list[Word | None]


def mentions(folded: str, words: Sequence[Word], field: Field) -> list[Mention]:
    """Every meeting named in `folded`, by position, never overlapping; other bodies' too: see `ours`."""
    line = _line(folded, words)
    found = (_mention(folded, line, span, structure, field) for span, structure in _parts(line.kinds))
    return sorted((one for one in found if one is not None), key=lambda one: one.start)


def with_patterns(named: Sequence[Mention], hits: Sequence[tuple[int, int, str]], field: Field) -> list[Mention]:
    """`named`, and the names that a meeting's own patterns found: they win over what overlaps them, being told so."""
    return beside(named, [Mention(field, start, end, "alias", PATTERN, alias=name) for start, end, name in hits])


def beside(named: Sequence[Mention], told: Sequence[Mention]) -> list[Mention]:
    """Both, by position: `told` win over what overlaps them."""
    others = [one for one in named if not any(one.start < two.end and two.start < one.end for two in told)]
    return sorted([*told, *others], key=lambda one: one.start)


def ours(named: Sequence[Mention]) -> list[Mention]:
    """Without what a look-alike stands beside, and what is called by the same numbers elsewhere in the text."""
    strangers = [one for one in named if one.of_another and not one.of_own_body]
    others = {(one.kind, one.ordinal, one.term) for one in named if one.of_another and one.ordinal}
    kinds = {one.kind for one in strangers}
    return [
        one
        for one in named
        if not one.of_another
        and not (_is_called_alike(one, kinds) and not (one.place or one.year or one.ordinal or one.term))
        and ((one.kind, one.ordinal, one.term) not in others or _is_surely_ours(one))
    ]


def _is_called_alike(one: Mention, strangers: Container[str]) -> bool:
    """Whether a text that names another body's meeting may call that one so: 'the session', 'Party congress opens'."""
    if one.kind == "party-congress":
        return one.rule == "party congress" and one.kind in strangers and not (one.partys and one.seat)
    if one.seat:
        return False
    if one.kind == "two-sessions":
        return "two-sessions" in strangers
    return one.kind in ("people-congress", "cppcc") and (one.kind in strangers or "two-sessions" in strangers)


def _is_surely_ours(one: Mention) -> bool:
    return one.kind == "party-congress" and not (one.unsure or one.short) and bool(one.place or one.seat)


def committees(folded: str, words: Sequence[Word]) -> Iterator[str]:
    """Places whose Party committee the field names; '' for 'the municipal' one."""
    line = _line(folded, words)
    if "E" in line.kinds:
        yield COUNTRY
    for match in _COMMITTEE.finditer(line.kinds):
        tokens = line.tokens[match.start() : match.end()]
        yield next((str(token.value) for token in tokens if token is not None and token.kind == "L"), "")


def names_another(folded: str, words: Sequence[Word]) -> bool:
    """Whether a congress of another organisation or party is named: the 'national congress' beside it is not ours."""
    line = _line(folded, [word for word in words if not _OWN_BODY.search(folded, word.start, word.end)])
    kinds = "".join(
        "D" if token is not None and token.kind == "X" and token.value else kind
        for kind, token in zip(line.kinds, line.tokens, strict=True)
    )
    return _ANOTHERS.search(kinds) is not None


def _parts(kinds: str) -> Iterator[tuple[tuple[int, int], Structure]]:
    """Spans of `kinds` that a structure fits: the longest first, then whatever does not overlap them."""
    fits = [
        (match.start() - match.end(), match.start(), number)
        for number, structure in enumerate(STRUCTURES)
        for match in structure.pattern.finditer(kinds)
    ]
    taken: set[int] = set()
    for negative, start, number in sorted(fits):
        span = range(start, start - negative)
        if taken.isdisjoint(span):
            taken.update(span)
            yield (span.start, span.stop), STRUCTURES[number]


def _line(folded: str, words: Sequence[Word]) -> _Line:
    kinds: list[str] = []
    tokens: list[Token | None] = []
    owners: list[Word | None] = []
    reached = None
    for word in words:
        between = "" if reached is None else joint(folded[reached : word.start])
        if between:
            kinds.append(between)
            tokens.append(None)
            owners.append(None)
        for token in word.tokens:
            kinds.append(token.kind)
            tokens.append(token)
            owners.append(word)
        reached = word.end
    return _Line("".join(kinds), tokens, owners)


def _mention(folded: str, line: _Line, span: tuple[int, int], structure: Structure, field: Field) -> Mention | None:
    start, end = span
    first, last = line.words[start], line.words[end - 1]
    assert first is not None
    assert last is not None
    kinds = line.kinds[start:end]
    tokens = [token for token in line.tokens[start:end] if token is not None]
    rule, kind = structure.name, structure.kind
    if kinds == "K":
        rule, kind = (
            ("bare congress", "bare")
            if not (tokens[0].value == "five" or is_five_yearly(folded, first.start, last.end))
            else (FIVE_YEARLY, structure.kind)
        )
    if kind == "alias":
        return Mention(field, first.start, last.end, kind, rule, alias=str(tokens[0].value))
    # a district named after a meeting is where its delegates are from: 党代会的遵义代表团
    after = line.tokens[end] if end < len(line.tokens) else None
    beside = line.kinds[max(0, start - 1) : start] + (
        "" if after is None or (after.value and folded[first.start] > "\u2e80") else after.kind
    )
    if kinds == "Q" and folded.endswith("plenary", first.start, last.end):
        return None
    if kinds in ("OQ", "Q") and _OTHER_BODY.search(folded[max(0, first.start - 40) : first.start]):
        return None
    if kind == "party-congress" and is_an_institutions(folded, first.start, last.end):
        ordinal, term = _numbers(kind, kinds, tokens)
        return Mention(field, first.start, last.end, kind, rule, ordinal=ordinal, term=term, of_another=True)
    is_ranking = tokens[0].value == "short" and _RANKING.search(folded)
    if is_ranking or (kinds == "W" and (_A_DAY.match(folded, last.end) or _A_COURSE.search(folded))):
        return Mention(field, first.start, last.end, kind, rule, of_another=True)
    if kind == "bare" and is_to_come(folded, first.start, last.end):
        rule, kind = TO_COME, "party-congress"
    if _is_of_something_else(kind, kinds, line, end, folded, last.end):
        ordinal, term = _numbers(kind, kinds, tokens)
        return Mention(field, first.start, last.end, kind, rule, ordinal=ordinal, term=term, of_another=True)
    if rule not in (FIVE_YEARLY, TO_COME) and _is_no_name(kinds, kind, folded, first.start, last.end):
        return None
    silent = rule == AS_EVENT and not is_event(folded, first.start, last.end)
    place, seat = _place(tokens, kinds, line, start)
    if "X" in beside:
        ordinal, term = _numbers(kind, kinds, tokens)
        return Mention(
            field, first.start, last.end, kind, rule,
            ordinal=ordinal, term=term, of_another=True, of_own_body=_is_beside_own(folded, line, start, end),
        )  # fmt: skip
    ends = _ENDS_PLACES if seat else _ENDS_OTHERS if kinds[0] in "OT" else _ENDS_LOCAL if kinds == "W" else ()
    is_anothers = _names_another(folded, first.start, ends) or (
        kinds[0] in "OT" and (holds_own(folded, first.start) or _holds(folded, line, start, first.start))
    )
    if not place and is_anothers:
        # what a text calls so once it calls so from then on
        return Mention(field, first.start, last.end, kind, rule, of_another=True) if kinds == "W" else None
    ordinal, term = _numbers(kind, kinds, tokens)
    if kind == "party-congress" and not place and not seat and (ordinal or 0) >= _LOWEST_NATIONAL:
        place = COUNTRY
    found = Mention(
        field, first.start, last.end, kind, rule,
        place=place, seat=seat, ordinal=ordinal, term=term,
        year=next(
            (int(token.value) for token in tokens if token.kind == "Y"), _year(rule, kind, folded, last.end)
        ),
        near=_near(line, start, first.start),
        of_committee=kind == "plenum" and "C" in kinds,
        weak=rule not in (FIVE_YEARLY, TO_COME) and _is_weak(kinds, folded, first.start, last.end),
        of_any=any(token.value == "any" for token in tokens),
        loose=rule in (AS_EVENT, UNNUMBERED_PLENUM, TO_COME) or "V" in kinds,
        unsure=rule not in (FIVE_YEARLY, TO_COME)
        and _is_unsure(rule, kind, kinds, tokens, ordinal)
        and not is_of_spirit(folded, first.start),
        silent=silent,
        partys="P" in kinds,
        of_now=is_of_now(folded, last.end),
        short=any(token.value == "short" for token in tokens if token.kind == "P"),
        lately=is_lately(folded, first.start),
        **_told_time(rule, kind, folded, first.start, last.end),
    )  # fmt: skip
    if kinds not in ("OQ", "Q"):
        return found
    ends = [word.end if word else 0 for word in line.words[:start]]
    found = with_committee(found, folded, line.kinds[:start], line.tokens[:start], ends)
    # any board has full meetings
    return found if found.of_committee or not folded.endswith(_FULL, found.start, found.end) else None


def _is_of_something_else(kind: Kind, kinds: str, line: _Line, end: int, folded: str, at: int) -> bool:
    """'the 20th National Congress of Rheumatic Medicine', 'the third congress of the CPC in Dazu District'."""
    if kind != "party-congress":
        return False
    if "P" not in kinds and {*"OM"} & {*kinds}:
        return _OF_NO_PARTY.match(folded, at) is not None
    if {*"LM"} & {*kinds} or line.kinds[end : end + 2] != "|X":
        return False
    token, word = line.tokens[end + 1], line.words[end + 1]
    return bool(token and word and token.value) and _IN_A_PLACE.fullmatch(folded[at : word.start]) is not None


def _is_beside_own(folded: str, line: _Line, start: int, end: int) -> bool:
    beside = [line.words[at] for at in (start - 1, end) if 0 <= at < len(line.kinds) and line.kinds[at] == "X"]
    return all(word is not None and _OWN_BODY.search(folded, word.start, word.end) for word in beside)


def _told_time(rule: str, kind: Kind, folded: str, start: int, end: int) -> dict[str, Any]:
    """Month, weekday or 'last year' by which the words around call it."""
    found = (kind == "plenum" and month_before(folded, start)) or ago_before(folded, start)
    found = found or (kind in ("party-congress", "plenum") and month_within(folded[start:end])) or {}
    found = found or when(folded[end : end + 60])
    return found or (month_of_sentence(folded, start, end) if rule == AS_EVENT else {})


def _year(rule: str, kind: Kind, folded: str, end: int) -> int | None:
    return year_after(folded, end) if rule == AS_EVENT or kind in ("plenum", "party-congress") else None


def _is_unsure(rule: str, kind: Kind, kinds: str, tokens: Sequence[Token], ordinal: int | None) -> bool:
    """Whether another party's congress may be meant: nothing says 'Party', or only that, with a number others reach."""
    if kind != "party-congress":
        return rule == OF_COMMITTEE
    weak = all(token.value == "weak" for token in tokens if token.kind == "P")
    return "P" not in kinds or (weak and "N" in kinds and ordinal is not None and ordinal < _LOWEST_NATIONAL)


def _is_weak(kinds: str, folded: str, start: int, end: int) -> bool:
    if kinds == "Q" or ("E" in kinds and " its " in folded[start:end]):
        return True
    if kinds == "OQ":
        return not folded.endswith(("plenum", "中全会"), start, end)
    return not {*"LMNEH"} & {*kinds} and folded.endswith((" its ", " their ", " a "), 0, start)


def _is_no_name(kinds: str, kind: Kind, folded: str, start: int, end: int) -> bool:
    """Whether words that fit a structure still name no meeting of ours."""
    if kind == "bare":
        return not folded.endswith("the ", 0, start)
    if kinds == "W" and folded[start] < "\u2e80":  # a course has two sessions too
        return folded.startswith("two ", start) and _THE_TWO.search(folded[max(0, start - 30) : start]) is None
    if kinds == "S":  # an annual session is anybody's, the annual sessions are the two
        name = folded[start:end]
        return not (name.startswith("annual ") and name.endswith("s"))
    if kind == "party-congress" and "P" not in kinds:
        # '20th National Congress', 重庆市第六次代表大会 may be the Party's; one 'of' something unknown is not
        return not ({*"LMO"} & {*kinds}) or folded.startswith(" of ", end)
    return False


def _place(tokens: Sequence[Token], kinds: str, line: _Line, start: int) -> tuple[str, str]:
    """(place id, seat): a national word beats a place, which may be that of a delegation."""
    # 市委六届三中全会 is a slip for 三次全会
    central = any(token.kind == "Q" and token.value == "central" for token in tokens) and not (
        {*"LM"} & {*kinds} and "C" in kinds
    )
    if central or "N" in kinds or "E" in kinds:
        return COUNTRY, ""
    head = max(kinds.find(letter) for letter in "KQHFW")
    for index, token in enumerate(tokens):
        if token.kind == "L" and (index < head or not _glued(line, start + index)):
            return str(token.value), ""
    seat = next((str(token.value) for token in tokens if token.kind == "M"), "")
    return "", seat


def _near(line: _Line, start: int, at: int) -> str:
    for token, word in zip(reversed(line.tokens[:start]), reversed(line.words[:start]), strict=True):
        if word is not None and at - word.end > _NEAR:
            return ""
        if token is not None and token.kind == "L" and token.value != COUNTRY:
            return str(token.value)
    return ""


def _glued(line: _Line, index: int) -> bool:
    """Chinese 两会重庆代表团 is a delegation at the national meeting, 政协重庆市委员会 a body."""
    here, before = line.words[index], line.words[index - 1]
    kind_before = line.kinds[index - 1]
    return bool(here and before and here.start == before.end and kind_before in "KSWQ")


def _names_another(folded: str, start: int, ends: Container[str]) -> bool:
    before = folded[max(0, start - 2) : start].rstrip("“”\"'‘《")
    if before == "举行":  # no bank
        before = folded[max(0, start - 4) : start - 2]
    return bool(before) and before[-1] in ends


def _holds(folded: str, line: _Line, start: int, at: int) -> bool:
    """Whether a look-alike is said to hold it: 璧山区委举行第十五届第六次全体会议."""
    before = line.words[start - 2] if line.kinds[max(0, start - 2) : start] == "X|" else None
    return before is not None and _HOLDS.fullmatch(folded[before.end : at]) is not None


def _numbers(kind: Kind, kinds: str, tokens: Sequence[Token]) -> tuple[int | None, int | None]:
    """(own number, number of the term): the own number stands right before the head, any other is the term's."""
    if kind == "two-sessions":
        return None, None
    numbered = [(index, token) for index, token in enumerate(tokens) if token.kind in "OT"]
    if kind == "party-congress":
        before = [token for index, token in numbered if index < kinds.index("K")]
        return (int(before[-1].value) if before else None), None
    head = "Q" if kind == "plenum" else "S"
    heads = {index for index, letter in enumerate(kinds) if letter == head}
    own = [index for index, token in numbered if token.kind == "O" and index + 1 in heads]
    opened = kinds.find("S") if kind != "plenum" else -1
    inner = {index for index, _ in numbered if kinds[index + 1 : index + 2] == "Q" and opened >= 0}
    term = [int(token.value) for index, token in numbered if index not in own and index not in inner]
    return (int(tokens[own[0]].value) if own else None), (term[0] if term else None)

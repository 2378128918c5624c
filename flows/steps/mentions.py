"""Where a text names a meeting, and what the name says: family, place, numbers, year. Nothing is resolved here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flows.steps.around_names import (
    ago_before,
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
from flows.steps.line import Line, is_glued, near
from flows.steps.mention import FIVE_YEARLY, PATTERN, TO_COME, Field, Mention
from flows.steps.strangers import (
    is_beside_own,
    is_boards,
    is_course_or_ranking,
    is_held_by_others,
    is_numbered_strangers,
)
from flows.steps.structures import AS_EVENT, OF_COMMITTEE, STRUCTURES, UNNUMBERED_PLENUM, Kind, Structure
from flows.steps.tokens import Token

_THE_TWO = re.compile(
    r"(?:^|[\n.:;\u201c\"(\u2018'-] ?|\b(?:the|annual|china's|national|ongoing|upcoming|key|so-called"
    r"|(?!\w+day's)\w+'s|\d{4}|at"
    r"|during|after|before|ended|just-ended|concluded|recent|latest|coming"
    r"|ahead of|amid|since|from|ahead|watch|on) )$"
)
_FULL = ("full meeting", "full session")
_LOWEST_NATIONAL = 17
"""No provincial Party congress has reached this number: a bare '20th Party Congress' is the national one."""


def mentions(folded: str, line: Line, field: Field) -> list[Mention]:
    """Every meeting named in `folded`, by position, never overlapping; other bodies' too: see `strangers.ours`.

    `line`: the words of `folded`.
    """
    found = (_mention(folded, line, span, structure, field) for span, structure in _parts(line.kinds))
    return sorted((one for one in found if one is not None), key=lambda one: one.start)


def with_patterns(named: Sequence[Mention], hits: Sequence[tuple[int, int, str]], field: Field) -> list[Mention]:
    """`named`, and the names that a meeting's own patterns found: they win over what overlaps them, being told so."""
    return beside(named, [Mention(field, start, end, "alias", PATTERN, alias=name) for start, end, name in hits])


def beside(named: Sequence[Mention], told: Sequence[Mention]) -> list[Mention]:
    """Both, by position: `told` win over what overlaps them."""
    others = [one for one in named if not any(one.start < two.end and two.start < one.end for two in told)]
    return sorted([*told, *others], key=lambda one: one.start)


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


def _mention(folded: str, line: Line, span: tuple[int, int], structure: Structure, field: Field) -> Mention | None:
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
    if kinds in ("OQ", "Q") and is_boards(folded, first.start):
        return None
    if is_course_or_ranking(kinds, tokens[0].value == "short", folded, last.end):
        return Mention(field, first.start, last.end, kind, rule, of_another=True)
    if kind == "bare" and is_to_come(folded, first.start, last.end):
        rule, kind = TO_COME, "party-congress"
    ordinal, term = _numbers(kind, kinds, tokens)
    if is_numbered_strangers(kind, kinds, line, span, folded):
        return Mention(field, first.start, last.end, kind, rule, ordinal=ordinal, term=term, of_another=True)
    if rule not in (FIVE_YEARLY, TO_COME) and _is_no_name(kinds, kind, folded, first.start, last.end):
        return None
    silent = rule == AS_EVENT and not is_event(folded, first.start, last.end)
    place, seat = _place(tokens, kinds, line, start)
    if "X" in beside:
        return Mention(
            field, first.start, last.end, kind, rule,
            ordinal=ordinal, term=term, of_another=True, of_own_body=is_beside_own(folded, line, start, end),
        )  # fmt: skip
    if not place and is_held_by_others(folded, line, start, kinds, seat):
        # what a text calls so once it calls so from then on
        is_told = kinds == "W" or kind == "party-congress"
        return Mention(field, first.start, last.end, kind, rule, of_another=True) if is_told else None
    if kind == "party-congress" and not place and not seat and (ordinal or 0) >= _LOWEST_NATIONAL:
        place = COUNTRY
    found = Mention(
        field, first.start, last.end, kind, rule,
        place=place, seat=seat, ordinal=ordinal, term=term,
        year=next(
            (int(token.value) for token in tokens if token.kind == "Y"), _year(rule, kind, folded, last.end)
        ),
        near=near(line, start, first.start),
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
    found = with_committee(found, folded, line, start)
    # any board has full meetings
    return found if found.of_committee or not folded.endswith(_FULL, found.start, found.end) else None


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


def _place(tokens: Sequence[Token], kinds: str, line: Line, start: int) -> tuple[str, str]:
    """(place id, seat): a national word beats a place, which may be that of a delegation."""
    # 市委六届三中全会 is a slip for 三次全会
    central = any(token.kind == "Q" and token.value == "central" for token in tokens) and not (
        {*"LM"} & {*kinds} and "C" in kinds
    )
    if central or "N" in kinds or "E" in kinds:
        return COUNTRY, ""
    head = max(kinds.find(letter) for letter in "KQHFW")
    for index, token in enumerate(tokens):
        if token.kind == "L" and (index < head or not is_glued(line, start + index)):
            return str(token.value), ""
    seat = next((str(token.value) for token in tokens if token.kind == "M"), "")
    return "", seat


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

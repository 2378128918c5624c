"""Where a text names a meeting, and what the name says: family, place, numbers, year. Nothing is resolved here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.steps.congress import COUNTRY
from flows.steps.lexicon import Token
from flows.steps.scan import Word
from flows.steps.structures import STRUCTURES, Kind, Structure, joint

Field = Literal["title", "body"]
# Chinese writes no spaces: 市 in 市委 is this city only when nothing names another one before it.
_BEFORE_SEAT = frozenset("在是的和与及对从到据自至由向为把将于全开召过届后前该本我贯彻落实习传达加上下了")
_LOWEST_NATIONAL = 17
"""No provincial Party congress has reached this number: a bare '20th Party Congress' is the national one."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One name of a meeting, at `[start, end)` of the folded field."""

    field: Field
    start: int
    end: int
    kind: Kind
    rule: str
    place: str = ""
    """Id of the place the name states, '' where it states none."""
    seat: str = ""
    """'municipality' or 'province' where the name says 'municipal' or 'provincial' and no place."""
    ordinal: int | None = None
    term: int | None = None
    year: int | None = None
    alias: str = ""
    unsure: bool = False
    """'18th National Congress' without a word of the Party: only the rest of the text can tell whose."""

    @property
    def numbered(self) -> bool:
        return self.ordinal is not None and (self.kind == "party-congress" or self.term is not None)


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a field as one string of kinds, and what each letter of it stands for."""

    kinds: str
    tokens: list[Token | None]
    words: list[Word | None]


def mentions(folded: str, words: Sequence[Word], field: Field) -> list[Mention]:
    """Every meeting named in `folded`, by position, never overlapping."""
    line = _line(folded, words)
    found = (_mention(folded, line, span, structure, field) for span, structure in _parts(line.kinds))
    return sorted((one for one in found if one is not None), key=lambda one: one.start)


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
        rule, kind = "bare congress", "bare"
    if kind == "alias":
        return Mention(field, first.start, last.end, kind, rule, alias=str(tokens[0].value))
    beside = line.kinds[max(0, start - 1) : start] + line.kinds[end : end + 1]
    if "X" in beside or _is_no_name(kinds, kind, folded, first.start, last.end):
        return None
    place, seat = _place(tokens, kinds, line, start)
    if seat and not place and _names_another(folded, first.start):
        return None
    ordinal, term = _numbers(kind, kinds, tokens)
    if kind == "party-congress" and not place and not seat and (ordinal or 0) >= _LOWEST_NATIONAL:
        place = COUNTRY
    return Mention(
        field, first.start, last.end, kind, rule,
        place=place, seat=seat, ordinal=ordinal, term=term,
        year=next((int(token.value) for token in tokens if token.kind == "Y"), None),
        unsure=kind == "party-congress" and "P" not in kinds,
    )  # fmt: skip


def _is_no_name(kinds: str, kind: Kind, folded: str, start: int, end: int) -> bool:
    """Whether words that fit a structure still name no meeting of ours."""
    if kind == "bare":
        return not folded.endswith("the ", 0, start)
    if kinds == "S":  # an annual session is anybody's, the annual sessions are the two
        name = folded[start:end]
        return not (name.startswith("annual ") and name.endswith("s"))
    if kind == "party-congress" and "P" not in kinds:
        # '20th National Congress' may be the Party's; one 'of' something unknown is not
        return not ("N" in kinds and "O" in kinds) or folded.startswith(" of ", end)
    return False


def _place(tokens: Sequence[Token], kinds: str, line: _Line, start: int) -> tuple[str, str]:
    """(place id, seat): a national word beats a place, which may be that of a delegation."""
    central = any(token.kind == "Q" and token.value == "central" for token in tokens)
    if central or "N" in kinds or "E" in kinds:
        return COUNTRY, ""
    head = max(kinds.find(letter) for letter in "KQHFW")
    for index, token in enumerate(tokens):
        if token.kind == "L" and (index < head or not _glued(line, start + index)):
            return str(token.value), ""
    seat = next((str(token.value) for token in tokens if token.kind == "M"), "")
    return "", seat


def _glued(line: _Line, index: int) -> bool:
    """Chinese 两会重庆代表团 is a delegation at the national meeting, 政协重庆市委员会 a body."""
    here, before = line.words[index], line.words[index - 1]
    kind_before = line.kinds[index - 1]
    return bool(here and before and here.start == before.end and kind_before in "KSWQ")


def _names_another(folded: str, start: int) -> bool:
    before = folded[start - 1 : start]
    return bool(before) and "\u4e00" <= before <= "\u9fff" and before not in _BEFORE_SEAT


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

"""What changed between two texts, word by word?

Promise: the changes give back both texts exactly; paragraphs are matched before words, so a moved or added paragraph
leaves the others whole; work is bounded (`runs.STEPS`), and beyond the bound whole paragraphs are replaced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from db.edits.pairing import pairs
from db.edits.runs import Budget, Gap, Run, common, gaps

Op = Literal["equal", "insert", "delete", "replace"]
Piece = tuple[str, str]
"""What stands in the old text and what in the new one instead; equal where they are the same."""

HAN = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Characters that are words of their own (likeness has the same, without the rare planes)."""
_TOKEN = re.compile(
    rf"[{HAN}]|\d+(?:[.,．，]\d+)+|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*|\n+|[^\S\n]+|.",
    re.DOTALL,
)
_BREAK = re.compile(r"(\n+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change begins: offset in the old text and in the new one."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of both texts. equal: `old` is `new`; insert: `old` is ''; delete: `new` is ''."""

    op: Op
    old: str
    new: str
    place: Place


class Paragraph(NamedTuple):
    text: str
    end: str
    """The line breaks after it; '' for the last one."""


def tokens(text: str) -> list[str]:
    """Words, single Han characters, spaces and marks; joined they are the text again."""
    return _TOKEN.findall(text)


def diff(old: str, new: str, budget: Budget | None = None) -> tuple[Change, ...]:
    """The changes that make the new text of the old one, equal stretches included; of equal texts that is all.

    Of swapped texts they are the same, mirrored.
    """
    # where two scripts are as short, the search takes the one it meets first: so it always goes one way
    if new < old:
        pieces = [(come, gone) for gone, come in _pieces(_paragraphs(new), _paragraphs(old), budget or Budget())]
    else:
        pieces = list(_pieces(_paragraphs(old), _paragraphs(new), budget or Budget()))
    return tuple(_placed(_merged(pieces)))


def _paragraphs(text: str) -> list[Paragraph]:
    parts = [*_BREAK.split(text), ""]
    return [Paragraph(*pair) for pair in zip(parts[::2], parts[1::2], strict=True) if any(pair)]


def _pieces(old: Sequence[Paragraph], new: Sequence[Paragraph], budget: Budget) -> Iterator[Piece]:
    whole = Gap(0, len(old), 0, len(new))
    same = common([each.text for each in old], [each.text for each in new], budget)
    twins = [(run.old + step, run.new + step) for run in same for step in range(run.length)]
    edited = [pair for gap in gaps(same, whole) for pair in _edited(old, new, gap, budget)]
    at_old = at_new = 0
    for one, other in [*sorted([*twins, *edited]), (len(old), len(new))]:
        for gone in old[at_old:one]:
            yield gone.text + gone.end, ""
        for come in new[at_new:other]:
            yield "", come.text + come.end
        if one < len(old):
            yield from _words(old[one].text, new[other].text, budget)
            yield old[one].end, new[other].end
        at_old, at_new = one + 1, other + 1


def _edited(old: Sequence[Paragraph], new: Sequence[Paragraph], gap: Gap, budget: Budget) -> list[tuple[int, int]]:
    olds = [_bag(each.text) for each in old[gap.old : gap.old_end]]
    news = [_bag(each.text) for each in new[gap.new : gap.new_end]]
    return [(gap.old + one, gap.new + other) for one, other in pairs(olds, news, budget)]


def _bag(text: str) -> Counter[str]:
    return Counter(token for token in tokens(text) if token[0].isalnum())


def _words(old: str, new: str, budget: Budget) -> Iterator[Piece]:
    if old == new:
        yield old, new
        return
    olds, news = tokens(old), tokens(new)
    at_old = at_new = 0
    pieces: list[Piece] = []
    for run in (*common(olds, news, budget), Run(len(olds), len(news), 0)):
        same = "".join(olds[run.old : run.old + run.length])
        pieces.append(("".join(olds[at_old : run.old]), "".join(news[at_new : run.new])))
        pieces.append((same, same))
        at_old, at_new = run.old + run.length, run.new + run.length
    yield from _without_crumbs([piece for piece in pieces if any(piece)])


def _without_crumbs(pieces: Sequence[Piece]) -> list[Piece]:
    """Equal stretches no longer than the changes on both sides are chance: 'the' between two rewritten clauses."""
    kept: list[_Stretch] = []
    for at, (old, new) in enumerate(pieces):
        kept.append(_Stretch(at, at + 1, len(old), len(new), old == new))
        while len(kept) >= 3 and _is_crumb(*kept[-3:]):
            first, between, last = kept[-3:]
            lengths = (first.old + between.old + last.old, first.new + between.new + last.new)
            kept[-3:] = [_Stretch(first.start, last.end, *lengths, False)]
    # joined once at the end: a text of crumbs would be copied for each of them
    return [_glued(pieces[stretch.start : stretch.end]) for stretch in kept]


class _Stretch(NamedTuple):
    """Pieces [start, end) taken as one, and its lengths in the two texts."""

    start: int
    end: int
    old: int
    new: int
    is_same: bool


def _is_crumb(before: _Stretch, between: _Stretch, after: _Stretch) -> bool:
    if before.is_same or not between.is_same or after.is_same:
        return False
    beside = min(max(before.old, before.new), max(after.old, after.new))
    # where one side only gained words, what stands between them is what stayed
    return between.old <= min(beside, before.old + after.old, before.new + after.new)


def _glued(pieces: Sequence[Piece]) -> Piece:
    return "".join(old for old, _ in pieces), "".join(new for _, new in pieces)


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbouring equal stretches as one, neighbouring changes as one, and none of them empty."""
    for _, group in groupby((piece for piece in pieces if any(piece)), key=lambda piece: piece[0] == piece[1]):
        yield _glued(list(group))


def _placed(pieces: Iterable[Piece]) -> Iterator[Change]:
    at_old = at_new = 0
    for old, new in pieces:
        op: Op = "equal" if old == new else "insert" if not old else "delete" if not new else "replace"
        yield Change(op, old, new, Place(at_old, at_new))
        at_old, at_new = at_old + len(old), at_new + len(new)

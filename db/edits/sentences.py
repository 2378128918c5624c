"""Which sentences of a text came, went, moved or stayed?

Sentences are compared by their words: how they are spaced, quoted and punctuated, and where a paragraph begins, is
typography. What stays may have been corrected, split in two or drawn together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from db.edits.pairing import is_inside, pairs
from db.edits.reading import read_plain
from db.edits.runs import Budget, Gap, common, gaps

_SHORTENED = r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bNo)(?<!\bSt)(?<!\b[A-Z])(?<!\bProf)(?<!\bGen)(?<!\bvs)"
_END = re.compile(rf"[。！？；]+[”’」』）)\"]*|(?:{_SHORTENED}\.|[!?…])+[”’\"')]*(?=\s|$)|\n+")


class Stayed(NamedTuple):
    """One sentence in two wordings; where it was split or joined, with its parts."""

    old: str
    new: str


class Compared(NamedTuple):
    cut: list[str]
    added: list[str]
    moved: list[Stayed]
    """A sentence with the one before it, as the old and as the new text have them."""
    stayed: list[Stayed]


def sentences(text: str) -> list[str]:
    """The sentences without the white space around them; a paragraph ends one."""
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    parts = (text[start:end].strip() for start, end in pairwise(cuts))
    return [part for part in parts if any(letter.isalnum() for letter in part)]


def compare(old: str, new: str, budget: Budget) -> Compared:
    """What became of the sentences; those that are the same in both are not told."""
    olds, news = sentences(old), sentences(new)
    old_keys, new_keys = [_key(each) for each in olds], [_key(each) for each in news]
    open_gaps = list(gaps(common(old_keys, new_keys, budget), Gap(0, len(olds), 0, len(news))))
    moved = _moved(old_keys, new_keys, open_gaps)
    gone = [[at for at in range(gap.old, gap.old_end) if at not in moved] for gap in open_gaps]
    there = set(moved.values())
    come = [[at for at in range(gap.new, gap.new_end) if at not in there] for gap in open_gaps]
    old_bags = {at: Counter(old_keys[at]) for ats in gone for at in ats}
    new_bags = {at: Counter(new_keys[at]) for ats in come for at in ats}
    groups = [
        group
        for one, other in zip(gone, come, strict=True)
        for group in _stayed(one, other, old_bags, new_bags, budget)
    ]
    left = sorted({*old_bags} - {at for one, _ in groups for at in one})
    left_new = sorted({*new_bags} - {at for _, other in groups for at in other})
    far = pairs([old_bags[at] for at in left], [new_bags[at] for at in left_new], budget, in_order=False)
    groups += [([left[one]], [left_new[other]]) for one, other in far]
    far_old, far_new = {left[one] for one, _ in far}, {left_new[other] for _, other in far}
    return Compared(
        [olds[at] for at in left if at not in far_old],
        [news[at] for at in left_new if at not in far_new],
        [Stayed(_after(olds, at), _after(news, to)) for at, to in moved.items()],
        [Stayed(_told(olds, one), _told(news, other)) for one, other in groups],
    )


def _key(sentence: str) -> tuple[str, ...]:
    return tuple(item.key for item in read_plain(sentence))


def _moved(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]], open_gaps: Iterable[Gap]) -> dict[int, int]:
    """Old places to new ones of the sentences that only stand elsewhere."""
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for gap in open_gaps:
        for at in range(gap.new_end - 1, gap.new - 1, -1):
            where[new[at]].append(at)
    found: dict[int, int] = {}
    for gap in open_gaps:
        for at in range(gap.old, gap.old_end):
            if where.get(old[at]):
                found[at] = where[old[at]].pop()
    return found


Group = tuple[list[int], list[int]]


def _stayed(
    olds: Sequence[int],
    news: Sequence[int],
    old_bags: dict[int, Counter[str]],
    new_bags: dict[int, Counter[str]],
    budget: Budget,
) -> list[Group]:
    found = pairs([old_bags[at] for at in olds], [new_bags[at] for at in news], budget)
    groups = [([olds[one]], [news[other]]) for one, other in found]
    for side, (ats, bags, other_bags) in enumerate(((olds, old_bags, new_bags), (news, new_bags, old_bags))):
        taken = {at for group in groups for at in group[side]}
        for at in ats:
            if at not in taken:
                _absorbed(at, side, groups, bags, other_bags)
    return groups


def _absorbed(
    at: int, side: int, groups: list[Group], bags: dict[int, Counter[str]], others: dict[int, Counter[str]]
) -> None:
    """Put a sentence to its neighbour where it has become a part of that one: two were joined, or one split."""
    for group in groups:
        if any(abs(at - member) == 1 for member in group[side]):
            whole = Counter[str]()
            for other in group[1 - side]:
                whole.update(others[other])
            for member in group[side]:
                whole.subtract(bags[member])
            if is_inside(bags[at], +whole):
                group[side].append(at)
                group[side].sort()
                return


def _told(texts: Sequence[str], ats: Sequence[int]) -> str:
    return " ".join(texts[at] for at in ats)


def _after(texts: Sequence[str], at: int) -> str:
    return " ".join(texts[max(0, at - 1) : at + 1])

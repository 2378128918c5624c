"""Which sentences of a text came, went, moved or stayed?

Sentences are compared by their words: how they are spaced, quoted and punctuated, and where a paragraph begins, is
typography. What stays may have been corrected, split in two or drawn together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from db.edits.pairing import is_inside, pairs
from db.edits.reading import read_plain
from db.edits.runs import Budget, Gap, common, gaps

_SHORT_WORDS = "Mr Mrs Ms Dr No St Prof Gen vs Jan Feb Aug Sept Oct Nov Dec a.m p.m"
_SHORTENED = "".join(rf"(?<!\b{re.escape(word)})" for word in _SHORT_WORDS.split()) + r"(?<!\b[A-Z])"
_END = re.compile(
    # a row of dots is looked at from its start alone, else a dotted line costs the square of its length
    rf"[。！？；]+[”’」』）)\"]*|(?<![.!?…])(?:{_SHORTENED}\.|[!?…])[.!?…]*+[”’\"')]*+(?=\s|$)|\n+"
)


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
    # most sentences stand in both texts: each is read once
    keys = {each: _key(each) for each in {*olds, *news}}
    old_keys, new_keys = [keys[each] for each in olds], [keys[each] for each in news]
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


def _moved(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]], open_gaps: Sequence[Gap]) -> dict[int, int]:
    """Old places to new ones of the sentences that only stand elsewhere."""
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for gap in reversed(open_gaps):
        for at in range(gap.new_end - 1, gap.new - 1, -1):
            where[new[at]].append(at)
    found: dict[int, int] = {}
    for gap in open_gaps:
        for at in range(gap.old, gap.old_end):
            if where.get(old[at]):
                found[at] = where[old[at]].pop()
    return found


Bags = Mapping[int, Counter[str]]
Group = tuple[list[int], list[int]]


def _stayed(olds: Sequence[int], news: Sequence[int], old_bags: Bags, new_bags: Bags, budget: Budget) -> list[Group]:
    found = pairs([old_bags[at] for at in olds], [new_bags[at] for at in news], budget)
    groups = [([olds[one]], [news[other]]) for one, other in found]
    _absorb(olds, 0, groups, old_bags, new_bags)
    _absorb(news, 1, groups, new_bags, old_bags)
    return [(sorted(one), sorted(other)) for one, other in groups]


def _absorb(ats: Sequence[int], side: int, groups: Sequence[Group], bags: Bags, others: Bags) -> None:
    """Put sentences to the neighbours whose other wording holds them as well: two were joined, or one was split."""
    number_of = {at: number for number, group in enumerate(groups) for at in group[side]}
    left: dict[int, Counter[str]] = {}
    for at in (*ats, *reversed(ats)):
        for number in (number_of.get(at - 1), number_of.get(at + 1)):
            if number is None or at in number_of:
                continue
            if number not in left:
                left[number] = _unmatched(groups[number], side, bags, others)
            if is_inside(bags[at], left[number]):
                left[number].subtract(bags[at])
                groups[number][side].append(at)
                number_of[at] = number


def _unmatched(group: Group, side: int, bags: Bags, others: Bags) -> Counter[str]:
    """The words of the other side's sentences that those of this side do not have."""
    whole = Counter[str]()
    for other in group[1 - side]:
        whole.update(others[other])
    for member in group[side]:
        whole.subtract(bags[member])
    return +whole


def _told(texts: Sequence[str], ats: Sequence[int]) -> str:
    return " ".join(texts[at] for at in ats)


def _after(texts: Sequence[str], at: int) -> str:
    return " ".join(texts[max(0, at - 1) : at + 1])

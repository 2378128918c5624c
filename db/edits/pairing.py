"""Which of the old paragraphs (or sentences) is which of the new ones, though its words changed?

Two are the same where they share at least half of their words, or where nearly all of the shorter one stands in the
other (a clause came or went). Work grows with the words, not with the pairs: only rare words are looked up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from db.edits.runs import Budget, Gap, Run, ascending, gaps

STAYED = 0.5
"""Share of the words of both that a sentence keeps where it is corrected. Two sentences on one subject share the
small words, a third at most; below a half a reader would say that another sentence stands there."""
INSIDE = 0.8
"""Share of the shorter one's words that the longer one has, where a clause was added or cut."""
_FEWEST = 4
"""Words that say enough to be found again inside a longer sentence."""
_RARE = 8
"""A word that stands in more of the candidates than this tells none of them from the others."""
_ROUNDS = 3
"""What is rare among a hundred is found first, then what is rare between two of the found."""
_NOBODY = (0, 0, -1)

Bag = Mapping[str, int]
Pair = tuple[int, int]


def likeness(old: Bag, new: Bag) -> float:
    """Share of words in common, 0 to 1 (Dice's coefficient, each word as often as it stands there)."""
    sizes = sum(old.values()) + sum(new.values())
    return 2 * _shared(old, new) / sizes if sizes else 1.0


def is_inside(part: Bag, whole: Bag) -> bool:
    """Whether nearly all words of the part stand in the whole, and are enough to tell."""
    size = sum(part.values())
    return size >= _FEWEST and _shared(part, whole) >= INSIDE * size


def has_stayed(old: Bag, new: Bag) -> bool:
    """Whether the new one is the old one, corrected, shortened or extended."""
    return likeness(old, new) >= STAYED or is_inside(old, new) or is_inside(new, old)


def pairs(old: Sequence[Bag], new: Sequence[Bag], budget: Budget, *, in_order: bool = True) -> list[tuple[int, int]]:
    """Places of those that stayed, ascending by the old ones; `in_order`: the new places ascend as well."""
    if not in_order:
        return sorted(_best(old, new, Gap(0, len(old), 0, len(new)), budget))
    found: list[tuple[int, int]] = []
    todo = [Gap(0, len(old), 0, len(new))]
    for _ in range(_ROUNDS):
        fresh = [pair for gap in todo for pair in _ordered(_best(old, new, gap, budget))]
        if not fresh:
            break
        found = sorted([*found, *fresh])
        runs = [Run(one, other, 1) for one, other in found]
        todo = list(gaps(runs, Gap(0, len(old), 0, len(new))))
    return found


def _shared(old: Bag, new: Bag) -> int:
    small, large = (old, new) if len(old) <= len(new) else (new, old)
    return sum(max(0, min(count, large.get(word, 0))) for word, count in small.items())


def _ordered(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    ordered = sorted(found)
    return [ordered[place] for place in ascending([pair[1] for pair in ordered])]


def _best(old: Sequence[Bag], new: Sequence[Bag], gap: Gap, budget: Budget) -> list[tuple[int, int]]:
    """Pairs each of which is the other's best, and alike."""
    olds, news = range(gap.old, gap.old_end), range(gap.new, gap.new_end)
    if not olds or not news or not budget.take(sum(len(old[at]) for at in olds) + sum(len(new[at]) for at in news)):
        return []
    if len(olds) == len(news) == 1:
        return [(olds[0], news[0])] if has_stayed(old[olds[0]], new[news[0]]) else []
    votes = _votes(old, new, olds, news)
    for_old: dict[int, tuple[int, int, int]] = {}
    for_new: dict[int, tuple[int, int, int]] = {}
    for (one, other), count in votes.items():
        # of equal ones the nearest to its place
        distance = abs((one - gap.old) - (other - gap.new))
        for_old[one] = max(for_old.get(one, _NOBODY), (count, -distance, other))
        for_new[other] = max(for_new.get(other, _NOBODY), (count, -distance, one))
    mutual = [(one, best[-1]) for one, best in for_old.items() if for_new[best[-1]][-1] == one]
    return [pair for pair in mutual if has_stayed(old[pair[0]], new[pair[1]])]


def _votes(
    old: Sequence[Bag], new: Sequence[Bag], olds: Sequence[int], news: Sequence[int]
) -> Counter[tuple[int, int]]:
    where: defaultdict[str, list[int]] = defaultdict(list)
    for at in news:
        for word in new[at]:
            where[word].append(at)
    seen = Counter(word for at in olds for word in old[at])
    votes: Counter[Pair] = Counter()
    for at in olds:
        for word in old[at]:
            if word in where and seen[word] <= _RARE and len(where[word]) <= _RARE:
                votes.update((at, other) for other in where[word])
    return votes

"""Which runs of items do two sequences share, in order? Never more steps than the budget allows.

Items that stand once on either side anchor the rest (patience), which keeps a moved block from smearing; between
anchors the shortest edit script is looked for (Myers). What the budget does not reach is told as not shared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

STEPS = 8_000_000
"""Steps for one pair of texts: some ten times the words of 2 MB, so that only hostile texts meet the bound."""
_EDITS = 512
"""Longest edit script looked for between two anchors: its search costs the square of it in time and space."""


class Run(NamedTuple):
    """`length` items from `old` on in the one sequence are those from `new` on in the other."""

    old: int
    new: int
    length: int


class Gap(NamedTuple):
    """What lies between two runs: items [old, old_end) of the one and [new, new_end) of the other."""

    old: int
    old_end: int
    new: int
    new_end: int


class Budget:
    """How many steps a comparison may still take; one for all parts of a comparison."""

    __slots__ = ("left", "spent")

    def __init__(self, steps: int = STEPS) -> None:
        self.left, self.spent = steps, 0

    def take(self, steps: int) -> bool:
        """Whether so many more steps are allowed; if so they are counted."""
        if steps > self.left:
            return False
        self.left -= steps
        self.spent += steps
        return True


def common(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Run]:
    """The runs that both hold, in order and apart from each other; [] where the budget is spent."""
    pairs: list[Run] = []
    todo = [Gap(0, len(old), 0, len(new))]
    while todo:
        gap = todo.pop()
        if not budget.take(gap.old_end - gap.old + gap.new_end - gap.new):
            continue
        inner, edges = _trimmed(old, new, gap)
        pairs.extend(edges)
        if inner.old == inner.old_end or inner.new == inner.new_end:
            continue
        anchors = _anchors(old, new, inner)
        if anchors:
            pairs.extend(anchors)
            todo.extend(gaps(anchors, inner))
        else:
            pairs.extend(_shortest(old, new, inner, budget))
    return _joined(sorted(pairs))


def gaps(runs: Sequence[Run], within: Gap) -> Iterator[Gap]:
    """What lies before, between and after the runs; only where something does."""
    at_old, at_new = within.old, within.new
    for run in (*runs, Run(within.old_end, within.new_end, 0)):
        if run.old > at_old or run.new > at_new:
            yield Gap(at_old, run.old, at_new, run.new)
        at_old, at_new = run.old + run.length, run.new + run.length


def ascending(values: Sequence[int]) -> list[int]:
    """Places of a longest strictly ascending choice among the values."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(places[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            places.append(place)
        else:
            tails[at], places[at] = value, place
    chosen: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        chosen.append(place)
        place = before[place]
    return chosen[::-1]


def _trimmed(old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap) -> tuple[Gap, list[Run]]:
    start, start_new, end, end_new = gap.old, gap.new, gap.old_end, gap.new_end
    while start < end and start_new < end_new and old[start] == new[start_new]:
        start, start_new = start + 1, start_new + 1
    while start < end and start_new < end_new and old[end - 1] == new[end_new - 1]:
        end, end_new = end - 1, end_new - 1
    edges = [Run(gap.old, gap.new, start - gap.old), Run(end, end_new, gap.old_end - end)]
    return Gap(start, end, start_new, end_new), [edge for edge in edges if edge.length]


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap) -> list[Run]:
    counts = Counter(old[gap.old : gap.old_end])
    others = Counter(new[gap.new : gap.new_end])
    where = {item: at for at, item in enumerate(new[gap.new : gap.new_end], gap.new) if others[item] == 1}
    pairs = [
        Run(at, where[item], 1)
        for at, item in enumerate(old[gap.old : gap.old_end], gap.old)
        if item in where and counts[item] == 1
    ]
    return [pairs[place] for place in ascending([pair.new for pair in pairs])]


def _shortest(old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap, budget: Budget) -> list[Run]:
    """Myers' greedy search: `reach[k]` is how far the old side has come where it is k items ahead of the new one."""
    length, length_new = gap.old_end - gap.old, gap.new_end - gap.new
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(length + length_new, _EDITS) + 1):
        trace.append(dict(reach))
        steps = 2 * edits + 1
        for k in range(max(-edits, edits - 2 * length_new), min(edits, 2 * length - edits) + 1, 2):
            is_down = k == -edits or (k != edits and reach.get(k - 1, -1) < reach.get(k + 1, -1))
            x = reach.get(k + 1, 0) if is_down else reach[k - 1] + 1
            start = x
            while x < length and x - k < length_new and old[gap.old + x] == new[gap.new + x - k]:
                x += 1
            steps += x - start
            reach[k] = x
            if x >= length and x - k >= length_new:
                return _walked_back(trace, k, x, gap)
        if not budget.take(steps):
            return []
    return []


def _walked_back(trace: Sequence[dict[int, int]], k: int, x: int, gap: Gap) -> list[Run]:
    runs: list[Run] = []
    for edits in range(len(trace) - 1, -1, -1):
        reach = trace[edits]
        is_down = k == -edits or (k != edits and reach.get(k - 1, -1) < reach.get(k + 1, -1))
        before_k = k + 1 if is_down else k - 1
        start = 0 if edits == 0 else reach.get(before_k, 0) + (0 if is_down else 1)
        if x > start:
            runs.append(Run(gap.old + start, gap.new + start - k, x - start))
        if edits == 0:
            break
        k, x = before_k, reach.get(before_k, 0)
    return runs[::-1]


def _joined(runs: Sequence[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and last.old + last.length == run.old and last.new + last.length == run.new:
            joined[-1] = Run(last.old, last.new, last.length + run.length)
        else:
            joined.append(run)
    return joined

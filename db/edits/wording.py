"""What changed inside a sentence that stayed: a day, a figure, a name, its wording, or a whole clause of it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from db.edits.reading import Item, People, What, read
from db.edits.runs import Budget, Gap, common, gaps

CLAUSE = 6
"""Items without counterpart that may make a clause: fewer are a phrase, and a change of wording."""
CLAUSE_SHARE = 1 / 3
"""Share of the shorter wording that they must reach to be an addition or a cut; below it is a correction."""


class Found(NamedTuple):
    name: Literal["correction", "addition", "cut", "people", "numbers", "date"]
    old: str
    new: str


Swap = tuple[list[Item], list[Item]]


def judged(old: str, new: str, known: People, budget: Budget) -> list[Found]:
    """What the difference of two wordings (tidy) is; [] where it is typography."""
    olds, news = read(old, known), read(new, known)
    runs = common([item.key for item in olds], [item.key for item in news], budget)
    swaps: list[Swap] = [
        (olds[gap.old : gap.old_end], news[gap.new : gap.new_end])
        for gap in gaps(runs, Gap(0, len(olds), 0, len(news)))
    ]
    least = min(len(olds), len(news))
    has_moved = Counter(item.key for item in olds) == Counter(item.key for item in news)
    clauses = [swap for swap in swaps if not has_moved and _is_clause(swap, least)]
    others = [swap for swap in swaps if has_moved or not _is_clause(swap, least)]
    found = [Found("cut" if gone else "addition", _told(gone), _told(come)) for gone, come in clauses]
    named = _named(_outside(olds, clauses, 0), _outside(news, clauses, 1))
    return found + _counted(others, "date") + _counted(others, "figure") + named + _worded(others, bool(named))


def _is_clause(swap: Swap, least: int) -> bool:
    gone, come = swap
    size = len(gone) + len(come)
    return not (gone and come) and size >= CLAUSE and size >= CLAUSE_SHARE * least


def _counted(swaps: Sequence[Swap], what: What) -> list[Found]:
    """Days or figures that are more or fewer now than before."""
    olds, news = _of(swaps, what)
    gone = Counter(item.key for item in olds)
    come = Counter(item.key for item in news)
    was = [item.text for item in olds if gone[item.key] > come[item.key]]
    now = [item.text for item in news if come[item.key] > gone[item.key]]
    return [Found("date" if what == "date" else "numbers", ", ".join(was), ", ".join(now))] if was or now else []


def _named(olds: Sequence[Item], news: Sequence[Item]) -> list[Found]:
    """Names that are others now; or the same in another order, which in a list of leaders is news of its own."""
    was = [item for item in olds if item.what == "person"]
    now = [item for item in news if item.what == "person"]
    gone = Counter(item.key for item in was)
    come = Counter(item.key for item in now)
    if gone == come:
        is_reordered = [item.key for item in was] != [item.key for item in now]
        return [Found("people", _list(was), _list(now))] if is_reordered else []
    lost = [item for item in was if gone[item.key] > come[item.key]]
    won = [item for item in now if come[item.key] > gone[item.key]]
    return [Found("people", _list(lost), _list(won))]


def _outside(items: Sequence[Item], clauses: Sequence[Swap], side: int) -> list[Item]:
    inside = {id(item) for swap in clauses for item in swap[side]}
    return [item for item in items if id(item) not in inside]


def _worded(swaps: Sequence[Swap], has_new_names: bool) -> list[Found]:
    """Words that are neither; not those that only went along with the names beside them."""
    olds, news = _of(swaps, "word")
    if has_new_names and Counter(item.key for item in olds) == Counter(item.key for item in news):
        return []
    return [
        Found("correction", _told(gone), _told(come))
        for gone, come in swaps
        if [item.key for item in gone if item.what == "word"] != [item.key for item in come if item.what == "word"]
    ]


def _of(swaps: Sequence[Swap], what: What) -> tuple[list[Item], list[Item]]:
    olds = [item for gone, _ in swaps for item in gone if item.what == what]
    return olds, [item for _, come in swaps for item in come if item.what == what]


def _list(items: Sequence[Item]) -> str:
    return ", ".join(item.text for item in items)


def _told(items: Sequence[Item]) -> str:
    """The words with spaces between, Han characters without."""
    text = ""
    for item in items:
        is_apart = text[-1:].isascii() or item.text[:1].isascii()
        text += f" {item.text}" if text and is_apart else item.text
    return text

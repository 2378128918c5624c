"""What happens in a simulated week, drawn from a seed: outages with the cause to be told, lies, when who runs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CAUSES: Mapping[str, str] = {
    "reset": "unreachable",
    "503": "unreachable",
    "silent": "unreachable",
    "robots ban": "robots_refused",
    "moved": "moved_domain",
    "lists empty": "listing_empty",
    "lists 404": "listing_unreadable",
    "pages 500": "pages_failed",
    "short texts": "body_drift",
    "nothing new": "no_items",
}
"""What goes wrong with a site, and the alarm's cause that says so."""
LIVELY = frozenset({"pages 500", "short texts"})
"""Told from the pages of a run, of which there have to be some: their sources publish much."""
LASTS: Mapping[str, int] = {"pages 500": 6, "short texts": 8, "nothing new": 14}
"""Runs; the others last two to five. Two days without a new article are no alarm yet where days bring some."""
OURS = "ours"
OURS_LASTS = 2
RECOVERY = 6
"""Runs at the end of the week in which all is well: an alarm needs good ones to be over. Fewer in a short week."""
LIES = (
    "endless pages", "feed drops items", "sitemap drops items", "section drops items", "repeated ids",
    "future dates in feeds", "future dates in sitemaps", "frozen etag", "canonical home", "canonical of another",
    "canonical of a stranger", "wrong charset", "strange links in feed", "strange links in section",
    "strange links in article", "calendar in section", "session ids in section", "sections fail once",
    "feeds fail once", "sitemaps fail once", "storm",
)  # fmt: skip
"""Of the newsroom's lies those that cost little time: none of them is an alarm."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Something that is so on one site (-1: on all) for some runs of the week, counted from 0."""

    source: int
    what: tuple[str, ...]
    first: int
    last: int
    """Included."""

    def holds(self, turn: int) -> bool:
        return self.first <= turn <= self.last

    @property
    def cause(self) -> str:
        return OURS if self.source < 0 else CAUSES[self.what[0]]


@dataclass(frozen=True, slots=True)
class Plan:
    turns: int
    outages: tuple[Spell, ...]
    lies: tuple[Spell, ...]

    def outage(self, source: int, turn: int) -> Spell | None:
        """What is wrong with the site; an outage of all comes before its own."""
        found = [one for one in self.outages if one.source in (-1, source) and one.holds(turn)]
        return min(found, key=lambda one: one.source, default=None)

    def told(self, source: int, turn: int) -> tuple[str, ...]:
        """The lies that the site tells."""
        return tuple(name for one in self.lies if one.source == source and one.holds(turn) for name in one.what)

    def is_lively(self, source: int) -> bool:
        return any(one.source == source and one.what[0] in LIVELY for one in self.outages)


def drawn(seed: int, days: int, sources: int, runs: int) -> Plan:
    """The same for the same arguments. Two of three sources have an outage; kinds that need longer are left out."""
    rng, turns = random.Random(f"week:{seed}:{days}:{sources}:{runs}"), days * runs
    until = turns - min(RECOVERY, turns // 2)
    kinds = [kind for kind in CAUSES if 1 + LASTS.get(kind, 2) <= until]
    rng.shuffle(kinds)
    struck = rng.sample(range(sources), sources * 2 // 3) if kinds else []
    ours = _ours(rng, until, sources)
    outages = [_outage(rng, source, kinds[number % len(kinds)], until, ours) for number, source in enumerate(struck)]
    return Plan(turns, (*ours, *(one for one in outages if one)), tuple(_lies(rng, turns, sources)))


def rechecked(seed: int, source: int, turn: int, is_struck: bool) -> bool:
    """Whether a recheck belongs to this turn of the source: mostly once a day, and always while something is wrong."""
    return is_struck or random.Random(f"recheck:{seed}:{source}:{turn}").random() < 0.3


def _ours(rng: random.Random, until: int, sources: int) -> list[Spell]:
    if sources < 3 or until < OURS_LASTS + 4:
        return []
    first = rng.randint(2, until - OURS_LASTS)
    return [Spell(-1, ("reset",), first, first + OURS_LASTS - 1)]


def _outage(rng: random.Random, source: int, kind: str, until: int, ours: list[Spell]) -> Spell | None:
    """Somewhere in the week; not within two runs of an outage of ours, which would hide it or its end."""
    lasts = LASTS.get(kind) or rng.randint(2, max(2, min(5, until - 1)))
    starts = [
        first
        for first in range(1, until - lasts + 1)
        if lasts > 5 or all(first > one.last + 2 or first + lasts + 1 < one.first for one in ours)
    ]
    if not starts:
        return None
    first = rng.choice(starts)
    return Spell(source, (kind,), first, first + lasts - 1)


def _lies(rng: random.Random, turns: int, sources: int) -> Iterator[Spell]:
    """Each site lies twice a week or so, for some runs; at the end of the week all tell the truth."""
    for source in range(sources):
        for _ in range(max(1, turns // 12)):
            first = rng.randrange(max(1, turns - 2))
            last = min(first + rng.randint(0, 5), turns - 3)
            if first <= last:
                yield Spell(source, tuple(rng.sample(LIES, rng.randint(1, 4))), first, last)

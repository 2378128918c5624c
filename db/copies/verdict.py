"""Is one text a copy of the other? Decided by the two texts alone, the same both ways, whatever else is known.

Promise: whole, cut, shortened, reordered and reworded copies are; the same template with other figures, two reports of
one event, a shared passage and a roundup that contains a brief are not. The numbers come from seed 1 of
tests/benchmarks/stories.py, which also says how often the promise is broken: of other seeds, never used to choose
them, one had a template with other figures linked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import log

from db.copies.signature import CANDIDATES, PER_BAND, PER_STORY, SHARED, WORTH, Shingled, shingled
from db.copies.words import folded, width, written

_WHOLE = 0.5
"""Shingles in common, of all both have: above it, a copy of the whole. More than half of a text cannot be each of two
that have nothing in common, so a roundup never joins its briefs' stories. Texts on one subject reach 0.2."""
_WITHIN = 0.7
"""Share of the shorter text's shingles that a part of the longer has to have, agency lines and new lead aside."""
_KEPT = 0.33
"""Share of the longer text's shingles that a part keeps. A text cut to 40 % keeps 0.36 and more when its lead is new;
a roundup of four briefs keeps a quarter of itself in each."""
_LEAD = 0.4
"""Share of the longer text's beginning that a part has: what is shortened loses its end or single sentences, never
its beginning. A second brief, behind one of `_KEPT`, has 0.34 of it at most; one farther down has nothing."""
_SHORT = 12
"""Shingles. Of a shorter text, only an exact copy is one: two greetings are not told apart by likeness."""
_SHORT_PART = 40
"""Shingles a part must have at least: a standing phrase is no story."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that shares bands with a new one; `story_id` is the story it is known to be in."""

    text_id: int
    story_id: int
    body: str


@dataclass(frozen=True, slots=True)
class Link:
    """One text repeats the other."""

    similarity: float
    """Shingles in common, of all that either has: 0 to 1."""
    containment: float
    """... of those that the text with fewer has."""
    share_kept: float
    """... of those that the text with more has: how much of the original is left, where the shorter is the copy."""


def compared(one: str, other: str) -> Link:
    """How much two texts have in common, whether or not one is a copy. No words have nothing in common."""
    first, second = shingled(one).distinct, shingled(other).distinct
    fewer, more = sorted((len(first), len(second)))
    if not fewer:
        return Link(0.0, 0.0, 0.0)
    both = len(first & second)
    return Link(both / (fewer + more - both), both / fewer, both / more)


def kept(origin: str, copy: str) -> float:
    """How much of the origin the copy has: share of its shingles, 0 to 1."""
    first, second = shingled(origin).distinct, shingled(copy).distinct
    return len(first & second) / len(first) if first else 0.0


def link(one: str, other: str) -> Link | None:
    """How the two hang together if one is a copy of the other, else None. `link(a, b) == link(b, a)`."""
    found = compared(one, other)
    if found.similarity == 1.0 and shingled(one).hashes == shingled(other).hashes:
        return found
    shorter, longer = sorted((shingled(one), shingled(other)), key=lambda text: (len(text.distinct), text.hashes))
    if len(shorter.distinct) < _SHORT or not (found.similarity > _WHOLE or _is_part(found, shorter, longer)):
        return None
    return None if _figures_differ(one, other) else found


def links(body: str, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Link]]:
    """Those candidates of which the text is a copy or the other way round, one for each story.

    A story once found needs no second proof: the stories that `clusters` makes of the links stay the same.
    """
    found = set[int]()
    for candidate in candidates:
        if candidate.story_id not in found and (proved := link(body, candidate.body)):
            found.add(candidate.story_id)
            yield candidate, proved


def worth_comparing(
    lists: Sequence[Sequence[tuple[int, int]]], band_count: int, new: Collection[int] = ()
) -> list[int]:
    """For each band the others that have it, (text id, its story's id) -> the ids to compare, what is worth most first.

    What many stories have in common is a phrase and worth little, what one story's many copies have is worth as much
    as one's. `new` are texts that nobody looked at yet: as far as is known, copies of one. Few are taken of one story,
    so that a second is not crowded out by the first's copies. `band_count`: how many the new text has.
    """
    shared, worth, story_of = Counter[int](), defaultdict[int, float](float), dict[int, int]()
    for others in lists:
        each = _worth({story for text, story in others if text not in new})
        for text, story in others:
            shared[text] += 1
            worth[text] += each
            story_of[text] = story
    least = WORTH * band_count
    enough = [text for text in shared if shared[text] >= min(SHARED, band_count) and worth[text] >= least]
    taken, chosen = Counter[int](), list[int]()
    for text in sorted(enough, key=lambda text: (-worth[text], text)):
        if taken[story_of[text]] < PER_STORY:
            taken[story_of[text]] += 1
            chosen.append(text)
    return chosen[:CANDIDATES]


def _worth(stories: Collection[int]) -> float:
    return 1 - log(max(1, len(stories))) / log(PER_BAND)


def _is_part(found: Link, shorter: Shingled, longer: Shingled) -> bool:
    if found.containment < _WITHIN or found.share_kept < _KEPT or len(shorter.distinct) < _SHORT_PART:
        return False
    beginning = longer.hashes[: len(shorter.hashes)]
    return sum(each in shorter.distinct for each in beginning) >= _LEAD * len(beginning)


def _figures_differ(one: str, other: str) -> bool:
    """Whether the same words stand around other figures: next month's report. A corrected figure is still a copy."""
    first, second = _figures(one), _figures(other)
    frames = first.keys() & second.keys()
    kept = sum(not first[frame].isdisjoint(second[frame]) for frame in frames)
    changed = len(frames) - kept
    return changed > kept and changed >= 2


@lru_cache(maxsize=64)
def _figures(text: str) -> dict[tuple[str, ...], Set[str]]:
    """Words around a figure -> the figures seen there. Chinese number words are no figures: 一 is in every sentence."""
    found = [word for word in written(text) if folded(word)]
    reach = width(found) // 2
    frames = dict[tuple[str, ...], set[str]]()
    for at, word in enumerate(found):
        if word[0].isdecimal():
            around = (*found[max(0, at - reach) : at], "", *found[at + 1 : at + 1 + reach])
            frames.setdefault(tuple(map(_unnumbered, around)), set()).add(folded(word))
    return dict[tuple[str, ...], Set[str]](frames)


def _unnumbered(word: str) -> str:
    """In a date, figures stand around figures: that those differ too must not hide it."""
    return "0" if word[:1].isdecimal() else folded(word)

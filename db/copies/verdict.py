"""Is one text a copy of the other? Decided by the two texts alone, the same both ways, whatever else is known.

Promise: whole, cut, shortened, reordered and reworded copies are; the same template with other figures, two reports of
one event, a shared passage and a roundup that contains a brief are not. The numbers come from seed 1 of
tests/benchmarks/stories.py, which also says how often the promise is broken; the rules on passages of one's own and on
added figures come from a false link each on seeds 4 and 5. Seeds 6 to 8 were used for neither and have none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log

from db.copies.signature import CANDIDATES, PER_BAND, PER_STORY, PHRASE, SHARED, WORTH, Shingled, counts, shingled
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
_OWN = 1 / 8
"""Share of a text that is one passage the other lacks. Where both have such a one, neither was made of the other but
both of something else. Beside its original a copy has 0.07 at most (an agency line, a lead); two roundups with three
briefs of four in common have 0.15."""
_SHORT = 12
"""Shingles. Of a shorter text, only an exact copy is one: two greetings are not told apart by likeness."""
_SHORT_PART = 40
"""Shingles a part, or a passage of its own, must have at least: a standing phrase is no story."""
_ADDED = 3
"""Figures that one text has and the other lacks, more than they share: of another report. One or two are corrected, or
an outlet's: its page number, its telephone."""
_TELLING = 3
"""Characters of a figure that is hardly in two texts by chance; one of fewer has to stand by the same word."""
_IN_DATES = re.compile(
    "[年月日号时分点]|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?"
    "|nov(ember)?|dec(ember)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


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
    if _tells_own(shorter, longer) and _tells_own(longer, shorter):
        return None
    return None if _figures_differ(_figures(one), _figures(other)) else found


def links(body: str, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Link]]:
    """Those candidates of which the text is a copy or the other way round, one for each story.

    A story once found needs no second proof: the stories that `clusters` makes of the links stay the same.
    """
    found = set[int]()
    for candidate in candidates:
        if candidate.story_id not in found and (proved := link(body, candidate.body)):
            found.add(candidate.story_id)
            yield candidate, proved


def in_common(lists: Iterable[Sequence[int]], band_count: int) -> set[int]:
    """For each band the texts that have it -> those that have enough of them. `band_count`: of the text looked for."""
    shared = Counter(chain.from_iterable(lists))
    return {text for text, count in shared.items() if count >= min(SHARED, band_count)}


def worth_comparing(
    lists: Sequence[Sequence[int]], band_count: int, story_of: Mapping[int, int], new: Collection[int] = ()
) -> list[int]:
    """Those of `story_of` (text -> its story; they are `in_common`) that are to be compared, what is worth most first.

    What many stories have in common is a phrase and worth little, what one story's many copies have is worth as much
    as one's; texts that have one band alone count as stories. `new` are texts that nobody looked at yet: as far as is
    known, copies of one. Few are taken of one story, so that a second is not crowded out by the first's copies.
    """
    worth = defaultdict[int, float](float)
    for others in lists:
        named = [text for text in others if text in story_of]
        strange = sum(text not in story_of and text not in new for text in others)
        each = _worth(strange + len({story_of[text] for text in named if text not in new}))
        for text in named:
            worth[text] += each
    enough = [text for text, each in worth.items() if each >= WORTH * band_count]
    taken, chosen = Counter[int](), list[int]()
    for text in sorted(enough, key=lambda text: (-worth[text], text)):
        if taken[story_of[text]] < PER_STORY:
            taken[story_of[text]] += 1
            chosen.append(text)
    return chosen[:CANDIDATES]


def _worth(story_count: int) -> float:
    return max(PHRASE, 1 - log(max(1, story_count)) / log(PER_BAND))


def _is_part(found: Link, shorter: Shingled, longer: Shingled) -> bool:
    if found.containment < _WITHIN or found.share_kept < _KEPT or len(shorter.distinct) < _SHORT_PART:
        return False
    beginning = longer.hashes[: len(shorter.hashes)]
    return sum(each in shorter.distinct for each in beginning) >= _LEAD * len(beginning)


def _tells_own(one: Shingled, other: Shingled) -> bool:
    """Whether it has a passage that the other lacks; what chances to stand there too counts against it, twice."""
    least, length = max(_SHORT_PART, _OWN * len(one.hashes)), 0
    for each in one.hashes:
        length = max(0, length - 2) if each in other.distinct else length + 1
        if length >= least:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Figures:
    framed: Mapping[tuple[str, ...], Set[str]]
    """Words around a figure -> the figures seen there."""
    told: Set[tuple[str, str, str]]
    """Figures that are no dates, with the word before and the one behind."""


def _figures_differ(one: _Figures, other: _Figures) -> bool:
    """Whether the same words stand around other figures: next month's report. A corrected figure is still a copy."""
    frames = one.framed.keys() & other.framed.keys()
    kept = sum(not one.framed[frame].isdisjoint(other.framed[frame]) for frame in frames)
    changed = len(frames) - kept
    return (changed > kept and changed >= 2) or _figures_added(one, other)


def _figures_added(one: _Figures, other: _Figures) -> bool:
    """Whether the text of fewer figures has most of them for itself: a copy takes its figures from what it copies.

    Where all around them is reworded, no frame is left that would show it.
    """
    fewer, more = sorted((one.told, other.told), key=lambda told: (len(told), sorted(told)))
    known = {part for before, figure, after in more for part in ((before, figure), (figure, after), figure)}
    added = sum(
        known.isdisjoint(((before, figure), (figure, after))) and (len(figure) < _TELLING or figure not in known)
        for before, figure, after in fewer
    )
    return added >= _ADDED and 2 * added > len(fewer)


@lru_cache(maxsize=64)
def _figures(text: str) -> _Figures:
    """The figures of a text. Chinese number words are no figures: 一 is in every sentence."""
    found = [word for word in written(text) if counts(word)]
    reach = width(found) // 2
    framed, told = defaultdict[tuple[str, ...], set[str]](set), set[tuple[str, str, str]]()
    for at, word in enumerate(found):
        if word[0].isdecimal():
            around = tuple(map(_unnumbered, (*found[max(0, at - reach) : at], "", *found[at + 1 : at + 1 + reach])))
            framed[around].add(folded(word))
            before, _, after = map(
                _unnumbered, (*(found[at - 1 : at] or [""]), word, *(found[at + 1 : at + 2] or [""]))
            )
            if not (_IN_DATES.fullmatch(before) or _IN_DATES.fullmatch(after) or _YEAR.fullmatch(word)):
                told.add((before, folded(word), after))
    return _Figures(dict(framed), frozenset(told))


@lru_cache(maxsize=20_000)
def _unnumbered(word: str) -> str:
    """In a date, figures stand around figures: that those differ too must not hide it."""
    return "0" if word[:1].isdecimal() else folded(word)

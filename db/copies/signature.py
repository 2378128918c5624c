"""Which texts are worth comparing with this one? Twenty numbers of a text, of which its copies share some.

Promise: equal texts have equal bands, and bands never depend on a library or a machine: `VERSION` changes with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import itemgetter, xor

from db.copies.words import folded, width, written

VERSION = 2
"""Bands of two versions are not to be compared. To be raised with any change here or in `words.py`."""
VERSIONS = list(range(1, VERSION + 1))
"""Those that an archive may hold bands of."""
BANDS = 20
"""MinHash as the smallest hashes of one function (a bottom sketch). A cut copy shares 40 % of its story's shingles:
it shares none of 20 such bands once in 30,000 times; of 20 bands of five rows each (the usual MinHash) four times in
five. Each is two shingles in a row: of 20,000 texts of the generator one shingle alone is a phrase of a hundred others
in every second case, and half the originals were never among the texts compared."""
SHARED = 3
"""Bands in common that make a candidate; one is a sentence quoted, two are two. `ALIKE` asks for as many."""
PER_BAND = 32
"""Articles read of one band's list, those that came closest before the text and as many behind: copies come within
days, and 10,000 of one text cost as much as 32."""
CANDIDATES = 12
"""Texts compared with a new one, those with most bands in common first: at most so many comparisons an article."""
WORTH = 1 / 40
"""What a text's bands in common have to be worth, as a share of all its bands; a list of one story is worth one."""
PHRASE = 1 / 10
"""... and a list of `PER_BAND` stories or more, a phrase that everybody uses: five of twenty are worth comparing. In a
million texts of one grammar, where every second band is such a phrase, 95 of 96 copies are among the texts compared,
which are 0.7 for each text; were phrases worth nothing, 83."""
PER_STORY = 4
"""... of which so many may be of one story: its other copies must not crowd out a second story."""
ALIKE = 3
"""Of the twenty smallest bands of two texts together, those that both have, for them to be compared: a copy's bands are
many among the smallest of both. Of 3,300 pairs of an original and a copy seven have fewer (with 4, 31); of the texts
with phrases in common that two would have compared for nothing, three quarters."""
_TABLE_SIZE = 200_000
_BITS = 60
_HIGHEST = (1 << _BITS) - 1
_WIDTHS = (3, 5)
"""Those of all but the shortest texts: see `words.width`."""


@dataclass(frozen=True, slots=True)
class Signature:
    version: int
    bands: tuple[int, ...]
    """Of 60 bits, so they fit a bigint; ascending, distinct; fewer of a text of fewer shingles, none without words."""


@dataclass(frozen=True)
class Shingled:
    """A text as it is compared: `hashes` has one number for every few words in a row, in the text's order."""

    width: int
    hashes: tuple[int, ...]

    @cached_property
    def distinct(self) -> frozenset[int]:
        """Asked of a text that is compared, which few are."""
        return frozenset(self.hashes)


class _Table(dict[str, tuple[int, ...]]):
    """A word -> five random numbers, one for each place in a shingle (tabulation hashing), and for each of `_WIDTHS`
    those numbers in one; none: the word does not count."""

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _TABLE_SIZE:
            self.clear()
        self[word] = numbers = _numbers(folded(word))
        return numbers


def _numbers(word: str) -> tuple[int, ...]:
    if not word:
        return ()
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=40).digest()
    # 60 bits: two digits of a Python integer, where 64 are three and cost half as much again
    places = [int.from_bytes(digest[at : at + 8], "big") >> 4 for at in range(0, 40, 8)]
    return (*places, *(_packed(places[:width]) for width in _WIDTHS))


def _packed(places: Sequence[int]) -> int:
    """The number of the last place lowest, `_BITS` above it that of the one before, and so on."""
    return reduce(lambda packed, number: packed << _BITS | number, places)


_TABLE = _Table()


# a new text is compared with several candidates, a candidate with several new texts of its batch: a batch of 50 and
# what it is compared with, 10 MB of news
@lru_cache(maxsize=192)
def shingled(text: str) -> Shingled:
    """The text's shingles; a text of fewer words than one shingle is one."""
    found = written(text)
    numbers = list(filter(None, map(_TABLE.__getitem__, found)))
    size = min(width(found), len(numbers)) if numbers else 0
    if not size:
        return Shingled(0, ())
    return Shingled(size, tuple(_rolled(numbers, size) if size in _WIDTHS else _by_place(numbers, size)))


def _rolled(numbers: Sequence[tuple[int, ...]], size: int) -> Iterable[int]:
    """What `_by_place` gives, in one pass: a word's numbers move down a place with each word that follows."""
    row, packed = 0, itemgetter(5 + _WIDTHS.index(size))
    return [(row := row >> _BITS ^ word) & _HIGHEST for word in map(packed, numbers)][size - 1 :]


def _by_place(numbers: Sequence[tuple[int, ...]], size: int) -> Iterable[int]:
    """For every so many words in a row the first one's first number, the second one's second ... in one."""
    rows: Iterable[int] = map(itemgetter(0), numbers)
    for place in range(1, size):
        rows = map(xor, rows, map(itemgetter(place), numbers[place:]))
    return rows


def counts(word: str) -> bool:
    """Whether more than house style asks for the word: `folded(word) != ""`, remembered."""
    return bool(_TABLE[word])


def signature(text: str) -> Signature:
    """The text's bands: half a millisecond for news, bounded for any text (`words.READ_LENGTH`)."""
    found = shingled(text)
    pairs = list(map(xor, found.hashes, found.hashes[found.width :])) or found.hashes
    return Signature(VERSION, _smallest(pairs))


def _smallest(numbers: Sequence[int]) -> tuple[int, ...]:
    """The `BANDS` smallest of them, each once, ascending."""
    # of numbers that are spread evenly three times as many are below it, hardly ever fewer than are asked for
    below = 3 * BANDS * _HIGHEST // max(1, len(numbers))
    few = {each for each in numbers if each < below}
    return tuple(sorted(few if len(few) >= BANDS else set(numbers))[:BANDS])


def are_alike(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two texts of these bands may be copies: told without reading the other one."""
    first, second = set(one), set(other)
    least, both = min(ALIKE, len(first), len(second)), first & second
    if len(both) < least:
        return False
    among = sorted(first | second)[:BANDS]
    return not least or sum(each <= among[-1] for each in both) >= least

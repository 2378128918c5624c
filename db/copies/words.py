"""The words of a text as copies keep them: what an outlet's house style changes is folded away.

Folded on both sides alike, so a rule may be coarse: what matters is that two spellings of one word become one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

READ_LENGTH = 100_000
"""Characters of a text that are read: a bound on the work; news has a few thousand."""
# a figure; a Chinese or Japanese character, written without spaces, is a word; any other word
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_GROUP = re.compile(r",(?=\d{3})|,000(?!,)$|000$")
# written by one outlet as a sign or as noughts, by another in words: 5%, 5 per cent; 29,000, 29 thousand
_DROPPED = frozenset({"percent", "per", "cent", "thousand", "千"})
_FIGURES = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
}
_HAN_FIGURES = dict(zip("一二两三四五六七八九", "1223456789", strict=True))
# British and American: colour, organise, centre
_SPELLINGS = (("our", "or"), ("ise", "ize"), ("isi", "izi"), ("tre", "ter"))


def written(text: str) -> list[str]:
    """The words of the first `READ_LENGTH` characters as they are written, in their order."""
    return _WORD.findall(text[:READ_LENGTH].replace("百分之", ""))


def folded(word: str) -> str:
    """The word without house style: case, width, spelling, how a figure is written; empty where style alone asks it."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    if plain[:1].isdecimal():
        return _GROUP.sub("", plain) or plain
    if plain in _DROPPED:
        return ""
    for one, other in _SPELLINGS:
        plain = plain.replace(one, other)
    return _FIGURES.get(plain) or _HAN_FIGURES.get(plain) or plain


def width(of: Sequence[str]) -> int:
    """How many words in a row are compared as one: 3, or 5 where most words are single (Chinese) characters.

    With fewer, texts on one subject share many; with more, every reworded sentence breaks them.
    """
    return 5 if sum(map(len, of)) < 2 * len(of) else 3

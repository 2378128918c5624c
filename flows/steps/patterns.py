"""A meeting's own regular expressions, for names that no structure gives: which are allowed, and where they hit.

Promise: no pattern can make a text slow. A pattern may be tried in at most `MOST_WAYS` ways at one place of a text and
reaches at most `MOST_CHARACTERS` far, so its cost grows with the text's length and with nothing else. That is counted
from its parts when the registry is read: `*` and `+` have no such number, a repetition within a repetition
multiplies, and both are refused with what to write instead. No engine that is linear by design is needed then, and
what a user can write is what Python documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from flows.steps.congress import Congress
from flows.steps.fold import fold

MOST_LETTERS, MOST_WAYS, MOST_CHARACTERS = 200, 500, 120
"""Of the written pattern; of trying it at one place; of what it can reach."""
_LEAST_CHARACTERS = 2
# the module is the parser behind `re`, called sre_parse before 3.11 and documented nowhere: see test_patterns
_PARSER: Any = import_module("re._parser")
_SPECIAL = frozenset(r"\.^$*+?{}[]|()")
_LETTERS = re.compile(r"\\.|[^\\]", re.DOTALL)
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_PLAIN = ("LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY", "RANGE")
_WHY_NOT = {
    "GROUPREF": "a backreference",
    "GROUPREF_EXISTS": "a condition on a group",
    "ASSERT": "a look-ahead or look-behind",
    "ASSERT_NOT": "a look-ahead or look-behind",
}


class Size(NamedTuple):
    """In how many ways a part can be tried at one place, and the least and most characters it takes."""

    ways: int
    least: int
    most: int


class TooMuchError(Exception):
    """The pattern holds something that is not allowed; the message says what."""


def fault(pattern: str) -> str:
    """What is wrong with it and what to do, '' for a pattern that may be used."""
    if len(pattern) > MOST_LETTERS:
        return f"has {len(pattern)} characters, {MOST_LETTERS} are allowed"
    try:
        size = _sequence(_PARSER.parse(folded_pattern(pattern)))
    except re.error as error:
        return f"is no regular expression: {error}"
    except (TooMuchError, RecursionError, OverflowError) as error:
        return str(error)
    if size.least < _LEAST_CHARACTERS:
        return "matches single characters or nothing: write out more of the name"
    if size.most > MOST_CHARACTERS:
        return f"can reach over {size.most} characters, {MOST_CHARACTERS} are allowed"
    if size.ways > MOST_WAYS:
        return f"could be tried in {size.ways:,} ways at each place of a text, {MOST_WAYS} are allowed: repeat less"
    return ""


def folded_pattern(pattern: str) -> str:
    """The pattern as folded texts are written: lower case, straight quotes; （ is a bracket, not a group."""
    return "".join(_letter(match[0]) for match in _LETTERS.finditer(pattern))


def pattern_hits(meetings: Iterable[Congress], folded: str) -> list[tuple[int, int, str]]:
    """(start, end, congress id) of every name that a pattern finds in the folded text, by position.

    Never overlapping: the leftmost, then the longest. Words that two meetings' patterns claim are nobody's.
    """
    found = [
        (start, -end, one.id)
        for one in meetings
        for pattern in one.patterns
        for start, end in _matches(_compiled(pattern), folded)
    ]
    return list(_apart(sorted(set(found))))


def finds(pattern: str, name: str) -> bool:
    """Whether it finds anything in a folded name."""
    return next(_matches(_compiled(pattern), name), None) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(folded_pattern(pattern))


def _matches(pattern: re.Pattern[str], folded: str) -> Iterator[tuple[int, int]]:
    """Spans, but for those that begin or end within a word of Latin letters."""
    for match in pattern.finditer(folded):
        start, end = match.span()
        if not _in_word(folded, start) and not _in_word(folded, end):
            yield start, end


def _in_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and all(char.isalnum() and char < "\u2e80" for char in text[at - 1 : at + 1])


def _apart(hits: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    every, free = list(hits), 0
    for at, (start, negative, name) in enumerate(every):
        if start < free:
            continue
        free = -negative
        if not any(other[:2] == (start, negative) for other in every[at + 1 : at + 2]):
            yield start, free, name


def _letter(written: str) -> str:
    if written[0] == "\\":  # an escape is a word of the language: \S is not \s
        return written
    folded = fold(written).text
    return f"\\{folded}" if folded != written.lower() and folded in _SPECIAL else folded


def _sequence(parts: Iterable[tuple[Any, Any]]) -> Size:
    ways, least, most = 1, 0, 0
    for operation, argument in parts:
        size = _part(str(operation), argument)
        ways, least, most = ways * size.ways, least + size.least, most + size.most
    return Size(ways, least, most)


def _part(operation: str, argument: Any) -> Size:
    if operation in _PLAIN:
        return Size(1, 1, 1)
    if operation == "AT":  # ^, $, \b
        return Size(1, 0, 0)
    if operation == "SUBPATTERN":
        return _sequence(argument[-1])
    if operation == "ATOMIC_GROUP":
        return _sequence(argument)
    if operation == "BRANCH":
        sizes = [_sequence(branch) for branch in argument[1]]
        return Size(sum(one.ways for one in sizes), min(one.least for one in sizes), max(one.most for one in sizes))
    if operation in _REPEATS:
        return _repeated(*argument)
    raise TooMuchError(f"holds {_WHY_NOT.get(operation, operation)}, which is not allowed")


def _repeated(least: Any, most: Any, parts: Any) -> Size:
    if int(most) > MOST_CHARACTERS:
        raise TooMuchError("repeats without end: write {0,20} for * and {1,20} for +")
    one = _sequence(parts)
    ways = sum(one.ways**times for times in range(int(least), int(most) + 1))
    return Size(ways, one.least * int(least), one.most * int(most))


__all__ = ["MOST_CHARACTERS", "MOST_LETTERS", "MOST_WAYS", "fault", "finds", "folded_pattern", "pattern_hits"]

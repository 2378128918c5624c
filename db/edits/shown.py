"""How a diff looks to a person: in a terminal, and as Markdown.

Promise: nothing in a text reaches the terminal as a control, or the Markdown as a mark-up; lines keep to the width,
a Chinese character counting as two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from db.edits.forms import in_context
from db.edits.words import Change, Op, tokens

CONTEXT = 12
"""Words of context on either side: a person reads a line of them."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Controls of a terminal, and those that turn the direction of writing."""
_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m"}
_PLAIN = "\x1b[0m"
_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}")}
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$:@=^])")
_JOINER = "\u2060"
"""Invisible and no punctuation: Markdown takes ** before a mark for text, not for the start of something strong."""


class Part(NamedTuple):
    """A stretch of a hunk; `op` equal: it is context."""

    op: Op
    old: str
    new: str


def terminal(changes: Sequence[Change], width: int = 80, *, is_colour: bool = False) -> str:
    """Unified: '- ' lines of the old text and '+ ' lines of the new one, a blank line between places; '' for none."""
    blocks = []
    for hunk in _hunks(changes):
        sides = [_side(hunk, sign, width, is_colour) for sign in "-+"]
        blocks.append("\n".join(side for side in sides if side))
    return "\n\n".join(blocks)


def markdown(changes: Sequence[Change]) -> str:
    """A paragraph for each place: … the meeting of ~~9~~ **12** May …; '' for none."""
    return "\n\n".join(filter(None, (_paragraphs(hunk) for hunk in _hunks(changes))))


def width_of(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _hunks(changes: Sequence[Change]) -> Iterator[list[Part]]:
    """Changes that stand together, with their context: a paragraph's end between two of them parts them."""
    hunk: list[Part] = []
    for change, context in in_context([_safe(change) for change in changes], CONTEXT):
        if change.op != "equal":
            hunk.append(Part(change.op, change.old, change.new))
            continue
        if "\n" not in change.old:
            hunk.append(Part("equal", context.text, context.text))
            continue
        first, last = context.head.partition("\n")[0], (context.tail or context.head).rpartition("\n")[2]
        hunk.append(Part("equal", first, first))
        if any(part.op != "equal" for part in hunk):
            yield hunk
        hunk = [Part("equal", last, last)]
    if any(part.op != "equal" for part in hunk):
        yield hunk


def _safe(change: Change) -> Change:
    return Change(change.op, _CONTROL.sub("\ufffd", change.old), _CONTROL.sub("\ufffd", change.new), change.place)


def _side(hunk: Sequence[Part], sign: str, width: int, is_colour: bool) -> str:
    pieces = [(part.new if sign == "+" else part.old, part.op != "equal") for part in hunk]
    if not any(text and is_changed for text, is_changed in pieces):
        return ""
    return "\n".join(f"{sign} {line}" for line in _wrapped(pieces, sign, max(10, width - 2), is_colour))


def _wrapped(pieces: Sequence[tuple[str, bool]], sign: str, room: int, is_colour: bool) -> Iterator[str]:
    """Lines no wider than the room; colours are closed where a line ends, marks stand where the change does."""
    line, width = "", 0
    for token, is_changed in _styled(pieces, sign, is_colour):
        is_space = token.isspace()
        if "\n" in token or (width + width_of(token) > room and width):
            yield line.rstrip()
            line, width = "", 0
        if is_space and not width:
            continue
        for start, columns in _chopped(token, room):
            if width + columns > room:
                yield line
                line, width = "", 0
            line += f"{_COLOURS[sign]}{start}{_PLAIN}" if is_colour and is_changed and not is_space else start
            width += columns
    if line.strip():
        yield line.rstrip()


def _styled(pieces: Sequence[tuple[str, bool]], sign: str, is_colour: bool) -> Iterator[tuple[str, bool]]:
    for text, is_changed in pieces:
        found = tokens(text)
        words = [at for at, token in enumerate(found) if not token.isspace()]
        if is_changed and not is_colour and found:
            # at the words, so that no line ends between them and their mark
            first, last = (words[0], words[-1]) if words else (0, -1)
            found[first] = _MARKS[sign][0] + found[first]
            found[last] += _MARKS[sign][1]
        yield from ((token, is_changed) for token in found)


def _chopped(token: str, room: int) -> Iterator[tuple[str, int]]:
    """A word wider than the line in pieces of its width."""
    piece, width = "", 0
    for letter in token:
        if width + _columns(letter) > room:
            yield piece, width
            piece, width = "", 0
        piece, width = piece + letter, width + _columns(letter)
    yield piece, width


def _paragraphs(hunk: Sequence[Part]) -> str:
    text = ""
    for part in hunk:
        if part.op == "equal":
            text += _escaped(part.old)
        else:
            gone, come = _emphasised(part.old, "~~"), _emphasised(part.new, "**")
            text += f"{gone} {come}" if gone and come and not gone.endswith("\n") else gone + come
    return text.strip()


def _emphasised(text: str, mark: str) -> str:
    """The mark around each line's words, never around the spaces beside them."""
    return "\n\n".join(_marked(line, mark, is_first=at == 0) for at, line in enumerate(re.split(r"\n+", text)))


def _marked(line: str, mark: str, *, is_first: bool) -> str:
    words = line.strip()
    if not words:
        return " " if line and is_first else ""
    inner = _escaped(words)
    left, right = ("" if inner[at].isalnum() else _JOINER for at in (0, -1))
    # four spaces at the start of a paragraph would make it code
    before = " " if is_first and line[0].isspace() else ""
    return f"{before}{mark}{left}{inner}{right}{mark}{' ' if line[-1].isspace() else ''}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)

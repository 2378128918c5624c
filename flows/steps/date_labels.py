"""What does the word before a date make of it: the day of publication, or of a change?

Promise: only words right before the date count; without one the date has no role.
"""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["published", "modified", ""]

_MODIFIED_WORDS = (
    r"\b(?:last[ -])?(?:up-?dated?|modified|modification|revised|revision|reviewed|edited|changed|fact[ -]checked)\b"
    r"|更新|修改|修订|修訂|最后编辑"
)
_PUBLISHED_WORDS = (
    r"\b(?:re-?)?(?:published|posted|publication|publish(?:ed)? date|post(?:ed)? date|date published|issued|released"
    r"|release(?:d)? date|pub(?:lish)? ?(?:date|time)|date posted|first appeared|pubdate)\b"
    r"|发布|發布|发表|發表|刊登|发稿|刊出|见报|出版"
)
_LABEL = re.compile(rf"(?P<modified>{_MODIFIED_WORDS})|(?P<published>{_PUBLISHED_WORDS})", re.IGNORECASE)
_ONLY_LABEL = re.compile(
    rf"\W*(?:(?:first|originally|article|story|date|time|日期|时间|時間)\W+)*(?:{_MODIFIED_WORDS}|{_PUBLISHED_WORDS})"
    r"(?:\W*(?:on|at|date|time|日期|时间|時間))?\W*",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:originally|first)\s+(?:published|posted|appeared|ran)\b|首次发布|首发于", re.IGNORECASE)
_REACH = 40
"""Characters between a word and the date it speaks of: 'Updated by Maria Gonzalez-Smith on' is 34."""


def role_before(text: str, start: int, after: int = 0) -> Role:
    """The role the nearest word before position `start` gives a date; words up to `after` belong to another date."""
    role: Role = ""
    for label in _LABEL.finditer(text, max(after, start - _REACH), start):
        role = "modified" if label["modified"] else "published"
    return role


def is_first_publication(text: str) -> bool:
    """'Originally published on', 'first published': the words that settle it."""
    return _FIRST.search(text) is not None


def is_label(line: str) -> bool:
    """Whether the line is nothing but such a word, its date being on the next line."""
    return len(line) <= _REACH and _ONLY_LABEL.fullmatch(line) is not None


def has_label(text: str) -> bool:
    """Whether the text holds such a word anywhere."""
    return _LABEL.search(text) is not None

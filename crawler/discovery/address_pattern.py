"""What do a site's article addresses look like? A guess from addresses that its own listings name. Pure.

A part that holds figures is taken for its kind (a year, a month, a number), one that is the same everywhere stays as it
is, and any other is anything. A guess: a person reads it before it is relied on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from db.urls import main_url

LEAST_SHARE = 0.05
"""Forms of address that fewer of the addresses have are taken for pages of another kind."""
LEAST_SAME = 4
"""Addresses that must share a word before it is taken for a part of every address."""
_KINDS = (
    (re.compile(r"(?:19|20)\d\d\Z"), r"\d{4}"),
    (re.compile(r"(?:19|20)\d{6}\Z"), r"\d{8}"),
    (re.compile(r"(?:19|20)\d{4}\Z"), r"\d{6}"),
    (re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}\Z"), r"\d{4}-\d{1,2}-\d{1,2}"),
    (re.compile(r"(?:19|20)\d\d-\d{1,2}\Z"), r"\d{4}-\d{1,2}"),
    (re.compile(r"\d{1,2}-\d{1,2}\Z"), r"\d{1,2}-\d{1,2}"),
    (re.compile(r"\d{1,2}\Z"), r"\d{1,2}"),
    (re.compile(r"\d+\Z"), r"\d+"),
    (re.compile(r"[0-9a-f]{32}\Z"), r"[0-9a-f]{32}"),
)
_NUMBERED = re.compile(r"(?:[A-Za-z]{1,12}[_-])?[A-Za-z]{0,12}[_-]?\d{4,}(?:[_-]\d+)?\Z")
_LIST_END = r"[_-]?\d*(?:\.(?:s?html?|php|aspx?|jsp))?\Z"
_LIST = re.compile(r"(?:.*/)?(?:node|list|more|channel|column|page)" + _LIST_END, re.IGNORECASE)
# an article may have a folder of its own, named for its day or its title
_INDEX = re.compile(r"/?(?:(?:[a-z_-]{1,30}|\d{1,6})/)*(?:index|default|home)" + _LIST_END, re.IGNORECASE)
_END = re.compile(r"(.+?)(\.(?:html?|shtml|php|aspx?|jsp))\Z")
_ANY = "[^/]+"


def article_pattern(urls: Iterable[str]) -> str:
    """A regular expression that the main addresses of these articles fit, for `article_url`; '' for no address."""
    paths = [urlsplit(main_url(url)) for url in urls]
    shapes: dict[tuple[str, ...], list[Sequence[str]]] = {}
    for parts in paths:
        segments = [part for part in parts.path.split("/") if part]
        if segments or parts.query:
            shapes.setdefault(_shape(segments), []).append(segments)
    total = sum(map(len, shapes.values()))
    kept = [_pattern(shape, of) for shape, of in shapes.items() if len(of) >= max(1, LEAST_SHARE * total)]
    found = list(dict.fromkeys(kept))
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})" if found else ""


def tells_articles(pattern: str) -> bool:
    """Whether the pattern tells an article from an 'about us': it asks for a figure somewhere."""
    return r"\d" in pattern or "0-9" in pattern


def is_list(path: str) -> bool:
    """Whether an address ends as those of lists do, whatever figures it has: index.shtml, node_7075073.htm."""
    return any(one.match(path.rstrip("/")) for one in (_LIST, _INDEX))


def _shape(segments: Sequence[str]) -> tuple[str, ...]:
    return tuple(_kind(segment) for segment in segments)


def _kind(segment: str) -> str:
    """What the segment is one of, as an expression; '' where it is a word."""
    for pattern, kind in _KINDS:
        if pattern.match(segment):
            return kind
    end = _END.match(segment)
    stem, ending = (end[1], re.escape(end[2])) if end else (segment, "")
    if end and (kind := _kind(stem)):
        return kind + ending
    if _NUMBERED.match(stem):
        return re.sub(r"\\d\+|\d+", lambda _: r"\d+", re.escape(stem)) + ending
    return f"{_ANY}{ending}" if ending else ""


def _pattern(shape: tuple[str, ...], of: Sequence[Sequence[str]]) -> str:
    parts = [kind or _word([segments[place] for segments in of]) for place, kind in enumerate(shape)]
    ending = "$" if parts and "\\." in parts[-1] else "/?$"
    return "".join(f"/{part}" for part in parts) + ending


def _word(words: Sequence[str]) -> str:
    """A word that stands in every address stays; where they differ it is anything."""
    (word, count), *others = Counter(words).most_common(2)
    return re.escape(word) if not others and count >= LEAST_SAME else _ANY

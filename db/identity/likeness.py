"""Are two texts the same, or alike? Pure: what is compared is words, never templates, spaces or letter forms.

Promise: equal digests mean exact copies; `alike` means one text in two places (another template, an excerpt, an
edit), and is false for two articles of one outlet on one subject, and for two parts of one article.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from db.clean import clean_text
from db.values import Article

_SPACE = re.compile(r"\s+")
# Chinese and Japanese are written without spaces: there each character is a word
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_SHINGLE = 4
"""Words in a row that are compared as one: two articles share single words, not sequences of them."""
_ALIKE = 0.6
"""Share of the shorter text's shingles that the other text has: an amp page keeps nearly all, a report of the
same day's other meeting a third at most."""


def normalised(text: str) -> str:
    """The form in which two texts are compared: compatibility forms and white space folded."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", clean_text(text))).strip()


# a batch asks several times for the digests of each of its articles
@lru_cache(maxsize=256)
def text_sha256(article: Article) -> bytes:
    """Equal for exact copies of a text, whoever publishes it under whatever headline."""
    return hashlib.sha256(normalised(article.body).encode()).digest()


@lru_cache(maxsize=256)
def revision_sha256(article: Article) -> bytes:
    """Equal while nothing changed that makes a revision: text, title, byline, date, captions."""
    parts = [
        article.title,
        article.body,
        *article.authors,
        "",
        *article.captions,
        str(article.published_on or ""),
    ]
    return hashlib.sha256("\x00".join(map(normalised, parts)).encode()).digest()


def alike(one: str, other: str) -> bool:
    """Whether both are one text, at least nearly, or one is an excerpt of the other. No words are like nothing."""
    first, second = shingles(one), shingles(other)
    if not first or not second:
        return False
    return len(first & second) >= _ALIKE * min(len(first), len(second))


def alike_any(text: str, others: Iterable[str]) -> bool:
    """Whether the text is like one of the others."""
    return any(alike(text, other) for other in others)


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every sequence of four words; of a text of fewer words, the text."""
    words = _WORD.findall(normalised(text).casefold())
    if not words:
        return frozenset()
    return frozenset(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))

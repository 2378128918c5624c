"""How well was a page read? The figures of tests/benchmarks/extractors.py, each on the pages that carry the label.

Body: runs of four tokens, where a token is a word or one Chinese character; precision and recall of each page, their
means over the pages, and F1 of the means. An empty body scores 0, so leaving a hard page out does not pay.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")
_RUN = 4


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool or a label says of a page; None: the tool does not tell, or the page has no such label."""

    body: str = ""
    title: str | None = None
    on: str | None = None
    """The day, 2022-06-02."""
    authors: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1; None where no page carries the label or the tool has no such field."""

    f1: float
    precision: float
    recall: float
    title: float | None
    day: float | None
    authors: float | None


def score(labels: Sequence[Found], found: Sequence[Found]) -> Score:
    """`found` has one entry for each label, in their order."""
    pairs = list(zip(labels, found, strict=True))
    bodies = [_body(label.body, one.body) for label, one in pairs]
    precision, recall = (fmean(values) for values in zip(*bodies, strict=True))
    return Score(
        _f1(precision, recall),
        precision,
        recall,
        _share((label.title, one.title, fold(label.title) == fold(one.title)) for label, one in pairs),
        _share((label.on, one.on, (label.on or "")[:10] == (one.on or "")[:10]) for label, one in pairs),
        _authors(pairs),
    )


def fold(text: str | None) -> str:
    """Without case, punctuation and the width of characters."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


def _body(label: str, found: str) -> tuple[float, float]:
    wanted, got = _runs(label), _runs(found)
    both = sum((wanted & got).values())
    return (both / sum(got.values()) if got else 0.0), (both / sum(wanted.values()) if wanted else 0.0)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.lower())
    # a text of fewer tokens is one run
    starts = range(max(1, len(tokens) - _RUN + 1)) if tokens else ()
    return Counter(tuple(tokens[start : start + _RUN]) for start in starts)


def _share(answers: Iterable[tuple[str | None, str | None, bool]]) -> float | None:
    """The share of right answers on the labelled pages; a page without an answer is a wrong one."""
    labelled = [(said, is_right) for label, said, is_right in answers if label]
    if not labelled or all(said is None for said, _ in labelled):
        return None
    return fmean(is_right for _, is_right in labelled)


def _authors(pairs: Sequence[tuple[Found, Found]]) -> float | None:
    """F1 over all names of all labelled pages."""
    labelled = [(label.authors, one.authors) for label, one in pairs if label.authors]
    if not labelled or all(said is None for _, said in labelled):
        return None
    names = [({fold(name) for name in wanted}, {fold(name) for name in said or ()}) for wanted, said in labelled]
    right = sum(len(wanted & said) for wanted, said in names)
    all_named = sum(len(wanted) + len(said) for wanted, said in names)
    return 2 * right / all_named if all_named else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

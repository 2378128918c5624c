"""The newsroom's vocabulary, read from the TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from crawler.newsroom.wording import Lexicon

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Subject:
    """Patterns for one kind of article. `day`, `days` and `coverage` are set for dated events only.

    `months` (1-12) says when a topic is in season; empty: always.
    """

    name: str
    section: str
    headlines: Sequence[str]
    leads: Sequence[str]
    details: Sequence[str]
    quotes: Sequence[str] = ()
    lexicon: Lexicon | None = None
    months: Sequence[int] = ()
    day: date | None = None
    days: int = 1
    coverage: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """All patterns of one language."""

    names: Mapping[str, Sequence[str]]
    lexicon: Lexicon
    shared: Mapping[str, Sequence[str]]
    topics: Sequence[Subject]
    others: Sequence[Subject]
    stages: Mapping[str, Subject]
    meeting: Mapping[str, Sequence[str]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


_POLITICS = {"english": "politics", "chinese": "要闻"}
STAGES = ("before", "opening", "sitting", "closing", "study")
"""The stages of a meeting in the order a reader meets them."""


@cache
def load_words(name: str) -> Words:
    """The words of `english` or `chinese`. Raises FileNotFoundError for another name."""
    city, politics = _read(name), _read(f"{name}_meetings")
    return Words(
        names=city["names"],
        lexicon={**city["lexicon"], **politics["lexicon"]},
        shared=city["shared"],
        topics=[Subject(**topic) for topic in city["topic"]],
        others=[Subject(**other) for other in politics["other"]],
        stages={stage: Subject(name=stage, section=_POLITICS[name], **politics[stage]) for stage in STAGES},
        meeting=politics["shared"],
    )


@cache
def load_meetings() -> dict[str, Any]:
    """The raw table of families, names, meetings and pairs."""
    return _read("meetings")

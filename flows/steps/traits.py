"""What of a text speaks for or against its being about a meeting, as named figures from 0 to 1. See `weighing`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flows.steps.mention import Mention
from flows.steps.roles import Role

Zone = Literal["title", "lead", "body"]

_MARKS = ("eventful", "occasion", "period", "central", "source", "read", "reported", "full_text", "aside")
_DAYS = (("a year before", -3650), ("months before", -365), ("weeks before", -60), ("days before", -21),
         ("in the days of it", 0), ("days after", 3), ("weeks after", 14), ("a month after", 45),
         ("months after", 365), ("years after", 36500))  # fmt: skip


class About(NamedTuple):
    """What of a text goes on about a meeting of one family, named or not: see `business`."""

    paragraph_count: int
    business: frozenset[int]
    """Of the paragraphs that can go on about this meeting."""
    says_business: bool
    """Whether any paragraph does that does not name it."""
    in_title: bool
    sentence_share: float
    """Of the sentences, those that name the meeting or speak of such business."""
    sentence_count: int
    spoken_elsewhere: int
    """How often other meetings are spoken of."""
    other_body: float
    """Bodies whose meetings are not counted: 1 in the headline, a half in the lead."""
    is_chinese: bool
    subjects: frozenset[str]
    """What kind of page it says it is: see `page_subjects`."""


@dataclass(frozen=True, slots=True)
class Use:
    """One resolved name with its role and its place in the text."""

    mention: Mention
    role: Role
    zone: Zone
    paragraph: int
    """-1 for the title."""
    eventful: bool
    occasion: bool
    period: bool
    central: bool
    source: bool
    read: bool
    reported: bool
    full_text: bool
    aside: bool
    """These nine as in `bearing`."""
    begins_at: float
    """How far into its sentence the name stands: 0 at the beginning, 1 after 200 letters."""
    how: str
    is_implied: bool
    """A word that stands for the meeting of these days: see `implied`."""


def traits(uses: Sequence[Use], about: About, away: int | None, rule_level: str) -> dict[str, float]:
    """Those that are not 0. `away`: days from the meeting to the text; `rule_level`: what the ordered rules say."""
    found: dict[str, float] = {f"rules say {rule_level}": 1.0, _when(away): 1.0}
    for use in uses:
        where = "headline" if use.zone == "title" else "first sentence" if _is_first(use) else use.zone
        found[f"{where}: {use.role}"] = 1.0
        if use.role in ("plain", "upcoming", "after"):
            for mark in _MARKS:
                if getattr(use, mark):
                    found[f"{where}: {mark}"] = 1.0
    count, spoken = len(uses), sum(use.role == "plain" for use in uses)
    paragraphs = about.paragraph_count or 1
    named = len({use.paragraph for use in uses if use.paragraph >= 0 and use.role != "person"})
    first = min((use.paragraph for use in uses if use.paragraph >= 0), default=paragraphs)
    found |= {
        "names": math.log2(1 + count) / 4,
        "names spoken of": math.log2(1 + spoken) / 4,
        "share of sentences": about.sentence_share,
        "share of paragraphs": len(about.business) / paragraphs,
        "share of paragraphs that name it": named / paragraphs,
        "its business in the headline": float(about.in_title),
        "its business elsewhere": float(about.says_business),
        "named late": min(1.0, first / paragraphs),
        "other meetings": about.spoken_elsewhere / (spoken + about.spoken_elsewhere or 1),
        "long": math.log2(1 + about.sentence_count) / 6,
        "another body first": about.other_body,
        "in Chinese": float(about.is_chinese),
        "begins its sentence": max((1 - use.begins_at for use in uses if _is_first(use)), default=0.0),
        "one paragraph": float(paragraphs <= 2),
        "headline silent": float(not any(use.zone == "title" for use in uses)),
        "told: implied": float(any(use.is_implied for use in uses)),
        "told: by date": float(all(use.how == "date" for use in uses)),
    }
    found |= {f"opens as: {kind}": 1.0 for kind in about.subjects}
    return {name: value for name, value in found.items() if value}


def _is_first(use: Use) -> bool:
    return use.zone == "lead" and use.paragraph == 0


def _when(away: int | None) -> str:
    if away is None:
        return "when: unknown"
    named = next((name for name, most in _DAYS if away <= most), _DAYS[-1][0])
    return f"when: {named}"

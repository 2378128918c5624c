"""How much of a text is about a meeting: focus, substantive or anchor, with the rule that decided.

Where the names stand (headline, lead, paragraphs), what they do there (`roles`) and how near the meeting was in
time decide; counts only break ties. The rules are ordered, the first that holds wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from db.values import Level
from flows.steps.congress import Extent
from flows.steps.identity import distance
from flows.steps.mentions import Mention
from flows.steps.published import Days
from flows.steps.roles import Role

Zone = Literal["title", "lead", "body"]

STUDY_DAYS = 35
"""Meetings that study a congress's spirit belong to it for about a month."""
_NEAR_BEFORE, _NEAR_AFTER = 60, 45
_LEAD_CHARS = 600
_EVENT = re.compile(
    r"\b(?:open(?:s|ed|ing)?|clos(?:e|es|ed|ing)|conclud(?:e|es|ed)|conclusion|conven(?:e|es|ed)|held|kick(?:s|ed) off"
    r"|deliver(?:ed|s)|elect(?:ed|s)|adopt(?:ed|s)|attend(?:ed|s)|press conference|communique|report"
    r"|set|sets|outlined|unveiled)\b"
    r"|部署|召开|开幕|闭幕|举行|审议|选举|通过|发布会|公报|讨论"
)
_OCCASION = re.compile(r"\b(?:at|during|on the sidelines of)\s+(?:the\s+)?$|在$|出席$|参加$")


class Paragraphs(NamedTuple):
    """The body's paragraphs as spans of the folded text, and where its lead ends."""

    spans: tuple[tuple[int, int], ...]
    lead_end: int


@dataclass(frozen=True, slots=True)
class Use:
    """One resolved name with its role and its place in the text."""

    mention: Mention
    role: Role
    zone: Zone
    paragraph: int
    """-1 for the title."""
    eventful: bool
    """Its sentence says the meeting opens, elects, hears a report ..."""
    occasion: bool
    """'at the', 'during the': something happens on its occasion."""
    how: str


@dataclass(frozen=True, slots=True)
class Decision:
    level: Level
    rule: str
    score: float


def paragraphs(folded: str) -> Paragraphs:
    """Split at line breaks; the lead is the first paragraph, and the second where the first is a short one."""
    spans = tuple((match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", folded))
    if not spans:
        return Paragraphs((), 0)
    first = spans[0]
    short = 240 if folded.isascii() or _latin(folded) else 80
    lead = spans[min(1, len(spans) - 1)] if first[1] - first[0] < short else first
    return Paragraphs(spans, min(lead[1], first[0] + _LEAD_CHARS))


def _latin(folded: str) -> bool:
    sample = folded[:400]
    return sum("\u4e00" <= char <= "\u9fff" for char in sample) * 3 < len(sample)


def is_eventful(sentence: str) -> bool:
    return _EVENT.search(sentence) is not None


def is_occasion(before: str, after: str) -> bool:
    return _OCCASION.search(before) is not None or after.startswith(("期间", "上", "现场"))


def decide(uses: Sequence[Use], paragraph_count: int, days: Days | None, extent: Extent | None) -> Decision:
    """The level of one meeting from all its uses; `uses` is not empty."""
    away = distance(days, extent) if days is not None and extent is not None else None
    near = away is None or -_NEAR_BEFORE <= away <= _NEAR_AFTER
    spoken = [use for use in uses if use.role == "plain"]
    title, lead = _roles(uses, "title"), _roles(uses, "lead")
    touched = len({use.paragraph for use in spoken if use.paragraph >= 0})
    share = touched / paragraph_count if paragraph_count else 0.0
    studied = away is not None and 0 <= away <= STUDY_DAYS
    lead_spoken = [use for use in spoken if use.zone == "lead"]
    if title & {"plain", "after", "upcoming"}:
        return _decision("focus", "headline", uses)
    if studied and "delegate" in title:
        return _decision("focus", "its delegates in the headline", uses)
    if studied and ("study" in title | lead or "spirit" in title or ("spirit" in lead and len(uses) > 1)):
        return _decision("focus", "study of the spirit within a month", uses)
    meeting_day = away == 0 and any(not use.occasion for use in lead_spoken)
    if near and lead_spoken and (len(spoken) > 1 or meeting_day or any(use.eventful for use in lead_spoken)):
        return _decision("focus", "lead", uses)
    if near and "upcoming" in lead and (len(uses) > 1 or paragraph_count <= 2):
        return _decision("focus", "lead announces", uses)
    if share > 0.5 and (near or touched >= 3 or any(use.eventful for use in spoken)):
        return _decision("focus", "most paragraphs", uses)
    if lead_spoken and (near or len(spoken) > 1):
        return _decision("substantive", "lead", uses)
    if near and away is not None and any(use.role in ("spirit", "after") and use.paragraph == 0 for use in uses):
        return _decision("substantive", "lead carries it out", uses)
    if len(spoken) >= (2 if near else 4):
        return _decision("substantive", "repeated", uses)
    if near and away is not None and any(use.occasion for use in spoken):
        return _decision("substantive", "occasion", uses)
    if title and len(uses) >= 3:
        return _decision("substantive", "horizon", uses)
    return _decision("anchor", "in passing", uses)


def _roles(uses: Sequence[Use], zone: Zone) -> set[Role]:
    return {use.role for use in uses if use.zone == zone}


def _decision(level: Level, rule: str, uses: Sequence[Use]) -> Decision:
    base = {"focus": 0.7, "substantive": 0.4, "anchor": 0.1}[level]
    return Decision(level, rule, round(base + min(0.29, 0.04 * len(uses)), 2))

"""How much of a text is about a meeting: focus, substantive or anchor, with the rule that decided.

Where the names stand (headline, lead, paragraphs), what they do there (`roles`) and how near the meeting was in
time decide. The rules are ordered, the first that holds wins; what they say is then weighed with all else (`weighing`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from db.values import Level
from flows.steps.congress import Extent
from flows.steps.identity import distance
from flows.steps.published import Days
from flows.steps.roles import Role
from flows.steps.traits import About, Use, Zone, traits
from flows.steps.weighing import weigh

_IN_THE_NEWS = 7
"""Days after a meeting in which who names it, but for a set phrase, has it from there."""
STUDY_DAYS = 35
"""Meetings that study a congress's spirit belong to it for about a month."""
_HAN = re.compile("[\u4e00-\u9fff]")
REPORTED_WITHIN = 2
"""Days after the closing in which the last reports of it appear."""
_NEAR_BEFORE, _NEAR_AFTER = 60, 45
_LEAD_CHARS = 600
_LEAST_CARRIED = 0.3
"""Share of the paragraphs that must go on about a meeting whose event opens the text."""


class Paragraphs(NamedTuple):
    """The body's paragraphs as spans of the folded text, and where its lead ends."""

    spans: tuple[tuple[int, int], ...]
    lead_end: int


@dataclass(frozen=True, slots=True)
class Decision:
    level: Level
    rule: str
    score: float


class _Ruled(NamedTuple):
    """What the ordered rules say, before all else is weighed with it."""

    level: Level
    rule: str


def paragraphs(folded: str) -> Paragraphs:
    """Split at line breaks; the lead is the first paragraph, and the second where the first is a short one."""
    spans = tuple((match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", folded))
    if not spans:
        return Paragraphs((), 0)
    first = spans[0]
    short = 80 if is_chinese(folded) else 240
    lead = spans[min(1, len(spans) - 1)] if first[1] - first[0] < short else first
    return Paragraphs(spans, min(lead[1], first[0] + _LEAD_CHARS))


def is_chinese(folded: str) -> bool:
    """Whether a third or more of the beginning is Chinese characters."""
    sample = folded[:400]
    return len(_HAN.findall(sample)) * 3 >= len(sample) > 0


def owned(uses: Mapping[str, Sequence[Use]], paragraph_count: int, now: Container[str]) -> dict[str, frozenset[int]]:
    """For each meeting the paragraphs that can go on about it: from one before it is named until another is.

    A meeting only named in passing (`since the 18th`) takes over nothing. While it is going on (`now`) readers know
    which congress 'the delegates' are of: then from the text's beginning.
    """
    spoken: dict[int, set[str]] = defaultdict(set)
    for congress_id, mine in uses.items():
        for use in mine:
            if use.role in ("plain", "upcoming"):
                spoken[max(use.paragraph, 0)].add(congress_id)
    holders: dict[str, set[int]] = {congress_id: set() for congress_id in uses}
    present = spoken[min(spoken)] if spoken else set()
    first = max(0, min(spoken) - 1) if spoken else paragraph_count
    if any(congress_id in now for congress_id in present):
        first = 0
    for number in range(first, paragraph_count):
        present = spoken.get(number, present)
        for congress_id in present:
            holders[congress_id].add(number)
    return {congress_id: frozenset(numbers) for congress_id, numbers in holders.items()}


def decide(uses: Sequence[Use], about: About, days: Days | None, extent: Extent | None) -> Decision:
    """The level of one meeting from all its uses; `uses` is not empty."""
    away = distance(days, extent) if days is not None and extent is not None else None
    by_rules = _by_rules(uses, about, away)
    weighed = weigh(traits(uses, about, away, by_rules.level))
    rule = by_rules.rule if weighed.level == by_rules.level else f"weight of {', '.join(weighed.reasons)}"
    return Decision(weighed.level, rule, weighed.share)


def _by_rules(uses: Sequence[Use], about: About, away: int | None) -> _Ruled:
    if away is not None and away < 0:  # 'no press conference after the session': nothing comes after it yet
        uses = [replace(use, role="plain") if use.role == "after" else use for use in uses]
    near = away is None or -_NEAR_BEFORE <= away <= _NEAR_AFTER
    # nobody writes of a meeting to come but for its own sake, however far it is
    near = near or (away is not None and away < 0 and any(use.role == "plain" and use.central for use in uses))
    studied = away is not None and 0 <= away <= STUDY_DAYS
    spoken = [use for use in uses if use.role == "plain"]
    title, lead = _roles(uses, "title"), _roles(uses, "lead")
    direct = {use.paragraph for use in spoken if use.paragraph >= 0}
    # a text that begins 'the congress is about to open' may go on to tell all of it
    gone_on = direct | about.business if spoken or "upcoming" in lead else direct
    share = len(gone_on) / about.paragraph_count if about.paragraph_count else 0.0
    lead_spoken = [use for use in spoken if use.zone == "lead"]
    if any(use.is_implied for use in uses):
        return _Ruled("focus", "reports from the meeting of these days")
    if title & {"plain", "after", "upcoming"}:
        beside = all(use.occasion or use.role != "plain" for use in uses if use.zone == "title")
        if not beside or share >= _LEAST_CARRIED or about.paragraph_count <= 2:
            return _Ruled("focus", "headline")
        return _Ruled("substantive", "headline names it beside something else")
    if studied and "delegate" in title:
        return _Ruled("focus", "its delegates in the headline")
    if studied and ("study" in title | lead or "spirit" in title or ("spirit" in lead and len(uses) > 1)):
        return _Ruled("focus", "study of the spirit within a month")
    now = away is not None and 0 <= away <= REPORTED_WITHIN
    if near and lead_spoken and _carries(lead_spoken, share, about, now):
        return _Ruled("focus", "lead")
    if away == 0 and about.in_title and any(not use.occasion for use in spoken):
        return _Ruled("focus", "its business in the headline, while it meets")
    if now and direct and share >= 0.5:
        return _Ruled("focus", "half of it goes on about it, while it meets")
    if studied and any(use.read for use in uses):
        return _Ruled("focus", "its report is read within a month")
    if share >= 0.5 and any(use.central and use.paragraph == 0 for use in lead_spoken):
        return _Ruled("focus", "lead looks back on it")
    if near and "upcoming" in lead and "dedicated" not in title and (len(uses) > 1 or about.paragraph_count <= 2):
        return _Ruled("focus", "lead announces")
    if (
        share > 0.5
        and (direct or "upcoming" in lead)
        and (near or len(direct) >= 3 or any(use.eventful for use in spoken))
    ):
        return _Ruled("focus", "most paragraphs")
    if lead_spoken:
        return _Ruled("substantive", "lead")
    if near and "dedicated" in title | lead and (len(uses) > 1 or about.says_business):
        return _Ruled("substantive", "lead celebrates it")
    first = [use for use in uses if use.paragraph == 0]
    spirit = any(use.role == "spirit" and (use.source or len(uses) > 1) for use in first)
    if (
        near
        and away is not None
        and (spirit or any(use.role == "after" and (use.paragraph == 0 or use.source) for use in uses))
    ):
        return _Ruled("substantive", "lead carries it out")
    if len(spoken) >= (2 if near else 4):
        return _Ruled("substantive", "repeated")
    if near and away is not None and any(use.occasion and (about.says_business or not use.period) for use in spoken):
        return _Ruled("substantive", "occasion")
    if away is not None and 0 <= away <= _IN_THE_NEWS and spoken:
        return _Ruled("substantive", "named while it is the news")
    if any(use.read for use in uses):
        return _Ruled("substantive", "its report is read")
    if away is not None and away < 0 and spoken:
        return _Ruled("substantive", "it is to come")
    if title and sum(use.role != "person" for use in uses) >= 3:
        return _Ruled("substantive", "horizon")
    return _Ruled("anchor", "in passing")


def _carries(lead: Sequence[Use], share: float, about: About, now: bool) -> bool:
    """Whether the text that begins with the meeting is about it: its event opens the text, or the text goes on so."""
    own = [use for use in lead if not use.occasion and (use.paragraph == 0 or not use.reported)]
    events = [use for use in own if use.central or (use.paragraph == 0 and use.eventful and not use.source)]
    if any(use.paragraph == 0 or (use.central and now) for use in events):
        return True
    if about.paragraph_count <= 2:
        return lead[0].paragraph == 0
    told = about.in_title or any(use.eventful for use in lead)
    return share >= 0.5 or (about.in_title and bool(own)) or (told and share >= _LEAST_CARRIED)


def _roles(uses: Sequence[Use], zone: Zone) -> set[Role]:
    return {use.role for use in uses if use.zone == zone}

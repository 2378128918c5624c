"""What each name of a meeting does where it stands: its role, its place, how its sentence bears on the meeting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from flows.steps import bearing, roles
from flows.steps.implied import RULE as IMPLIED
from flows.steps.mention import Mention
from flows.steps.resolve import Resolved
from flows.steps.roles import Role
from flows.steps.tagged_text import Text, around
from flows.steps.traits import Use

_CARRIED_BACK = ("person", "since", "spirit", "delegate")
_LONG_BEFORE = 200
"""Letters before a name after which it is deep in its sentence."""


def uses_of(text: Text, resolved: Iterable[Resolved]) -> list[Use]:
    """One use for each resolved name, in their order."""
    uses: list[Use] = []
    starts = [start for start, _ in text.paragraphs.spans]
    for one in resolved:
        mention = one.mention
        folded = text.folded[mention.field].text
        found = roles.role(folded, mention.start, mention.end)
        last = uses[-1] if uses and uses[-1].mention.field == mention.field else None
        if found == "plain" and last and roles.joined(folded, last.mention.end, mention.start):
            found = last.role
        before, after = around(folded, mention.start, mention.end)
        in_body = mention.field == "body"
        in_lead = in_body and mention.start < text.paragraphs.lead_end
        if found in _CARRIED_BACK:
            _share_role(uses, found, folded, mention)
        uses.append(
            Use(
                mention=mention,
                role=found,
                zone="title" if not in_body else "lead" if in_lead else "body",
                paragraph=bisect_right(starts, mention.start) - 1 if in_body else -1,
                eventful=bearing.is_eventful(before + folded[mention.start : mention.end] + after),
                occasion=bearing.is_occasion(before, after),
                period=bearing.is_period(before, after),
                central=bearing.is_central(before, after),
                source=bearing.is_source(before, after),
                read=bearing.is_read(before, after),
                reported=bearing.is_reported(before),
                full_text=bearing.is_full_text(before),
                aside=bearing.is_aside(before),
                begins_at=min(1.0, len(before) / _LONG_BEFORE),
                how=one.how,
                is_implied=mention.rule == IMPLIED,
            )
        )
    return uses


def is_spoken(text: Text, mention: Mention) -> bool:
    """Whether the text tells of the meeting there, and does not only mark a time, a spirit or a person by it."""
    return roles.role(text.folded[mention.field].text, mention.start, mention.end) == "plain"


def _share_role(uses: list[Use], found: Role, folded: str, mention: Mention) -> None:
    """Names listed before this one have its role: 党的十三大、十四大代表."""
    start = mention.start
    for number in range(len(uses) - 1, -1, -1):
        before = uses[number]
        same = before.role == "plain" and before.mention.field == mention.field
        if not same or not roles.joined(folded, before.mention.end, start):
            return
        uses[number] = replace(before, role=found)
        start = before.mention.start

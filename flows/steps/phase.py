"""Before, during or after: where a text stands in time to the meeting it names.

Dates decide where they can; on the edge days, and where a date is missing, the words do.
"""

from __future__ import annotations

import re
from datetime import date

from db.values import Phase
from flows.steps.congress import Congress
from flows.steps.identity import Index, is_narrow
from flows.steps.published import Days
from flows.steps.roles import Role

_CLOSED = re.compile(
    r"\b(?:conclud(?:e|es|ed|ing)|closes|closed|closing (?:meeting|ceremony|session)|came to (?:a|an) (?:close|end)"
    r"|wrap(?:s|ped) up|ended|successful conclusion)\b|闭幕|落下帷幕|圆满完成|胜利结束|圆满结束"
)
_COMING = re.compile(
    r"\b(?:will (?:be held|open|convene|kick off|meet|start|begin|gather|elect)|to (?:be held|open|convene|kick off)"
    r"|is (?:scheduled|set|due|expected) to|upcoming|forthcoming|ahead of|prepar(?:e|ing|ations?) for)\b"
    r"|将于|将在|即将|拟于|喜迎|迎接|召开前"
)
_RUNNING = re.compile(
    r"\b(?:open(?:s|ed)|convene[sd]?|kick(?:s|ed) off|(?:is|are) (?:being held|under way|underway)|got under way)\b"
    r"|开幕|正在|首日|期间"
)
_HELD = re.compile(r"\b(?:was|were) held\b|\btook place\b|召开了|举行了")
"""Of a text without a date; on an opening day 'was held' is the ceremony."""


def phase(congress_id: str, days: Days | None, words: str, roles: frozenset[Role], index: Index) -> Phase | None:
    """The phase; None where neither date nor words tell.

    `words` is the folded title and the sentences that name the meeting, `roles` what the names do in them.
    """
    extent = index.extent_of(congress_id)
    if days is not None and extent is not None:
        if days.last < extent.opens_min:
            return "before"
        if days.first > extent.closes_max:
            return "after"
        if days.first > extent.opens_max and days.last < extent.closes_min:
            return "during"
    elif days is not None and index.overtaken(congress_id, days):
        return "after"
    said = _said(words, roles)
    if days is None and said is None and _HELD.search(words):
        return "after"
    if days is None or extent is None or days.day is None:
        return said
    edge = _on_the_edge(days.day, said, index.get(congress_id))
    if edge or not is_narrow(extent):
        return edge
    # A text of the meeting's own month that says neither 'will' nor 'closed': a plenum is over when it is reported.
    return "after" if index.family_of(congress_id) == "plenum" else "during"


def day_offset(days: Days | None, congress: Congress | None) -> int | None:
    """Days from the opening day to the day of publication; None where either is not known to the day."""
    if days is None or days.day is None or congress is None or congress.day_zero is None:
        return None
    return (days.day - congress.day_zero).days


def _on_the_edge(day: date, said: Phase | None, congress: Congress | None) -> Phase | None:
    """The date allows more than one phase: on the opening day, on the closing day, or with a day unknown."""
    if congress is None:
        return said
    if day == congress.opens_on and day != congress.closes_on:
        return "before" if said == "before" else "during"
    if day == congress.closes_on:
        return "after" if said == "after" else "during"
    if congress.opens_on and day > congress.opens_on:
        return "after" if said == "after" else "during"
    if congress.closes_on and day < congress.closes_on:
        return "before" if said == "before" else "during"
    return said


def _said(words: str, roles: frozenset[Role]) -> Phase | None:
    if roles and roles <= {"since", "study", "spirit", "after"}:
        return "after"
    if roles == {"upcoming"}:
        return "before"
    closed, coming = _CLOSED.search(words), _COMING.search(words)
    if closed:
        return "after"
    if coming:
        return "before"
    return "during" if _RUNNING.search(words) else None

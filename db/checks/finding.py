"""What did one look at a page find? The ledger's words for an answer, as evidence for or against the page.

Promise: only an answer that says of this one page that it is not there is absence. What stopped us from reading it (a
time-out, a wall, a layout we cannot read) is evidence neither way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db import reasons

Finding = Literal[
    "ok", "not modified", "moved", "404", "410", "soft 404", "home", "bot wall", "not an article", "failed"
]
AbsenceKind = Literal["gone", "soft 404", "redirected home", "moved"]

SEEN: frozenset[Finding] = frozenset({"ok", "not modified"})
"""The page showed its article, or its site said that nothing about it changed."""
ABSENT: dict[Finding, AbsenceKind] = {
    "404": "gone",
    "410": "gone",
    "soft 404": "soft 404",
    "home": "redirected home",
}
"""The page did not show its article, and that is what the site has to say of it."""
MOVED: Finding = "moved"
"""The page sent us to another address, which holds its text: the article is there, this address is done with."""

_REASONS: dict[str, Finding] = {
    "not modified": "not modified",
    "http 404": "404",
    "http 410": "410",
    "error page": "soft 404",
    # with status 200 at the article's own address: what a site shows in place of a page that it lacks
    "home page": "soft 404",
    "sent on to a home page": "home",
    "sent on to a listing": "home",
    reasons.MOVED: "moved",
    reasons.BOT_WALL: "bot wall",
}
_ORDER: dict[Finding, int] = {finding: rank for rank, finding in enumerate([*ABSENT, MOVED, *sorted(SEEN)])}


@dataclass(frozen=True, slots=True)
class Check:
    """One look at one page. `at` is an aware instant."""

    at: datetime
    finding: Finding


def finding_of(outcome: str | None, reason: str) -> Finding:
    """The finding that a ledger's outcome and reason tell (`page_event`).

    No words, an empty body, a list of headlines where the article was: 'not an article', which a new layout would
    give as well. Whatever has no name of its own is 'failed'.
    """
    if reason in _REASONS:
        return _REASONS[reason]
    if outcome in ("new", "revised", "unchanged", "duplicate"):
        return "ok"
    is_no_article = reasons.failure_class(reason) == "not an article" and reason != reasons.NOT_ARTICLE
    return "not an article" if is_no_article or reason == "empty" else "failed"


def in_order(checks: Iterable[Check]) -> list[Check]:
    """The looks by time, each once; of one instant those that showed the article come last, and so prevail."""
    return sorted(set(checks), key=lambda check: (check.at, _ORDER.get(check.finding, -1), check.finding))

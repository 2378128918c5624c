"""How the archive's tags stand to the rules of today, as a sentence for a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from flows.steps.rules import code_of

_DO = "congresswatch retag"


class Standing(Protocol):
    """See db/tag_rules.py."""

    @property
    def is_known(self) -> bool: ...
    @property
    def is_current(self) -> bool: ...
    @property
    def other_count(self) -> int: ...
    @property
    def basis(self) -> Sequence[str]: ...
    @property
    def first_used_at(self) -> datetime | None: ...


def sentence(standing: Standing, rule_version: str, now: datetime | None = None) -> str:
    """What is to be said and done about it; '' where all texts were tagged by these rules."""
    if not standing.is_known:
        return f"the archive does not know by which registry its articles were tagged: {_DO}"
    if standing.is_current:
        if not standing.other_count:
            return ""
        texts = "1 text was" if standing.other_count == 1 else f"{standing.other_count:,} texts were"
        return f"{texts} tagged by another registry than the rest: {_DO}"
    is_code = any(code_of(one) != code_of(rule_version) for one in standing.basis)
    what = "the rules of the tagger changed" if is_code else "the registry changed"
    return f"{what}{_since(standing.first_used_at, now)}; older articles are tagged as before: {_DO}"


def _since(at: datetime | None, now: datetime | None) -> str:
    if at is None:
        return ""
    days = ((now or datetime.now(UTC)) - at).days
    return "" if days < 0 else " today" if days == 0 else " yesterday" if days == 1 else f" {days} days ago"

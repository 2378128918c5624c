"""Which member of a story told it first? By its date, and by what the members say of where they have it.

Promise: the answer depends on the members alone, not on their order, and says why in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from db.values import Precision

_LABEL = re.compile(r"^[\s(\[]*(?:(?:来源|來源|稿源|source)\s*[:：]?|from\b)\s*", re.I)
_APART = re.compile(r"[\W_]+")
_ZONE = timedelta(hours=8)
"""Local days are taken as China's: two outlets' days are compared, not their hours."""
_DAYS: dict[Precision, int] = {"second": 1, "minute": 1, "day": 1, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story, as far as its origin is concerned."""

    article_id: int
    source: str
    """Slug of the outlet that published it."""
    source_names: tuple[str, ...]
    """What the outlet is called, in its languages: `Xinhua`, `新华社`."""
    first_captured_at: datetime
    published_at: datetime | None = None
    published_on: date | None = None
    date_precision: Precision = ""
    stated_origin: str = ""
    """Whose text the page says it is: '(Xinhua)', '来源：新华社'; '' where it says nothing."""


@dataclass(frozen=True, slots=True)
class Origin:
    article_id: int
    reason: str
    is_known: bool
    """False: every member says it has the text from somebody who is not among them; this is the earliest copy."""


def origin_of(members: Sequence[Member]) -> Origin:
    """The member that told the story first. Raises ValueError without members.

    A member of the outlet that another names as its source comes before all dates; one that names somebody else is a
    copy, however early. Among the rest the earliest credible date wins, then the first captured, then the lowest id.
    """
    if not members:
        raise ValueError("a story has members; found none")
    members = _first_of_each(members)
    named = [one for one in members if _is_named(one, members)]
    own = [one for one in members if not _is_copy(one)]
    first = min(named or own or members, key=_order)
    if named:
        return Origin(first.article_id, f"named as the source by another member; {_when(first)}", True)
    if own:
        others = " of those that name no other source" if len(own) < len(members) else ""
        return Origin(first.article_id, f"{_when(first)}, earliest{others}", True)
    reason = f"{_when(first)}, the earliest copy; its source, {_stated(first)}, is not among the members"
    return Origin(first.article_id, reason, False)


def _first_of_each(members: Sequence[Member]) -> list[Member]:
    """The earliest of each outlet that says the same of its source: the others can be no origin, however many."""
    first: dict[tuple[str, str], Member] = {}
    for one in members:
        known = first.get((one.source, one.stated_origin))
        if known is None or _order(one) < _order(known):
            first[one.source, one.stated_origin] = one
    return list(first.values())


def _stated(one: Member) -> str:
    return _LABEL.sub("", unicodedata.normalize("NFKC", one.stated_origin)).strip(" ()[]")


def _is_copy(one: Member) -> bool:
    """Whether it says that the text is another outlet's."""
    return bool(_plain(_stated(one))) and not _is_of(_stated(one), one)


def _is_named(one: Member, members: Sequence[Member]) -> bool:
    """Whether another member says it has the text from this one's outlet, which itself names nobody else."""
    others = (each for each in members if each.source != one.source)
    return not _is_copy(one) and any(_is_of(_stated(each), one) for each in others)


def _is_of(stated: str, one: Member) -> bool:
    """'Xinhua News Agency' is of 'Xinhua': one name begins with the other. A name of one letter begins too much."""
    said = _plain(stated)
    names = (_plain(name) for name in (one.source, *one.source_names))
    return any(len(name) > 1 and len(said) > 1 and (said.startswith(name) or name.startswith(said)) for name in names)


def _plain(name: str) -> str:
    return _APART.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _order(one: Member) -> tuple[datetime, int, datetime, int]:
    return *_latest(one), one.first_captured_at, one.article_id


def _latest(one: Member) -> tuple[datetime, int]:
    """The latest moment at which it can have been published, and how that is known: 0 instant, 1 date, 2 capture.

    A date after the capture is not credible: nothing is read before it is written. A day beats an instant only of
    the days that follow it, a month likewise.
    """
    if one.published_at is not None and one.published_at <= one.first_captured_at:
        return one.published_at, 0
    if one.published_on is not None:
        start = datetime.combine(one.published_on, time(), UTC) - _ZONE
        if start <= one.first_captured_at:
            end = start + timedelta(days=_DAYS.get(one.date_precision, 1))
            return min(end, one.first_captured_at), 1
    return one.first_captured_at, 2


def _when(one: Member) -> str:
    moment, fineness = _latest(one)
    if fineness == 1:
        return f"published on {one.published_on}"
    return f"{'first captured' if fineness else 'published'} {moment:%Y-%m-%d %H:%M} UTC"

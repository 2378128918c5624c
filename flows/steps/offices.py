"""Which office did a person hold on a day? Told only where the terms that are known include the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flows.steps.congress import Office, Person
from flows.steps.published import Days, days_of


def offices_on(people: Iterable[Person], days: Days | None) -> dict[str, str]:
    """What each person was on the day of publication, by id.

    'Mayor of Chongqing', or with '(since 2021-12-30)' where nobody told until when.
    """
    if days is None:
        return {}
    held = {one.id: [_told(office) for office in one.offices if _is_held(office, days)] for one in people}
    return {person: "; ".join(titles) for person, titles in held.items() if titles}


def bounded(people: Iterable[Person]) -> tuple[Person, ...]:
    """The people, an office without an end ending at the latest where the next holder's of the same title begins."""
    known = tuple(people)
    return tuple(replace(one, offices=tuple(_bounded(office, one, known) for office in one.offices)) for one in known)


def _is_held(office: Office, days: Days) -> bool:
    begun, over = days_of(office.since), days_of(office.until)
    return begun is not None and begun.last <= days.first and (over is None or days.last < over.first)


def _told(office: Office) -> str:
    return office.title if office.until and not office.is_bound else f"{office.title} (since {office.since})"


def _bounded(office: Office, holder: Person, people: Iterable[Person]) -> Office:
    begun = days_of(office.since)
    if office.is_shared or office.until or begun is None:
        return office
    next_ones = [
        (first.first, other.since)
        for one in people
        if one is not holder
        for other in one.offices
        if other.title == office.title and (first := days_of(other.since)) is not None and first.first > begun.last
    ]
    return replace(office, until=min(next_ones)[1], is_bound=True) if next_ones else office

"""Tables of the registry's files to values: one function for each kind of table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args

from flows.registry.schema import Reader
from flows.steps.congress import (
    Certainty,
    Congress,
    Day,
    Fact,
    Family,
    Office,
    Person,
    Place,
    PlaceKind,
    Topic,
)
from flows.steps.published import days_of

_HELD = re.compile(r"\d{4}(-\d{2})?")
_FAMILIES = get_args(Family)
_NOWHERE = Place("", "province", ("",), ("",))
_CERTAINTIES = get_args(Certainty)


def place(table: Reader) -> Place:
    """[[place]]: id, kind, en, zh; sources."""
    read = Place(
        id=table.text("id"),
        kind=cast(PlaceKind, table.choice("kind", get_args(PlaceKind))),
        en=table.texts("en"),
        zh=table.texts("zh"),
        sources=table.texts("sources", optional=True),
    )
    table.done()
    return read


def congress(table: Reader, places: Mapping[str, Place]) -> Congress | None:
    """[[congress]]: id, family, place, ordinal, certainty, source; term, opens, closes, held, aliases, fact.

    None where its place or number cannot be told; the fault is noted.
    """
    where = table.text("place")
    if where and where not in places:
        table.wrong("place", f"unknown place {where!r}; known are {', '.join(sorted(places))}")
    family = cast(Family, table.choice("family", _FAMILIES))
    ordinal, term = table.number("ordinal"), table.number("term", optional=True)
    read = Congress(
        id=table.text("id"),
        family=family,
        place=places.get(where, _NOWHERE),
        ordinal=ordinal or 0,
        term=term,
        certainty=_certainty(table),
        source=table.text("source"),
        opens=_day(table, "opens"),
        closes=_day(table, "closes"),
        held=_held(table),
        aliases=table.texts("aliases", optional=True),
        facts=tuple(_fact(one) for one in table.tables("fact")),
    )
    _check(table, read)
    table.done()
    return read if ordinal and read.place is not _NOWHERE else None


def topic(table: Reader) -> Topic:
    """[[topic]]: id, label, names."""
    read = Topic(id=table.text("id"), label=table.text("label"), names=table.texts("names"))
    table.done()
    return read


def person(table: Reader) -> Person:
    """[[person]]: id, label, names; office."""
    read = Person(
        id=table.text("id"),
        label=table.text("label"),
        names=table.texts("names"),
        offices=tuple(_office(one) for one in table.tables("office")),
    )
    table.done()
    return read


def _check(table: Reader, read: Congress) -> None:
    if read.family == "party-congress" and read.term is not None:
        table.wrong("term", "a Party congress belongs to no term")
    if read.family != "party-congress" and read.term is None:
        table.wrong("term", f"a {read.family} needs the number of the body it is of")
    if read.opens_on and read.closes_on and read.closes_on < read.opens_on:
        table.wrong("closes", f"closes on {read.closes_on}, before it opens on {read.opens_on}")


def _certainty(table: Reader) -> Certainty:
    return cast(Certainty, table.choice("certainty", _CERTAINTIES))


def _day(table: Reader, key: str) -> Day | None:
    inner = table.table(key)
    if inner is None:
        return None
    on, certainty = inner.day("on"), _certainty(inner)
    inner.done()
    return Day(on, certainty) if on else None


def _held(table: Reader) -> str:
    held = table.text("held", optional=True)
    if held and (not _HELD.fullmatch(held) or days_of(held) is None):
        table.wrong("held", f"expected 'YYYY' or 'YYYY-MM', got {held!r}")
        return ""
    return held


def _fact(table: Reader) -> Fact:
    read = Fact(table.text("about"), table.text("says"), _certainty(table), table.text("source"))
    table.done()
    return read


def _office(table: Reader) -> Office:
    read = Office(
        title=table.text("title"),
        since=table.text("since", optional=True),
        until=table.text("until", optional=True),
        certainty=_certainty(table),
    )
    table.done()
    return read

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
    Phrase,
    Place,
    PlaceKind,
    Topic,
)
from flows.steps.patterns import fault
from flows.steps.published import days_of

_HELD = re.compile(r"\d{4}(-\d{2})?")
_MOMENT = re.compile(r"\d{4}(-\d{2}){0,2}")
_FAMILIES = get_args(Family)
_NOWHERE = Place("", "province", ("",), ("",))
_CERTAINTIES = get_args(Certainty)


def place(table: Reader) -> Place:
    """[[place]]: id, kind, en, zh; sources, districts, within, not_in."""
    read = Place(
        id=table.text("id"),
        kind=cast(PlaceKind, table.choice("kind", get_args(PlaceKind))),
        en=table.texts("en"),
        zh=table.texts("zh"),
        sources=table.texts("sources", optional=True),
        districts=table.texts("districts", optional=True),
        within=table.text("within", optional=True),
        not_in=table.texts("not_in", optional=True),
    )
    if (read.kind == "district") != bool(read.within):
        table.wrong("within", "a district, and nothing else, lies within another place")
    table.done()
    return read


def congress(table: Reader, places: Mapping[str, Place]) -> Congress | None:
    """[[congress]]: id, family, place, ordinal, certainty, source; term, opens, closes, held, aliases, patterns, fact.

    None where its place or number cannot be told; the fault is noted.
    """
    where = table.text("place")
    if where and where not in places:
        table.wrong("place", f"unknown place {where!r}; known are {', '.join(sorted(places))}")
    elif where and places[where].kind == "district":
        table.wrong("place", f"{where} is a district: its meetings are not counted")
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
        patterns=_patterns(table),
    )
    _check(table, read)
    table.done()
    return read if ordinal and read.place is not _NOWHERE else None


def topic(table: Reader) -> Topic:
    """[[topic]]: id, label, names."""
    read = Topic(id=table.text("id"), label=table.text("label"), names=table.texts("names"))
    table.done()
    return read


def phrase(table: Reader) -> Phrase:
    """[[phrase]]: id, label, names, certainty, source; congress, since, not_in, beside."""
    read = Phrase(
        id=table.text("id"),
        label=table.text("label"),
        names=table.texts("names"),
        certainty=_certainty(table),
        source=table.text("source"),
        congress=table.text("congress", optional=True),
        since=_moment(table, "since"),
        not_in=table.texts("not_in", optional=True),
        beside=table.texts("beside", optional=True),
    )
    table.done()
    return read


def person(table: Reader) -> Person:
    """[[person]]: id, label, names; office, common."""
    read = Person(
        id=table.text("id"),
        label=table.text("label"),
        names=table.texts("names"),
        offices=tuple(_office(one) for one in table.tables("office")),
        is_common=table.flag("common"),
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


def _patterns(table: Reader) -> tuple[str, ...]:
    patterns = table.texts("patterns", optional=True)
    faults = [(pattern, fault(pattern)) for pattern in patterns]
    for pattern, why in faults:
        if why:
            table.wrong("patterns", f"{pattern!r} {why}")
    return tuple(pattern for pattern, why in faults if not why)


def _moment(table: Reader, key: str) -> str:
    """A day, month or year as a text; '' where it is missing or none."""
    said = table.text(key, optional=True)
    if said and (not _MOMENT.fullmatch(said) or days_of(said) is None):
        table.wrong(key, f"expected 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD', got {said!r}")
        return ""
    return said


def _fact(table: Reader) -> Fact:
    read = Fact(table.text("about"), table.text("says"), _certainty(table), table.text("source"))
    table.done()
    return read


def _office(table: Reader) -> Office:
    read = Office(
        title=table.text("title"),
        since=_moment(table, "since"),
        until=_moment(table, "until"),
        certainty=_certainty(table),
        is_shared=table.flag("shared"),
    )
    since, until = days_of(read.since), days_of(read.until)
    if since and until and until.last < since.first:
        table.wrong("until", f"ends {read.until}, before it begins {read.since}")
    table.done()
    return read

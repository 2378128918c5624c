"""Entries of the registry that cannot both be true: each fault names the file, the key and both claims.

Nothing is told of a meeting whose days or numbers contradict another's, so such a registry is refused as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations

from flows.steps.congress import Congress, Family, Registry
from flows.steps.fold import fold
from flows.steps.names import claims
from flows.steps.numbers import figure
from flows.steps.patterns import finds

Where = Callable[[str, str], str]
"""(kind, id) to 'file: kind id'."""
_SHOWN = 2


def contradictions(registry: Registry, places: Mapping[tuple[str, str], str]) -> list[str]:
    """One line for each, as 'file: kind id: key: what is claimed; the other claim (its file)'.

    `places`: where each (kind, id) stands.
    """

    def where(kind: str, name: str) -> str:
        return places.get((kind, name), f"{kind} {name}")

    meetings = registry.congresses
    return [
        *_names(meetings, where),
        *_patterns(meetings, where),
        *_days(meetings, where),
        *_terms(meetings, where),
        *_labels(registry, where),
        *_unknown(registry, where),
    ]


def _names(meetings: Iterable[Congress], where: Where) -> Iterator[str]:
    """Two meetings that claim one name: neither could ever be tagged with certainty."""
    owners: dict[str, Congress] = {}
    both: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_id = {}
    for one in meetings:
        by_id[one.id] = one
        for name in claims(one):
            owner = owners.setdefault(name, one)
            if owner is not one:
                both[one.id, owner.id].append(name)
    for (name, other), shared in both.items():
        said = ", ".join(map(repr, shared[:_SHOWN])) + (f" and {len(shared) - _SHOWN} more" * (len(shared) > _SHOWN))
        key = "aliases" if fold_all(by_id[name].aliases) & {*shared} else "ordinal"
        yield f"{where('congress', name)}: {key}: {said} is also claimed by {other} ({_file(where, other)})"


def fold_all(names: Iterable[str]) -> set[str]:
    """The names as texts are searched for them."""
    return {fold(name).text for name in names}


def _patterns(meetings: Iterable[Congress], where: Where) -> Iterator[str]:
    every = list(meetings)
    named = [(one, claims(one)) for one in every] if any(one.patterns for one in every) else []
    for one in every:
        for pattern in one.patterns:
            for other, names in named:
                found = next((name for name in names if other is not one and finds(pattern, name)), None)
                if found:
                    yield (
                        f"{where('congress', one.id)}: patterns: {pattern!r} finds {found!r}, which is a name of"
                        f" {other.id} ({_file(where, other.id)})"
                    )


def _days(meetings: Iterable[Congress], where: Where) -> Iterator[str]:
    """Meetings of one family and place: their days do not overlap, and they were held in the order of their numbers."""
    series: dict[tuple[Family, str], list[Congress]] = defaultdict(list)
    for one in meetings:
        series[one.family, one.place.id].append(one)
    for mine in series.values():
        for one, other in combinations(sorted(mine, key=_number), 2):
            if _number(one) == _number(other):
                continue  # told by their names
            if _overlap(one, other):
                key = "opens" if other.opens else "closes"
                yield _both(where, other, key, "overlaps", one)
            elif _is_later(one, other):
                yield _both(where, other, "ordinal", "has a higher number than, and was held before", one)


def _number(one: Congress) -> tuple[int, int]:
    return one.term or 0, one.ordinal


def _known_days(one: Congress) -> tuple[date, date] | None:
    days = [day for day in (one.opens_on, one.closes_on) if day]
    return (days[0], days[-1]) if days else None


def _overlap(one: Congress, other: Congress) -> bool:
    mine, its = _known_days(one), _known_days(other)
    return mine is not None and its is not None and mine[0] <= its[1] and its[0] <= mine[1]


def _is_later(one: Congress, other: Congress) -> bool:
    mine, its = one.extent, other.extent
    return mine is not None and its is not None and mine.opens_min > its.opens_max


def _terms(meetings: Iterable[Congress], where: Where) -> Iterator[str]:
    """A committee's plenums lie between the congress that elected it and the next one's end."""
    every = list(meetings)
    congresses = {(one.place.id, one.ordinal): one for one in every if one.family == "party-congress"}
    for one in every:
        mine = one.extent
        if one.family != "plenum" or one.term is None or mine is None:
            continue
        elected, next_one = (congresses.get((one.place.id, one.term + more)) for more in (0, 1))
        if elected and elected.extent and mine.opens_max < elected.extent.opens_min:
            yield _both(where, one, "term", "meets before its committee was elected by", elected)
        if next_one and next_one.extent and mine.opens_min > next_one.extent.closes_max:
            yield _both(where, one, "term", "meets after its committee was replaced by", next_one)


def _both(where: Where, one: Congress, key: str, what: str, other: Congress) -> str:
    return (
        f"{where('congress', one.id)}: {key}: {_said(one)}, {what} {other.id}, {_said(other)}"
        f" ({_file(where, other.id)})"
    )


def _said(one: Congress) -> str:
    """'3rd of the 14th, 2024-07-15 to 2024-07-18'."""
    of = f" of the {figure(one.term)}" if one.term else ""
    return f"{figure(one.ordinal)}{of}, {one.dates}"


def _labels(registry: Registry, where: Where) -> Iterator[str]:
    """One name, two topics (people, phrases, places): every text that holds it would be about both."""
    owners: dict[tuple[str, str], str] = {}
    entries = (
        *(("topic", one.id, one.names) for one in registry.topics),
        *(("person", one.id, one.names) for one in registry.people),
        *(("phrase", one.id, one.names) for one in registry.phrases),
        *(("place", one.id, one.en + one.zh) for one in registry.places),
    )
    for kind, name, names in entries:
        for said in sorted(fold_all(names)):
            owner = owners.setdefault((kind, said), name)
            if owner != name:
                yield (
                    f"{where(kind, name)}: {'zh' if kind == 'place' else 'names'}: {said!r} is also claimed by"
                    f" {owner} ({_file(where, owner, kind)})"
                )


def _unknown(registry: Registry, where: Where) -> Iterator[str]:
    """Ids of entries that are not there."""
    meetings = {one.id for one in registry.congresses}
    places = {one.id for one in registry.places if not one.within}
    for phrase in registry.phrases:
        if phrase.congress and phrase.congress not in meetings:
            yield f"{where('phrase', phrase.id)}: congress: unknown meeting {phrase.congress!r}"
    for place in registry.places:
        if place.within and place.within not in places:
            yield f"{where('place', place.id)}: within: unknown place {place.within!r}"


def _file(where: Where, name: str, kind: str = "congress") -> str:
    return where(kind, name).removesuffix(f": {kind} {name}")

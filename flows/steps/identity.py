"""Which meeting a set of numbers means: the registry's, or one outside it whose id the pattern makes certain."""

from __future__ import annotations

from collections import defaultdict

from flows.steps.congress import COUNTRY, Congress, Extent, Family, Registry
from flows.steps.published import Days, days_of

YEARLY: tuple[Family, ...] = ("people-congress", "cppcc")
_SHORT = {"people-congress": "npc", "cppcc": "cppcc"}
_TERM_14 = 2023
"""Year of the first session of the 14th National People's Congress and the 14th CPPCC; terms last five years."""


class Index:
    """The registry by id, by numbers and by series. Built once; every method is a look-up."""

    def __init__(self, registry: Registry) -> None:
        self.places = {one.id: one for one in registry.places}
        self._by_id = {one.id: one for one in registry.congresses}
        self._by_numbers = {(one.family, one.place.id, one.term, one.ordinal): one for one in registry.congresses}
        self._extents = {one.id: one.extent for one in registry.congresses}
        self._series: dict[tuple[Family, str], list[Congress]] = defaultdict(list)
        for one in registry.congresses:
            self._series[one.family, one.place.id].append(one)
        self._dated = {
            key: tuple((one, one.extent) for one in series if one.extent and is_narrow(one.extent))
            for key, series in self._series.items()
        }

    def get(self, congress_id: str) -> Congress | None:
        return self._by_id.get(congress_id)

    def series(self, family: Family, place: str) -> list[Congress]:
        """The registered meetings of one family and place."""
        return self._series.get((family, place), [])

    def dated(self, family: Family, place: str) -> tuple[tuple[Congress, Extent], ...]:
        """Those of the series whose dates are known well enough to tell by date which one is meant."""
        return self._dated.get((family, place), ())

    def party_congress(self, place: str, ordinal: int) -> str | None:
        """Id of the place's Party congress of that number; None for a number no congress can have reached."""
        latest = max((one.ordinal for one in self.series("party-congress", place)), default=20)
        if place == COUNTRY and ordinal > latest + 1:
            return None
        return f"cpc-{'national' if place == COUNTRY else place}-{ordinal}"

    def plenum(self, place: str, term: int, ordinal: int) -> str | None:
        """Id of a plenum; a committee of five years has met at most a dozen times."""
        body = "central" if place == COUNTRY else place
        latest = max((one.ordinal for one in self.series("party-congress", place)), default=term)
        return f"cpc-{body}-{term}-plenum-{ordinal}" if ordinal <= 15 and term <= latest + 1 else None

    def yearly(self, family: Family, place: str, term: int, ordinal: int, days: Days | None) -> str | None:
        """Id of a people's congress or CPPCC session by its numbers.

        National sessions keep to one a year since 1983, so the year follows. A province's terms have numbers of
        their own: a session outside the registry is certain only if its place in the term fits the year of `days`.
        """
        known = self._by_numbers.get((family, place, term, ordinal))
        if known is not None:
            return known.id
        if place == COUNTRY:
            year = _TERM_14 + 5 * (term - 14) + ordinal - 1
            return self.in_year(family, place, year) if 6 <= term <= 16 and ordinal <= 5 else None
        if days is None or days.first.year != days.last.year:
            return None
        year = days.first.year
        return self.in_year(family, place, year) if (year - _TERM_14) % 5 + 1 == ordinal else None

    def in_year(self, family: Family, place: str, year: int) -> str:
        """Id of the year's session; of its first, where the year had two."""
        return f"{_SHORT[family]}-{year}" if place == COUNTRY else f"{place}-{_SHORT[family]}-{year}"

    def family_of(self, congress_id: str) -> Family:
        """The family an id's pattern says."""
        known = self._by_id.get(congress_id)
        if known is not None:
            return known.family
        if congress_id.startswith("cpc-"):
            return "plenum" if "-plenum-" in congress_id else "party-congress"
        return "cppcc" if "cppcc-" in congress_id else "people-congress"

    def place_of(self, congress_id: str) -> str:
        """The place an id's pattern says."""
        known = self._by_id.get(congress_id)
        if known is not None:
            return known.place.id
        stem = congress_id.removeprefix("cpc-")
        return next((place for place in self.places if stem.startswith(f"{place}-")), COUNTRY)

    def extent_of(self, congress_id: str) -> Extent | None:
        """When it was held, as far as the registry, or the year in the id, says."""
        if congress_id in self._extents:
            return self._extents[congress_id]
        if congress_id.startswith("cpc-"):
            return None
        year = days_of(congress_id.rpartition("-")[2])
        return Extent(year.first, year.last, year.first, year.last) if year else None

    def year_of(self, congress_id: str) -> int | None:
        """The year it was held in, where known."""
        extent = self.extent_of(congress_id)
        return extent.opens_min.year if extent and extent.opens_min.year == extent.closes_max.year else None

    def overtaken(self, congress_id: str, days: Days) -> bool:
        """Whether a later meeting of its series had opened before `days`: it must be over."""
        number = _last_number(congress_id)
        later = self.series(self.family_of(congress_id), self.place_of(congress_id))
        return any(
            (extent := self._extents[one.id]) is not None and extent.opens_max < days.first
            for one in later
            if _prefix(one.id) == _prefix(congress_id) and one.ordinal > number
        )


def _last_number(congress_id: str) -> int:
    tail = congress_id.rpartition("-")[2]
    return int(tail) if tail.isdigit() else 0


def is_narrow(extent: Extent) -> bool:
    """Whether the meeting's days are known to a month or so."""
    return (extent.closes_max - extent.opens_min).days <= 45


def _prefix(congress_id: str) -> str:
    return congress_id.rpartition("-")[0]


def distance(days: Days, extent: Extent) -> int:
    """Days between a publication and a meeting; 0 where they overlap, negative before it opens."""
    if days.last < extent.opens_min:
        return (days.last - extent.opens_min).days
    if days.first > extent.closes_max:
        return (days.first - extent.closes_max).days
    return 0

"""What we know about the world, as values: places, counted meetings, topics, people, phrases, and all together.

A day carries its certainty. `seen` is read in a source, `derived` follows from seen facts by a stated rule,
`general` is general knowledge that no source of ours shows, `unknown` is a guess worth checking. Only a seen or
derived opening day makes a day offset; the other two only help to tell before from after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from flows.steps.numbers import chinese, figure
from flows.steps.published import days_of

Family = Literal["party-congress", "plenum", "people-congress", "cppcc"]
Certainty = Literal["seen", "derived", "general", "unknown"]
PlaceKind = Literal["country", "municipality", "province", "region", "district"]

COUNTRY = "china"
COUNTED = ("seen", "derived")
_LONGEST = {"party-congress": 7, "plenum": 4, "people-congress": 16, "cppcc": 14}
"""Days a meeting of the family has lasted at most: bounds the end that no source states."""


@dataclass(frozen=True, slots=True)
class Place:
    """The country, a province-level division (these hold counted meetings), or a district of one."""

    id: str
    kind: PlaceKind
    en: tuple[str, ...]
    zh: tuple[str, ...]
    """Full name first (重庆市), then the short one (重庆)."""
    sources: tuple[str, ...] = ()
    """Slugs, or parts of host names, of outlets that mean it by 'municipal' or 'the city'; `cq*`: a word's start."""
    districts: tuple[str, ...] = ()
    """Places below it, by every name: a text that names them is about this place; their own meetings are not its."""
    within: str = ""
    """Id of the place a district lies in, else ''."""
    not_in: tuple[str, ...] = ()
    """Longer words that hold one of the names and are not it: 繁荣昌盛 is not about 荣昌."""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing worth showing beside a meeting: who reported, a theme, a slogan, a number."""

    about: str
    says: str
    certainty: Certainty
    source: str


class Extent(NamedTuple):
    """Between which days a meeting opened, and between which it closed."""

    opens_min: date
    opens_max: date
    closes_min: date
    closes_max: date


@dataclass(frozen=True, slots=True)
class Congress:
    """A counted meeting."""

    id: str
    family: Family
    place: Place
    ordinal: int
    """Its own number: of the congress, of the plenum, of the session."""
    certainty: Certainty
    """That this meeting exists under this number."""
    source: str
    term: int | None = None
    """The number of the committee or people's congress it belongs to; None for a Party congress."""
    opens: Day | None = None
    closes: Day | None = None
    held: str = ""
    """'YYYY' or 'YYYY-MM' where no day is known."""
    aliases: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    patterns: tuple[str, ...] = ()
    """Regular expressions for names that no structure gives; see `patterns`."""

    @property
    def level(self) -> Literal["national", "provincial"]:
        return "national" if self.place.kind == "country" else "provincial"

    @property
    def opens_on(self) -> date | None:
        return self.opens.on if self.opens else None

    @property
    def closes_on(self) -> date | None:
        return self.closes.on if self.closes else None

    @property
    def day_zero(self) -> date | None:
        """The opening day, where it is certain enough to count from."""
        return self.opens.on if self.opens and self.opens.certainty in COUNTED else None

    @property
    def last_day(self) -> date | None:
        """The closing day, under the same rule."""
        return self.closes.on if self.closes and self.closes.certainty in COUNTED else None

    @property
    def year(self) -> int | None:
        """The year it was held in, where known."""
        extent = self.extent
        return extent.opens_min.year if extent and extent.opens_min.year == extent.closes_max.year else None

    @property
    def extent(self) -> Extent | None:
        """Everything the dates allow, whatever their certainty; None when nothing is known."""
        length = timedelta(days=_LONGEST[self.family])
        opens, closes = self.opens_on, self.closes_on
        if opens and closes:
            return Extent(opens, opens, closes, closes)
        if opens:
            return Extent(opens, opens, opens, opens + length)
        if closes:
            return Extent(closes - length, closes, closes, closes)
        held = days_of(self.held)
        return Extent(held.first, held.last, held.first, held.last) if held else None

    @property
    def label_en(self) -> str:
        """'6th CPC Chongqing Municipal Congress', '3rd Session of the 14th National People's Congress' ..."""
        where, own = adjective(self.place), figure(self.ordinal)
        of = figure(self.term) if self.term else ""
        if self.family == "party-congress":
            return f"{own} CPC {where} Congress"
        if self.family == "plenum":
            body = "Central" if self.level == "national" else where
            return f"{own} Plenary Session of the {of} CPC {body} Committee"
        if self.family == "people-congress":
            return f"{own} Session of the {of} {where} People's Congress"
        return f"{own} Session of the {of} CPPCC {where} Committee"

    @property
    def label_zh(self) -> str:
        """The full name: 中国共产党重庆市第六次代表大会 ..."""
        national = self.level == "national"
        where = "" if national else self.place.zh[0]
        own, of = chinese(self.ordinal), chinese(self.term) if self.term else ""
        if self.family == "party-congress":
            return f"中国共产党{where}第{own}次{'全国' if national else ''}代表大会"
        if self.family == "plenum":
            body = f"中国共产党第{of}届中央委员会" if national else f"中国共产党{where}第{of}届委员会"
            return f"{body}第{own}次全体会议"
        if self.family == "people-congress":
            return f"{where}第{of}届{'全国' if national else ''}人民代表大会第{own}次会议"
        if national:
            return f"中国人民政治协商会议第{of}届全国委员会第{own}次会议"
        return f"中国人民政治协商会议{where}第{of}届委员会第{own}次会议"

    @property
    def dates(self) -> str:
        """'2022-05-27 to 2022-05-31', with the certainty where it is less than seen; 'unknown' otherwise."""
        if self.opens is None and self.closes is None:
            return f"{self.held} (day unknown)" if self.held else "unknown"
        return f"{_written(self.opens)} to {_written(self.closes)}"


def adjective(place: Place) -> str:
    """How the place's bodies are called in English: 'National', 'Chongqing Municipal', 'Sichuan Provincial'."""
    words = {"country": "National", "municipality": "Municipal", "province": "Provincial", "region": "Regional"}
    words["district"] = "District"
    return words[place.kind] if place.kind == "country" else f"{place.en[0]} {words[place.kind]}"


def _written(day: Day | None) -> str:
    if day is None:
        return "?"
    return day.on.isoformat() if day.certainty == "seen" else f"{day.on.isoformat()} ({day.certainty})"


@dataclass(frozen=True, slots=True)
class Office:
    """One post of a person; `since` and `until` of any precision, '' where unknown."""

    title: str
    since: str = ""
    until: str = ""
    certainty: Certainty = "seen"
    is_shared: bool = False
    """Whether several hold it at once: then nobody's successor tells when one ceased to."""
    is_bound: bool = False
    """Whether `until` is only where the next holder began: see `offices`."""


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A set phrase, slogan or document."""

    id: str
    label: str
    names: tuple[str, ...]
    certainty: Certainty
    """That it belongs to that meeting, and was first said then."""
    source: str
    congress: str = ""
    """Id of the meeting it belongs to, '' for none."""
    since: str = ""
    """When it was first said in public, of any precision; '' where unknown."""
    not_in: tuple[str, ...] = ()
    """Longer words that hold one of the names and are not it."""
    beside: tuple[str, ...] = ()
    """Where its words are ordinary ones: it is told only in a text that names one of these too."""


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    label: str
    names: tuple[str, ...]
    offices: tuple[Office, ...] = ()
    is_common: bool = False
    """Whether the name is a word of the language too, or that of many: told only beside what makes it this person."""


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Names that make a meeting beside them no coverage."""

    names: tuple[str, ...]
    cities: tuple[str, ...]
    """Cities and districts below the province: their Chinese names also take 市, 区, 市委 ..."""
    ruled: tuple[str, ...] = ()
    """Where another Communist party rules: a text that names one may mean that one's congress."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything the tagger knows; order is the order of the files."""

    places: tuple[Place, ...]
    congresses: tuple[Congress, ...]
    topics: tuple[Topic, ...] = ()
    people: tuple[Person, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    lookalikes: Lookalikes = Lookalikes((), ())

    def congress(self, congress_id: str) -> Congress | None:
        """The meeting of that id, or None: a tag may name a meeting outside the registry."""
        return next((one for one in self.congresses if one.id == congress_id), None)


def congress_table(registry: Registry) -> list[tuple[str, str, str, str]]:
    """Rows of (id, dates, English label, Chinese label): by family, then by time where known."""
    families = ("party-congress", "plenum", "people-congress", "cppcc")
    return [
        (one.id, one.dates, one.label_en, one.label_zh)
        for one in sorted(
            registry.congresses,
            key=lambda one: (families.index(one.family), one.level, one.place.id, one.term or 0, one.ordinal),
        )
    ]

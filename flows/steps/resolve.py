"""From what a name says to the meeting it means: by its numbers, by the rest of the text, or by source and date.

Only certain answers are given. A name that stays open ('the Party congress', in a year without one) gives none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import cache

from flows.steps.congress import COUNTRY, Congress, Family, Place
from flows.steps.identity import YEARLY, Index, distance
from flows.steps.mentions import FIVE_YEARLY, Mention
from flows.steps.published import Days, days_of
from flows.steps.structures import BARE_PLENUM

_WORDS = re.compile(r"[a-z0-9]+")
WINDOW = 60
"""Days around a meeting in which its unnumbered name means it."""
_AFTERMATH = 45
"""Days in which a meeting still is 'the 20th congress', 'its fourth plenary session'."""
_AT_ONCE = 4
"""... and 'a plenary session'."""
_YEARS_TALK = 240
"""Days after a yearly session in which its name without a year still means it."""
_PLENUM_TALK = 300
"""The same of 'the Third Plenum', which comes once in five years."""
_LOOSE_WINDOW = 12
"""The same for a body's name alone."""
_LOOSE_BEFORE = 30
"""... of a meeting to come: 'ahead of the National People's Congress'."""
_CLOSE = 10
"""Of two meetings in the window the one this near wins, if the other is twice as far."""
_ENDED_14 = 1997
"""Year in which the 14th Central Committee ended; five years for each."""
_YEARS_PAST = 5
_LATE, _LATEST = 17, 22
"""Numbers of congresses that people speak of by the number alone."""
_TERM_CENTRAL = 15
"""No provincial committee has reached this number of terms: an unplaced one is the Central Committee."""


@dataclass(frozen=True, slots=True)
class Context:
    """What else the tagger knows about the text."""

    days: Days | None
    place: str
    """Id of the place the source writes about, or the only one the text names; '' when open."""
    from_source: bool
    named: Counter[str]
    """How often the text names each place (id), or a district of it."""
    committees: frozenset[str]
    """Places whose Party committee it names, '' for 'the municipal committee'."""
    cppcc_named: bool
    foreign: bool
    """Whether it names a country where another Communist party rules."""
    another: bool
    """Whether it names a congress of another organisation or party."""
    communist: bool
    """Whether it writes of a Communist Party, and of no other country's."""
    party_said: bool
    """Whether it writes of 'the Party' at all."""
    party_named: bool
    """Whether the text writes of the Communist Party of China in a way no other party shares."""


@dataclass(frozen=True, slots=True)
class Resolved:
    mention: Mention
    congress_ids: tuple[str, ...]
    """Two for 'the two sessions', else one."""
    how: str
    """'stated', 'text' (a numbered name elsewhere in it) or 'date' (source, place and date)."""


def home_of(source: str, url: str, places: Iterable[Place]) -> str:
    """Id of the place whose outlet this is, '' for an outlet of no particular place."""
    host = url.partition("://")[2].partition("/")[0]
    words = frozenset(_WORDS.findall(f"{source} {host}".lower()))
    said = f"{source} {host}".lower()
    return next((one.within or one.id for one in places if one.id != COUNTRY and _is_outlet(one, words, said)), "")


def _is_outlet(place: Place, words: frozenset[str], said: str) -> bool:
    """By its own slugs and hosts, or by the name of the place or of one of its districts in the slug."""
    if any(fnmatchcase(word, mark) if "*" in mark else mark in said for mark in place.sources for word in words):
        return True
    return not words.isdisjoint(_slugs(place))


@cache
def _slugs(place: Place) -> frozenset[str]:
    names = (name for name in (*place.en, *place.districts) if name.isascii())
    return frozenset(name.lower().removesuffix(" district").replace("'", "").replace(" ", "") for name in names)


def dominant(named: Counter[str]) -> str:
    """The place a text is about: the only one it names, or one named three times as often as any other."""
    ranked = [item for item in named.most_common(3) if item[0] != COUNTRY]
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 3 * ranked[1][1]):
        return ""
    return ranked[0][0]


def resolve(mentions: Sequence[Mention], context: Context, index: Index) -> list[Resolved]:
    """Every mention that can be told, in the order given."""
    stated = [(one, _stated(one, context, index)) for one in mentions]
    known = tuple(dict.fromkeys(one for _, ids in stated for one in ids))
    resolved = []
    for mention, ids in stated:
        if mention.rule == BARE_PLENUM and known:  # 'the plenary session' of a plenum that is named adds nothing
            continue
        if ids:
            resolved.append(Resolved(mention, ids, "stated"))
        elif (by_date := _by_date(mention, context, index)) and (by_date[0] in known or not known):
            resolved.append(Resolved(mention, by_date, "text" if by_date[0] in known else "date"))
        elif by_text := _by_text(mention, known, context, index):
            resolved.append(Resolved(mention, by_text, "text"))
        elif by_date:
            resolved.append(Resolved(mention, by_date, "date"))
    return resolved


def _place(mention: Mention, context: Context, index: Index) -> str:
    """The place the name states or implies by 'municipal', '' when open."""
    if mention.place or not mention.seat:
        return mention.place
    if context.place and index.places[context.place].kind == mention.seat:
        return context.place
    fitting = [one for one in context.named if one in index.places and index.places[one].kind == mention.seat]
    counts = sorted((context.named[one] for one in fitting), reverse=True)
    clear = len(counts) == 1 or (len(counts) > 1 and counts[0] >= 2 * counts[1])
    if clear:
        return max(fitting, key=lambda one: context.named[one])
    return mention.near if mention.near in fitting else ""


def _stated(mention: Mention, context: Context, index: Index) -> tuple[str, ...]:
    if mention.kind == "alias":
        return (mention.alias,)
    if mention.weak:
        return _some(_its(mention, context, index))
    place = _place(mention, context, index)
    if mention.kind == "party-congress":
        return _some(_stated_party(mention, place, context, index))
    if mention.kind == "plenum":
        return _some(_stated_plenum(mention, place, context, index))
    if mention.kind in YEARLY:
        return _some(_stated_session(mention, place, context, index))
    if mention.kind == "two-sessions" and place and mention.year:
        return tuple(index.in_year(family, place, mention.year) for family in YEARLY)
    return ()


def _some(congress_id: str | None) -> tuple[str, ...]:
    return (congress_id,) if congress_id else ()


def _stated_party(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    if mention.ordinal is None or (mention.unsure and not _is_the_partys(mention, context)):
        return _unsure_party(mention, place, context, index)
    if place:
        return index.party_congress(place, mention.ordinal)
    if mention.seat or not context.from_source:
        return None
    return index.party_congress(context.place, mention.ordinal)


def _is_the_partys(mention: Mention, context: Context) -> bool:
    """'the 18th congress' in a text of China: no other body's is called so; 'the 14th' may be another party's."""
    is_late = mention.place == COUNTRY and _LATE <= (mention.ordinal or 0) <= _LATEST
    if is_late and (context.party_said or (context.named and not context.another)):
        return True
    return context.party_named and not context.foreign


def _its(mention: Mention, context: Context, index: Index) -> str | None:
    """'On Saturday its 12th Party congress began': of the place just named, where it held its 12th in these days.

    'The city ... its Party congress': of the outlet's place too, on the days around it.
    """
    where = mention.near or (context.place if context.from_source else "")
    if mention.kind != "party-congress" or context.days is None or not where:
        return None
    width = _AFTERMATH if mention.ordinal else _LOOSE_WINDOW
    near = (
        one.id
        for one, extent in index.dated("party-congress", where)
        if abs(distance(context.days, extent)) <= width and _fits(mention, one)
    )
    return next(near, None)


def _unsure_party(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    """'the 20th congress', 'a municipal congress': of the Party the text names, where one met in these days."""
    where = place or ("" if mention.seat else COUNTRY)
    is_late = where == COUNTRY and (mention.ordinal or 0) >= _LATE and not context.another
    if context.days is None or not (context.party_named or context.party_said or is_late) or not where:
        return None
    width = _AFTERMATH if mention.ordinal else _LOOSE_WINDOW
    near = (
        one.id
        for one, extent in index.dated("party-congress", where)
        if abs(distance(context.days, extent)) <= width and _fits(mention, one)
    )
    return next(near, None) if mention.unsure else None


def _stated_plenum(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    if mention.ordinal is None or mention.term is None:
        return None
    if not place and not mention.seat:
        known = context.from_source or mention.of_committee
        place = COUNTRY if mention.term >= _TERM_CENTRAL else context.place if known else ""
    if place == COUNTRY and context.another and _is_long_past(mention.term, context.days):
        return None
    return index.plenum(place, mention.term, mention.ordinal) if place else None


def _is_long_past(term: int, days: Days | None) -> bool:
    """Whether the Central Committee of that number had ended years before: other parties count theirs as well."""
    return days is not None and _ENDED_14 + 5 * (term - 14) + _YEARS_PAST < days.first.year


def _stated_session(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    family: Family = "cppcc" if mention.kind == "cppcc" else "people-congress"
    if mention.unsure and not context.cppcc_named:
        return None
    if not place and not mention.seat:
        place = context.place if context.from_source else _by_numbers(family, mention, context, index)
    if not place:
        return None
    if mention.term is not None and mention.ordinal is not None:
        return index.yearly(family, place, mention.term, mention.ordinal, context.days)
    if mention.year is not None:
        return index.in_year(family, place, mention.year)
    return None


def _by_numbers(family: Family, mention: Mention, context: Context, index: Index) -> str:
    """The country, where its session of just these numbers meets as the text appears and no province is its place."""
    if context.place or context.days is None or not mention.numbered:
        return ""
    near = (
        one
        for one, extent in index.dated(family, COUNTRY)
        if abs(distance(context.days, extent)) <= _LOOSE_WINDOW and _fits(mention, one)
    )
    return COUNTRY if next(near, None) else ""


def _by_text(mention: Mention, known: Sequence[str], context: Context, index: Index) -> tuple[str, ...]:
    """The meeting that another name in the text states, if exactly one fits."""
    if mention.numbered:
        return ()
    place = _place(mention, context, index)
    if mention.seat and not place:
        return ()
    fitting = [
        one
        for one in known
        if index.family_of(one) in _families(mention) and (not place or index.place_of(one) == place)
    ]
    fitting = [one for one in fitting if _ordinal_fits(mention, one, index)]
    if mention.kind == "two-sessions":
        meetings = {(index.place_of(one), index.year_of(one)) for one in fitting}
        where, year = meetings.pop() if len(meetings) == 1 else ("", None)
        return tuple(index.in_year(family, where, year) for family in YEARLY) if year else ()
    return (fitting[0],) if len(fitting) == 1 else ()


def _ordinal_fits(mention: Mention, congress_id: str, index: Index) -> bool:
    if mention.ordinal is None:
        return True
    known = index.get(congress_id)
    return known is not None and known.ordinal == mention.ordinal


def _families(mention: Mention) -> tuple[Family, ...]:
    if mention.kind == "two-sessions":
        return YEARLY
    if mention.kind == "bare":
        return ("party-congress", "people-congress")
    if mention.kind == "alias":
        return ()
    return (mention.kind,)


def _by_date(mention: Mention, context: Context, index: Index) -> tuple[str, ...]:
    """The meeting that was near when the text appeared, where the name's place is told and only one was."""
    days = context.days
    if days is None or (days.last - days.first).days > 31:
        return ()
    if mention.kind == "plenum" and not mention.term and context.another:
        return ()
    if mention.kind == "plenum" and mention.weak:
        return _of_committee(mention, days, context, index)
    if mention.weekday is not None and mention.kind in ("bare", "party-congress"):
        return _on_weekday(mention.weekday, days, context, index)
    if mention.rule == FIVE_YEARLY and not context.party_said:
        return ()
    if mention.kind in ("alias", "bare") or mention.numbered or mention.weak:
        return ()
    places = _possible_places(mention, context, index)
    families = _families(mention)[:1] if mention.kind == "two-sessions" else _families(mention)
    if mention.year and mention.kind == "plenum" and mention.ordinal:
        return _some(_plenum_of_year(mention, index))
    if len(places) == 1 and (months := _said_months(mention, days)):
        said = [
            one for family in families for one, extent in index.dated(family, places[0])
            if any(distance(month, extent) == 0 for month in months) and _fits(mention, one)
        ]  # fmt: skip
        return _both(said[0], mention, index) if len(said) == 1 else ()
    near = [
        (abs(away), one)
        for place in places
        for family in families
        for one, extent in index.dated(family, place)
        if -WINDOW <= (away := distance(days, extent)) <= _talked_of(mention)
        and (-_LOOSE_BEFORE <= away <= _LOOSE_WINDOW or not mention.loose)
        and _fits(mention, one)
    ]
    chosen = _clear(near)
    if chosen is None:
        return _this_year(mention, places, days, index) if len(places) == 1 and not near else ()
    return _both(chosen, mention, index)


def _both(chosen: Congress, mention: Mention, index: Index) -> tuple[str, ...]:
    """The meeting, or the two of its year and place where the two sessions are named."""
    if mention.kind != "two-sessions":
        return (chosen.id,)
    return tuple(index.in_year(family, chosen.place.id, chosen.year) for family in YEARLY) if chosen.year else ()


def _plenum_of_year(mention: Mention, index: Index) -> str | None:
    """'the Third Plenum of November 2013': of the Central Committee, where it held its third in that year."""
    fitting = [one.id for one, _ in index.dated("plenum", mention.place or COUNTRY) if _fits(mention, one)]
    return fitting[0] if len(fitting) == 1 else None


def _said_months(mention: Mention, days: Days) -> list[Days]:
    """The months that 'in January', 'last month', 'this year' name in a text of these days; none where none is said."""
    last = days.last
    if mention.month:
        year = last.year if mention.month <= last.month else last.year - 1
        return _months(year, mention.month)
    if mention.ago.endswith("month"):
        at = last.month - (mention.ago == "last month")
        return _months(last.year if at else last.year - 1, at or 12)
    if mention.ago.endswith("year"):
        named = days_of(str(last.year - (mention.ago == "last year")))
        return [named] if named else []
    return []


def _months(year: int, month: int) -> list[Days]:
    named = days_of(f"{year}-{month:02}")
    return [named] if named else []


def _on_weekday(weekday: int, days: Days, context: Context, index: Index) -> tuple[str, ...]:
    """'The congress that closed on Saturday': the one that opened or closed then, within the week before."""
    if days.day is None or not context.party_said:
        return ()
    said_on = days.day - timedelta(days=(days.day.weekday() - weekday) % 7)
    fitting = [
        one.id
        for place in dict.fromkeys((context.place, COUNTRY))
        if place
        for one, _ in index.dated("party-congress", place)
        if said_on in (one.opens_on, one.closes_on)
    ]
    return (fitting[0],) if len(fitting) == 1 else ()


def _talked_of(mention: Mention) -> int:
    """Days after a meeting in which such a name of it still means it."""
    if mention.kind in (*YEARLY, "two-sessions") and (mention.place or mention.seat):
        return _YEARS_TALK
    return _PLENUM_TALK if mention.kind == "plenum" and mention.ordinal else WINDOW


def _of_committee(mention: Mention, days: Days, context: Context, index: Index) -> tuple[str, ...]:
    """'its third plenary session': of the committee the text names that held its third in these days."""
    near = [
        one.id
        for place in {named or context.place for named in context.committees}
        for one, extent in index.dated("plenum", place)
        if abs(distance(days, extent)) <= (_AFTERMATH if mention.ordinal else _AT_ONCE) and _fits(mention, one)
    ]
    return tuple(near) if len(near) == 1 else ()


def _possible_places(mention: Mention, context: Context, index: Index) -> list[str]:
    place = _place(mention, context, index)
    if place:
        return [place]
    if mention.kind in (*YEARLY, "two-sessions") and not mention.seat:
        return [one for one in dict.fromkeys((context.place, COUNTRY)) if one]
    if mention.kind == "plenum" and mention.ordinal and not mention.seat and not context.foreign:
        return [one for one in dict.fromkeys((context.place, COUNTRY)) if one]
    if mention.seat or not (context.party_named or context.place or COUNTRY in context.named):
        is_partys = mention.kind == "party-congress" and context.communist and not context.foreign
        return [COUNTRY] if is_partys else []
    return [one for one in (context.place, COUNTRY) if one]


def _fits(mention: Mention, one: Congress) -> bool:
    return (
        (mention.ordinal is None or mention.ordinal == one.ordinal)
        and (mention.term is None or mention.term == one.term)
        and (mention.year is None or mention.year == one.year)
    )


def _clear(near: list[tuple[int, Congress]]) -> Congress | None:
    """The nearest, when no other is nearly as near."""
    near.sort(key=lambda item: item[0])
    if not near:
        return None
    if len(near) == 1 or (near[0][0] <= _CLOSE and near[1][0] > 2 * _CLOSE):
        return near[0][1]
    return None


def _this_year(mention: Mention, places: Sequence[str], days: Days, index: Index) -> tuple[str, ...]:
    """A province's sessions meet every January or February: in those months the name alone is certain."""
    yearly = mention.kind in (*YEARLY, "two-sessions") and mention.ordinal is None and mention.term is None
    if not yearly or places[0] == COUNTRY or not (mention.place or mention.seat) or days.last.month > 2:
        return ()
    families = YEARLY if mention.kind == "two-sessions" else tuple(one for one in YEARLY if one == mention.kind)
    return tuple(index.in_year(family, places[0], days.first.year) for family in families)

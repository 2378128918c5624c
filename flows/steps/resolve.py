"""From what a name says to the meeting it means: by its numbers, by the rest of the text, or by source and date.

Only certain answers are given. A name that stays open ('the Party congress', in a year without one) gives none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.steps.congress import COUNTRY, Congress, Family, Place
from flows.steps.identity import YEARLY, Index, distance
from flows.steps.mentions import Mention
from flows.steps.published import Days

WINDOW = 60
"""Days around a meeting in which its unnumbered name means it."""
_CLOSE = 10
"""Of two meetings in the window the one this near wins, if the other is twice as far."""
_TERM_CENTRAL = 15
"""No provincial committee has reached this number of terms: an unplaced one is the Central Committee."""


@dataclass(frozen=True, slots=True)
class Context:
    """What else the tagger knows about the text."""

    days: Days | None
    place: str
    """Id of the place the source writes about, or the only one the text names; '' when open."""
    from_source: bool
    named: tuple[str, ...]
    """Ids of the places the text names."""
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
    return next((one.id for one in places if _is_outlet(one, source.lower(), host.lower())), "")


def _is_outlet(place: Place, source: str, host: str) -> bool:
    return any(mark in source or mark in host for mark in place.sources)


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
    fitting = {one for one in context.named if one in index.places and index.places[one].kind == mention.seat}
    return fitting.pop() if len(fitting) == 1 else ""


def _stated(mention: Mention, context: Context, index: Index) -> tuple[str, ...]:
    if mention.kind == "alias":
        return (mention.alias,)
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
    if mention.ordinal is None or (mention.unsure and not context.party_named):
        return None
    if place:
        return index.party_congress(place, mention.ordinal)
    if mention.seat or not context.from_source:
        return None
    return index.party_congress(context.place, mention.ordinal)


def _stated_plenum(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    if mention.ordinal is None or mention.term is None:
        return None
    if not place and not mention.seat:
        place = COUNTRY if mention.term >= _TERM_CENTRAL else context.place if context.from_source else ""
    return index.plenum(place, mention.term, mention.ordinal) if place else None


def _stated_session(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    family: Family = "cppcc" if mention.kind == "cppcc" else "people-congress"
    if not place and not mention.seat and context.from_source:
        place = context.place
    if not place:
        return None
    if mention.term is not None and mention.ordinal is not None:
        return index.yearly(family, place, mention.term, mention.ordinal, context.days)
    if mention.year is not None:
        return index.in_year(family, place, mention.year)
    return None


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
    if days is None or (days.last - days.first).days > 31 or mention.kind in ("alias", "bare") or mention.numbered:
        return ()
    places = _possible_places(mention, context, index)
    families = _families(mention)[:1] if mention.kind == "two-sessions" else _families(mention)
    near = [
        (abs(away), one)
        for place in places
        for family in families
        for one, extent in index.dated(family, place)
        if abs(away := distance(days, extent)) <= WINDOW and _fits(mention, one)
    ]
    chosen = _clear(near)
    if chosen is None:
        return _this_year(mention, places, days, index) if len(places) == 1 and not near else ()
    if mention.kind == "two-sessions":
        year = chosen.year
        return tuple(index.in_year(family, chosen.place.id, year) for family in YEARLY) if year else ()
    return (chosen.id,)


def _possible_places(mention: Mention, context: Context, index: Index) -> list[str]:
    place = _place(mention, context, index)
    if place:
        return [place]
    if mention.seat or not (context.party_named or context.place or COUNTRY in context.named):
        return []
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
    if not yearly or not mention.place or mention.place == COUNTRY or days.last.month > 2:
        return ()
    families = YEARLY if mention.kind == "two-sessions" else tuple(one for one in YEARLY if one == mention.kind)
    return tuple(index.in_year(family, places[0], days.first.year) for family in families)

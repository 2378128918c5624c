"""From what a name says to the meeting it means: by its numbers, by the rest of the text, or by source and date.

Only certain answers are given. A name that stays open ('the Party congress', in a year without one) gives none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.steps.by_date import by_date_of
from flows.steps.congress import COUNTRY, Family
from flows.steps.context import Context
from flows.steps.identity import YEARLY, Index, distance
from flows.steps.mention import FIVE_YEARLY, Mention
from flows.steps.naming import AFTERMATH, LOOSE_WINDOW, families_of, fits, place_of, some
from flows.steps.published import Days
from flows.steps.structures import BARE_PLENUM

_ENDED_14 = 1997
"""Year in which the 14th Central Committee ended; five years for each."""
_YEARS_PAST = 5
_YEAR_18, _YEARS_AHEAD = 2012, 5
"""Nobody speaks of a congress before the one before it has closed: 'the 22nd' of 2024 is another party's."""
_LATE, _LATEST = 17, 22
"""Numbers of congresses that people speak of by the number alone."""
_TERM_CENTRAL = 15
"""No provincial committee has reached this number of terms: an unplaced one is the Central Committee."""


@dataclass(frozen=True, slots=True)
class Resolved:
    mention: Mention
    congress_ids: tuple[str, ...]
    """Two for 'the two sessions', else one."""
    how: str
    """'stated', 'text' (a numbered name elsewhere in it) or 'date' (source, place and date)."""


def resolve(mentions: Sequence[Mention], context: Context, index: Index) -> list[Resolved]:
    """Every mention that can be told, in the order given."""
    stated = [(one, _stated(one, context, index)) for one in mentions]
    known = tuple(dict.fromkeys(one for _, ids in stated for one in ids))
    resolved = []
    for mention, ids in stated:
        if mention.rule == BARE_PLENUM and any(index.family_of(one) == "plenum" for one in known):
            continue  # 'the plenary session' of a plenum that is named adds nothing
        if ids:
            resolved.append(Resolved(mention, ids, "stated"))
        elif (by_date := by_date_of(mention, context, index)) and (by_date[0] in known or not known):
            resolved.append(Resolved(mention, by_date, "text" if by_date[0] in known else "date"))
        elif by_date and mention.rule == FIVE_YEARLY:
            resolved.append(Resolved(mention, by_date, "date"))
        elif by_text := _by_text(mention, known, context, index):
            resolved.append(Resolved(mention, by_text, "text"))
        elif by_date:
            resolved.append(Resolved(mention, by_date, "date"))
    told = {name for one in resolved if not one.mention.silent for name in one.congress_ids}
    return [one for one in resolved if not one.mention.silent or told.isdisjoint(one.congress_ids)]


def _stated(mention: Mention, context: Context, index: Index) -> tuple[str, ...]:
    if mention.kind == "alias":
        return (mention.alias,)
    if mention.weak:
        return some(_its(mention, context, index))
    place = place_of(mention, context, index)
    if mention.kind == "party-congress":
        return some(_stated_party(mention, place, context, index))
    if mention.kind == "plenum":
        return some(_stated_plenum(mention, place, context, index))
    if mention.kind in YEARLY:
        return some(_stated_session(mention, place, context, index))
    if mention.kind == "two-sessions" and place and mention.year:
        return tuple(index.in_year(family, place, mention.year) for family in YEARLY)
    return ()


def _stated_party(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    if mention.ordinal is None or (mention.unsure and not _is_the_partys(mention, context)):
        return _unsure_party(mention, place, context, index)
    if mention.short and mention.ordinal < _LATE and context.foreign and not context.party_named:
        return None
    if place == COUNTRY and context.days and context.days.last.year < _year_of_national(mention.ordinal) - _YEARS_AHEAD:
        return None
    if place:
        return index.party_congress(place, mention.ordinal)
    if mention.seat or not context.from_source:
        return None
    return index.party_congress(context.place, mention.ordinal)


def _year_of_national(ordinal: int) -> int:
    """They have kept to five years since the 11th."""
    return _YEAR_18 + 5 * (ordinal - 18)


def _is_the_partys(mention: Mention, context: Context) -> bool:
    """'the 18th congress' in a text of China: no other body's is called so; 'the 14th' may be another party's."""
    is_late = mention.place == COUNTRY and _LATE <= (mention.ordinal or 0) <= _LATEST
    if is_late and not context.foreign and (context.party_said or not context.another):
        return True
    return context.party_named and not context.foreign


def _its(mention: Mention, context: Context, index: Index) -> str | None:
    """'On Saturday its 12th Party congress began': of the place just named, where it held its 12th in these days.

    'The city ... its Party congress': of the outlet's place too, on the days around it.
    """
    where = mention.near or (context.place if context.from_source else "")
    if mention.kind != "party-congress" or context.days is None or not where:
        return None
    width = AFTERMATH if mention.ordinal else LOOSE_WINDOW
    return _held_near(mention, "party-congress", where, context.days, width, index)


def _unsure_party(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    """'the 20th congress', 'a municipal congress': of the Party the text names, where one met in these days."""
    where = place or ("" if mention.seat else COUNTRY)
    is_late = where == COUNTRY and (mention.ordinal or 0) >= _LATE and not context.another
    if context.days is None or not (context.party_named or context.party_said or is_late) or not where:
        return None
    width = AFTERMATH if mention.ordinal else LOOSE_WINDOW
    return _held_near(mention, "party-congress", where, context.days, width, index) if mention.unsure else None


def _held_near(mention: Mention, family: Family, place: str, days: Days, width: int, index: Index) -> str | None:
    """The first of the place's meetings that fits the name and was held within so many days of the text."""
    near = (
        one.id
        for one, extent in index.dated(family, place)
        if abs(distance(days, extent)) <= width and fits(mention, one)
    )
    return next(near, None)


def _stated_plenum(mention: Mention, place: str, context: Context, index: Index) -> str | None:
    if mention.ordinal is None or mention.term is None:
        return None
    is_others = context.organisation or context.another
    if mention.of_now and place == COUNTRY and is_others and _has_ended(mention.term, context.days):
        return None
    if mention.of_committee and not (place or mention.seat or mention.partys):
        return _plenum_nearby(mention, context, index)
    if not place and not mention.seat:
        known = context.from_source or mention.of_committee
        place = COUNTRY if mention.term >= _TERM_CENTRAL else context.place if known else ""
    if place == COUNTRY and (context.another or context.foreign) and _is_long_past(mention.term, context.days):
        return None
    return index.plenum(place, mention.term, mention.ordinal) if place else None


def _plenum_nearby(mention: Mention, context: Context, index: Index) -> str | None:
    """'the first plenary session of the sixth committee': whose is told by source and date, or not at all."""
    if mention.term is not None and mention.term >= _TERM_CENTRAL and not context.another:
        return index.plenum(COUNTRY, mention.term, mention.ordinal or 0)
    if not context.place or not context.committees or context.days is None:
        return None
    return _held_near(mention, "plenum", context.place, context.days, AFTERMATH, index)


def _is_long_past(term: int, days: Days | None) -> bool:
    """Whether the Central Committee of that number had ended years before: other parties count theirs as well."""
    return _has_ended(term, days, _YEARS_PAST)


def _has_ended(term: int, days: Days | None, years: int = 0) -> bool:
    return days is not None and _ENDED_14 + 5 * (term - 14) + years < days.first.year


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
    return COUNTRY if _held_near(mention, family, COUNTRY, context.days, LOOSE_WINDOW, index) else ""


def _by_text(mention: Mention, known: Sequence[str], context: Context, index: Index) -> tuple[str, ...]:
    """The meeting that another name in the text states, if exactly one fits."""
    if mention.numbered:
        return ()
    place = place_of(mention, context, index)
    if mention.seat and not place:
        return ()
    fitting = [
        one
        for one in known
        if index.family_of(one) in families_of(mention) and (not place or index.place_of(one) == place)
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

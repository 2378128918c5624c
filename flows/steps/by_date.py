"""The meeting a name without numbers means when the text appeared, where only one was near at its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flows.steps.congress import COUNTRY, Congress, Family
from flows.steps.context import Context
from flows.steps.identity import YEARLY, Index, distance
from flows.steps.mention import FIVE_YEARLY, TO_COME, Mention
from flows.steps.naming import AFTERMATH, LOOSE_WINDOW, families_of, fits, place_of, some
from flows.steps.published import Days, days_of

WINDOW = 60
"""Days around a meeting in which its unnumbered name means it."""
_AT_ONCE = 4
"""... and 'a plenary session'."""
_LATELY = 20
"""... and 'the just-concluded plenum'."""
_NATIONAL_MONTH = 3
_YEARS_TALK = 240
"""Days after a yearly session in which its name without a year still means it."""
_PLENUM_TALK = 300
"""The same of 'the Third Plenum', which comes once in five years."""
_SOON = 4
"""Months ahead of which a text of plans speaks by name."""
_LOOSE_BEFORE = 30
"""... of a meeting to come: 'ahead of the National People's Congress'."""
_CLOSE = 10
"""Of two meetings in the window the one this near wins, if the other is twice as far."""


def by_date_of(mention: Mention, context: Context, index: Index) -> tuple[str, ...]:
    """The meeting that was near when the text appeared, where the name's place is told and only one was."""
    days = context.days
    if mention.year and mention.kind == "plenum" and mention.ordinal and not mention.numbered and not context.another:
        return some(_plenum_of_year(mention, index))
    if mention.year and mention.kind == "party-congress" and not mention.ordinal:
        return some(_congress_of_year(mention, context, index))
    if days is None:
        return ()
    if (days.last - days.first).days > 31:
        return _in_the_year(mention, days, context, index)
    if mention.kind == "plenum" and not mention.term and context.another:
        return ()
    if mention.kind == "plenum" and mention.month and (found := _plenum_of_month(mention, days, context, index)):
        return found
    if mention.kind == "plenum" and (mention.weak or _is_the_committees(mention)):
        return _of_committee(mention, days, context, index)
    if mention.weekday is not None and mention.kind in ("bare", "party-congress"):
        return _on_weekday(mention.weekday, days, context, index)
    if mention.rule == FIVE_YEARLY and not (context.party_said or COUNTRY in context.committees):
        return ()
    if mention.rule == TO_COME and (context.foreign or not (context.party_said or context.named)):
        return ()
    if mention.kind in ("alias", "bare") or mention.numbered or mention.weak:
        return ()
    places = _possible_places(mention, context, index)
    if mention.kind == "two-sessions" and places == ["beijing"] and days.last.month == _NATIONAL_MONTH:
        places = [COUNTRY]  # the city's own were in January
    families = families_of(mention)[:1] if mention.kind == "two-sessions" else families_of(mention)
    if places and (months := _said_months(mention, days)) and (len(places) == 1 or mention.kind == "party-congress"):
        if (
            (soon := _coming_month(mention, days))
            and mention.month == days.last.month + 1
            and mention.ago != "last year"
        ):
            months = [soon]  # said in February, March is the next one
        said = [
            one for place in places for family in families for one, extent in index.dated(family, place)
            if any(distance(month, extent) == 0 for month in months) and fits(mention, one)
        ]  # fmt: skip
        return _both(said[0], mention, index) if len(said) == 1 else ()
    if mention.silent:
        return _in_session(mention, places, families, days, index)
    near = [
        (abs(away), one)
        for place in places
        for family in families
        for one, extent in index.dated(family, place)
        if -WINDOW <= (away := distance(days, extent)) <= _talked_of(mention)
        and (-_LOOSE_BEFORE <= away <= LOOSE_WINDOW or not (mention.loose or mention.of_any))
        and fits(mention, one)
    ]
    chosen = _clear(near)
    if chosen is None:
        return _this_year(mention, places, days, index) if len(places) == 1 and not near else ()
    return _both(chosen, mention, index)


def _in_session(
    mention: Mention, places: Sequence[str], families: Sequence[Family], days: Days, index: Index
) -> tuple[str, ...]:
    """The body's own meeting, where it sits in these very days, the next day's papers included."""
    sitting = (
        one.id
        for place in places
        for family in families
        for one, extent in index.dated(family, place)
        if -1 <= distance(days, extent) <= 1 and fits(mention, one)
    )
    return some(next(sitting, None))


def _both(chosen: Congress, mention: Mention, index: Index) -> tuple[str, ...]:
    """The meeting, or the two of its year and place where the two sessions are named."""
    if mention.kind != "two-sessions":
        return (chosen.id,)
    return tuple(index.in_year(family, chosen.place.id, chosen.year) for family in YEARLY) if chosen.year else ()


def _in_the_year(mention: Mention, days: Days, context: Context, index: Index) -> tuple[str, ...]:
    """Of a text of which only the year is known: 'the municipal people's congress opened its session', one a year."""
    where = place_of(mention, context, index)
    told = mention.kind in YEARLY and where and not (mention.silent or mention.numbered or mention.month or mention.ago)
    if not told or days.first.year != days.last.year:
        return ()
    return tuple(index.in_year(family, where, days.first.year) for family in families_of(mention))


def _plenum_of_year(mention: Mention, index: Index) -> str | None:
    """'the Third Plenum of November 2013': of the Central Committee, where it held its third in that year."""
    fitting = [one.id for one, _ in index.dated("plenum", mention.place or COUNTRY) if fits(mention, one)]
    return fitting[0] if len(fitting) == 1 else None


def _congress_of_year(mention: Mention, context: Context, index: Index) -> str | None:
    """'the city's Party congress in May 2017': of the place, where it held one in that year."""
    place = place_of(mention, context, index) or (COUNTRY if not mention.seat and context.party_said else "")
    fitting = [one.id for one, extent in index.dated("party-congress", place) if extent.opens_min.year == mention.year]
    return fitting[0] if len(fitting) == 1 else None


def _plenum_of_month(mention: Mention, days: Days, context: Context, index: Index) -> tuple[str, ...]:
    """'the July plenum': of the place's committee, else of the Central Committee, where one was held in that month."""
    partys = context.party_said or context.communist or bool(context.committees) or bool(context.named)
    if not partys or context.foreign or context.another:
        return ()
    month = _said_months(mention, days)
    coming = _coming_month(mention, days)
    for place in [mention.place] if mention.place else dict.fromkeys((context.place, COUNTRY)):
        dated = index.dated("plenum", place or COUNTRY)
        held = [one.id for one, extent in dated if distance(month[0], extent) == 0 and fits(mention, one)]
        held = held or [
            one.id for one, extent in dated if coming and distance(coming, extent) == 0 and fits(mention, one)
        ]
        if held:
            return (held[0],) if len(held) == 1 else ()
    return ()


def _said_months(mention: Mention, days: Days) -> list[Days]:
    """The months that 'in January', 'last month', 'this year' name in a text of these days; none where none is said."""
    last = days.last
    if mention.month:
        is_past = mention.ago == "last year" or mention.month > last.month
        return _months(last.year - is_past, mention.month)
    if mention.ago.endswith("month"):
        at = last.month - (mention.ago == "last month")
        return _months(last.year if at else last.year - 1, at or 12)
    if mention.ago.endswith("year"):
        named = days_of(str(last.year - (mention.ago == "last year")))
        return [named] if named else []
    return []


def _coming_month(mention: Mention, days: Days) -> Days | None:
    """The same month where it is still to come: 'to convene the fourth plenary session in October'."""
    is_coming = mention.month and 0 < mention.month - days.last.month <= _SOON
    return days_of(f"{days.last.year}-{mention.month:02}") if is_coming else None


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


def _is_the_committees(mention: Mention) -> bool:
    """'the committee's third plenary session', where the name says no more of it."""
    return mention.of_committee and not (mention.place or mention.seat or mention.term)


def _of_committee(mention: Mention, days: Days, context: Context, index: Index) -> tuple[str, ...]:
    """'its third plenary session': of the committee the text names that held its third in these days."""
    if context.organisation and not context.party_said:
        return ()
    near = [
        one.id
        for place in {named or context.place for named in context.committees}
        for one, extent in index.dated("plenum", place)
        if _is_of_now(mention, distance(days, extent)) and fits(mention, one)
    ]
    return tuple(near) if len(near) == 1 else ()


def _is_of_now(mention: Mention, away: int) -> bool:
    if mention.lately and mention.ordinal is None:
        return 0 <= away <= _LATELY
    return abs(away) <= (AFTERMATH if mention.ordinal else _AT_ONCE)


def _possible_places(mention: Mention, context: Context, index: Index) -> list[str]:
    if mention.of_any and not (context.place or context.named):
        return []
    place = place_of(mention, context, index)
    if place:
        return [place]
    if mention.kind in (*YEARLY, "two-sessions") and not mention.seat:
        return [one for one in dict.fromkeys((context.place, COUNTRY)) if one]
    if mention.kind == "plenum" and mention.ordinal and not mention.seat and not context.foreign:
        return [one for one in dict.fromkeys((context.place, COUNTRY)) if one]
    if mention.seat or not (context.party_named or context.place or COUNTRY in context.named):
        is_told = context.communist or (mention.month is not None and mention.partys and not context.another)
        is_partys = mention.kind == "party-congress" and not mention.seat and is_told and not context.foreign
        return [COUNTRY] if is_partys else []
    return [one for one in (context.place, COUNTRY) if one]


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

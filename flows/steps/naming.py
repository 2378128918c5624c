"""What every way of resolving a name asks of it: its place, the families it may be of, whether a meeting fits it."""

from __future__ import annotations

from collections.abc import Sequence

from flows.steps.congress import Congress, Family
from flows.steps.context import Context
from flows.steps.identity import YEARLY, Index, distance
from flows.steps.mention import Mention

LOOSE_WINDOW = 12
"""Days around a meeting in which a body's name alone means it."""
AFTERMATH = 45
"""Days in which a meeting still is 'the 20th congress', 'its fourth plenary session'."""


def place_of(mention: Mention, context: Context, index: Index) -> str:
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
    return mention.near if mention.near in fitting else _of_number(mention, fitting, context, index)


def _of_number(mention: Mention, places: Sequence[str], context: Context, index: Index) -> str:
    """'The fifth municipal congress', in a text of two municipalities: the one that held its fifth in these days."""
    if context.days is None or mention.ordinal is None:
        return ""
    near = [
        place
        for place in places
        for family in families_of(mention)
        for one, extent in index.dated(family, place)
        if abs(distance(context.days, extent)) <= AFTERMATH and fits(mention, one)
    ]
    return near[0] if len(near) == 1 else ""


def families_of(mention: Mention) -> tuple[Family, ...]:
    if mention.kind == "two-sessions":
        return YEARLY
    if mention.kind == "bare":
        return ("party-congress", "people-congress")
    if mention.kind == "alias":
        return ()
    return (mention.kind,)


def fits(mention: Mention, one: Congress) -> bool:
    return (
        (mention.ordinal is None or mention.ordinal == one.ordinal)
        and (mention.term is None or mention.term == one.term)
        and (mention.year is None or mention.year == one.year)
    )


def some(congress_id: str | None) -> tuple[str, ...]:
    return (congress_id,) if congress_id else ()

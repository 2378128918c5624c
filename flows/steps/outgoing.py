"""A congress told by the report that is given there: that of the fifth committee is given at the sixth congress."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flows.steps import numbers
from flows.steps.congress import COUNTRY
from flows.steps.context import Context
from flows.steps.identity import Index, distance
from flows.steps.implied import BY_SIGN, Implied
from flows.steps.published import Days

_NUMBERS = numbers.read_off(numbers.english_spellings, numbers.chinese_spellings)
_ORDINAL = "|".join(sorted((one for one in _NUMBERS if one.isascii() and not one.isdigit()), key=len, reverse=True))
_REPORT = re.compile(
    r"(?:\bon behalf of|\breports? (?:of|by|to the congress by)) (?:the )?(?:outgoing )?"
    rf"(?P<number>{_ORDINAL}) (?:cpc |ccp )?(?:\w+ )?(?P<body>central|municipal|provincial)(?: party)? committee\b"
    r"|(?:代表(?:中共|中国共产党)?(?:[\u4e00-\u9fff]{2,4}?)?)?第?(?P<han>[一二三四五六七八九十]{1,3})届"
    r"(?P<zhbody>中央委员会|市委|省委|[市省]?委员会)(?:的|在?(?:向大会|向党代会)?所?作(?:了)?的?)?(?:工作)?报告"
)
_A_CONGRESS = re.compile(r"党代会|party congress|congress of the (?:cpc|party)")
STEMS = ("committee", "委员会", "市委", "省委")
"""Every such report has one of these in it: see `affected`."""
_AROUND = (-1, 60)
"""Days from a congress to a text that goes on about its report."""


def told_by_report(folded: str, context: Context, index: Index) -> Implied | None:
    """The congress that the first report of a committee was given at, where it met in these days."""
    if context.days is None or context.another or not any(stem in folded for stem in STEMS):
        return None
    places = tuple(dict.fromkeys(place for place in (context.place, context.led) if place))
    next_ones = set(_met((COUNTRY, *places), context.days, index))
    # of a place that the registry knows no congress of, the text has to say that it was one
    unknown = [place for place in places if not index.series("party-congress", place)]
    if unknown and not _A_CONGRESS.search(folded):
        unknown = []
    if not next_ones and not unknown:
        return None
    for found in _REPORT.finditer(folded):
        number = _NUMBERS[found["number"] or found["han"]] + 1
        is_central = (found["body"] or found["zhbody"]).startswith(("central", "中央"))
        for place in (COUNTRY,) if is_central else places:
            if (place, number) in next_ones or place in unknown:
                body = "national" if place == COUNTRY else place
                return Implied(*found.span(), f"cpc-{body}-{number}", BY_SIGN)
    return None


def _met(places: Iterable[str], days: Days, index: Index) -> Iterator[tuple[str, int]]:
    """(place, number) of their congresses that met in these days."""
    for place in places:
        for one, extent in index.dated("party-congress", place):
            if _AROUND[0] <= distance(days, extent) <= _AROUND[1]:
                yield place, one.ordinal

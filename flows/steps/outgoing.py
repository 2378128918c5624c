"""A congress told by the report that is given there: that of the fifth committee is given at the sixth congress."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flows.steps import numbers
from flows.steps.congress import COUNTRY
from flows.steps.context import Context
from flows.steps.identity import Index, distance
from flows.steps.published import Days

_NUMBERS = {
    written: number
    for number in range(1, numbers.LARGEST + 1)
    for written in (*numbers.english_spellings(number), *numbers.chinese_spellings(number))
}
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


def told_by_report(folded: str, context: Context, index: Index) -> Iterator[tuple[int, int, str]]:
    """(start, end, congress id) of each report of a committee whose next congress met in these days."""
    if context.days is None or context.another or not any(stem in folded for stem in STEMS):
        return
    next_ones = set(_met(context, context.days, index))
    unknown = [place for place in _places(context) if not index.series("party-congress", place)]
    if not next_ones and not (unknown and _A_CONGRESS.search(folded)):
        return
    for found in _REPORT.finditer(folded):
        number = _NUMBERS[found["number"] or found["han"]] + 1
        is_central = (found["body"] or found["zhbody"]).startswith(("central", "中央"))
        for place in (COUNTRY,) if is_central else _places(context):
            if (place, number) in next_ones or (place in unknown and _A_CONGRESS.search(folded)):
                yield *found.span(), f"cpc-{'national' if place == COUNTRY else place}-{number}"


def _met(context: Context, days: Days, index: Index) -> Iterator[tuple[str, int]]:
    """(place, number) of the congresses that met in these days, where the text may mean one."""
    for place in (COUNTRY, *_places(context)):
        for one, extent in index.dated("party-congress", place):
            if _AROUND[0] <= distance(days, extent) <= _AROUND[1]:
                yield place, one.ordinal


def _places(context: Context) -> Iterable[str]:
    return dict.fromkeys(place for place in (context.place, *context.leads) if place)

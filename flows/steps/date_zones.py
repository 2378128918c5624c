"""Which zone does a written time stand in? '+08:00', 'Z', 'GMT+8', 'ET', '(Beijing time)', 北京时间.

Promise: a zone that is named but not known makes no instant; a name that two zones share is the source's own where
the source's clock fits it, else unknown.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

_OFFSET = re.compile(
    r"\s*\(?(?:(?P<utc>Z|UTC|GMT|UT)\b(?!\s?[+-]\d))?\s*"
    r"(?:(?:UTC|GMT)?\s?(?P<sign>[+\u2212-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?![\d/-]))?",
    re.IGNORECASE,
)
# upper case only: 'est' and 'ist' are words
_NAME = re.compile(r"\s?\(?(?P<name>[A-Z]{2,4})\b(?![a-z])")
_BEIJING = re.compile(r"\s?[(（]?(?:Beijing[ -]Time|China (?:Standard )?Time|BJT|北京时间|北京時間)", re.IGNORECASE)
_OFFSETS = {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2,
            "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11}  # fmt: skip
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_SHARED = frozenset(("CST", "IST", "BST", "AST", "SST"))
"""CST is Chicago's, Havana's and China's; IST India's, Israel's and Ireland's; ..."""
_HALF_DAY_AHEAD = timedelta(hours=14)


class Zone(NamedTuple):
    """The zone of a written time; `of` is empty where it is not known."""

    of: tzinfo | None
    rule: str
    """'stated': written beside the time; 'source': written nowhere, so the source's own; '': neither is known."""


def zone_beside(text: str, end: int, source: tzinfo | None) -> Zone:
    """The zone written right behind position `end`, else the source's own."""
    offset = _OFFSET.match(text, end)
    if offset is not None and (offset["utc"] or offset["sign"]):
        return Zone(_fixed(offset), "stated")
    if _BEIJING.match(text, end):
        return Zone(ZoneInfo("Asia/Shanghai"), "stated")
    named = _NAME.match(text, end)
    name = named["name"] if named else ""
    if name in _OFFSETS:
        return Zone(timezone(timedelta(hours=_OFFSETS[name])), "stated")
    if name in _PLACES:
        return Zone(ZoneInfo(_PLACES[name]), "stated")
    if name in _SHARED and not _names_own(source, name):
        return Zone(None, "")
    return Zone(source, "source" if source else "")


def _fixed(offset: re.Match[str]) -> tzinfo | None:
    if not offset["sign"]:
        return UTC
    ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    if ahead > _HALF_DAY_AHEAD:
        return None
    return timezone(ahead if offset["sign"] == "+" else -ahead)


def _names_own(source: tzinfo | None, name: str) -> bool:
    """Whether the source's own zone goes by that abbreviation, in winter or in summer."""
    return source is not None and any(datetime(2020, month, 1, tzinfo=source).tzname() == name for month in (1, 7))

"""What the yearly sessions are called by their year, and what both of a year are called together.

Nobody counts terms in a headline: '2023 NPC session', '2024 Chongqing two sessions', 2023年全国两会. Only the first
session of a year has these names; a place that met twice in one is told by numbers.
"""

from __future__ import annotations

from flows.steps.congress import Congress, adjective

_FAMILIES = ("people-congress", "cppcc")


def names_of_year(congress: Congress) -> tuple[str, ...]:
    """The session's names with its year, English then Chinese; () for other families and unknown years."""
    year = _year(congress)
    if year is None:
        return ()
    if congress.family == "people-congress":
        return _people(congress, year)
    return _cppcc(congress, year)


def two_sessions(congress: Congress) -> tuple[str, ...]:
    """What the session is called together with the other of its year and place; () as above."""
    year = _year(congress)
    if year is None:
        return ()
    if congress.level == "national":
        return (f"{year} national two sessions", f"{year}年全国两会", f"{year}全国两会")
    place = congress.place.en[0]
    english = (
        f"{year} {place} two sessions",
        f"{place}'s {year} two sessions",
        f"{place} two sessions of {year}",
        f"{year} {adjective(congress.place)} two sessions",
    )
    chinese = (name for zh in congress.place.zh for name in (f"{year}年{zh}两会", f"{zh}{year}年两会"))
    return (*english, *chinese)


def _year(congress: Congress) -> int | None:
    """The year that the id ends with, as that of a year's first session does."""
    year = congress.year
    is_first = year is not None and congress.id.endswith(f"-{year}")
    return year if congress.family in _FAMILIES and is_first else None


def _people(congress: Congress, year: int) -> tuple[str, ...]:
    where = adjective(congress.place)
    english = (
        f"{year} session of the {where} People's Congress",
        f"{year} annual session of the {where} People's Congress",
        f"{year} {where} People's Congress session",
    )
    if congress.level == "national":
        short = (f"{year} NPC session", f"{year} session of the NPC", f"{year} annual session of the NPC")
        return (*short, *english, f"{year}年全国人大会议", f"{year}年全国人代会")
    chinese = (name for zh in congress.place.zh for name in (f"{year}年{zh}人代会", f"{year}年{zh}人大会议"))
    return (*english, *chinese)


def _cppcc(congress: Congress, year: int) -> tuple[str, ...]:
    where = adjective(congress.place)
    english = (
        f"{year} session of the CPPCC {where} Committee",
        f"{year} annual session of the CPPCC {where} Committee",
    )
    if congress.level == "national":
        return (*english, f"{year}年全国政协会议")
    chinese = tuple(f"{year}年{zh}政协会议" for zh in congress.place.zh)
    return (*english, f"{year} {where} CPPCC session", *chinese)

"""`congresswatch congress compare`: meetings side by side, and what of them cannot be compared."""

from __future__ import annotations

from typing import Any

from db.settings import Settings
from flows.congress_commands import curve, shown
from flows.steps.curve import drawing

Told = dict[str, Any]


def compared(congress_ids: list[str], by: str, settings: Settings) -> Told:
    """Meetings (a row each), curves (lines of one scale), sources (a row each, a column per meeting), doubts.

    Raises QuestionError for a meeting nobody knows.
    """
    told = [shown(one, settings) for one in congress_ids]
    count = f"{by}_count"
    windows = [curve(each["days"], count) for each in told]
    most = max((day.article_count for days in windows for day in days), default=0)
    first = min((days[0].offset for days in windows if days), default=0)
    curves = []
    for each, days in zip(told, windows, strict=True):
        pad = " " * (days[0].offset - first) if days else ""
        curves += [f"\n{each['congress']}", *drawing(days, pad, most)] if days else []
    return {
        "meetings": [_row(each, count) for each in told],
        "curves": curves,
        "sources": _sources(told, count),
        "not_comparable": [doubt for each in told for doubt in _doubts(each)] + _one_sided(told),
    }


def _row(each: Told, count: str) -> Told:
    phases = {row["phase"]: row[count] for row in each["phases"]}
    return {
        "congress": each["congress"],
        "dates": each.get("dates", "unknown"),
        count: sum(phases.values()),
        **{level: sum(row[f"{level}_count"] for row in each["phases"]) for level in ("focus", "substantive", "anchor")},
        **{phase: phases.get(phase, 0) for phase in ("before", "during", "after")},
        "sources": len(each["sources"]),
    }


def _sources(told: list[Told], count: str) -> list[Told]:
    names = dict.fromkeys(row["source"] for each in told for row in each["sources"])
    by = [{row["source"]: row[count] for row in each["sources"]} for each in told]
    return [
        {"source": name, **{each["congress"]: counts.get(name, 0) for each, counts in zip(told, by, strict=True)}}
        for name in names
    ]


def _doubts(each: Told) -> list[str]:
    name, days = each["congress"], curve(each["days"])
    if not each["sources"]:
        return [f"{name} has no coverage in the archive"]
    if not days:
        return [f"the opening day of {name} is not known: it has no curve"]
    unread = sum(day.complete_count < day.source_count for day in days)
    return [f"{name}: {unread} of {len(days)} days shown were not read whole by every source"] if unread else []


def _one_sided(told: list[Told]) -> list[str]:
    watched = [
        {row["source"] for row in each["gaps"] if row["state"] == "not looked"} for each in told if each["sources"]
    ]
    never = set().union(*watched) - set.intersection(*watched) if watched else set()
    return [f"{name} was not watched around every one of these meetings" for name in sorted(never)]

"""`congresswatch congress check`: what the registry's files hold, and what deserves a second look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from flows.congress_commands import QuestionError
from flows.registry import load_registry, user_files
from flows.steps.congress import COUNTED, Congress, Registry
from flows.steps.names import names_en, names_zh
from flows.steps.yearly_names import names_of_year, two_sessions

NO_DAY = "no day"


def checked(folder: Path | None, is_asked_for: bool, with_names: bool) -> dict[str, Any]:
    """What was read: files, families, entries, without_days, warnings; with names on request. Raises RegistryError.

    `is_asked_for`: the folder was named, so one without any file is a slip.
    """
    files = list(user_files(folder))
    if is_asked_for and not files:
        raise QuestionError(f"no registry files: neither {folder}/registry nor {folder} holds any *.toml")
    registry = load_registry(folder)
    found = {
        "files": files,
        "entries": _entries(registry),
        "families": _families(registry.congresses),
        "without_days": [one.id for one in registry.congresses if not one.opens and not one.closes],
        "warnings": list(_warnings(registry.congresses)),
    }
    return {**found, "names": {one.id: every_name(one) for one in registry.congresses}} if with_names else found


def every_name(congress: Congress) -> list[str]:
    """Every name that is generated for a meeting, and its aliases; last those it shares with the other of its year."""
    return [
        *names_en(congress),
        *names_zh(congress),
        *names_of_year(congress),
        *congress.aliases,
        *two_sessions(congress),
    ]


def _entries(registry: Registry) -> dict[str, int]:
    return {
        "places": sum(not one.within for one in registry.places),
        "districts": sum(bool(one.within) for one in registry.places),
        "topics": len(registry.topics),
        "people": len(registry.people),
        "phrases": len(registry.phrases),
        "meetings": len(registry.congresses),
    }


def _families(meetings: Iterable[Congress]) -> list[dict[str, Any]]:
    """A row for each family: meetings, and how sure their opening days are."""
    sure: dict[str, Counter[str]] = defaultdict(Counter)
    for one in meetings:
        sure[one.family][one.opens.certainty if one.opens else NO_DAY] += 1
    kinds = (*COUNTED, "general", "unknown", NO_DAY)
    return [
        {"family": family, "meetings": counts.total(), **{kind: counts[kind] for kind in kinds}}
        for family, counts in sure.items()
    ]


def _warnings(meetings: Iterable[Congress]) -> Iterator[dict[str, Any]]:
    every = list(meetings)
    general = [one.id for one in every if one.opens and one.opens.certainty not in COUNTED]
    if general:
        yield {"warning": "the opening day is general knowledge only, so no day offset is counted", "meetings": general}
    closed = [one.id for one in every if one.closes and not one.opens]
    if closed:
        yield {"warning": "the closing day is known and the opening day is not", "meetings": closed}
    for one, missing in _gaps(every):
        numbers = ", ".join(map(str, missing))
        yield {"warning": f"before it, numbers of its series are missing: {numbers}", "meetings": [one.id]}


def _gaps(meetings: Iterable[Congress]) -> Iterator[tuple[Congress, list[int]]]:
    """Each meeting whose number does not follow the one before it in its series, with the numbers between."""
    series: dict[tuple[str, str, int], list[Congress]] = defaultdict(list)
    for one in meetings:
        series[one.family, one.place.id, one.term or 0].append(one)
    for mine in series.values():
        ordered = sorted(mine, key=lambda one: one.ordinal)
        for before, after in pairwise(ordered):
            if after.ordinal > before.ordinal + 1:
                yield after, list(range(before.ordinal + 1, after.ordinal))

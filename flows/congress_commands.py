"""`congresswatch congress list|show|compare`: the registry's meetings, and what the archive says of their coverage."""

from __future__ import annotations

import difflib
from dataclasses import asdict
from typing import Any

from db.settings import Settings
from flows.registry import load_registry
from flows.steps.congress import Congress, Registry, congress_table
from flows.steps.curve import Day, Gap, gaps, window

Rows = list[dict[str, Any]]
TOP = 10
"""Articles and phrases that are shown."""
_FEW = 6
"""Names that are told all, instead of those that look alike."""


class QuestionError(Exception):
    """What was asked for does not exist; the message offers what comes near."""


def listed(settings: Settings, family: str = "", place: str = "", year: int | None = None) -> Rows:
    """Every meeting, or those of a family, a place, a year. Raises QuestionError for a family or place nobody knows."""
    registry = load_registry(settings.config)
    _known("family", family, {one.family for one in registry.congresses})
    _known("place", place, {one.id for one in registry.places if not one.within})
    meetings = {one.id: one for one in registry.congresses}
    return [
        {"congress": name, "dates": dates, "certainty": one.certainty, "name": english, "中文": chinese}
        for name, dates, english, chinese in congress_table(registry)
        if (one := meetings[name]).family == (family or one.family)
        and one.place.id == (place or one.place.id)
        and (year is None or _may_be_of(one, year))
    ]


def _known(what: str, asked: str, known: set[str]) -> None:
    if asked and asked not in known:
        near = difflib.get_close_matches(asked, sorted(known), 3) if len(known) > _FEW else []
        hint = f"did you mean {', '.join(near)}?" if near else f"known are {', '.join(sorted(known))}"
        raise QuestionError(f"no {what} is called {asked!r}; {hint}")


def _may_be_of(congress: Congress, year: int) -> bool:
    extent = congress.extent
    return extent is not None and extent.opens_min.year <= year <= extent.closes_max.year


def shown(congress_id: str, settings: Settings) -> dict[str, Any]:
    """Everything the archive says of one meeting; of one outside the registry where articles cover it."""
    from db import queries_coverage as asked
    from flows.status_commands import reading

    with reading(settings) as archive:
        found = {
            "phases": archive.call(asked.phases, congress_id),
            "sources": archive.call(asked.sources, congress_id),
            "days": archive.call(asked.days, congress_id),
            "top_articles": archive.call(asked.top_articles, congress_id, TOP),
            "top_phrases": archive.call(asked.top_phrases, congress_id, TOP),
            "gaps": [asdict(gap) for gap in _gaps(archive.call(asked.unread_days, congress_id))],
        }
    registry = load_registry(settings.config)
    known = registry.congress(congress_id)
    if known is None and not found["sources"]:
        named(registry, congress_id)
    facts = _facts(known) if known else {"congress": congress_id, "name": "not in the registry: its days are not known"}
    return {**facts, **found}


def _gaps(rows: Rows) -> list[Gap]:
    return gaps((row["source"], row["published_on"], row["completeness"], row["reason"]) for row in rows)


def curve(rows: Rows, count: str = "article_count") -> list[Day]:
    """The window of a meeting's days (`days` of `shown`), counted raw or by story."""
    return window(
        Day(row["day_offset"], row[count], row["complete_count"], row["source_count"])
        for row in rows
        if row["day_offset"] is not None
    )


def named(registry: Registry, congress_id: str) -> Congress:
    """The meeting of that id. Raises QuestionError with those that come near."""
    found = registry.congress(congress_id)
    if found:
        return found
    near = difflib.get_close_matches(congress_id, [one.id for one in registry.congresses], 3)
    hint = f"did you mean {', '.join(near)}?" if near else "`congresswatch congress list` shows all"
    raise QuestionError(f"no meeting is called {congress_id!r}; {hint}")


def _facts(congress: Congress) -> dict[str, Any]:
    return {
        "congress": congress.id,
        "name": congress.label_en,
        "中文": congress.label_zh,
        "family": congress.family,
        "dates": congress.dates,
        "certainty": congress.certainty,
        "source": congress.source,
        "also named": list(congress.aliases),
        "facts": [f"{fact.about}: {fact.says} ({fact.certainty})" for fact in congress.facts],
    }

"""`congresswatch congress list|show`: the registry's meetings, and their coverage where there is an archive."""

from __future__ import annotations

import difflib
from typing import Any

from db.settings import Settings
from flows.registry import load_registry
from flows.steps.congress import Congress, Registry, congress_table

Rows = list[dict[str, Any]]


class QuestionError(Exception):
    """What was asked for does not exist; the message offers what comes near."""


def listed(settings: Settings, family: str) -> list[dict[str, Any]]:
    """Every meeting, or those of one family."""
    registry = load_registry(settings.config)
    rows = [
        {"congress": name, "dates": dates, "name": english, "中文": chinese}
        for name, dates, english, chinese in congress_table(registry)
        if not family or _named(registry, name).family == family
    ]
    if not rows:
        families = sorted({one.family for one in registry.congresses})
        raise QuestionError(f"no family is called {family!r}; families: {', '.join(families)}")
    return rows


def shown(congress_id: str, settings: Settings) -> tuple[dict[str, Any], Rows, Rows]:
    """The facts of one meeting; its coverage by source; its coverage by day offset."""
    from db import queries
    from flows.status_commands import reading

    congress = _named(load_registry(settings.config), congress_id)
    with reading(settings) as archive:
        by_source = archive.call(queries.coverage_counts, congress_id)
        by_day = archive.call(queries.coverage_days, congress_id)
    return _facts(congress), by_source, by_day


def _named(registry: Registry, congress_id: str) -> Congress:
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
    }

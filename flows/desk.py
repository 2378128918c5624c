"""What one run on a source works with, and how the archive gets to know the source and its meetings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prefect import runtime

from crawler.listings import roots
from crawler.source import Source
from db import furniture, runs
from db.archive import Archive
from db.settings import Settings
from flows.processing import processor
from flows.registry import load_registry
from flows.steps.congress import Congress
from flows.steps.tag import Tagger, compile_tagger


@dataclass(frozen=True)
class Desk:
    """What one run works with."""

    source: Source
    archive: Archive
    source_id: int
    run_id: int
    process: Any
    tagger: Tagger
    flow: str = "monitor"


def open_desk(source: Source, archive: Archive, flow: str) -> Desk:
    """Make source and meetings known to the archive and open the run."""
    known = load_registry(Settings.from_env().config)
    archive.call(runs.save_congresses, [congress_row(congress) for congress in known.congresses])
    source_id = archive.call(runs.save_source, source_row(source))
    tagger = compile_tagger(known)
    # late: what is stopped before this leaves no run behind that is never closed
    run_id = archive.call(runs.start_run, source_id, flow, str(runtime.flow_run.id or ""))
    # from now on another run that learns lines leaves them to be taken out of what this one stores
    process = processor(source.slug, source.hints(), tagger, lines=archive.call(furniture.lines, source_id))
    return Desk(source, archive, source_id, run_id, process, tagger, flow)


def source_row(source: Source) -> dict[str, Any]:
    """The source as the archive's table knows it."""
    return {
        "slug": source.slug,
        "name": source.name,
        "home_url": source.home,
        "language": source.language,
        "timezone": source.timezone,
        "is_local": source.local,
        # a date archive is a listing of its own day: its patterns tell how many a day has
        "listings": {way: list(urls) for way, urls in roots(source).items()}
        | ({"date_archive": list(source.discover.date_archives)} if source.discover.date_archives else {}),
    }


def congress_row(congress: Congress) -> dict[str, Any]:
    """A meeting as the archive's table knows it. Only days that are certain enough to count from."""
    return {
        "id": congress.id,
        "family": congress.family,
        "place": congress.place.id,
        "label_en": congress.label_en,
        "label_zh": congress.label_zh,
        "opens_on": congress.day_zero,
        "closes_on": congress.last_day,
        "certainty": congress.certainty,
    }

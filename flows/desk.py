"""What one run on a source works with, and how the archive gets to know the source and its meetings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect import runtime
from prefect.logging import get_run_logger

from crawler.listings import roots
from crawler.source import Source
from db import clock_back, furniture, runs, trouble
from db.archive import Archive
from db.settings import Settings
from flows.heard import signals_heard
from flows.processing import processor
from flows.rules_in_force import Rules, rules_in_force, used
from flows.steps.congress import Congress

_CLOCK_BACK = (
    "the clock went back: this source's last run began %s ahead of now. What waited for times that lie ahead is due so"
    " much earlier; what was stored meanwhile keeps the dates it was given"
)


@dataclass(frozen=True)
class Desk:
    """What one run works with."""

    source: Source
    archive: Archive
    source_id: int
    run_id: int
    process: Any
    rules: Rules
    flow: str = "monitor"


@contextmanager
def open_desk(source: Source, archive: Archive, flow: str) -> Iterator[Desk]:
    """Make source and meetings known to the archive and open the run; one that breaks is closed with its cause."""
    rules = rules_in_force(Settings.from_env())
    archive.call(runs.save_congresses, [congress_row(congress) for congress in rules.registry.congresses])
    used(archive, rules)
    source_id = archive.call(runs.save_source, source_row(source))
    with opened(archive, source_id, flow) as run_id:
        # from now on another run that learns lines leaves them to be taken out of what this one stores
        lines = archive.call(furniture.lines, source_id)
        process = processor(source.slug, source.hints(), rules.tagger, lines=lines, rule_version=rules.version)
        yield Desk(source, archive, source_id, run_id, process, rules, flow)


@contextmanager
def opened(archive: Archive, source_id: int | None, flow: str) -> Iterator[int]:
    """A run's row, its number: one that ends by an error is closed as failed, one that is interrupted as cancelled.

    Call it only while holding the lock of this flow and source (of the flow, where it is of no source).
    """
    flow_run_id = str(runtime.flow_run.id or "")
    try:
        with signals_heard():
            if source_id is None:
                archive.call(runs.bury_flow, flow)
                yield archive.call(runs.open_run, None, flow, flow_run_id)
            else:
                if back := archive.call(clock_back.mend, source_id):
                    get_run_logger().warning(_CLOCK_BACK, timedelta(seconds=round(back.total_seconds())))
                yield archive.call(runs.start_run, source_id, flow, flow_run_id)
    except BaseException as error:
        state = "failed" if isinstance(error, Exception) else "cancelled"
        # by its names, not its number: an interrupt may come when the row stands and its number is not yet here
        archive.call(runs.break_off, source_id, flow, flow_run_id, state, trouble.told(error))
        raise


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

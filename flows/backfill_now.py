"""`congresswatch backfill`: the backfill flow of one source, now, in a process of its own, with its progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from db import queries
from db.archive import Archive
from db.settings import Settings
from flows import show
from flows.run_now import result, run_all
from flows.server import prefect_server
from flows.stack import database
from flows.watchlist import chosen_source

FLOW = "backfill"


def backfill_now(slug: str, since: date, until: date) -> dict[str, Any]:
    """Look back at these days (both included); how the run went, as a row."""
    settings = Settings.from_env()
    source = chosen_source(slug, settings)
    progress = show.Progress()
    progress.update("starting PostgreSQL and the Prefect server ...")
    with database(settings, show.say) as archive, prefect_server(settings, show.say, is_brief=True) as server:
        before = archive.call(queries.last_run_ids, FLOW).get(source.slug, 0)
        jobs = {source.slug: ["-m", "flows.backfill", source.slug, str(since), str(until)]}
        watch = _watcher(archive, progress, before, (since, until))
        ended = run_all(jobs, FLOW, server.env, settings, watch)
        return result(archive, source.slug, FLOW, before, ended[source.slug])


def _watcher(
    archive: Archive, progress: show.Progress, before: int, days: tuple[date, date]
) -> Callable[[Sequence[str]], None]:
    last = [0.0]

    def watch(slugs: Sequence[str]) -> None:
        if not slugs:
            progress.clear()
        elif time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            row = archive.call(queries.last_run, slugs[0], FLOW)
            if row and row["id"] > before:
                now = archive.call(queries.backfill_progress, row["id"], *days)
                progress.update(f"{slugs[0]}: {told(now, datetime.now(UTC))}")

    return watch


def told(now: dict[str, Any], at: datetime) -> str:
    """A line of progress with an estimate, from a row of `queries.backfill_progress`."""
    if not now["units"]:
        return "reading its listings"
    parts = [
        f"{now['units_read']} of {now['units']} listings read",
        f"{now['archived']} archived",
        f"{now['fetched']} to process",
        f"{now['due']} to fetch",
    ]
    left = _seconds_left(now, (at - now["started_at"]).total_seconds())
    return ", ".join([*parts, f"about {_span(left)} left"] if left is not None else parts)


def _seconds_left(now: dict[str, Any], elapsed: float) -> float | None:
    """From the pace of the pages so far; None while listings are still read, or nothing was fetched yet."""
    if now["units_read"] < now["units"] or not now["done"]:
        return None
    return float(now["due"] * elapsed / now["done"])


def _span(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )

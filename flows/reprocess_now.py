"""`congresswatch reprocess`: the reprocess flow of each source, now, each in a process of its own, with its progress.

Reading and making current are two runs, so that a person can decide between them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crawler.source import Source
from db import queries, queries_reprocess, reprocessing
from db.archive import Archive
from db.reprocessing import Days
from db.settings import Settings
from flows import show
from flows.import_sources import taken_sources
from flows.reprocess import FLOW, found, versions
from flows.run_now import result, run_all
from flows.server import Server, prefect_server
from flows.stack import database
from flows.steps.reprocess_report import Found
from flows.watchlist import NotMonitoredError

Rows = list[dict[str, Any]]


@dataclass
class Office:
    """The sources that were asked for, their archive, and the server for their runs."""

    sources: Sequence[Source]
    archive: Archive
    server: Server
    settings: Settings
    days: Days
    progress: show.Progress

    def read(self, *, is_afresh: bool) -> Rows:
        """Read all captures again, but for those of sources that were read by the same versions already; how the runs
        went, a row per source (`source`, `state`, `reason`)."""
        wanted = [source for source in self.sources if is_afresh or not self._is_read(source)]
        ended = self._run(wanted, [])
        return [ended.get(source.slug, _row(source.slug, "completed")) for source in self.sources]

    def make_current(self, slugs: Sequence[str]) -> Rows:
        """Make current what was read of these; how the runs went, with `made_current` and `skipped`."""
        ended = self._run([source for source in self.sources if source.slug in slugs], ["--make-current"])
        counts = {row["source"]: row for row in self.archive.call(queries_reprocess.progress, list(slugs))}
        return [
            {
                **row,
                "made_current": counts[row["source"]]["current_count"],
                "skipped": counts[row["source"]]["skipped_count"],
            }
            for row in ended.values()
        ]

    def found(self) -> list[Found]:
        """What the reading came to, of each source that has been read."""
        said = [found(self.archive, source.slug) for source in self.sources]
        return [each for each in said if each is not None]

    def _is_read(self, source: Source) -> bool:
        source_id = self.archive.call(queries_reprocess.source_id, source.slug)
        row = self.archive.call(queries_reprocess.state, source_id)
        return reprocessing.is_derived(row, versions(source, self.settings), self.days)

    def _run(self, sources: Sequence[Source], options: Sequence[str]) -> dict[str, dict[str, Any]]:
        before = self.archive.call(queries.last_run_ids, FLOW)
        window = ["--since", self.days[0].isoformat(), "--until", self.days[1].isoformat()]
        jobs = {source.slug: ["-m", "flows.reprocess", source.slug, *window, *options] for source in sources}
        ended = run_all(jobs, FLOW, self.server.env, self.settings, _watcher(self.archive, self.progress))
        rows = {slug: result(self.archive, slug, FLOW, before.get(slug, 0), ended[slug]) for slug in jobs}
        return {slug: _row(slug, row["state"], row["reason"]) for slug, row in rows.items()}


@contextmanager
def office(slugs: Sequence[str], days: Days) -> Iterator[Office]:
    """Archive and server for the time of the block. Raises NotMonitoredError where there is nothing to be read."""
    settings, progress = Settings.from_env(), show.Progress()
    loaded, problems = _loaded(slugs, settings)
    for line in problems:
        show.say(f"congresswatch: {line}")
    progress.update("starting PostgreSQL and the Prefect server ...")
    with database(settings, show.say) as archive:
        sources = _chosen(loaded, slugs, archive.call(queries_reprocess.known_slugs))
        with prefect_server(settings, show.say, is_brief=True) as server:
            yield Office(sources, archive, server, settings, days, progress)


def _loaded(slugs: Sequence[str], settings: Settings) -> tuple[dict[str, Source], list[str]]:
    problems: list[str] = []
    sources: Sequence[Source] = []
    for slug in slugs or [""]:
        sources, problems = taken_sources(slug, settings)
    return {source.slug: source for source in sources}, problems


def _chosen(loaded: dict[str, Source], slugs: Sequence[str], known: set[str]) -> list[Source]:
    for slug in sorted(known - loaded.keys()) if not slugs else []:
        show.say(f"congresswatch: {slug}: left out, as it has no source file any more")
    chosen = [loaded[slug] for slug in dict.fromkeys(slugs or sorted(loaded)) if slug in known]
    if not chosen:
        raise NotMonitoredError("the archive holds no capture to be read again: congresswatch run")
    return chosen


def _row(slug: str, state: str, reason: str = "") -> dict[str, Any]:
    return {"source": slug, "state": state, "reason": reason}


def _watcher(archive: Archive, progress: show.Progress) -> Callable[[Sequence[str]], None]:
    last = [0.0]

    def watch(slugs: Sequence[str]) -> None:
        if not slugs:
            progress.clear()
        elif time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            progress.update(", ".join(map(_told, archive.call(queries_reprocess.progress, slugs))))

    return watch


def _told(row: dict[str, Any]) -> str:
    if row["stage"] == "applying":
        return f"{row['source']}: {row['current_count']:,} made current"
    return f"{row['source']}: {row['read']:,} of {row['total']:,} captures read"

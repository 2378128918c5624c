"""What an import works with: a desk for each source that has captures in the files, opened when the first one comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from prefect import runtime

from crawler.source import Source
from db import furniture, imports, queries, runs
from db.archive import Archive
from db.settings import Settings
from db.values import Pending, Processed
from flows.desk import congress_row, source_row
from flows.furniture import tidy
from flows.processing import processor
from flows.registry import load_registry
from flows.steps import run_report
from flows.steps.tag import Tagger, compile_tagger


@dataclass(frozen=True)
class Desk:
    """Where one source's captures are kept and processed."""

    source: Source
    source_id: int
    run_id: int
    process: Callable[[Sequence[Pending]], list[Processed]]


class Office:
    """The desks of one import; each source's is opened, with its run, when its first capture comes."""

    def __init__(self, archive: Archive, sources: Sequence[Source], settings: Settings) -> None:
        self.archive = archive
        self.desks: dict[str, Desk] = {}
        self._sources = {source.slug: source for source in sources}
        known = load_registry(settings.config)
        self._tagger: Tagger = compile_tagger(known)
        archive.call(runs.save_congresses, [congress_row(congress) for congress in known.congresses])

    def desk(self, slug: str) -> Desk:
        if slug not in self.desks:
            source = self._sources[slug]
            source_id = self.archive.call(runs.save_source, source_row(source))
            run_id = self.archive.call(runs.open_run, source_id, imports.FLOW, str(runtime.flow_run.id or ""))
            lines = self.archive.call(furniture.lines, source_id)
            process = processor(slug, source.hints(), self._tagger, lines=lines)
            self.desks[slug] = Desk(source, source_id, run_id, process)
        return self.desks[slug]

    def tidy(self) -> None:
        """Learn what repeats across the pages of each source, and take it out of its texts."""
        for slug, desk in self.desks.items():
            tidy(self.archive, desk.source_id, desk.run_id, slug, self._tagger)

    def close(self, state: str, reason: str) -> None:
        """Finish the run of every desk."""
        for desk in self.desks.values():
            self.archive.call(runs.finish_run, desk.run_id, state, reason)

    def outcomes(self) -> list[dict[str, Any]]:
        """A row per source: how many of its pages ended in each outcome."""
        return [
            {"source": slug, **{name: found.get(name, 0) for name in run_report.OUTCOMES}}
            for slug, desk in self.desks.items()
            for found in [self.archive.call(queries.run_outcomes, desk.run_id)]
        ]

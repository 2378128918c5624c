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
from flows.rules_in_force import rules_in_force, used
from flows.steps import run_report


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
        self._rules = rules_in_force(settings)
        archive.call(runs.save_congresses, [congress_row(congress) for congress in self._rules.registry.congresses])
        used(archive, self._rules)

    @property
    def registry_problem(self) -> str:
        """Why the registry is not that of the user's files; '' where it is."""
        return self._rules.problem

    def desk(self, slug: str) -> Desk:
        if slug not in self.desks:
            source = self._sources[slug]
            source_id = self.archive.call(runs.save_source, source_row(source))
            run_id = self.archive.call(runs.open_run, source_id, imports.FLOW, str(runtime.flow_run.id or ""))
            lines = self.archive.call(furniture.lines, source_id)
            rules = self._rules
            process = processor(slug, source.hints(), rules.tagger, lines=lines, rule_version=rules.version)
            self.desks[slug] = Desk(source, source_id, run_id, process)
        return self.desks[slug]

    def tidy(self) -> None:
        """Learn what repeats across the pages of each source, and take it out of its texts."""
        for slug, desk in self.desks.items():
            tidy(self.archive, desk.source_id, desk.run_id, slug, self._rules.tagger, self._rules.version)

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

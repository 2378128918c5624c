"""A report from the archive: what is asked, and the names that the registry has for things."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from db import queries_report
from db.archive import Archive
from db.queries_report import Answer
from db.settings import Settings
from flows.congress_commands import QuestionError, named
from flows.registry_in_force import registry_in_force
from flows.report.values import Document, Meeting
from flows.steps.congress import Registry


@dataclass(frozen=True, slots=True)
class Report:
    """The document, and the answers that it was made of."""

    document: Document
    answers: dict[str, Answer]


def made(archive: Archive, settings: Settings, congress_id: str) -> Report:
    """The report of a meeting, of one moment of the archive.

    Raises QuestionError, with the names that come near, for a meeting that neither the registry nor the archive knows.
    """
    keep_fonts(settings)
    from flows.report.document import document

    registry = registry_in_force(settings).registry
    try:
        answers = archive.call(queries_report.answers, congress_id)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    if not registry.congress(congress_id) and not answers["sources"].rows:
        named(registry, congress_id)
    return Report(document(_meeting(registry, congress_id), answers, _labels(registry), datetime.now(UTC)), answers)


def keep_fonts(settings: Settings) -> None:
    """Have the list of the machine's fonts kept in our home; where one is told, matplotlib reads it when it loads."""
    os.environ.setdefault("MPLCONFIGDIR", str(settings.home / "cache" / "matplotlib"))


def _meeting(registry: Registry, congress_id: str) -> Meeting:
    known = registry.congress(congress_id)
    if known is None:
        return Meeting(congress_id, congress_id, dates="not in the registry: its days are not known")
    return Meeting(known.id, known.label_en, known.label_zh, known.dates, known.certainty)


def _labels(registry: Registry) -> dict[str, str]:
    return {
        f"{kind} {one.id}": one.label
        for kind, known in (("phrase", registry.phrases), ("person", registry.people))
        for one in known
    }

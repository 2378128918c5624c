"""Texts of the archive looked at on all processors, and what that came to, as a report is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from db import queries_retag, tag_rules
from db.archive import Archive
from db.values import TagInput
from flows.pool import Pool, Task, shared
from flows.rules_in_force import Rules
from flows.steps.affected import OTHER, Sieve, reach
from flows.steps.registry_change import changes
from flows.steps.retag_report import MAX_LABELS, MAX_SAMPLES, Found
from flows.steps.retagged import UNTAGGED, Looked, Stored, look
from flows.steps.tag import Tagger

CHUNK = 25
"""Texts that a worker is given at once: sending each alone costs as much as looking at one that cannot have changed."""


def sieve_for(archive: Archive, rules: Rules, basis: Sequence[str]) -> Sieve:
    """Which texts can have changed since they were tagged by one of `basis` (none: it is not known by what)."""
    known = {version: archive.call(tag_rules.registry, version) for version in basis} or {"": None}
    reaches = [reach(version, data, rules.version, rules.data) for version, data in known.items()]
    return Sieve(reaches, [*(data for data in known.values() if data), rules.data], rules.registry)


def looking(sieve: Sieve, tagger: Tagger, texts: Sequence[Any], pool: Pool | None = None) -> list[Looked]:
    """What each of these texts (rows of db/queries_retag.py) comes to, in their order."""
    stored = [_stored(row) for row in texts]
    workers, each = pool or shared(), partial(look, sieve, tagger, OTHER)
    chunks = [tuple(stored[at : at + CHUNK]) for at in range(0, len(stored), CHUNK)]
    found: list[Looked] = []
    together = Task(partial(_look_at_all, each), _nothing, _size)
    for chunk, looked in zip(chunks, workers.map(together, chunks), strict=True):
        found += looked or _one_by_one(workers, each, chunk)
    return found


def _look_at_all(each: Any, chunk: tuple[Stored, ...]) -> tuple[Looked, ...]:
    return tuple(map(each, chunk))


def _nothing(_reason: str) -> tuple[Looked, ...]:
    return ()


def _one_by_one(workers: Pool, each: Any, chunk: tuple[Stored, ...]) -> Iterator[Looked]:
    """One of them cannot be tagged, or not in time: it keeps its tags, and is counted."""
    alone = Task(partial(_look_at_all, each), _nothing, _size)
    for one, looked in zip(chunk, workers.map(alone, [(one,) for one in chunk]), strict=True):
        yield looked[0] if looked else Looked(one.revision_id, UNTAGGED)


def _size(chunk: tuple[Stored, ...]) -> int:
    return sum(len(one.given.text) for one in chunk)


def _stored(row: Any) -> Stored:
    given = TagInput(
        title=row.title,
        text=row.body,
        date=row.published_on.isoformat() if row.published_on else "",
        language=row.language,
        url=row.url,
        source=row.source,
    )
    return Stored(row.id, given, row.coverage, row.labels, row.rule_version is not None)


def found(archive: Archive, retagging_id: int) -> Found:
    """What the retag came to so far."""
    call = archive.call
    summary = call(queries_retag.summary, retagging_id)
    kinds = call(queries_retag.kinds, retagging_id)
    before = [call(tag_rules.registry, version) for version in summary["basis"].split()]
    after = call(tag_rules.registry, summary["rule_version"]) or {}
    everything = [
        reach(version, data, summary["rule_version"], after).everything
        for version, data in zip(summary["basis"].split() or [""], before or [None], strict=True)
    ]
    return Found(
        summary,
        [change for data in before if data for change in changes(data, after)],
        next((why for why in everything if why), ""),
        kinds,
        call(queries_retag.levels, retagging_id),
        call(queries_retag.labels, retagging_id, MAX_LABELS),
        {row["kind"]: call(queries_retag.samples, retagging_id, row["kind"], MAX_SAMPLES) for row in kinds},
    )

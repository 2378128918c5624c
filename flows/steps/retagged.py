"""A text tagged again beside the tags it has: what moved, in an analyst's words. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from db.values import Tagging, TagInput
from flows.steps.affected import Sieve
from flows.steps.tag import Tagger

GAINED, LOST, LEVEL, PHASE, DAY, MAIN = "gained", "lost", "level", "phase", "day", "main meeting"
LABELS, EVIDENCE, UNTAGGED = "labels", "evidence", "could not be tagged"
_ORDER = {"focus": 0, "substantive": 1, "anchor": 2}
MAX_WORDS = 3
_Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Stored:
    """A text of the archive with the tags it has, as JSON: lists of rows."""

    revision_id: int
    given: TagInput
    coverage: str
    labels: str
    is_of_others: bool = False
    """Tagged by other rules than the rest: it is tagged again whatever the sieve says."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at a text came to."""

    revision_id: int
    why: str
    """Why it was tagged again; '' where it was not."""
    kinds: tuple[str, ...] = ()
    """What moved; empty: nothing."""
    before: str = ""
    """JSON: coverage (with some of the words that made it) and labels as they are; '' where nothing moved."""
    tagging: str = ""
    """JSON: coverage and tags as they would be."""


def look(sieve: Sieve, tagger: Tagger, others: str, stored: Stored) -> Looked:
    """Tag the text again if it can have changed. `others`: the reason for one that other rules had tagged."""
    given = stored.given
    tags = stored.coverage + stored.labels
    why = others if stored.is_of_others else sieve.why(given.title, given.text, given.url, given.source, tags)
    if not why:
        return Looked(stored.revision_id, "")
    return compared(stored, tagger.tag(given), why)


def compared(stored: Stored, tagging: Tagging, why: str) -> Looked:
    """What the new tagging moves. The text is the archive's: it holds nothing that the archive could not take."""
    coverage, labels = json.loads(stored.coverage), json.loads(stored.labels)
    said = asdict(tagging)
    kinds = [*_coverage_kinds(coverage, said["coverage"]), *_label_kinds(labels, said["tags"])]
    if not kinds and (_exact(coverage), _exact(labels)) != (_exact(said["coverage"]), _exact(said["tags"])):
        kinds = [EVIDENCE]
    if not kinds:
        return Looked(stored.revision_id, why)
    before = {
        "coverage": [_brief(row) for row in _ranked(coverage)],
        "tags": [{"kind": row["kind"], "value": row["value"]} for row in labels],
    }
    return Looked(stored.revision_id, why, tuple(kinds), _written(before), _written(said))


def _coverage_kinds(before: _Rows, after: _Rows) -> list[str]:
    was, now = ({row["congress_id"]: row for row in rows} for rows in (before, after))
    both = was.keys() & now.keys()
    found = {
        GAINED: bool(now.keys() - both),
        LOST: bool(was.keys() - both),
        LEVEL: any(was[name]["level"] != now[name]["level"] for name in both),
        PHASE: any(was[name]["phase"] != now[name]["phase"] for name in both),
        DAY: any(was[name]["day_offset"] != now[name]["day_offset"] for name in both),
        MAIN: bool(was and now) and _main(before) != _main(after),
    }
    return [kind for kind, is_so in found.items() if is_so]


def _label_kinds(before: _Rows, after: _Rows) -> list[str]:
    was, now = ({(row["kind"], row["value"]) for row in rows} for rows in (before, after))
    return [LABELS] if was != now else []


def _main(rows: _Rows) -> str:
    return str(_ranked(rows)[0]["congress_id"])


def _ranked(rows: _Rows) -> list[Mapping[str, Any]]:
    """As the tagger ranks them: the first is what the text is about most."""
    return sorted(rows, key=lambda row: (_ORDER[row["level"]], -row["score"], row["congress_id"]))


def _exact(rows: _Rows) -> dict[tuple[str, str], dict[str, Any]]:
    """Whole rows, to be compared as values: JSON of the archive says 1 where a tagging says 1.0."""
    return {
        (row.get("kind", ""), row.get("value") or row["congress_id"]): {**row, "evidence": list(row["evidence"])}
        for row in rows
    }


def _brief(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("congress_id", "level", "phase", "day_offset")}
    return {**kept, "words": _words(row["evidence"])}


def _words(evidence: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(str(each["text"]) for each in evidence))[:MAX_WORDS]


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

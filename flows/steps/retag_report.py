"""What tagging the archive again would move, as a page a person wants to read. Pure: rows in, sections out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.steps.markdown import cell, link, table
from flows.steps.registry_change import Change, told
from flows.steps.reprocess_report import Section
from flows.steps.retagged import EVIDENCE, LABELS, MAX_WORDS

MAX_LABELS = 20
MAX_SAMPLES = 5
"""Of each kind."""
MAX_CHANGES = 50
_NOUNS = {LABELS: "other labels", EVIDENCE: "other words as evidence", "main meeting": "another main meeting"}
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the archive says of a retag (db/queries_retag.py), and what changed in the registry."""

    summary: Mapping[str, Any]
    changes: Sequence[Change] = ()
    everything: str = ""
    """Why every text had to be tagged again; '' where not."""
    kinds: Rows = ()
    levels: Rows = ()
    labels: Rows = ()
    samples: Mapping[str, Rows] = field(default_factory=dict)


def headline(summary: Mapping[str, Any]) -> str:
    """One line: '1,204 texts looked at, 312 tagged again: 12 articles would move, and 3 former texts'."""
    articles, former = summary["article_count"], summary["former_count"]
    moved = f"{articles:,} article{' would move' if articles == 1 else 's would move'}" if articles else ""
    of_old = f"{former:,} former text{'' if former == 1 else 's'}" if former else ""
    found = ", and ".join(part for part in (moved, of_old) if part) or "nothing would move"
    return f"{summary['looked_count']:,} texts looked at, {summary['tagged_count']:,} tagged again: {found}"


def numbers(found: Found) -> dict[str, Any]:
    """The same as a row."""
    summary = found.summary
    return {
        "rule_version": summary["rule_version"],
        "was": summary["basis"].split(),
        "stage": summary["stage"],
        "looked_at": summary["looked_count"],
        "tagged_again": summary["tagged_count"],
        "why": summary["why"],
        "every_text_because": found.everything,
        "articles_moved": summary["article_count"],
        "former_texts_moved": summary["former_count"],
        "kinds": {row["kind"]: row["count"] for row in found.kinds},
        "made_current": summary["current_count"],
    }


def sections(found: Found) -> Iterator[Section]:
    """What there is to tell, the most telling first; nothing of what there is none of."""
    changed, more = found.changes[:MAX_CHANGES], len(found.changes) - MAX_CHANGES
    made = [
        Section("What changed in the registry", [told(one) for one in changed], more, is_table=True),
        Section("Why texts were tagged again", _why(found), note=found.everything, is_table=True),
        Section("Articles that would move", [_kind(row) for row in found.kinds], is_table=True),
        Section("By congress and level", [_level(row) for row in found.levels], is_table=True),
        Section("Labels", [{name: str(value) for name, value in row.items()} for row in found.labels], is_table=True),
        *(
            Section(f"{_NOUNS.get(kind, kind).capitalize()}, for example", [_sample(row, kind) for row in rows])
            for kind, rows in found.samples.items()
        ),
    ]
    yield from (section for section in made if section.rows)


def markdown(found: Found) -> str:
    """The whole report."""
    parts = [f"## {headline(found.summary)}", _by(found.summary)]
    for section in sections(found):
        parts.append(f"### {cell(section.title)}\n\n{_table(section.rows)}")
        parts += [f"… and {section.more_count} more."] if section.more_count > 0 else []
        parts += [cell(section.note)] if section.note else []
    return "\n\n".join(parts)


def _by(summary: Mapping[str, Any]) -> str:
    was = " and ".join(summary["basis"].split()) or "unknown"
    done = summary["current_count"]
    rest = f" {done:,} texts are current already; this is the rest." if done else ""
    return f"Rules {cell(summary['rule_version'])}; the archive's were {cell(was)}.{rest}"


def _why(found: Found) -> list[dict[str, str]]:
    return [
        {"texts that": why, "texts": f"{count:,}"}
        for why, count in sorted(found.summary["why"].items(), key=lambda item: -item[1])
    ]


def _kind(row: Mapping[str, Any]) -> dict[str, str]:
    return {"articles with": _NOUNS.get(row["kind"], row["kind"]), "count": f"{row['count']:,}"}


def _level(row: Mapping[str, Any]) -> dict[str, str]:
    moved = " ".join(f"{sign}{row[name]:,}" for sign, name in (("+", "gained"), ("-", "lost")) if row[name])
    return {
        "congress": row["congress"],
        "level": row["level"],
        "before": f"{row['before']:,}",
        "after": f"{row['after']:,}",
        "moved": moved,
    }


def _sample(row: Mapping[str, Any], kind: str) -> dict[str, str]:
    said = _labels(row) if kind == LABELS else {"now": _ties(row["before"]), "then": _ties(row["after"])}
    return {
        "article": row["title"] or row["url"],
        "url": row["url"],
        "published": str(row["published_on"] or "?"),
        **said,
    }


def _labels(row: Mapping[str, Any]) -> dict[str, str]:
    was, now = ({(one["kind"], one["value"]): one for one in row[name]} for name in ("labels_before", "labels_after"))
    gained = [f"{kind} {value}{_shown(now[kind, value])}" for kind, value in now.keys() - was.keys()]
    lost = [f"{kind} {value}" for kind, value in was.keys() - now.keys()]
    return {"gained": "; ".join(sorted(gained)) or "–", "lost": "; ".join(sorted(lost)) or "–"}


def _ties(coverage: Rows) -> str:
    return "; ".join(_tie(row) for row in coverage) or "–"


def _tie(row: Mapping[str, Any]) -> str:
    day = "" if row["day_offset"] is None else f"day {row['day_offset']}"
    said = [row["congress_id"], row["level"], row["phase"] or "", day]
    return ", ".join(part for part in said if part) + _shown(row)


def _shown(row: Mapping[str, Any]) -> str:
    """Some of the words that say so."""
    words = row.get("words") or list(dict.fromkeys(each["text"] for each in row.get("evidence", ())))[:MAX_WORDS]
    return f" ({', '.join(f'“{word}”' for word in words)})" if words else ""


def _table(rows: Rows) -> str:
    head = [name for name in rows[0] if name != "url"]
    return table(
        head, [[link(row[name], row["url"]) if name == "article" else cell(row[name]) for name in head] for row in rows]
    )

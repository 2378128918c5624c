"""What reading captures again would change, as a page a person wants to read. Pure: rows in, sections out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.steps.markdown import cell, link, table

KINDS = "By kind"
MAX_LARGEST = 20
MAX_ROWS = 50
MAX_DIFF = 600
"""Letters of a change that are shown: an article that is read otherwise from end to end need not be read here."""
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the archive says of one source that was read again (db/queries_reprocess.py)."""

    summary: Mapping[str, Any]
    kinds: Rows = ()
    congresses: Rows = ()
    vanishing: Rows = ()
    appearing: Rows = ()
    largest: Rows = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and rows with the same names. Cells are text; `article` is a title, with its address under `url`."""

    title: str
    rows: Rows
    more_count: int = 0
    """Rows that are not shown."""
    note: str = ""
    is_table: bool = False
    """Its cells are short; those of others are read line by line on a terminal."""


def headline(summary: Mapping[str, Any]) -> str:
    """One line: '1,204 texts and 7 refused captures read again: 1,200 read the same, 4 texts would change'."""
    parts = [
        _counted(summary["changed_count"], "text would change", "texts would change"),
        _counted(summary["vanishing_count"], "would be no article any more", "would be no articles any more"),
        _counted(summary["appearing_count"], "refused capture is an article now", "refused captures are articles now"),
    ]
    equal = _equal_count(summary)
    parts.insert(0, f"{equal:,} read the same" if equal else "")
    found = ", ".join(part for part in parts if part) or "nothing is left to be made current"
    refused = f" and {summary['refused_count']:,} refused captures" if summary["refused_count"] else ""
    read = f"{summary['text_count']:,} texts{refused} read again"
    return f"{read}: {found}"


def numbers(summary: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a row: read, equal, changed ..."""
    return {
        "read": summary["text_count"] + summary["refused_count"],
        "equal": _equal_count(summary),
        "changed": summary["changed_count"],
        "no_article_any_more": summary["vanishing_count"],
        "article_now": summary["appearing_count"],
        "still_refused": summary["still_refused_count"],
        "other_version": summary["version_count"],
    }


def sections(found: Found) -> Iterator[Section]:
    """What there is to tell, the most telling first; nothing of what there is none of."""
    count = {row["kind"]: row["count"] for row in found.kinds}
    made = [
        Section(KINDS, [_kind(row) for row in found.kinds], is_table=True),
        Section("Tied to other congresses, or otherwise", [_congress(row) for row in found.congresses]),
        Section(
            "No articles any more",
            [_refused(row) for row in found.vanishing],
            found.summary["vanishing_count"] - len(found.vanishing),
            "The extractor refuses these now. Nothing is lost: they stay as they are.",
        ),
        Section(
            "Articles that had been refused",
            [_appearing(row) for row in found.appearing],
            found.summary["appearing_count"] - len(found.appearing),
        ),
        Section("The largest changes", [_largest(row) for row in found.largest]),
    ]
    if len(found.congresses) == MAX_ROWS and count.get("congress", 0) > MAX_ROWS:
        made[1] = Section(made[1].title, made[1].rows, note=f"The first {MAX_ROWS} are shown.")
    yield from (section for section in made if section.rows)


def markdown(found: Found) -> str:
    """The whole report."""
    summary = found.summary
    parts = [f"## {cell(summary['source'])}: {headline(summary)}", _by(summary)]
    for section in sections(found):
        parts.append(f"### {section.title}\n\n{_rows(section.rows)}")
        parts += [f"… and {section.more_count} more."] if section.more_count > 0 else []
        parts += [section.note] if section.note else []
    return "\n\n".join(parts)


def _equal_count(summary: Mapping[str, Any]) -> int:
    """Texts that read the same; not known any more once some of what was read has been made current."""
    if summary["current_count"] or summary["skipped_count"]:
        return int(summary["version_count"])
    return int(summary["text_count"] - summary["changed_count"] - summary["vanishing_count"])


def _by(summary: Mapping[str, Any]) -> str:
    done = summary["current_count"] + summary["skipped_count"]
    rest = f" {done:,} rows of what was read are dealt with already; this is the rest." if done else ""
    return f"Extractor {cell(summary['extractor_version'])}, rules {cell(summary['rule_version'])}.{rest}"


def _rows(rows: Rows) -> str:
    head = [name for name in rows[0] if name != "url"]
    return table(head, [[_linked(row, name) for name in head] for row in rows])


def _linked(row: Mapping[str, Any], name: str) -> str:
    if name == "for example":
        return link("article", row[name])
    return link(row[name], row["url"]) if name == "article" else cell(row[name])


def _kind(row: Mapping[str, Any]) -> dict[str, str]:
    return {"kind": row["kind"], "texts": str(row["count"]), "for example": row["example_url"]}


def _congress(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "article": row["title"] or row["url"],
        "url": row["url"],
        "now": "; ".join(row["before"]) or "–",
        "then": "; ".join(row["after"]) or "–",
    }


def _refused(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "article": row["title"] or row["url"],
        "url": row["url"],
        "published": str(row["published_on"] or "?"),
        "reason": row["reason"],
    }


def _appearing(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "article": row["title"] or row["url"],
        "url": row["url"],
        "captured": f"{row['captured_at']:%Y-%m-%d %H:%M}",
        "had been": row["reason"] or "–",
    }


def _largest(row: Mapping[str, Any]) -> dict[str, str]:
    diff = row["diff"]
    return {
        "article": row["title"] or row["url"],
        "url": row["url"],
        "kinds": ", ".join(row["kinds"]),
        "words": str(row["changed_count"]),
        "change": diff if len(diff) <= MAX_DIFF else diff[:MAX_DIFF] + " …",
    }


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""

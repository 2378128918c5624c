"""A text read again beside the one that is stored: what would change? Pure; and its form as JSON until it does.

Promise: `unpacked(packed(columns)) == columns`, through JSON. Two texts between which nothing differs have no kind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from db.clean import clean_json
from db.values import CoverageTag, Evidence, Tag, Tagging

# what a person calls a change -> the columns of a revision that it is told by
KINDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "body": ("body",),
    "structure": ("structure",),
    "byline": ("authors", "editors", "translators", "agencies"),
    "origin": ("stated_origin",),
    "date": ("published_at", "published_on", "date_precision"),
    "date evidence": ("date_rule", "date_candidates"),
    "modified": ("modified_at",),
    "captions": ("captions",),
    "images": ("images",),
    "language": ("language",),
    "section": ("section",),
    "mojibake": ("mojibake_count",),
}
CONGRESS, TAGS, EVIDENCE, DIGEST = "congress", "tags", "tag evidence", "digest"
VANISHES, APPEARS = "no article any more", "is an article now"
# equal as long as the site's own words are: where they differ the article's history and story are told anew
TELLING = frozenset({"text_sha256", "revision_sha256", "published_at"})
_VERSION, _DIGEST = "extractor_version", "revision_sha256"
_BYTES, _INSTANTS, _DAYS = {"text_sha256", "revision_sha256"}, {"published_at", "modified_at"}, {"published_on"}
# Chinese and Japanese are written without spaces: there each character is a word
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Retagged:
    """A tagging with the version of the rules that made it."""

    tagging: Tagging
    rule_version: str


def changed_columns(stored: _Row, read: _Row) -> dict[str, Any]:
    """The columns that were read otherwise than they are stored, as they were read.

    Whoever tells the history anew needs the digest by which it is told, be that another or not.
    """
    changed = {name for name, value in read.items() if stored[name] != value}
    return {name: read[name] for name in read if name in changed or (name == _DIGEST and changed & TELLING)}


def kinds(changed: _Row, stored: Tagging, read: Tagging) -> list[str]:
    """What a reader would say has changed; [] for nothing but the version that read it."""
    found = [kind for kind, columns in KINDS.items() if any(name in changed for name in columns)]
    if _levels(stored) != _levels(read):
        found.append(CONGRESS)
    if _labels(stored) != _labels(read):
        found.append(TAGS)
    if _tag_rows(stored) != _tag_rows(read) and not {CONGRESS, TAGS} & set(found):
        found.append(EVIDENCE)
    # the digest of equal words: another way of comparing them
    return found or ([DIGEST] if changed.keys() - {_VERSION} else [])


def changed_count(stored: _Row, changed: _Row) -> int:
    """Words that go or come, whichever are more, in title, body, byline and captions. Order does not count."""
    names = [name for name in ("title", "body", "authors", "captions") if name in changed]
    before, after = (_words(row[name] for name in names) for row in (stored, changed))
    return max((before - after).total(), (after - before).total())


def word_count(text: str) -> int:
    """How many words; a Chinese character is one."""
    return len(_WORD.findall(text))


def packed(columns: _Row) -> dict[str, Any]:
    """Columns of a revision as JSON can hold them."""
    return {name: _packed(value) for name, value in columns.items()}


def unpacked(columns: _Row) -> dict[str, Any]:
    """The same columns as the table takes them."""
    return {name: _unpacked(name, value) for name, value in columns.items()}


def packed_tags(tagging: Tagging, rule_version: str) -> dict[str, Any]:
    """A tagging as JSON."""
    said: dict[str, Any] = clean_json({"rule_version": rule_version, **asdict(tagging)})
    return said


def unpacked_tags(said: _Row) -> Retagged:
    """The same tagging."""
    coverage = [CoverageTag(**{**row, "evidence": _evidence(row)}) for row in said["coverage"]]
    tags = [Tag(**{**row, "evidence": _evidence(row)}) for row in said["tags"]]
    return Retagged(Tagging(tuple(coverage), tuple(tags)), said["rule_version"])


def levels(said: Mapping[str, Any] | None) -> list[str]:
    """The congresses of a packed tagging with their levels, in order: 'cpc-chongqing-6 focus'."""
    return sorted(f"{row['congress_id']} {row['level']}" for row in (said or {}).get("coverage", []))


def _levels(tagging: Tagging) -> set[tuple[Any, ...]]:
    return {(tag.congress_id, tag.level, tag.phase, tag.day_offset) for tag in tagging.coverage}


def _labels(tagging: Tagging) -> set[tuple[str, str]]:
    return {(tag.kind, tag.value) for tag in tagging.tags}


def _tag_rows(tagging: Tagging) -> tuple[Any, ...]:
    return (
        sorted(tagging.coverage, key=lambda tag: tag.congress_id),
        sorted(tagging.tags, key=lambda tag: (tag.kind, tag.value)),
    )


def _evidence(row: _Row) -> tuple[Evidence, ...]:
    return tuple(Evidence(**each) for each in row["evidence"])


def _words(values: Iterable[str | Iterable[str]]) -> Counter[str]:
    texts = (value if isinstance(value, str) else " ".join(value) for value in values)
    return Counter(word for text in texts for word in _WORD.findall(text))


def _packed(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value


def _unpacked(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _BYTES:
        return bytes.fromhex(value)
    if name in _INSTANTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in _DAYS else value

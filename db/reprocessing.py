"""Captures read again: what they come to now is kept beside what is stored. db/remaking.py makes it current.

Promise: nothing that anybody reads changes; each portion is one transaction with the mark of how far it is, so that
what is killed goes on there, to the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, text, update

from db import queries_reprocess, rederived
from db.clean import clean_text
from db.identity.revisions import text_columns
from db.models import CoverageTag, Rederived, Reprocessing, Revision, Tag
from db.queries_reprocess import Portion
from db.values import Article, Processed, Tagging

Days = tuple[date, date]
EVER = (date.min, date.max)
_REACHED = frozenset({"derived", "applying"})


class Versions(NamedTuple):
    """By what texts are read: the same versions read the same text from the same capture."""

    extractor_version: str
    rule_version: str
    facts_sha256: bytes
    """Of the registry and of what the source's file tells the extractor."""


def begin(
    connection: Connection, source_id: int, run_id: int, versions: Versions, days: Days, *, is_afresh: bool
) -> str:
    """Open the reading, or go on with one that was killed; its stage.

    Where another run has read all of it with the same versions there is nothing to be read, unless `is_afresh`.
    """
    row = queries_reprocess.state(connection, source_id)
    if is_same(row, versions, days) and row and (row["stage"] == "deriving" or not is_afresh):
        return str(row["stage"])
    connection.execute(delete(Rederived).where(Rederived.source_id == source_id))
    connection.execute(delete(Reprocessing).where(Reprocessing.source_id == source_id))
    values = {"source_id": source_id, "run_id": run_id, "stage": "deriving", "since": days[0], "until": days[1]}
    count = queries_reprocess.total(connection, source_id, *days)
    connection.execute(insert(Reprocessing).values(**values, **versions._asdict(), total_count=count))
    return "deriving"


def is_same(row: Mapping[str, Any] | None, versions: Versions, days: Days) -> bool:
    """Whether what this row (`queries_reprocess.state`) speaks of is under way, by the same versions, of these days."""
    return (
        row is not None
        and row["stage"] != "done"
        and (row["since"], row["until"]) == days
        and Versions(row["extractor_version"], row["rule_version"], bytes(row["facts_sha256"])) == versions
    )


def is_derived(row: Mapping[str, Any] | None, versions: Versions, days: Days) -> bool:
    """Whether all of it has been read by these versions, and waits to be made current."""
    return is_same(row, versions, days) and row is not None and row["stage"] in _REACHED


def stage(connection: Connection, source_id: int, portion: Portion, read: Sequence[Processed]) -> bool:
    """Keep what a portion came to where it is not what is stored. False: it was kept already."""
    rows = _text_rows(connection, [each for each in read if each.pending.revision_id is not None])
    refused = [each for each in read if each.pending.revision_id is None]
    found = _found_rows(connection, [each for each in refused if isinstance(each.result, Article)])
    counts = {
        "texts": len(read) - len(refused),
        "refused": len(refused),
        "still": len(refused) - len(found),
    }
    places = {f"{name}_before": value for name, value in portion.before._asdict().items()}
    moved = connection.execute(_MOVE, {"source": source_id, **portion.after._asdict(), **places, **counts})
    if not moved.rowcount:
        return False
    if rows or found:
        connection.execute(insert(Rederived), [{"source_id": source_id, **row} for row in [*rows, *found]])
    return True


_MOVE = text("""
    update reprocessing set article_id = :article_id, sequence = :sequence, capture_id = :capture_id,
           text_count = text_count + :texts, refused_count = refused_count + :refused,
           still_refused_count = still_refused_count + :still
     where source_id = :source and stage = 'deriving' and article_id = :article_id_before
       and sequence = :sequence_before and capture_id = :capture_id_before
""")


def reach(connection: Connection, source_id: int, stage: str) -> None:
    """The next stage."""
    connection.execute(update(Reprocessing).where(Reprocessing.source_id == source_id).values(stage=stage))


def _text_rows(connection: Connection, read: Sequence[Processed]) -> list[dict[str, Any]]:
    ids = [each.pending.revision_id for each in read]
    stored = {row.id: row for row in connection.execute(select(Revision.__table__).where(Revision.id.in_(ids)))}
    tagged = _taggings(connection, list(stored))
    rows = []
    for each in read:
        row = stored.get(each.pending.revision_id)
        # a run that came between has told the text by another capture
        if row is not None and row.capture_id == each.pending.capture_id:
            change = _change(each, dict(row._mapping), *tagged[row.id])
            was = {"article_id": row.article_id, "revision_id": row.id, "was_sha256": row.revision_sha256}
            rows += [_row(each, **was, **change)] if change else []
    return rows


def _change(each: Processed, stored: Mapping[str, Any], tagging: Tagging, rules: set[str]) -> dict[str, Any]:
    """What reading the text again would change; {}: nothing."""
    if not isinstance(each.result, Article):
        words = rederived.word_count(stored["body"])
        return {"kinds": [rederived.VANISHES], "changed_count": words, "reason": clean_text(each.result.reason)}
    changed = rederived.changed_columns(stored, text_columns(each, each.result))
    said = rederived.packed_tags(each.tagging, each.rule_version)
    kinds = rederived.kinds(changed, tagging, rederived.unpacked_tags(said).tagging)
    if not kinds:
        return {"kinds": []} if changed or rules - {each.rule_version} else {}
    words = rederived.changed_count(stored, changed)
    return {"kinds": kinds, "changed_count": words, "becomes": rederived.packed(changed), "tagging": said}


def _row(each: Processed, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("article_id", "revision_id", "was_sha256", "becomes", "tagging"))
    return {"capture_id": each.pending.capture_id, "changed_count": 0, "title": "", "reason": "", **empty, **values}


def _found_rows(connection: Connection, read: Sequence[Processed]) -> list[dict[str, Any]]:
    asked = {"pages": [each.pending.page_id for each in read]}
    reasons = {row.id: row.reason for row in connection.execute(_REASONS, asked)} if read else {}
    return [
        _row(
            each,
            kinds=[rederived.APPEARS],
            changed_count=rederived.word_count(each.result.body),
            tagging=rederived.packed_tags(each.tagging, each.rule_version),
            title=clean_text(each.result.title),
            reason=reasons[each.pending.page_id],
        )
        for each in read
        if isinstance(each.result, Article)
    ]


_REASONS = text("select id, reason from page where id = any(:pages)")


def _taggings(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[Tagging, set[str]]]:
    """The tags that texts have, and the versions of the rules that made them."""
    found: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: {"coverage": [], "tags": []})
    rules = defaultdict[int, set[str]](set)
    for name, table in (("coverage", CoverageTag.__table__), ("tags", Tag.__table__)):
        for row in connection.execute(select(table).where(table.c.revision_id.in_(ids))).mappings():
            said = {key: row[key] for key in row if key not in ("id", "revision_id", "rule_version")}
            found[row["revision_id"]][name].append(said)
            rules[row["revision_id"]].add(row["rule_version"])
    return {
        number: (rederived.unpacked_tags({**found[number], "rule_version": ""}).tagging, rules[number])
        for number in ids
    }

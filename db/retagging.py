"""Texts tagged again: what they come to is kept beside what is stored, and made current when a person said so.

Promise: nothing that anybody reads changes before `apply`. Each portion is one transaction with the mark of how far it
is; killed anywhere, the next call goes on there, to the same rows. Whoever stores texts meanwhile is not disturbed:
what was tagged since, or by yet other rules, is looked at once more at the end (`settle`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, text

from db import runs, tag_rules
from db.identity.aliases import serialise
from db.queries_retag import Portion, open_row

APPLIED = 500
"""Texts whose tags are replaced in one transaction: a fraction of a second in which the source's runs wait."""
RELABELLED = 20_000
"""Revisions whose tags are marked as of the new rules in one transaction."""


class Looked(Protocol):
    """What looking at a text came to: see flows/steps/retagged.py."""

    @property
    def revision_id(self) -> int: ...
    @property
    def why(self) -> str: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def before(self) -> str: ...
    @property
    def tagging(self) -> str: ...


def begin(
    connection: Connection, run_id: int, rule_version: str, registry: Mapping[str, Any], *, is_afresh: bool
) -> dict[str, Any]:
    """Open a retag to these rules, or go on with one that is open; its row.

    One to other rules is given up: what it had made current counts from now on as tagged by either.
    """
    tag_rules.alone(connection)
    tag_rules.remember(connection, rule_version, registry)
    under_way = open_row(connection)
    is_same = under_way is not None and under_way["rule_version"] == rule_version
    if is_same and under_way and (under_way["stage"] != "looked" or not is_afresh):
        return under_way
    connection.execute(_GIVE_UP)
    connection.execute(text("delete from retagged"))
    known = tag_rules.basis(connection)
    connection.execute(text("delete from tagged_otherwise where rule_version = any(:basis)"), {"basis": list(known)})
    words = {"run": run_id, "version": rule_version, "basis": " ".join(known)}
    connection.execute(_OPEN, words)
    return open_row(connection) or {}


_GIVE_UP = text("update retagging set stage = 'given up', ended_at = now() where stage not in ('done', 'given up')")
_OPEN = text("""
    insert into retagging (run_id, stage, rule_version, basis, last_revision_id, total_count)
    select :run, 'looking', :version, :basis, coalesce(max(id), 0), count(*) from revision
""")


def stage(connection: Connection, retagging_id: int, portion: Portion, looked: Sequence[Looked]) -> bool:
    """Keep what a portion came to where it is not what is stored. False: it was kept already."""
    again = [each for each in looked if each.why]
    words = {
        "retagging": retagging_id,
        "looked": len(looked),
        "again": len(again),
        "why": json.dumps(_counted(again)),
        "is_former": portion.is_former,
        "revision": portion.last_id,
        "was_former": portion.was_former,
        "after": portion.after_id,
    }
    if not connection.execute(_MOVE, words).rowcount:
        return False
    moved = [each for each in looked if each.kinds]
    if moved:
        connection.execute(_KEEP, {"retagging": retagging_id, **_columns(moved)})
    return True


# a sum of counts by reason, whatever reasons there are
_MOVE = text("""
    update retagging set at_former = :is_former, at_revision_id = :revision, looked_count = looked_count + :looked,
           tagged_count = tagged_count + :again,
           why = (select coalesce(jsonb_object_agg(key, sum), '{}') from (select key, sum(value::bigint) from (
                         select * from jsonb_each_text(why) union all select * from jsonb_each_text(cast(:why as jsonb))
                         ) each group by key) summed)
     where id = :retagging and stage = 'looking' and at_former = :was_former and at_revision_id = :after
""")
_KEEP = text("""
    insert into retagged (retagging_id, source_id, revision_id, is_former, kinds, before, tagging)
    select :retagging, article.source_id, revision.id, not revision.is_current, cast(found.kinds as text[]),
           cast(found.before as jsonb), cast(found.tagging as jsonb)
      from unnest(cast(:ids as bigint[]), cast(:kinds as text[]), cast(:befores as text[]), cast(:taggings as text[]))
           as found(revision_id, kinds, before, tagging)
      join revision on revision.id = found.revision_id
      join article on article.id = revision.article_id
""")


def _columns(moved: Sequence[Looked]) -> dict[str, list[Any]]:
    return {
        "ids": [each.revision_id for each in moved],
        "kinds": ["{" + ",".join(json.dumps(kind) for kind in each.kinds) + "}" for each in moved],
        "befores": [each.before for each in moved],
        "taggings": [each.tagging for each in moved],
    }


def _counted(looked: Iterable[Looked]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in looked:
        counts[each.why] = counts.get(each.why, 0) + 1
    return counts


def reach(connection: Connection, retagging_id: int, stage: str) -> None:
    """The next stage. From `applying` on texts are of the old rules or of the new ones, whichever came first."""
    if stage == "applying":
        tag_rules.alone(connection)
        row = open_row(connection)
        assert row is not None
        tag_rules.add_to_basis(connection, row["rule_version"])
    connection.execute(text("update retagging set stage = :stage where id = :id"), {"stage": stage, "id": retagging_id})


def apply(connection: Connection, retagging_id: int) -> int:
    """Make the tags of the next texts current, those that are read today first; how many, 0: none is left."""
    first = connection.execute(_FIRST, {"retagging": retagging_id}).first()
    if first is None:
        return 0
    # as every run that stores texts of the source: what is replaced here is not what one has just written
    serialise(connection, first.source_id)
    words = {"retagging": retagging_id, "source": first.source_id, "former": first.is_former, "count": APPLIED}
    rows = connection.execute(_NEXT, words).all()
    fitting = {row.id: row.revision_id for row in rows if row.is_as_it_was}
    _replace(connection, list(fitting.values()), list(fitting))
    connection.execute(text("delete from retagged where id = any(:ids)"), {"ids": [row.id for row in rows]})
    words = {"retagging": retagging_id, "current": len(fitting), "skipped": len(rows) - len(fitting)}
    connection.execute(_ADD, words)
    return len(rows)


_FIRST = text("""
    select source_id, is_former from retagged where retagging_id = :retagging order by is_former, source_id, id limit 1
""")
_NEXT = text("""
    select retagged.id, revision_id, exists (select from revision where revision.id = revision_id)
           and not exists (select from tagged_otherwise other where other.revision_id = retagged.revision_id)
           as is_as_it_was
      from retagged
     where retagging_id = :retagging and is_former = :former and source_id = :source
     order by id limit :count
""")
_ADD = text("""
    update retagging set current_count = current_count + :current, left_count = left_count + :skipped
     where id = :retagging
""")


def _replace(connection: Connection, revision_ids: Sequence[int], ids: Sequence[int]) -> None:
    """Other tags for these revisions: those that are kept under `ids`."""
    if not ids:
        return
    for table in ("coverage_tag", "tag"):
        connection.execute(text(f"delete from {table} where revision_id = any(:ids)"), {"ids": list(revision_ids)})  # noqa: S608
    for statement in (_COVERAGE, _LABELS):
        connection.execute(statement, {"ids": list(ids)})


_COVERAGE = text("""
    insert into coverage_tag (revision_id, congress_id, level, phase, day_offset, score, evidence, rule_version)
    select retagged.revision_id, said.*, rule_version
      from retagged join retagging on retagging.id = retagging_id
     cross join jsonb_to_recordset(tagging -> 'coverage') as said(congress_id text, level text, phase text,
           day_offset bigint, score float8, evidence jsonb)
     where retagged.id = any(:ids)
""")
_LABELS = text("""
    insert into tag (revision_id, kind, value, score, evidence, rule_version)
    select retagged.revision_id, said.*, rule_version
      from retagged join retagging on retagging.id = retagging_id
     cross join jsonb_to_recordset(tagging -> 'tags') as said(kind text, value text, score float8, evidence jsonb)
     where retagged.id = any(:ids)
""")


def relabel(connection: Connection, retagging_id: int) -> int:
    """Say of the next tags that the new rules make them too, which was seen or cannot be otherwise; 0: all are."""
    row = connection.execute(_RELABELLED, {"retagging": retagging_id, "step": RELABELLED}).first()
    if row is None:
        return 0
    for table in ("coverage_tag", "tag"):
        connection.execute(
            text(_RELABEL.format(table)), {"version": row.rule_version, "after": row.after, "until": row.until}
        )
    return 1


_RELABELLED = text("""
    update retagging set relabelled_id = relabelled_id + :step
     where id = :retagging and relabelled_id < last_revision_id
    returning rule_version, relabelled_id as until, relabelled_id - :step as after
""")
_RELABEL = """
    update {0} set rule_version = :version
     where revision_id > :after and revision_id <= :until and rule_version <> :version
       and not exists (select from tagged_otherwise other where other.revision_id = {0}.revision_id)
"""


def settle(connection: Connection, retagging_id: int, looked: Mapping[int, Looked]) -> int:
    """Make current what texts came to that others had tagged (by their numbers in `tagged_otherwise`); how many.

    One that was stored anew meanwhile is noted under another number, and left.
    """
    row = open_row(connection)
    assert row is not None
    for source_id in connection.scalars(_SOURCES, {"ids": list(looked)}).all():
        serialise(connection, source_id)
    freed = {found.id: found.revision_id for found in connection.execute(_FREE, {"ids": list(looked)})}
    moved = [looked[number] for number in freed if looked[number].kinds]
    if moved:
        connection.execute(_KEEP, {"retagging": retagging_id, **_columns(moved)})
        ids = [each.revision_id for each in moved]
        kept = {"retagging": retagging_id, "ids": ids}
        _replace(connection, ids, connection.scalars(_KEPT, kept).all())
        connection.execute(_DROP_KEPT, kept)
    for table in ("coverage_tag", "tag"):
        these = {"version": row["rule_version"], "ids": list(freed.values())}
        connection.execute(text(_RELABEL_THESE.format(table)), these)
    connection.execute(_ADD, {"retagging": retagging_id, "current": len(moved), "skipped": 0})
    return len(freed)


_SOURCES = text("""
    select distinct source_id from tagged_otherwise other join revision on revision.id = other.revision_id
      join article on article.id = article_id where other.id = any(:ids) order by 1
""")
_FREE = text("delete from tagged_otherwise where id = any(:ids) returning id, revision_id")
_KEPT = text("select id from retagged where retagging_id = :retagging and revision_id = any(:ids)")
_DROP_KEPT = text("delete from retagged where retagging_id = :retagging and revision_id = any(:ids)")
_RELABEL_THESE = "update {0} set rule_version = :version where revision_id = any(:ids) and rule_version <> :version"


def finish(connection: Connection, retagging_id: int, congresses: Sequence[Mapping[str, Any]]) -> None:
    """The archive is of the new rules now, and what it says of meetings is what their registry says."""
    tag_rules.alone(connection)
    row = open_row(connection)
    if row is None or row["id"] != retagging_id:
        return
    tag_rules.set_basis(connection, [row["rule_version"]])
    runs.save_congresses(connection, congresses)
    connection.execute(_FORGOTTEN, {"ids": [each["id"] for each in congresses]})
    connection.execute(_END, {"id": retagging_id})


_FORGOTTEN = text("delete from congress where id <> all(:ids)")
_END = text("update retagging set stage = 'done', ended_at = now() where id = :id")

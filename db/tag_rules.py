"""By which rules the archive's texts are tagged: each version with its registry, and the texts that are exceptions.

Promise: every text is tagged by one of `basis`, but for those in `tagged_otherwise`, which name theirs. That holds
whoever stores texts meanwhile, with whatever registry: each store notes what is not of the basis (`note`), and whoever
changes the basis waits for those that are under way (`alone`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

_KEY = "tag_rules"
# the first number is ours among the users of such locks in this database
_DOOR = "20221017, 1"


class Standing(NamedTuple):
    """How the archive's tags stand to some rules."""

    is_known: bool
    """Whether the archive knows by which rules its texts were tagged."""
    is_current: bool
    """Whether the texts were tagged by these rules, but for `other_count` of them."""
    other_count: int
    """Texts noted as tagged by yet others."""
    basis: tuple[str, ...]
    first_used_at: datetime | None
    """When these rules were first used here; None: not yet."""


def remember(connection: Connection, rule_version: str, registry: Mapping[str, Any]) -> None:
    """Keep the registry that a version means; an archive without texts is tagged by whatever tags the first one."""
    words = {"version": rule_version, "key": _KEY}
    known = connection.execute(_KNOWN, words).one()
    if not known.is_kept:
        connection.execute(_KEEP, {**words, "registry": json.dumps(registry, ensure_ascii=False)})
    if known.is_new:
        alone(connection)
        connection.execute(_BEGIN, words)


_KNOWN = text("""
    select exists (select from tag_rules where rule_version = :version) as is_kept,
           not exists (select from archive_fact where key = :key) and not exists (select from revision) as is_new
""")
_KEEP = text("""
    insert into tag_rules (rule_version, facts) values (:version, cast(:registry as jsonb)) on conflict do nothing
""")
_BEGIN = text("""
    insert into archive_fact (key, value) select :key, :version where not exists (select from revision)
        on conflict do nothing
""")


def registry(connection: Connection, rule_version: str) -> dict[str, Any] | None:
    """The registry that the version means, as data; None: an archive of before, which kept none."""
    found: dict[str, Any] | None = connection.scalar(_REGISTRY, {"version": rule_version})
    return found


_REGISTRY = text("select facts from tag_rules where rule_version = :version")


def basis(connection: Connection) -> tuple[str, ...]:
    """The rules that texts are tagged by: one version; two where a retag was broken off; () where it is not known."""
    found = connection.scalar(text("select value from archive_fact where key = :key"), {"key": _KEY})
    return tuple(str(found or "").split())


def set_basis(connection: Connection, versions: Sequence[str]) -> None:
    """From now on all texts but the exceptions are of these. Only under `alone`."""
    connection.execute(_SET, {"key": _KEY, "value": " ".join(dict.fromkeys(versions))})
    connection.execute(_FORGET, {"versions": list(versions)})


_SET = text("""
    insert into archive_fact (key, value) values (:key, :value) on conflict (key) do update set value = excluded.value
""")
_FORGET = text("delete from tagged_otherwise where rule_version = any(:versions)")


def add_to_basis(connection: Connection, rule_version: str) -> None:
    """From now on texts are of what they were, or of these. Only under `alone`."""
    known = basis(connection)
    if known and rule_version not in known:
        connection.execute(_SET, {"key": _KEY, "value": " ".join([*known, rule_version])})


def standing(connection: Connection, rule_version: str) -> Standing:
    """How the archive's tags stand to these rules."""
    row = connection.execute(_STANDING, {"version": rule_version}).one()
    known = basis(connection)
    has_texts = row.has_texts
    return Standing(bool(known) or not has_texts, not has_texts or known == (rule_version,), row.others, known, row.at)


_STANDING = text("""
    select exists (select from revision) as has_texts,
           (select count(*) from tagged_otherwise where rule_version <> :version) as others,
           (select first_used_at from tag_rules where rule_version = :version) as at
""")


def alone(connection: Connection) -> None:
    """Until this transaction ends nobody notes texts, and whoever had begun to has ended. Take it before all else."""
    connection.execute(text(f"select pg_advisory_xact_lock({_DOOR})"))


def note(connection: Connection, tagged: Mapping[int, str]) -> None:
    """These revisions (id -> rule version) have just been tagged: those of other rules are noted."""
    if not tagged:
        return
    connection.execute(text(f"select pg_advisory_xact_lock_shared({_DOOR})"))
    words = {"ids": list(tagged), "versions": list(tagged.values()), "key": _KEY}
    connection.execute(_FORGET_OLD, words)
    connection.execute(_NOTE, words)


_FORGET_OLD = text("delete from tagged_otherwise where revision_id = any(:ids)")
# While the archive is being tagged again each text is noted: one that was looked at before may be another now.
_NOTE = text("""
    insert into tagged_otherwise (revision_id, rule_version)
    select saved.* from unnest(cast(:ids as bigint[]), cast(:versions as text[])) as saved(revision_id, rule_version)
     where exists (select from retagging where stage in ('looking', 'looked', 'applying'))
        or saved.rule_version <> all (select unnest(string_to_array(value, ' ')) from archive_fact where key = :key)
           and exists (select from archive_fact where key = :key)
""")


def note_copy(connection: Connection, revision_id: int, model_id: int) -> None:
    """A revision was made as a copy of another, with its tags: it is noted as that one is."""
    connection.execute(text(f"select pg_advisory_xact_lock_shared({_DOOR})"))
    connection.execute(_NOTE_COPY, {"revision": revision_id, "model": model_id})


_NOTE_COPY = text("""
    insert into tagged_otherwise (revision_id, rule_version)
    select :revision, coalesce(other.rule_version, '') from (select) one
      left join tagged_otherwise other on other.revision_id = :model
     where other.revision_id is not null
        or exists (select from retagging where stage in ('looking', 'looked', 'applying'))
""")

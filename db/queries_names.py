"""Which names there are: of sources, meetings, labels. For filters, which must not take a slip for silence."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

_SOURCES = "select slug as name from source"
# a certain meeting outside the registry has a name by its articles alone
_CONGRESSES = "select id as name from congress union all select congress_id from coverage_tag"
_LABELS = "select value as name from tag where kind = :kind"
_NAMED: Mapping[str, str] = {"source": _SOURCES, "congress": _CONGRESSES}


def other_names(connection: Connection, kind: str, name: str) -> list[str]:
    """What there is instead, where nothing of that kind has the name; [] where something has.

    `kind`: source, congress, or a label's: topic, person, place, phrase.
    """
    of = f"from ({_NAMED.get(kind, _LABELS)}) known"
    # one look by an index: all the names of a large archive are read only where the name is wrong
    found = text(f"select exists (select {of} where name = :name)")
    if connection.scalar(found, {"name": name, "kind": kind}):
        return []
    every = connection.scalars(text(f"select distinct name {of} order by 1"), {"kind": kind})
    return [str(one) for one in every]

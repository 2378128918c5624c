"""Two registries, as data: what was added, changed or removed between them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Data = Mapping[str, Any]
"""A registry as `rules.as_data` gives it."""
_SINGULAR = {"congresses": "congress", "people": "person"}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is not what it was. `before` or `after` is empty where it was added or removed."""

    table: str
    id: str
    what: Literal["added", "changed", "removed"]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ; for an entry that came or went, those that say anything."""
        names = [*self.before, *(name for name in self.after if name not in self.before)]
        return tuple(name for name in names if (self.before.get(name) or None) != (self.after.get(name) or None))


def changes(before: Data, after: Data) -> list[Change]:
    """Every entry that differs, table by table, by id."""
    return [change for table in sorted(before.keys() | after.keys()) for change in _of_table(table, before, after)]


def _of_table(table: str, before: Data, after: Data) -> Iterator[Change]:
    old, new = _entries(before.get(table)), _entries(after.get(table))
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            yield Change(table, name, "removed" if now is None else "added", was or {}, now or {})
        elif was != now:
            change = Change(table, name, "changed", was, now)
            if change.fields:
                yield change


def _entries(table: Any) -> dict[str, Mapping[str, Any]]:
    """Entries by id; what has none is one entry without a name for each of its lists."""
    if not isinstance(table, Mapping):
        return {"": {"": table}} if table else {}
    return {name: entry if isinstance(entry, Mapping) else {"": entry} for name, entry in table.items() if entry}


def told(change: Change) -> dict[str, str]:
    """A row for a report: what, entry, fields."""
    one = _SINGULAR.get(change.table, change.table.removesuffix("s"))
    fields = ", ".join(name for name in change.fields if name) if change.what == "changed" else ""
    return {"registry": f"{one} {change.id}".strip(), "what": change.what, "fields": fields}

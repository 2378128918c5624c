"""Days pass for an archive: whatever it holds happened so much earlier."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, text

_TIMES = {
    "page_event": ("at",),
    "capture": ("captured_at",),
    "page": ("check_at", "due_at", "state_at"),
    "revision": ("first_seen_at", "last_seen_at"),
    "article": ("first_captured_at",),
    "run": ("started_at", "finished_at"),
    "absence": ("first_missing_at", "confirmed_at", "reappeared_at"),
    "doubt": ("since_at", "until_at"),
}


def age(connection: Connection, by: timedelta) -> None:
    """What days articles state stays as it is."""
    for table, columns in _TIMES.items():
        changed = ", ".join(f"{column} = {column} - cast(:by as interval)" for column in columns)
        connection.execute(text(f"update {table} set {changed}"), {"by": by})

"""The database's clock was ahead and was set right: nothing waits for times that were written meanwhile.

Rows keep the times they were given, which cannot be known better. What is still to come is brought nearer by as much as
the clock went back; everywhere else a time that lies ahead is no measure (`walks.last_walk`, `removals`, `turns`).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, text

SLACK = timedelta(minutes=1)
"""Clocks of machines that are kept in step differ by less."""


def mend(connection: Connection, source_id: int) -> timedelta | None:
    """By how much the source's last run lies ahead of now, None: it does not. To be asked before each run is opened.

    Told once: the run that is opened then is the last one.
    """
    ahead: timedelta | None = connection.scalar(_AHEAD, {"source": source_id})
    if ahead is None or ahead <= SLACK:
        return None
    for statement in (_WAITS, _READ, _TURNS):
        connection.execute(statement, {"source": source_id, "ahead": ahead})
    return ahead


_AHEAD = text("select started_at - now() from run where id = (select max(id) from run where source_id = :source)")
# A wait was reckoned from the moment of the page's last event.
_WAITS = text("""
    update page set
           due_at = case when due_at > now() then greatest(now(), due_at - :ahead) else due_at end,
           check_at = case when check_at > now() then greatest(now(), check_at - :ahead) else check_at end
     where source_id = :source and (due_at > now() or check_at > now())
       and exists (select from page_event where page_id = page.id and at > now())
""")
# else no listing would be read whole before that day
_READ = text(
    "update validator set full_read_at = full_read_at - :ahead where source_id = :source and full_read_at > now()"
)
_TURNS = text("update host_turn set free_at = greatest(now(), free_at - :ahead) where free_at > now()")

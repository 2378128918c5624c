"""What reports ask of removals: which pages a run found missing, gone or back; and was it their site?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

_OF_RUN = text("""
    select distinct on (page.id) revision.title, page.url, page_event.state, absence.kind, absence.first_missing_at
      from page_event
      join page on page.id = page_event.page_id
      join revision on revision.article_id = page.article_id and revision.is_current
      left join absence on absence.page_id = page.id
     where page_event.run_id = :run and page_event.outcome is null
       and page_event.state in ('archived', 'missing', 'gone') and (page_event.state <> 'archived' or absence.id > 0)
     order by page.id, page_event.id desc, absence.first_missing_at desc limit :max_count
""")
_DOUBT = text("""
    select kind, absent_count, checked_count, since_at, until_at from doubt where source_id = :source and is_open
""")


def of_run(connection: Connection, run_id: int, max_count: int) -> list[dict[str, Any]]:
    """Articles whose standing this run's looks changed: title, url, state, kind, first_missing_at."""
    rows = connection.execute(_OF_RUN, {"run": run_id, "max_count": max_count})
    return [dict(row) for row in rows.mappings()]


def open_doubt(connection: Connection, source_id: int) -> dict[str, Any] | None:
    """That a source is unwell, as of the last looks at it: kind, absent_count, checked_count, since_at, until_at."""
    row = connection.execute(_DOUBT, {"source": source_id}).mappings().first()
    return dict(row) if row else None

"""Looking at archived pages again: which ones a run chose, what to ask them, and that nothing changed.

Idempotent: what a killed run had chosen stays due, and is fetched by whichever run comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, text

from db.values import NotModified, PageToFetch

WHOLE_EVERY = timedelta(days=3)
"""A site's word that nothing changed is a hint that saves traffic: after so long the page is read whole again."""

# an article on several pages is read as a whole: none of them is asked whether it changed
_CHOSEN = text("""
    select page.id, page.url, page.hop_count,
           coalesce(whole.headers ->> 'etag', '') as etag,
           coalesce(whole.headers ->> 'last-modified', '') as last_modified
      from page
      left join lateral (
              select headers, final_url, captured_at from capture
               where capture.page_id = page.id and status = 200 and outcome in ('new', 'revised', 'unchanged')
                 and waits_for_page_id is null and read_with is null
               order by captured_at desc limit 1) whole
        on whole.final_url = page.url and whole.captured_at > now() - cast(:whole_every as interval)
       and page.part_of_sha256 is null and page.state = 'archived'
     where page.fetch_run_id = :run and page.due_at <= now() and page.id > :after_id
     order by page.id limit :max_count
""")
# The page stands as it did; what had been missing is there again, and the run's end tells so.
_UNCHANGED = text("""
    with said as (
        select * from unnest(cast(:pages as bigint[]), cast(:times as timestamptz[])) as said(page_id, at)
    ), stands as (
        update page set state = case when page.article_id is null then page.state else 'archived' end,
               reason = case when page.article_id is null then page.reason else '' end,
               state_at = said.at, attempt_count = 0, due_at = null
          from said where page.id = said.page_id
        returning page.id, page.state, page.article_id, said.at
    ), seen as (
        update revision set last_seen_at = greatest(last_seen_at, stands.at)
          from stands where revision.article_id = stands.article_id and revision.is_current
    )
    insert into page_event (page_id, run_id, at, state, outcome, reason)
    select id, :run, at, state, 'unchanged', 'not modified' from stands
""")


def chosen_pages(connection: Connection, run_id: int | None, after_id: int, max_count: int) -> list[PageToFetch]:
    """The pages that this run chose to look at again, past `after_id`, with what each said of itself last time."""
    asked = {"run": run_id, "after_id": after_id, "max_count": max_count, "whole_every": WHOLE_EVERY}
    return [PageToFetch(*row) for row in connection.execute(_CHOSEN, asked)]


def save_unchanged(connection: Connection, run_id: int | None, said: Sequence[NotModified]) -> None:
    """Keep that pages were looked at and that their site says they are what we have."""
    if said:
        latest = {one.page_id: one.at for one in said}
        connection.execute(_UNCHANGED, {"pages": list(latest), "times": list(latest.values()), "run": run_id})

"""Looking at archived pages again: which ones a run chose, what to ask them, and that nothing changed.

Idempotent: what a killed run had chosen stays due, and is fetched by whichever run comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, text

from db.values import NotModified, PageToFetch

SOONEST, LATEST = timedelta(hours=1), timedelta(days=30)
"""A page is looked at again after a quarter of its age, within these bounds: most edits come on the first day."""
AROUND_CONGRESS = timedelta(days=1)
"""... and at least so often for a month, where it was published around the days of a congress."""
CONTROLS = 5
"""Pages that stood well, looked at beside those that did not: is it they that vanished, or is their site unwell?"""
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


# An article's own page, with those it is continued on. What a listing made due is left to the monitor; what a run that
# is over had taken and not fetched is nobody's.
_CHOOSE = text("""
    with overdue as materialized (
        select page.id, page.source_id, page.url_key_sha256, page.article_id, page.state
          from page join article on article.id = page.article_id and article.url_key_sha256 = page.url_key_sha256
         where page.source_id = :source and page.state in ('archived', 'missing', 'gone')
           and (page.due_at is null or not exists (select from run where id = page.fetch_run_id and state = 'running')
                                       and (:is_all or page.fetch_run_id is not null))
           and (:is_all or page.check_at is null or page.check_at <= now())
         order by page.state = 'missing' desc, page.check_at nulls first, page.id
         limit :budget for update of page skip locked
    ), controls as materialized (
        select page.id, page.source_id, page.url_key_sha256, page.article_id, page.state
          from page join article on article.id = page.article_id and article.url_key_sha256 = page.url_key_sha256
         where page.source_id = :source and page.state = 'archived' and page.due_at is null
           and page.id not in (select id from overdue)
           and (exists (select from overdue where state <> 'archived')
                or exists (select from doubt where source_id = :source and is_open))
         order by page.state_at desc, page.id
         limit greatest(0, :control_count - (select count(*) from overdue where state = 'archived'))
           for update of page skip locked
    ), chosen as (
        select * from overdue union all select * from controls
    ), parts as (
        select part.id from chosen join page part on part.source_id = chosen.source_id
           and part.part_of_sha256 = chosen.url_key_sha256 and part.article_id = chosen.article_id
         where part.state = 'alias' and part.due_at is null
    ), made_due as (
        update page set due_at = now(), fetch_run_id = :run
         where id in (select id from chosen union all select id from parts)
    )
    select count(*) from chosen
""")
_PLAN = text("""
    update page set check_at = now() + least(
               greatest((now() - least(now(), coalesce(revision.published_at,
                             revision.published_on::timestamp at time zone source.timezone,
                             article.first_captured_at))) / 4, cast(:soonest as interval)),
               case when revision.published_on > now()::date - 30 and exists (
                           select from congress where revision.published_on
                          between opens_on - 7 and coalesce(closes_on, opens_on) + 14)
                    then cast(:around_congress as interval) else cast(:latest as interval) end)
      from article
      join source on source.id = article.source_id
      join revision on revision.article_id = article.id and revision.is_current
     where page.article_id = article.id and page.url_key_sha256 = article.url_key_sha256
       and page.id in (select page_id from page_event where run_id = :run and outcome is not null)
""")


def choose(connection: Connection, source_id: int, run_id: int, budget: int | None) -> int:
    """Let this run look again at the pages whose time has come, the most overdue first; how many articles that is.

    `budget`: the most of them, controls apart; None: every archived page, whatever its time.
    """
    asked = {"source": source_id, "run": run_id, "is_all": budget is None, "budget": budget}
    asked |= {"control_count": CONTROLS}
    return int(connection.scalar(_CHOOSE, asked) or 0)


def plan(connection: Connection, run_id: int) -> None:
    """Say when the pages that this run looked at are to be looked at again."""
    bounds = {"soonest": SOONEST, "latest": LATEST, "around_congress": AROUND_CONGRESS}
    connection.execute(_PLAN, {"run": run_id, **bounds})


def chosen_pages(connection: Connection, run_id: int | None, after_id: int, max_count: int) -> list[PageToFetch]:
    """The pages that this run chose to look at again, past `after_id`, with what each said of itself last time."""
    asked = {"run": run_id, "after_id": after_id, "max_count": max_count, "whole_every": WHOLE_EVERY}
    return [PageToFetch(*row) for row in connection.execute(_CHOSEN, asked)]


def save_unchanged(connection: Connection, run_id: int | None, said: Sequence[NotModified]) -> None:
    """Keep that pages were looked at and that their site says they are what we have."""
    if said:
        latest = {one.page_id: one.at for one in said}
        connection.execute(_UNCHANGED, {"pages": list(latest), "times": list(latest.values()), "run": run_id})

"""What the view `completeness` says of each day is kept, so that a question about years need not ask every page.

At the end of a run the days it can have changed are told again: those of the pages it touched or found, those its
walks read, and the last few; all days where a page without a day came or went. What is kept is as of the last run.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_UNDATED = text("""
    select count(*) as undated_count, max(undated_until) as undated_until
      from page_of_day
     where source = :slug and page_id is not null and undated_until is not null
""")
_KEPT = text("select undated_count, undated_until from completeness_kept where source_id = :source")
# A page has the day its article states, its listing says, or it was discovered on; it may have moved between them.
_TOUCHED = text("""
    with touched as (
        select page_id from page_event where run_id = :run
        union
        select page_id from finding where run_id = :run
    )
    select day from (
        select unnest(array[page.listed_on, page.discovered_on, revision.published_on]) as day
          from touched
          join page on page.id = touched.page_id
          left join revision on revision.article_id = page.article_id
        union
        select greatest(lower(covers), (select min(published_on) from completeness_day where source_id = :source))
               + passed
          from walk
         cross join lateral generate_series(
                 0, upper(covers) - 1
                    - greatest(lower(covers), (select min(published_on) from completeness_day
                                                where source_id = :source))) passed
         where run_id = :run and covers is not null and not upper_inf(covers)
        union
        select (now() at time zone timezone)::date - passed from source cross join generate_series(0, 3) passed
         where id = :source
    ) told
     where day is not null
""")
_FORGOTTEN = text("delete from completeness_day where source_id = :source and (:all or published_on = any(:days))")
_SAID = text("""
    insert into completeness_day (source_id, published_on, state, reason)
    select :source, published_on, state, reason from completeness
     where source = :slug and (:all or published_on = any(:days))
""")
_KEEP = text("""
    insert into completeness_kept (source_id, undated_count, undated_until) 
    values (:source, :undated_count, :undated_until)
    on conflict (source_id) do update
       set undated_count = excluded.undated_count, undated_until = excluded.undated_until, kept_at = now()
""")


def keep(connection: Connection, source_id: int, run_id: int | None) -> None:
    """Tell again the days of the source that the run can have changed; all of them where no run is named."""
    slug = connection.execute(text("select slug from source where id = :source"), {"source": source_id}).scalar_one()
    connection.execute(
        text("select pg_advisory_xact_lock(hashtext('completeness_day'), :source)"), {"source": source_id}
    )
    undated = dict(connection.execute(_UNDATED, {"slug": slug}).mappings().one())
    before = connection.execute(_KEPT, {"source": source_id}).mappings().one_or_none()
    whole = run_id is None or before is None or dict(before) != undated
    days = [] if whole else list(connection.execute(_TOUCHED, {"run": run_id, "source": source_id}).scalars())
    of = {"source": source_id, "all": whole, "days": days}
    connection.execute(_FORGOTTEN, of)
    connection.execute(_SAID, {**of, "slug": slug})
    connection.execute(_KEEP, {"source": source_id, **undated})

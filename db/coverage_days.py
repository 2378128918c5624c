"""Coverage by day is kept up to date: the days that changed are counted anew, and no others.

Whoever changes a tag, a text's day or a story leaves marks (triggers of the tables do it). Counting takes the marks it
can see, in one transaction: killed anywhere, the days stay marked, and until they are counted the view counts them.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_LOCK = 0x636F7664  # "covd": one counts at a time
_MARKS = 20_000
"""Marks taken at once: a second's work, and little to do again where it is interrupted."""

_TAKEN = text("""
    delete from coverage_mark where id in (select id from coverage_mark order by id limit :count)
    returning source_id, published_on
""")
_FORGOTTEN = text("""
    delete from coverage_day using unnest(cast(:sources as bigint[]), cast(:days as date[])) as marked (source_id, day)
     where coverage_day.source_id = marked.source_id and published_on = marked.day
""")
# The same counts as in the view coverage_counted: db/views/09_coverage_daily.sql.
_COUNTED = text("""
    insert into coverage_day (congress_id, source_id, published_on, article_count, story_count, focus_count,
                              substantive_count, anchor_count, focus_story_count)
    select coverage_tag.congress_id, marked.source_id, marked.day,
           count(*),
           count(*) filter (where is_first.is_first),
           count(*) filter (where level = 'focus'),
           count(*) filter (where level = 'substantive'),
           count(*) filter (where level = 'anchor'),
           count(*) filter (where level = 'focus' and is_first.is_first)
      from unnest(cast(:sources as bigint[]), cast(:days as date[])) as marked (source_id, day)
      join revision on revision.published_on = marked.day and revision.is_current
      join article on article.id = revision.article_id and article.source_id = marked.source_id
      join coverage_tag on coverage_tag.revision_id = revision.id
      left join story_member on story_member.article_id = article.id
      left join story_cluster on story_cluster.id = story_member.story_id
     cross join lateral (select (origin_article_id = article.id) is not false as is_first) is_first
     group by 1, 2, 3
""")


def refresh(connection: Connection) -> int:
    """Count the marked days anew, some of them; how many marks were taken, 0: none is left."""
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    marks = connection.execute(_TAKEN, {"count": _MARKS}).all()
    marked = sorted({(mark.source_id, mark.published_on) for mark in marks})
    if marked:
        of = {"sources": [source for source, _ in marked], "days": [day for _, day in marked]}
        connection.execute(_FORGOTTEN, of)
        connection.execute(_COUNTED, of)
    return len(marks)

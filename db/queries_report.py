"""What a report of one meeting asks, as SQL that a person can run again: each of its figures stands on one of these.

The statements hold the meeting's id itself, not a parameter, so that what the report shows is what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

Rows = list[dict[str, Any]]

MOST_SOURCES = 12
"""Sources with a curve of their own: more cannot be told apart in one picture."""
MOST_STORIES, MOST_COPIES = 12, 30
MOST_LABELS = 15
MOST_LISTED = 50
"""Articles that are named behind one figure; its SQL names all."""
MOST_CHANGES = 60
_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")

_STATEMENTS: Mapping[str, str] = {
    "days": """
select day_offset, published_on, sum(article_count)::bigint as article_count, sum(story_count)::bigint as story_count,
       sum(focus_count)::bigint as focus_count, sum(substantive_count)::bigint as substantive_count,
       sum(anchor_count)::bigint as anchor_count,
       count(*) filter (where completeness = 'complete') as complete_count, count(*) as source_count
  from coverage_daily where congress_id = {congress} group by 1, 2 order by 2""",
    "source_days": """
select source, day_offset, published_on, article_count, focus_count, completeness
  from coverage_daily
 where congress_id = {congress} and day_offset between -30 and 60
   and source in (select source from coverage where congress_id = {congress}
                   group by 1 order by count(*) desc, 1 limit {sources})
 order by source, published_on""",
    "sources": """
select source, count(*) as article_count, count(*) filter (where is_origin is not false) as story_count,
       count(*) filter (where level = 'focus') as focus_count,
       count(*) filter (where level = 'substantive') as substantive_count,
       count(*) filter (where level = 'anchor') as anchor_count, min(published_on) as first_on,
       max(published_on) as last_on
  from coverage where congress_id = {congress} group by 1 order by 2 desc, 1""",
    "phases": """
select coalesce(phase, '-') as phase, count(*) as article_count,
       count(*) filter (where is_origin is not false) as story_count,
       count(*) filter (where level = 'focus') as focus_count,
       count(*) filter (where level = 'substantive') as substantive_count,
       count(*) filter (where level = 'anchor') as anchor_count
  from coverage where congress_id = {congress} group by 1
 order by array_position(array['before', 'during', 'after', '-'], coalesce(phase, '-'))""",
    "articles": """
select article_id, source, published_on, date_precision, day_offset, level, coalesce(phase, '-') as phase, story_id,
       is_origin, title, url
  from coverage where congress_id = {congress} order by published_on nulls last, source, article_id""",
    "stories": """
with copied as (
  select story_id, count(*) as article_count from coverage
   where congress_id = {congress} and level = 'focus' group by 1 having count(*) > 1 order by 2 desc, 1 limit {stories})
select story_id, story.title, origin_source, origin_url, origin_reason, is_origin_known, first_published_on,
       copied.article_count, source_count,
       (select percentile_disc(0.5) within group (order by copy_published_on - origin_published_on)
          from syndication where syndication.story_id = story.story_id) as median_days_later
  from copied join story using (story_id) order by copied.article_count desc, first_published_on, story_id""",
    "copies": """
with copied as (
  select story_id, count(*) as article_count from coverage
   where congress_id = {congress} and level = 'focus' group by 1 having count(*) > 1 order by 2 desc, 1 limit {stories})
select story_id, copy_source as source, copy_published_on as published_on, copy_title as title, copy_url as url,
       copy_published_on - origin_published_on as days_later, round(share_kept::numeric, 2) as share_kept
  from (select syndication.*, row_number() over (partition by story_id order by copy_published_on, copy_source) as place
          from copied join syndication using (story_id)) told
 where place <= {copies} order by story_id, place""",
    "phrases": """
select label.value as phrase, count(*) as article_count,
       count(*) filter (where coverage.is_origin is not false) as story_count,
       count(distinct coverage.source) as source_count, min(coverage.published_on) as first_on,
       max(coverage.published_on) as last_on
  from coverage join label using (article_id)
 where congress_id = {congress} and level <> 'anchor' and label.kind = 'phrase'
 group by 1 order by 2 desc, 1 limit {labels}""",
    "phrase_days": """
select label.value as phrase, day_offset, count(*) as article_count
  from coverage join label using (article_id)
 where congress_id = {congress} and level <> 'anchor' and label.kind = 'phrase' and day_offset is not null
 group by 1, 2 order by 1, 2""",
    "people": """
select label.value as person, count(*) as article_count,
       count(*) filter (where coverage.is_origin is not false) as story_count,
       count(distinct coverage.source) as source_count, min(coverage.published_on) as first_on,
       max(coverage.published_on) as last_on, min(label.evidence -> 0 ->> 'rule') as named_as
  from coverage join label using (article_id)
 where congress_id = {congress} and level <> 'anchor' and label.kind = 'person'
 group by 1 order by 2 desc, 1 limit {labels}""",
    "label_articles": """
select kind, value, article_id
  from (select label.kind, label.value, article_id,
               row_number() over (partition by label.kind, label.value
                                  order by coverage.published_on, article_id) as place
          from coverage join label using (article_id)
         where congress_id = {congress} and level <> 'anchor' and label.kind in ('phrase', 'person')) told
 where place <= {listed} order by 1, 2, place""",
    "edits": """
select edit.source, edit.title, edit.canonical_url as url, coverage.level, edit.kinds, edit.diff, edit.first_seen_at
  from coverage join edit using (article_id)
 where congress_id = {congress} order by edit.first_seen_at desc, article_id limit {changes}""",
    "removals": """
select removal.source, removal.title, removal.canonical_url as url, coverage.level, removal.kind,
       removal.first_missing_at, removal.confirmed_at, removal.reappeared_at
  from coverage join removal using (article_id)
 where congress_id = {congress} order by removal.confirmed_at desc, article_id limit {changes}""",
    "doubtful_days": """
select source, completeness, reason, count(*) as day_count, min(published_on) as first_on, max(published_on) as last_on
  from coverage_daily
 where congress_id = {congress} and completeness <> 'complete' and day_offset between -30 and 60
 group by 1, 2, 3 order by 1, 5 limit {changes}""",
    "rules": """
select rule_version, count(*) as article_count
  from coverage where congress_id = {congress} group by 1 order by 2 desc, 1""",
    "doubtful_dates": """
select source, coalesce(date_precision, 'no day') as stated, published_on, level, title, url
  from coverage
 where congress_id = {congress} and (date_precision is null or date_precision in ('month', 'year'))
 order by source, published_on nulls last, article_id limit {changes}""",
}
NAMES = tuple(_STATEMENTS)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and what the archive said."""

    sql: str
    rows: Rows


def statement(name: str, congress_id: str) -> str:
    """The question of that name, of one meeting. Raises ValueError for what is no id of a meeting."""
    bounds = {
        "sources": MOST_SOURCES,
        "stories": MOST_STORIES,
        "copies": MOST_COPIES,
        "labels": MOST_LABELS,
        "listed": MOST_LISTED,
        "changes": MOST_CHANGES,
    }
    return _STATEMENTS[name].strip().format(congress=_literal(congress_id), **bounds)


def articles_where(congress_id: str, condition: str) -> str:
    """The articles behind a figure, as SQL; `condition` is ours."""
    return (
        "select published_on, source, level, title, url from coverage\n"  # noqa: S608 - the id is checked, all else ours
        f" where congress_id = {_literal(congress_id)} and {condition} order by published_on, source;"
    )


def _literal(congress_id: str) -> str:
    if not _ID.match(congress_id):
        raise ValueError(f"{congress_id!r} is no id of a meeting")
    return f"'{congress_id}'"


def answers(connection: Connection, congress_id: str) -> dict[str, Answer]:
    """Name of the question -> its SQL and rows, all of one moment of the archive."""
    connection.exec_driver_sql("set transaction isolation level repeatable read read only")
    told = {}
    for name in NAMES:
        sql = statement(name, congress_id)
        found = connection.exec_driver_sql(sql).mappings()
        told[name] = Answer(sql + ";", [dict(row) for row in found])
    return told

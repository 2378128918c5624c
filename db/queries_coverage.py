"""What is asked of one meeting's coverage: by day, by source, by phase, its top articles and phrases, its gaps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

Rows = list[dict[str, Any]]


def days(connection: Connection, congress_id: str) -> Rows:
    """All sources together, day by day: counts raw and by story, and how many sources' days are complete."""
    return _all(
        connection,
        """
        select day_offset, published_on, sum(article_count)::bigint as article_count,
               sum(story_count)::bigint as story_count, sum(focus_count)::bigint as focus_count,
               sum(focus_story_count)::bigint as focus_story_count,
               sum(substantive_count)::bigint as substantive_count, sum(anchor_count)::bigint as anchor_count,
               count(*) filter (where completeness = 'complete') as complete_count, count(*) as source_count
          from coverage_daily where congress_id = :congress group by 1, 2 order by 2
        """,
        congress_id,
    )


def sources(connection: Connection, congress_id: str) -> Rows:
    """How each source covered it: articles, stories it told first, by level; first and last day."""
    return _all(
        connection,
        """
        select source, count(*) as article_count, count(*) filter (where is_origin is not false) as story_count,
               count(*) filter (where level = 'focus') as focus_count,
               count(*) filter (where level = 'substantive') as substantive_count,
               count(*) filter (where level = 'anchor') as anchor_count,
               min(published_on) as first_on, max(published_on) as last_on
          from coverage where congress_id = :congress group by 1 order by 2 desc, 1
        """,
        congress_id,
    )


def phases(connection: Connection, congress_id: str) -> Rows:
    """Articles and stories by phase and level; phase '-' where it cannot be known."""
    return _all(
        connection,
        """
        select coalesce(phase, '-') as phase, count(*) as article_count,
               count(*) filter (where is_origin is not false) as story_count,
               count(*) filter (where level = 'focus') as focus_count,
               count(*) filter (where level = 'substantive') as substantive_count,
               count(*) filter (where level = 'anchor') as anchor_count
          from coverage where congress_id = :congress
         group by 1 order by array_position(array['before', 'during', 'after', '-'], coalesce(phase, '-'))
        """,
        congress_id,
    )


def top_articles(connection: Connection, congress_id: str, count: int) -> Rows:
    """Articles about the meeting that told their story first, those most copied first."""
    return _all(
        connection,
        """
        select article_id, title, source, published_on, copy_count, url
          from coverage
         cross join lateral (select greatest(count(*) - 1, 0) as copy_count from story_member
                              where story_member.story_id = coverage.story_id) copied
         where congress_id = :congress and level = 'focus' and is_origin is not false
         order by copy_count desc, published_on, article_id limit :count
        """,
        congress_id,
        count=count,
    )


def newest(connection: Connection, congress_id: str, count: int) -> Rows:
    """Articles about the meeting, those that came into the archive last first."""
    return _all(
        connection,
        """
        select coverage.article_id, coverage.source, coverage.title, url, coverage.published_on, coverage.published_at,
               phase, day_offset, coverage.is_origin, article.first_captured_at
          from coverage
          join article on article.id = coverage.article_id
         where congress_id = :congress and level = 'focus'
         order by first_captured_at desc, article_id desc limit :count
        """,
        congress_id,
        count=count,
    )


def top_phrases(connection: Connection, congress_id: str, count: int) -> Rows:
    """Phrases of the articles that cover it, and in how many articles and stories they are."""
    return _all(
        connection,
        """
        select tag.value as phrase, count(*) as article_count,
               count(*) filter (where coverage.is_origin is not false) as story_count
          from coverage
          join revision on revision.article_id = coverage.article_id and revision.is_current
          join tag on tag.revision_id = revision.id and tag.kind = 'phrase'
         where congress_id = :congress and level <> 'anchor'
         group by 1 order by 2 desc, 1 limit :count
        """,
        congress_id,
        count=count,
    )


def unread_days(connection: Connection, congress_id: str) -> Rows:
    """Days from a week before the opening to two after the closing on which a source was not read whole."""
    return _all(
        connection,
        """
        select source, published_on, completeness, reason
          from coverage_daily
          join congress on congress.id = congress_id
         where congress_id = :congress and completeness <> 'complete' and congress.opens_on is not null
           and published_on between opens_on - 7 and coalesce(closes_on, opens_on) + 14
         order by 1, 2
        """,
        congress_id,
    )


def _all(connection: Connection, sql: str, congress_id: str, **parameters: Any) -> Rows:
    found = connection.execute(text(sql), {"congress": congress_id, **parameters})
    return [dict(row) for row in found.mappings()]

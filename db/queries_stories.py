"""What analysts and commands ask of stories: one story with its copies, by any name somebody may have for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

_STORY = text("""
    select coalesce((select into_story_id from story_merge where from_story_id = :id),
                    (select id from story_cluster where id = :id)) as story_id
""")
_OF_ARTICLE = text("select story_id from story_member where article_id = :article")
_FACTS = text("select * from story where story_id = :story")
_COPIES = text("""
    select copy_article_id as article_id, copy_source as source, copy_title as title, copy_url as url,
           copy_published_on as published_on, lag, is_lag_exact, similarity, share_kept, is_exact, stated_origin
      from syndication where story_id = :story
     order by copy_published_on nulls last, lag nulls last, copy_article_id limit :max_count
""")


def story_id(connection: Connection, number: int) -> int | None:
    """The story of this number, or the one that it became part of; None: there never was one, or its texts are gone."""
    found: int | None = connection.scalar(_STORY, {"id": number})
    return found


def story_of(connection: Connection, article_id: int) -> int | None:
    """The story an article belongs to."""
    found: int | None = connection.scalar(_OF_ARTICLE, {"article": article_id})
    return found


def facts(connection: Connection, story_id: int) -> dict[str, Any] | None:
    """The row of the view story."""
    row = connection.execute(_FACTS, {"story": story_id}).mappings().first()
    return dict(row) if row else None


def copies(connection: Connection, story_id: int, max_count: int | None) -> list[dict[str, Any]]:
    """Its articles but the origin, by day: the columns of the view syndication that are theirs."""
    rows = connection.execute(_COPIES, {"story": story_id, "max_count": max_count})
    return [dict(row) for row in rows.mappings()]

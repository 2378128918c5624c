"""Which articles carry the same text: a story, its origin, its reprints. Articles are linked, never dropped."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from db.models import Story, StoryMember

# The earliest published text is the origin; where the days are equal, an exact instant, then the first
# captured. It does not depend on the order in which the members arrived.
_ORIGIN = text("""
    update story set origin_article_id = origin.article_id
      from (select distinct on (member.story_id) member.story_id, member.article_id
              from story_member member
              join revision on revision.article_id = member.article_id and revision.is_current
              join article on article.id = member.article_id
             where member.story_id = any (:stories)
             order by member.story_id, revision.published_on nulls last, revision.published_at nulls last,
                      article.first_captured_at, article.url_key) origin
     where story.id = origin.story_id and story.origin_article_id is distinct from origin.article_id
""")


def join(connection: Connection, texts: Mapping[int, bytes]) -> None:
    """Put each article (id -> digest of its first text) into the story of that text, made where missing."""
    if not texts:
        return
    digests = sorted(set(texts.values()))
    connection.execute(
        upsert(Story).on_conflict_do_nothing(index_elements=["text_sha256"]),
        [{"text_sha256": digest} for digest in digests],
    )
    rows = connection.execute(
        select(Story.text_sha256, Story.id).where(Story.text_sha256.in_(digests)).with_for_update()
    ).all()
    stories = {bytes(row.text_sha256): row.id for row in rows}
    connection.execute(
        upsert(StoryMember).on_conflict_do_nothing(),
        [{"article_id": article_id, "story_id": stories[digest]} for article_id, digest in texts.items()],
    )
    connection.execute(_ORIGIN, {"stories": list(stories.values())})

"""How much of its origin does each copy keep? Told after the origin is named, and told anew with another one."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, text

from db.copies.verdict import compared, kept
from db.stories.membership import alone
from db.stories.origins import name_origins

BATCH = 100
"""Texts compared in one transaction, a millisecond or two each."""


def tell_shares(connection: Connection, max_count: int = BATCH) -> int:
    """Compare the next texts with their story's origin; how many there were, or stories that were done; 0: no more."""
    alone(connection)
    story_id = connection.scalar(_NEXT)
    if story_id is None:
        return 0
    rows = connection.execute(_UNTOLD, {"story": story_id, "count": max_count}).all()
    if not rows:
        # with another origin there is more to compare
        origin_id = connection.scalar(_ORIGIN, {"story": story_id})
        name_origins(connection, [story_id])
        if connection.scalar(_ORIGIN, {"story": story_id}) == origin_id:
            connection.execute(_DONE, {"story": story_id})
        return 1
    told = [
        {
            "text": row.id,
            "origin": row.origin_id,
            **asdict(compared(row.origin_body, row.body)),
            "share_kept": kept(row.origin_body, row.body),
        }
        for row in rows
    ]
    connection.execute(_TELL, told)
    return len(rows)


_NEXT = text("select id from story_cluster where not are_shares_told order by id limit 1")
_UNTOLD = text("""
    select mine.id, origin.text_id as origin_id, first.body as origin_body, (
           select body from story_member
             join revision on revision.article_id = story_member.article_id and revision.sequence = 1
            where story_member.text_id = mine.id limit 1) as body
      from story_cluster
      join story_member origin on origin.article_id = story_cluster.origin_article_id
      join revision first on first.article_id = origin.article_id and first.sequence = 1
      join story_text mine on mine.story_id = story_cluster.id and mine.id <> origin.text_id
     where story_cluster.id = :story and mine.compared_with_text_id is distinct from origin.text_id
       and exists (select from story_member where story_member.text_id = mine.id)
     order by mine.id limit :count
""")
_TELL = text("""
    update story_text set compared_with_text_id = :origin, similarity = :similarity, containment = :containment,
           share_kept = :share_kept where id = :text
""")
_ORIGIN = text("select origin_article_id from story_cluster where id = :story")
_DONE = text("update story_cluster set are_shares_told = true where id = :story")

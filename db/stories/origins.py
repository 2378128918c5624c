"""Which article told a story first? Kept beside the story, with the reason in words (db/copies/origin.py)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, text

from db.copies.origin import Member, origin_of

FEW = 100
"""Articles of a story whose origin is named at once, a millisecond or two; of one with more at the end of the run."""


def name_soon(connection: Connection, story_ids: Iterable[int]) -> None:
    """Name the origins of these stories, of which something was told, anew: before the shares are, if not now.

    For stories that lost an article this is too late: it may be the origin.
    """
    ids = sorted(set(story_ids))
    large = set(connection.scalars(_LARGE, {"stories": ids, "few": FEW})) if ids else set[int]()
    name_origins(connection, set(ids) - large)
    if large:
        connection.execute(_LATER, {"stories": sorted(large)})


_LARGE = text("""
    select id from story_cluster
     where id = any(:stories) and origin_article_id is not null
       and :few < (select count(*) from (select from story_member where story_id = story_cluster.id limit :few + 1) few)
""")
_LATER = text("update story_cluster set are_shares_told = false where id = any(:stories) and are_shares_told")


def name_origins(connection: Connection, story_ids: Iterable[int]) -> None:
    """Name the origin of each of these stories anew; of one without members there is none."""
    ids = sorted(set(story_ids))
    if not ids:
        return
    connection.execute(_UNNAME, {"stories": ids})
    rows = connection.execute(_MEMBERS, {"stories": ids})
    named = []
    for story_id, group in groupby(rows, key=lambda row: int(row.story_id)):
        found = origin_of([_member(row) for row in group])
        named.append(
            {"story": story_id, "article": found.article_id, "because": found.reason, "is_known": found.is_known}
        )
    if named:
        connection.execute(_NAME, named)


def _member(row: Row[Any]) -> Member:
    return Member(
        row.article_id,
        row.slug,
        (row.name,),
        row.first_captured_at,
        row.published_at,
        row.published_on,
        row.date_precision,
        row.stated_origin,
    )


_UNNAME = text("""
    update story_cluster set origin_article_id = null, origin_reason = '', is_origin_known = false
     where id = any(:stories) and origin_article_id is not null
       and not exists (select from story_member where story_member.story_id = story_cluster.id)
""")
_MEMBERS = text("""
    select member.story_id, member.article_id, source.slug, source.name, article.first_captured_at,
           revision.published_at, revision.published_on, revision.date_precision, revision.stated_origin
      from story_member member
      join article on article.id = member.article_id
      join source on source.id = article.source_id
      join revision on revision.article_id = member.article_id and revision.is_current
     where member.story_id = any(:stories) order by member.story_id
""")
_NAME = text("""
    update story_cluster set origin_article_id = :article, origin_reason = :because, is_origin_known = :is_known,
           are_shares_told = are_shares_told and not exists (
               select from story_text where story_id = :story and compared_with_text_id is not null)
     where id = :story and (origin_article_id, origin_reason, is_origin_known)
           is distinct from (cast(:article as bigint), cast(:because as text), cast(:is_known as boolean))
""")

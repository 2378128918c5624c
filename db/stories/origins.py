"""Which article told a story first? Kept beside the story, with the reason in words (db/copies/origin.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from db.copies.origin import Member, Origin, origin_of

FEW = 100
"""Articles of a story whose origin is named at once, a millisecond or two; of one with more at the end of the run."""


def name_soon(connection: Connection, story_ids: Iterable[int]) -> None:
    """Name the origins of these stories, of which something was told, anew: before the shares are, if not now.

    For stories that lost an article this is too late: it may be the origin.
    """
    groups = _groups(connection, story_ids, FEW + 1)
    large = {story_id for story_id, rows in groups.items() if len(rows) > FEW}
    later = {story_id for story_id in large if groups[story_id][0].origin_article_id is not None}
    _name(connection, {story_id: rows for story_id, rows in groups.items() if story_id not in large})
    name_origins(connection, large - later)
    if later:
        connection.execute(_LATER, {"stories": sorted(later)})


_LATER = text("update story_cluster set are_shares_told = false where id = any(:stories) and are_shares_told")


def name_origins(connection: Connection, story_ids: Iterable[int]) -> None:
    """Name the origin of each of these stories anew; of one without members there is none."""
    _name(connection, _groups(connection, story_ids, None))


def _groups(connection: Connection, story_ids: Iterable[int], most: int | None) -> dict[int, list[Row[Any]]]:
    """The members of each of these stories, at most so many."""
    groups = {story_id: list[Row[Any]]() for story_id in sorted(set(story_ids))}
    if groups:
        for row in connection.execute(_MEMBERS, {"stories": list(groups), "most": most}):
            groups[row.story_id].append(row)
    return groups


def _name(connection: Connection, groups: Mapping[int, Sequence[Row[Any]]]) -> None:
    if empty := [story_id for story_id, rows in groups.items() if not rows]:
        connection.execute(_UNNAME, {"stories": empty})
    named = []
    for story_id, rows in groups.items():
        if rows and _told(found := origin_of([_member(row) for row in rows])) != _known(rows[0]):
            named.append(
                {"story": story_id, "article": found.article_id, "because": found.reason, "is_known": found.is_known}
            )
    if named:
        connection.execute(_NAME, named)


def _told(found: Origin) -> tuple[int, str, bool]:
    return found.article_id, found.reason, found.is_known


def _known(row: Row[Any]) -> tuple[int | None, str, bool]:
    return row.origin_article_id, row.origin_reason, row.is_origin_known


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
""")
_MEMBERS = text("""
    select story.id as story_id, story.origin_article_id, story.origin_reason, story.is_origin_known,
           member.article_id, source.slug, source.name, article.first_captured_at,
           revision.published_at, revision.published_on, revision.date_precision, revision.stated_origin
      from story_cluster story
     cross join lateral (select article_id from story_member where story_id = story.id limit :most) member
      join article on article.id = member.article_id
      join source on source.id = article.source_id
      join revision on revision.article_id = member.article_id and revision.is_current
     where story.id = any(:stories)
""")
_NAME = text("""
    update story_cluster set origin_article_id = :article, origin_reason = :because, is_origin_known = :is_known,
           are_shares_told = are_shares_told and not exists (
               select from story_text where story_id = :story and compared_with_text_id is not null)
     where id = :story
""")

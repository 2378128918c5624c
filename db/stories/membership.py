"""Which articles carry which text: an article is in the story of its first text, an exact copy in the same.

What was left by its last article is marked to be looked at by `linking`, as is every new text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.dialects.postgresql import insert as upsert

from db.models import StoryMember
from db.stories.origins import name_origins, name_soon

# the first number is ours among the users of such locks in this database: see db/identity/aliases.py
_ALONE = text("select pg_advisory_xact_lock(20221016, -1)")


def alone(connection: Connection) -> None:
    """Until this transaction ends no other changes a story: two copies that come at once find each other.

    Taken last of all locks, so that nobody who holds it waits for a source's.
    """
    connection.execute(_ALONE)


def join(connection: Connection, texts: Mapping[int, bytes]) -> None:
    """Put each article (id -> digest of its first text) into the story of that text, made where missing."""
    if not texts:
        return
    alone(connection)
    known = _texts(connection.execute(_KNOWN, {"digests": sorted(set(texts.values()))}))
    if missing := sorted(set(texts.values()) - known.keys()):
        known |= _texts(connection.execute(_ADD, {"digests": missing}))
    rows = [
        {"article_id": article_id, "text_id": known[digest][0], "story_id": known[digest][1]}
        for article_id, digest in texts.items()
    ]
    connection.execute(upsert(StoryMember).on_conflict_do_nothing(), rows)
    name_soon(connection, {story_id for _, story_id in known.values()})


def leave(connection: Connection, article_ids: Sequence[int]) -> None:
    """Take the articles out of their stories."""
    alone(connection)
    left = connection.execute(_LEAVE, {"articles": list(article_ids)}).all()
    if left:
        connection.execute(_STALE, {"texts": [row.text_id for row in left]})
        name_origins(connection, {row.story_id for row in left})


def tell_anew(connection: Connection, article_ids: Sequence[int]) -> None:
    """What these articles say of their date or of whose text they have has changed, their first text has not."""
    alone(connection)
    name_soon(connection, connection.scalars(_STORIES, {"articles": list(article_ids)}))


_STORIES = text("select story_id from story_member where article_id = any(:articles)")


def _texts(rows: Iterable[Row[Any]]) -> dict[bytes, tuple[int, int]]:
    return {bytes(row.text_sha256): (row.id, row.story_id) for row in rows}


_KNOWN = text("select id, story_id, text_sha256 from story_text where text_sha256 = any(:digests)")
_ADD = text("""
    with asked as (
        select digest, row_number() over () as number from unnest(cast(:digests as bytea[])) as digest
    ), made as (
        insert into story_cluster (is_origin_known) select false from asked returning id
    ), numbered as (
        select id, row_number() over (order by id) as number from made
    )
    insert into story_text (text_sha256, story_id) select digest, id from asked join numbered using (number)
    returning id, story_id, text_sha256
""")
_LEAVE = text("delete from story_member where article_id = any(:articles) returning story_id, text_id")
_STALE = text("""
    update story_text set version = 0 where id = any(:texts)
       and not exists (select from story_member where story_member.text_id = story_text.id)
""")

"""A stored text read anew, by a newer extractor or without lines that turned out to be furniture.

Promise: the history becomes what it would have been had the text been read so in the first place: what is equal now
is one revision, stories follow the first text. No edit comes of it: the site changed nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from db import edit_history, stories
from db.identity.merging import rejoin_stories
from db.identity.retelling import retell, sightings
from db.identity.revisions import Tagged, save_tags
from db.models import Article as ArticleRow
from db.models import CoverageTag, Revision, Tag


def rewrite(connection: Connection, article_id: int, texts: Mapping[int, tuple[Mapping[str, Any], Tagged]]) -> None:
    """Give revisions of the article (by id) other columns and the tags that go with them."""
    edit_history.forget(connection, list(texts))
    for revision_id, (columns, tagged) in texts.items():
        asked = {"revision": revision_id, "article": article_id, "digest": columns["revision_sha256"]}
        connection.execute(_SHOWN_SO, asked)
        connection.execute(update(Revision).where(Revision.id == revision_id).values(**columns))
        for table in (CoverageTag, Tag):
            connection.execute(delete(table).where(table.revision_id == revision_id))
        save_tags(connection, [(revision_id, tagged)])
    if texts:
        _settle(connection, article_id, texts)


# whatever showed the text as it was read until now shows it as it is read from now on
_SHOWN_SO = text("""
    update capture set revision_sha256 = :digest
      from page, revision
     where page.id = capture.page_id and page.article_id = :article and revision.id = :revision
       and capture.revision_sha256 = revision.revision_sha256
""")


def _settle(connection: Connection, article_id: int, texts: Mapping[int, Any]) -> None:
    rows = connection.execute(
        select(Revision.id, Revision.revision_sha256, Revision.sequence)
        .where(Revision.article_id == article_id)
        .order_by(Revision.sequence)
    ).all()
    if any(bytes(one.revision_sha256) == bytes(other.revision_sha256) for one, other in pairwise(rows)):
        key = connection.scalar(select(ArticleRow.url_key).where(ArticleRow.id == article_id))
        retell(connection, article_id, [], sightings(connection, article_id, str(key)), None)
    if rows and rows[0].id in texts:
        rejoin_stories(connection, [article_id])
    else:
        stories.tell_anew(connection, [article_id])

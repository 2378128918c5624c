"""Every write about edits: what each one changed is told once, from the two texts, and kept beside them.

Derived: whatever rewrites a text forgets what was told of it, and the end of the next run tells it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.dialects.postgresql import insert as upsert

from db.clean import clean_json, clean_text
from db.edits.kinds import Text
from db.edits.of import edit
from db.models import RevisionChange

BATCH = 50
"""Edits that are told in one transaction: a second's work, more where texts are long and have little in common."""


def tell(connection: Connection, source_id: int) -> int:
    """Tell the next edits of the source that nobody told; how many there were, 0: no more."""
    rows = connection.execute(_UNTOLD, {"source": source_id, "count": BATCH}).all()
    if rows:
        statement = upsert(RevisionChange)
        told = [_row(row) for row in rows]
        changed = {name: statement.excluded[name] for name in told[0] if name != "to_revision_id"}
        connection.execute(statement.on_conflict_do_update(index_elements=["to_revision_id"], set_=changed), told)
    return len(rows)


def forget(connection: Connection, revision_ids: Sequence[int]) -> None:
    """These texts are about to be read otherwise."""
    connection.execute(_FORGET, {"revisions": list(revision_ids)})


_UNTOLD = text("""
    select older.id as from_id, newer.id as to_id,
           older.title as old_title, older.body as old_body, older.authors as old_authors,
           older.editors as old_editors, older.published_on as old_published_on, older.captions as old_captions,
           newer.title as new_title, newer.body as new_body, newer.authors as new_authors,
           newer.editors as new_editors, newer.published_on as new_published_on, newer.captions as new_captions
      from revision newer
      join article on article.id = newer.article_id and article.source_id = :source
      join revision older on older.article_id = newer.article_id and older.sequence = newer.sequence - 1
     where newer.sequence > 1
       and not exists (select from revision_change
                        where to_revision_id = newer.id and from_revision_id = older.id)
     order by newer.id limit :count
""")
_FORGET = text("""
    delete from revision_change where to_revision_id = any(:revisions) or from_revision_id = any(:revisions)
""")


def _row(row: Row[Any]) -> dict[str, Any]:
    told = edit(_text(row, "old"), _text(row, "new"))
    return {
        "to_revision_id": row.to_id,
        "from_revision_id": row.from_id,
        "kinds": list(told.kinds),
        "evidence": clean_json(told.evidence),
        "diff": clean_text(told.line),
        "changes": clean_json(told.diff),
    }


def _text(row: Row[Any], which: str) -> Text:
    said = {name.removeprefix(f"{which}_"): value for name, value in row._mapping.items()}
    return Text(
        title=said["title"],
        body=said["body"],
        authors=tuple(said["authors"]),
        editors=tuple(said["editors"]),
        published_on=said["published_on"],
        captions=tuple(said["captions"]),
    )

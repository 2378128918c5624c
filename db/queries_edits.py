"""What analysts and commands ask of edits: the texts of an article, and what a run found changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from db.edits.kinds import Text
from db.urls import page_key

Rows = list[dict[str, Any]]

_ARTICLE = text("""
    select article.id, source.slug as source, canonical_url from article join source on source.id = article.source_id
     where article.id = :id
        or article.id in (select article_id from page where url_key_sha256 = sha256(convert_to(:key, 'UTF8')))
        or article.url_key_sha256 = sha256(convert_to(:key, 'UTF8'))
     order by article.id limit 1
""")
_TEXTS = text("""
    select revision.id as revision_id, sequence, first_seen_at, last_seen_at, title, body, authors, editors,
           published_on, captions
      from revision where article_id = :article order by sequence
""")
_OF_RUN = text("""
    select edit.article_id, edit.title, edit.canonical_url as url, edit.kinds, edit.diff
      from edit join revision on revision.id = edit.to_revision_id
      join capture on capture.id = revision.capture_id
     where capture.run_id = :run order by edit.to_revision_id limit :max_count
""")


def article(connection: Connection, asked: str) -> dict[str, Any] | None:
    """The article of this number, or at this address, whatever its spelling: id, source, canonical_url."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else -1
    row = connection.execute(_ARTICLE, {"id": number, "key": page_key(asked)}).mappings().first()
    return dict(row) if row else None


def texts(connection: Connection, article_id: int) -> Rows:
    """The texts of an article in order."""
    return [dict(row) for row in connection.execute(_TEXTS, {"article": article_id}).mappings()]


def of_run(connection: Connection, run_id: int, max_count: int) -> Rows:
    """The edits that this run's captures showed first: article_id, title, url, kinds, diff."""
    rows = connection.execute(_OF_RUN, {"run": run_id, "max_count": max_count})
    return [dict(row) for row in rows.mappings()]


def said(row: dict[str, Any]) -> Text:
    """A row of `texts` as what two revisions are compared by."""
    lists: dict[str, Sequence[str]] = {name: row[name] for name in ("authors", "editors", "captions")}
    return Text(
        title=row["title"],
        body=row["body"],
        authors=tuple(lists["authors"]),
        editors=tuple(lists["editors"]),
        published_on=row["published_on"],
        captions=tuple(lists["captions"]),
    )

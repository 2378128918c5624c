"""Lines that repeat across a source's pages: what the archive knows of them, and its texts without them.

Promise: lines are learned from the set of texts, whatever the order in which they came, and never forgotten. What
was stored before a line was known becomes what it would have been, history and stories included: the same text read
again is unchanged. A run that is killed leaves `applied_at` empty, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from db.clean import clean_text
from db.identity.aliases import serialise
from db.identity.likeness import revision_sha256, text_sha256
from db.identity.rewriting import rewrite
from db.models import Furniture
from db.models import Source as SourceRow
from db.values import Article, RepeatedLine, Tagging

NEWEST = 200
"""Articles that are compared: what is on most of a source's pages shows on far fewer, and templates change."""
BATCH = 200
"""Articles that are cleaned in one transaction."""


class Cleaned(NamedTuple):
    """A text without the lines, tagged anew."""

    article: Article
    tagging: Tagging
    rule_version: str


Clean = Callable[[Article], Cleaned | None]
"""What becomes of a stored text; None: it holds none of the lines."""


def lines(connection: Connection, source_id: int) -> tuple[RepeatedLine, ...]:
    """All that was learned of the source."""
    rows = connection.execute(_LINES, {"source": source_id}).all()
    return tuple(RepeatedLine(bytes(row.key), row.place, row.sample, row.page_count, row.of_count) for row in rows)


_LINES = text("""
    select key, place, sample, page_count, of_count from furniture where source_id = :source order by key, place
""")


def told(connection: Connection, slug: str) -> list[dict[str, Any]]:
    """The same for people: the lines of the source of this name, the most frequent first."""
    return [dict(row) for row in connection.execute(_TOLD, {"slug": slug}).mappings()]


_TOLD = text("""
    select sample as line, place, page_count as seen_on, of_count as of, learned_at, run_id, applied_at
      from furniture join source on source.id = source_id where slug = :slug
     order by page_count::float / of_count desc, sample, place
""")


def has_unread(connection: Connection, source_id: int, run_id: int) -> bool:
    """Whether texts were stored, by this run or since the last look, that nothing was learned from."""
    return bool(connection.scalar(_UNREAD, {"source": source_id, "run": run_id}))


_UNREAD = text("""
    select exists (select from page_event where run_id = :run and outcome in ('new', 'revised'))
        or exists (select from page_event join page on page.id = page_id
                    where page_event.id > (select learned_event_id from source where id = :source)
                      and source_id = :source and outcome in ('new', 'revised'))
""")


def learn(
    connection: Connection,
    source_id: int,
    run_id: int,
    learned: Callable[[Sequence[Article]], Sequence[RepeatedLine]],
) -> int:
    """Keep what the source's newest articles show to be furniture; how many lines were not known."""
    serialise(connection, source_id)
    until = connection.scalar(text("select coalesce(max(id), 0) from page_event"))
    articles = [_article(row) for row in connection.execute(_NEWEST, {"source": source_id, "count": NEWEST})]
    found = [_furniture_row(line, source_id, run_id) for line in learned(articles)]
    count = 0
    if found:
        statement = upsert(Furniture).on_conflict_do_nothing().returning(Furniture.key)
        count = len(connection.execute(statement, found).all())
    connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(learned_event_id=until))
    return count


# by what they are, not by when they came: the same articles, whatever the order in which they were stored
_NEWEST = text("""
    select article.canonical_url, title, body, authors, published_on, captions, language, structure
      from article join revision on revision.article_id = article.id and is_current
     where source_id = :source order by published_on desc nulls last, url_key_sha256 limit :count
""")


def is_unapplied(connection: Connection, source_id: int) -> bool:
    """Whether texts may still hold a line that is known."""
    return bool(connection.scalar(_UNAPPLIED, {"source": source_id}))


_UNAPPLIED = text("select exists (select from furniture where source_id = :source and applied_at is null)")


def clean_batch(connection: Connection, source_id: int, after_id: int, clean: Clean) -> int | None:
    """Clean the texts of the next articles of the source; the last one's id, None where there are no more."""
    serialise(connection, source_id)
    words = {"source": source_id, "after": after_id, "count": BATCH}
    rows = connection.execute(_STORED, words).all()
    for article_id, revisions in groupby(rows, key=lambda row: int(row.article_id)):
        _clean_article(connection, article_id, list(revisions), clean)
    return max((int(row.article_id) for row in rows), default=None)


_STORED = text("""
    select revision.id, revision.article_id, sequence, revision_sha256, url_key, article.canonical_url, title, body,
           authors, published_on, captions, language, structure
      from (select id, url_key, canonical_url from article where source_id = :source and id > :after
             order by id limit :count for update) article
      join revision on revision.article_id = article.id order by revision.article_id, sequence
""")


def mark_applied(connection: Connection, source_id: int, run_id: int) -> None:
    """No text holds the lines any more, unless another run is at work that does not know them."""
    connection.execute(_MARK, {"source": source_id, "run": run_id})


_MARK = text("""
    update furniture set applied_at = now() where source_id = :source and applied_at is null
       and not exists (select from run where source_id = :source and state = 'running' and id <> :run)
""")


def _clean_article(connection: Connection, article_id: int, rows: Sequence[Row[Any]], clean: Clean) -> None:
    found = {row.id: cleaned for row in rows if (cleaned := clean(_article(row))) is not None}
    rewrite(connection, article_id, {number: (_columns(each.article), each) for number, each in found.items()})


def _columns(article: Article) -> dict[str, Any]:
    return {
        "body": clean_text(article.body),
        "structure": article.structure,
        "text_sha256": text_sha256(article),
        "revision_sha256": revision_sha256(article),
    }


def _article(row: Row[Any]) -> Article:
    return Article(
        row.canonical_url,
        row.title,
        row.body,
        tuple(row.authors),
        published_on=row.published_on,
        captions=tuple(row.captions),
        language=row.language,
        structure=row.structure,
    )


def _furniture_row(line: RepeatedLine, source_id: int, run_id: int) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "key": line.key,
        "place": line.place,
        "sample": clean_text(line.sample),
        "page_count": line.page_count,
        "of_count": line.of_count,
        "run_id": run_id,
    }

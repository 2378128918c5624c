"""Articles that turned out to be one become one; what was told wrongly is taken back. Never in the plain case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, text

from db import stories
from db.articles import article_row, respell
from db.clean import clean_text
from db.identity import aliases
from db.identity.history import Sighting
from db.identity.intent import Batch, Intent
from db.identity.retelling import Told, retell, sightings
from db.identity.revisions import drop
from db.ledger import digest_of
from db.models import Article as ArticleRow
from db.models import Revision


@dataclass(frozen=True, slots=True)
class Held:
    """An article of the source with all that is known of its texts."""

    article_id: int
    url_key: str
    canonical_url: str
    bodies: tuple[str, ...]
    twins: tuple[tuple[str, str], ...]
    """Title and day of each of its texts."""
    told: tuple[Sighting, ...]
    is_read_again: bool = False
    """A capture of its own address is to tell its text anew, with other further pages."""

    @property
    def has_spoken(self) -> bool:
        """Its own address has shown it; else others stand in for that."""
        return self.is_read_again or any(one.is_own for one in self.told)


def held(batch: Batch, article_id: int | None) -> Held | None:
    """The article of this id."""
    return _held(batch, ArticleRow.id == article_id) if article_id is not None else None


def held_under(batch: Batch, key: str) -> Held | None:
    """The article whose own address has this key."""
    return _held(batch, ArticleRow.url_key_sha256 == digest_of(key))


def _held(batch: Batch, where: object) -> Held | None:
    row = batch.connection.execute(
        select(ArticleRow.id, ArticleRow.url_key, ArticleRow.canonical_url)
        .where(ArticleRow.source_id == batch.source_id, where)  # type: ignore[arg-type]
        .with_for_update(key_share=True)  # others may name it as the origin of their story
    ).one_or_none()
    if row is None:
        return None
    texts = batch.connection.execute(
        select(Revision.body, Revision.title, Revision.published_on).where(Revision.article_id == row.id)
    ).all()
    return Held(
        row.id,
        row.url_key,
        row.canonical_url,
        tuple(each.body for each in texts),
        tuple((each.title, str(each.published_on or "")) for each in texts),
        tuple(sightings(batch.connection, row.id, row.url_key)),
        bool(batch.connection.scalar(_IS_READ_AGAIN, {"article": row.id})),
    )


_IS_READ_AGAIN = text("""
    select exists (select from page join article on article.id = page.article_id and article.url_key = page.url_key
                     join capture on page_id = page.id and processed_at is null and read_with is not null
                    where page.article_id = :article)
""")


def create(batch: Batch, intent: Intent, key: str) -> Held:
    """A new article under this key, without a text yet."""
    canonical_url = intent.spelling(key)
    row = article_row(batch, key, canonical_url, intent.item.pending.capture.captured_at)
    article_id = batch.connection.execute(insert(ArticleRow).values(row).returning(ArticleRow.id)).scalar_one()
    return Held(article_id, key, canonical_url, (), (), ())


def take_back(batch: Batch, article: Held, for_page_id: int, captured_at: datetime) -> Held:
    """Forget what stood in for the article's own text, which has come: its pages but this one speak again."""
    revision_ids = batch.connection.scalars(select(Revision.id).where(Revision.article_id == article.article_id)).all()
    aliases.reopen(batch, article.article_id, for_page_id)
    drop(batch.connection, revision_ids)
    stories.leave(batch.connection, [article.article_id])
    batch.connection.execute(_SEEN_SINCE, {"article": article.article_id, "at": captured_at})
    return Held(article.article_id, article.url_key, article.canonical_url, (), (), ())


def dissolve(batch: Batch, article_id: int) -> bool:
    """Undo an article that is only a further page of another: its pages speak again. Not where one could not."""
    if batch.connection.scalar(_HAS_SILENT, {"article": article_id}):
        return False
    revision_ids = batch.connection.scalars(select(Revision.id).where(Revision.article_id == article_id)).all()
    aliases.reopen(batch, article_id, 0)
    drop(batch.connection, revision_ids)
    stories.leave(batch.connection, [article_id])
    _delete(batch.connection, [article_id])
    return True


_HAS_SILENT = text("""
    select exists (select from page where article_id = :article and not exists
        (select from capture where capture.page_id = page.id and status between 200 and 299))
""")
_SEEN_SINCE = text("update article set first_captured_at = :at where id = :article")


def unite(batch: Batch, group: Sequence[Held], key: str, intent: Intent, *, tells: bool) -> tuple[int, Told]:
    """Make these articles one, under the address of this key, and add what the capture shows, where it tells a text.

    Returns the article's id and what became of the text.
    """
    kept = next((one for one in group if one.url_key == key), group[0])
    gone = [one.article_id for one in group if one is not kept]
    result, since = Told(is_new=False, is_told=False), None
    if tells or gone:
        told = _told_under(batch, group, key)
        aliases.gather(batch, [one.article_id for one in group], kept.article_id, key)
        new = (intent.item, intent.article, key in (intent.page_key, intent.final_key)) if tells else None
        result = retell(batch.connection, kept.article_id, gone, told, new)
        stories.leave(batch.connection, [kept.article_id, *gone])
        since = _delete(batch.connection, gone, kept.article_id)
    _settle(batch, kept, key, intent, since)
    if tells or gone:
        _join_story(batch.connection, kept.article_id)
    else:
        stories.tell_anew(batch.connection, [kept.article_id])
    if any(one.url_key != key for one in group):
        aliases.hear_again(batch, kept.article_id)
    return kept.article_id, result


def _told_under(batch: Batch, group: Sequence[Held], key: str) -> list[Sighting]:
    told: list[Sighting] = []
    for one in group:
        told += one.told if one.url_key == key else sightings(batch.connection, one.article_id, key)
    return told


def _settle(batch: Batch, kept: Held, key: str, intent: Intent, since: datetime | None) -> None:
    """The address and the earliest capture of what is one article now."""
    at = intent.item.pending.capture.captured_at
    first = min(at, since) if since else at
    if kept.url_key != key:
        stories.alone(batch.connection)  # the row's key is locked from here on: nobody may wait for that and we for him
        words = {"key": key, "digest": digest_of(key), "url": clean_text(intent.spelling(key))}
        batch.connection.execute(_RENAME, {**words, "article": kept.article_id})
    elif key in (intent.claimed_key, intent.page_key, intent.final_key):
        respell(batch, [(kept.article_id, kept.canonical_url, intent.spelling(key))])
    batch.connection.execute(_SEEN_FROM, {"article": kept.article_id, "at": first})


_RENAME = text("update article set url_key = :key, url_key_sha256 = :digest, canonical_url = :url where id = :article")
_SEEN_FROM = text(
    "update article set first_captured_at = least(first_captured_at, cast(:at as timestamptz)) where id = :article"
)


def _delete(connection: Connection, article_ids: Sequence[int], kept_id: int | None = None) -> datetime | None:
    """When the earliest of them was first captured; the times in which their pages were away are the kept one's."""
    if not article_ids:
        return None
    connection.execute(_GIVE_ABSENCES if kept_id else _END_ABSENCES, {"articles": list(article_ids), "kept": kept_id})
    since: list[datetime] = list(connection.scalars(_DELETE, {"articles": list(article_ids)}))
    return min(since)


_GIVE_ABSENCES = text("update absence set article_id = :kept where article_id = any(:articles)")
_END_ABSENCES = text("delete from absence where article_id = any(:articles) and cast(:kept as bigint) is null")
_DELETE = text("delete from article where id = any(:articles) returning first_captured_at")


def rejoin_stories(connection: Connection, article_ids: Sequence[int]) -> None:
    """Put articles whose first text has changed into the story of that text."""
    stories.leave(connection, article_ids)
    for article_id in article_ids:
        _join_story(connection, article_id)


def _join_story(connection: Connection, article_id: int) -> None:
    first = connection.scalar(
        select(Revision.text_sha256).where(Revision.article_id == article_id, Revision.sequence == 1)
    )
    if first is not None:
        stories.join(connection, {article_id: bytes(first)})

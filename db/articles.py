"""Which article a text belongs to, and whether it is a new text: identity, revisions and their tags.

One article has one identity: its canonical address, or, within a source, the same headline, text and day
under another address. A revision exists only where the normalised text differs from the one before.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from db import stories
from db.clean import clean_json, clean_text
from db.ledger import digest_of
from db.models import Article as ArticleRow
from db.models import CoverageTag, Revision, Tag
from db.urls import page_key
from db.values import Article, Processed

_SPACE = re.compile(r"\s+")
Item = tuple[Processed, Article]


class Verdict(NamedTuple):
    """What one capture did: the page's new state, the run's outcome for it, and why."""

    state: str
    outcome: str
    reason: str
    article_id: int | None = None


class _Known(NamedTuple):
    article_id: int
    url_key: str
    revision_id: int | None
    sequence: int
    revision_sha256: bytes


def normalised(text: str) -> str:
    """The form in which two texts are compared: compatibility forms and white space folded."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", clean_text(text))).strip()


# a batch asks several times for the digests of each of its articles
@lru_cache(maxsize=256)
def text_sha256(article: Article) -> bytes:
    """Equal for exact copies of a text, whoever publishes it under whatever headline."""
    return hashlib.sha256(normalised(article.body).encode()).digest()


@lru_cache(maxsize=256)
def revision_sha256(article: Article) -> bytes:
    """Equal while nothing changed that makes a revision: text, title, byline, date, captions."""
    parts = [
        article.title,
        article.body,
        *article.authors,
        "",
        *article.captions,
        str(article.published_on or ""),
    ]
    return hashlib.sha256("\x00".join(map(normalised, parts)).encode()).digest()


def save_articles(connection: Connection, source_id: int, items: Sequence[Item]) -> dict[int, Verdict]:
    """Store the articles of one round (no two of them the same); a verdict per capture id."""
    twins = _same_text_elsewhere(connection, source_id, items)
    keys = {
        item.pending.capture_id: twins.get(item.pending.capture_id) or page_key(article.canonical_url)
        for item, article in items
    }
    known = _known_articles(connection, source_id, items, keys)
    verdicts: dict[int, Verdict] = {}
    fresh: list[tuple[Processed, Article, _Known]] = []
    for item, article in items:
        holder = known[keys[item.pending.capture_id]]
        verdict, is_fresh = _judge(item, article, holder)
        verdicts[item.pending.capture_id] = verdict
        if is_fresh:
            fresh.append((item, article, holder))
    _add_revisions(connection, fresh)
    _touch(connection, items, verdicts)
    return verdicts


def _judge(item: Processed, article: Article, holder: _Known) -> tuple[Verdict, bool]:
    own = holder.url_key in (page_key(item.pending.page_url), page_key(item.pending.capture.final_url))
    is_page = holder.url_key == page_key(item.pending.page_url)
    state, reason = ("archived", "") if is_page else ("alias", "another address of an article")
    if holder.revision_id is None:
        return Verdict(state, "new", reason, holder.article_id), True
    if not own:
        # another address never rewrites the article: its template or its age may differ, not its text
        return Verdict(state, "duplicate", reason, holder.article_id), False
    if holder.revision_sha256 == revision_sha256(article):
        outcome = "unchanged" if is_page else "duplicate"
        return Verdict(state, outcome, reason, holder.article_id), False
    return Verdict(state, "revised", reason, holder.article_id), True


def _same_text_elsewhere(connection: Connection, source_id: int, items: Sequence[Item]) -> dict[int, str]:
    """Captures whose headline, text and day another article of the source already has: its key, by capture id.

    A title alone proves nothing (a weekly column keeps its own), nor does a text on another day.
    """
    digests = {text_sha256(article) for _, article in items}
    rows = connection.execute(
        select(ArticleRow.url_key, Revision.text_sha256, Revision.title, Revision.published_on)
        .join(Revision, Revision.article_id == ArticleRow.id)
        .where(ArticleRow.source_id == source_id, Revision.is_current, Revision.text_sha256.in_(digests))
        .order_by(ArticleRow.id.desc())
    ).all()
    keys = {(bytes(row.text_sha256), normalised(row.title), row.published_on): row.url_key for row in rows}
    found = {}
    for item, article in items:
        key = keys.get((text_sha256(article), normalised(article.title), article.published_on))
        if key:
            found[item.pending.capture_id] = key
    return found


def _known_articles(
    connection: Connection, source_id: int, items: Sequence[Item], keys: dict[int, str]
) -> dict[str, _Known]:
    """The articles under these keys, made where missing, locked until the transaction ends; by key."""
    rows = {
        keys[item.pending.capture_id]: {
            "source_id": source_id,
            "canonical_url": clean_text(article.canonical_url),
            "url_key": keys[item.pending.capture_id],
            "url_key_sha256": digest_of(keys[item.pending.capture_id]),
            "first_captured_at": item.pending.capture.captured_at,
        }
        for item, article in items
    }
    ordered = [rows[key] for key in sorted(rows)]  # one order everywhere: two workers never deadlock
    connection.execute(
        upsert(ArticleRow).on_conflict_do_nothing(index_elements=["source_id", "url_key_sha256"]), ordered
    )
    found = connection.execute(
        select(ArticleRow.id, ArticleRow.url_key, Revision.id, Revision.sequence, Revision.revision_sha256)
        .outerjoin(Revision, (Revision.article_id == ArticleRow.id) & Revision.is_current)
        .where(
            ArticleRow.source_id == source_id,
            ArticleRow.url_key_sha256.in_([row["url_key_sha256"] for row in ordered]),
        )
        .with_for_update(of=ArticleRow)
    ).all()
    return {row[1]: _Known(row[0], row[1], row[2], row[3] or 0, bytes(row[4] or b"")) for row in found}


def _add_revisions(connection: Connection, fresh: Sequence[tuple[Processed, Article, _Known]]) -> None:
    if not fresh:
        return
    superseded = [holder.revision_id for _, _, holder in fresh if holder.revision_id is not None]
    if superseded:
        connection.execute(update(Revision).where(Revision.id.in_(superseded)).values(is_current=False))
    ids = connection.scalars(
        insert(Revision).returning(Revision.id, sort_by_parameter_order=True),
        [_revision_row(item, article, holder) for item, article, holder in fresh],
    ).all()
    save_tags(connection, [(revision_id, item) for revision_id, (item, _, _) in zip(ids, fresh, strict=True)])
    stories.join(
        connection,
        {holder.article_id: text_sha256(article) for _, article, holder in fresh if not holder.sequence},
    )


def _revision_row(item: Processed, article: Article, holder: _Known) -> dict[str, Any]:
    return {
        "article_id": holder.article_id,
        "sequence": holder.sequence + 1,
        "is_current": True,
        "capture_id": item.pending.capture_id,
        "first_seen_at": item.pending.capture.captured_at,
        "last_seen_at": item.pending.capture.captured_at,
        "text_sha256": text_sha256(article),
        "revision_sha256": revision_sha256(article),
        "title": clean_text(article.title),
        "authors": clean_json(article.authors),
        "published_at": article.published_at,
        "published_on": article.published_on,
        "date_precision": article.date_precision,
        "date_rule": article.date_rule,
        "date_candidates": [_date_row(asdict(candidate)) for candidate in article.date_candidates],
        "modified_at": article.modified_at,
        "language": clean_text(article.language),
        "section": clean_text(article.section),
        "body": clean_text(article.body),
        "captions": clean_json(article.captions),
        "images": clean_json([asdict(image) for image in article.images]),
        "extractor_version": item.extractor_version,
    }


def _date_row(candidate: dict[str, Any]) -> Any:
    return clean_json(
        {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in candidate.items()}
    )


def save_tags(connection: Connection, tagged: Sequence[tuple[int, Processed]]) -> None:
    """The tags of new revisions, each with its evidence and the version of the rules that made it."""
    coverage = [
        {
            "revision_id": revision_id,
            "congress_id": tag.congress_id,
            "level": tag.level,
            "phase": tag.phase,
            "day_offset": tag.day_offset,
            "score": tag.score,
            "evidence": clean_json([asdict(evidence) for evidence in tag.evidence]),
            "rule_version": item.rule_version,
        }
        for revision_id, item in tagged
        for tag in item.tagging.coverage
    ]
    labels = [
        {
            "revision_id": revision_id,
            "kind": tag.kind,
            "value": clean_text(tag.value),
            "score": tag.score,
            "evidence": clean_json([asdict(evidence) for evidence in tag.evidence]),
            "rule_version": item.rule_version,
        }
        for revision_id, item in tagged
        for tag in item.tagging.tags
    ]
    if coverage:
        connection.execute(insert(CoverageTag), coverage)
    if labels:
        connection.execute(insert(Tag), labels)


def _touch(connection: Connection, items: Sequence[Item], verdicts: dict[int, Verdict]) -> None:
    """Remember that the current text was seen again."""
    seen = [
        {
            "of_article": verdicts[item.pending.capture_id].article_id,
            "seen_at": item.pending.capture.captured_at,
        }
        for item, _ in items
        if verdicts[item.pending.capture_id].outcome == "unchanged"
    ]
    if seen:
        connection.execute(
            update(Revision)
            .where(Revision.article_id == bindparam("of_article"), Revision.is_current)
            .values(last_seen_at=func.greatest(Revision.last_seen_at, bindparam("seen_at"))),
            seen,
        )

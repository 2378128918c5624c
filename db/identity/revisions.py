"""The texts of an article as rows: a revision for each change, with its tags.

The newest text is added with one statement a batch; what comes late is a matter of `db/identity/retelling.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, update

from db import stories, tag_rules
from db.clean import clean_json, clean_text
from db.identity.likeness import revision_sha256, text_sha256
from db.models import CoverageTag, Revision, Tag
from db.values import Article, Processed, Tagging


class Fresh(NamedTuple):
    """A text that becomes the newest of its article."""

    item: Processed
    article: Article
    article_id: int
    sequence: int
    replaces_id: int | None
    """The revision that was the newest; None: the article is new."""


def add(connection: Connection, fresh: Sequence[Fresh]) -> None:
    """Put each text at the end of its article's history, with its tags; new articles join their stories."""
    if not fresh:
        return
    superseded = [each.replaces_id for each in fresh if each.replaces_id is not None]
    if superseded:
        connection.execute(update(Revision).where(Revision.id.in_(superseded)).values(is_current=False))
    ids = connection.scalars(
        insert(Revision).returning(Revision.id, sort_by_parameter_order=True),
        [row_of(each.item, each.article, each.article_id, each.sequence, is_current=True) for each in fresh],
    ).all()
    save_tags(connection, [(revision_id, each.item) for revision_id, each in zip(ids, fresh, strict=True)])
    stories.join(connection, {each.article_id: text_sha256(each.article) for each in fresh if each.replaces_id is None})
    if changed := [each.article_id for each in fresh if each.replaces_id is not None]:
        stories.tell_anew(connection, changed)


def copy(connection: Connection, model_id: int, article_id: int, number: int) -> int:
    """A text that came back: the revision again, tags and all, under another number."""
    changed: dict[str, Any] = {"article_id": article_id, "sequence": number, "is_current": False}
    made: int = _copied(connection, Revision, Revision.id == model_id, changed)[0]
    for table in (CoverageTag, Tag):
        _copied(connection, table, table.revision_id == model_id, {"revision_id": made})
    tag_rules.note_copy(connection, made, model_id)
    return made


def _copied(connection: Connection, model: Any, where: Any, changed: dict[str, Any]) -> list[int]:
    columns = [column for column in model.__table__.columns if column.name != "id"]
    values = [literal(changed[column.name], column.type) if column.name in changed else column for column in columns]
    statement = insert(model).from_select([column.name for column in columns], select(*values).where(where))
    return list(connection.scalars(statement.returning(model.id)))


def drop(connection: Connection, revision_ids: Sequence[int]) -> None:
    """Take revisions out, with their tags; the captures they came from stay."""
    if revision_ids:
        for table in (CoverageTag, Tag):
            connection.execute(delete(table).where(table.revision_id.in_(revision_ids)))
        connection.execute(delete(Revision).where(Revision.id.in_(revision_ids)))


def touch(connection: Connection, seen: Sequence[tuple[int, Processed]]) -> None:
    """Remember that the newest text of each article was seen again."""
    if seen:
        connection.execute(
            update(Revision)
            .where(Revision.article_id == bindparam("of_article"), Revision.is_current)
            .values(last_seen_at=func.greatest(Revision.last_seen_at, bindparam("seen_at"))),
            [{"of_article": article_id, "seen_at": item.pending.capture.captured_at} for article_id, item in seen],
        )


def row_of(item: Processed, article: Article, article_id: int, sequence: int, *, is_current: bool) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "sequence": sequence,
        "is_current": is_current,
        "capture_id": item.pending.capture_id,
        "first_seen_at": item.pending.capture.captured_at,
        "last_seen_at": item.pending.capture.captured_at,
        **text_columns(item, article),
    }


def text_columns(item: Processed, article: Article) -> dict[str, Any]:
    """The columns of a revision that are read from its capture."""
    return {
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
        "editors": clean_json(article.editors),
        "translators": clean_json(article.translators),
        "agencies": clean_json(article.agencies),
        "stated_origin": clean_text(article.stated_origin),
        "structure": article.structure,
        "mojibake_count": article.mojibake_count,
    }


def _date_row(candidate: dict[str, Any]) -> Any:
    return clean_json(
        {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in candidate.items()}
    )


class Tagged(Protocol):
    """Whatever was tagged, by which version of the rules."""

    @property
    def tagging(self) -> Tagging: ...
    @property
    def rule_version(self) -> str: ...


def save_tags(connection: Connection, tagged: Sequence[tuple[int, Tagged]]) -> None:
    """The tags of new revisions, each with its evidence and the version of the rules that made it."""
    tag_rules.note(connection, {revision_id: item.rule_version for revision_id, item in tagged})
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

"""At the end of a run: what repeats across the source's pages is learned, and the texts stored before are cleaned."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from db import furniture
from db.archive import Archive
from db.values import Article
from flows.processing import tag_input
from flows.steps.repeats import Lines, index, learned, without
from flows.steps.tag import RULE_VERSION, Tagger


def tidy(
    archive: Archive, source_id: int, run_id: int, slug: str, tagger: Tagger, rule_version: str = RULE_VERSION
) -> int:
    """Learn and clean; how many lines were not known before. Goes on where a killed run stopped.

    Nothing but one question to the archive when no text came since it was last done.
    """
    clean = partial(_cleaned, slug=slug, tagger=tagger, rule_version=rule_version)
    _clean(archive, source_id, run_id, clean)
    if not archive.call(furniture.has_unread, source_id, run_id):
        return 0
    count = archive.call(furniture.learn, source_id, run_id, learned)
    _clean(archive, source_id, run_id, clean)
    return count


def _clean(archive: Archive, source_id: int, run_id: int, cleaned: Callable[..., furniture.Cleaned | None]) -> None:
    if not archive.call(furniture.is_unapplied, source_id):
        return
    clean = partial(cleaned, index(archive.call(furniture.lines, source_id)))
    after: int | None = 0
    while after is not None:
        after = archive.call(furniture.clean_batch, source_id, after, clean)
    archive.call(furniture.mark_applied, source_id, run_id)


def _cleaned(
    lines: Lines, article: Article, *, slug: str, tagger: Tagger, rule_version: str
) -> furniture.Cleaned | None:
    cleaned = without(article, lines)
    if cleaned.body == article.body:
        return None
    return furniture.Cleaned(cleaned, tagger.tag(tag_input(cleaned, slug)), rule_version)

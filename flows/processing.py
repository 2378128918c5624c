"""From a capture to what is stored of it: extract, tag. One page that breaks is one counted failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db.values import Article, Broken, Context, Hints, Pending, Processed, TagInput
from flows.steps.extract import EXTRACTOR_VERSION, extract
from flows.steps.tag import RULE_VERSION, Tagger


def processor(slug: str, hints: Hints, tagger: Tagger) -> Callable[[Pending], Processed]:
    """The function that processes one capture of the source."""

    def process(pending: Pending) -> Processed:
        try:
            context = Context(listed_at=pending.listed_at, listed_on=pending.listed_on)
            result = extract(pending.capture, hints, context)
            if not isinstance(result, Article):
                return Processed(pending, result)
            tagging = tagger.tag(tag_input(result, slug))
        except Exception as error:  # whatever a page does to a parser is that page's failure
            return Processed(pending, Broken(f"extraction: {type(error).__name__}: {str(error)[:200]}"))
        return Processed(pending, result, tagging, EXTRACTOR_VERSION, RULE_VERSION)

    return process


def tag_input(article: Article, slug: str) -> TagInput:
    """What the tagger reads of an article."""
    return TagInput(
        title=article.title,
        text=article.body,
        date=_written(article.published_on),
        language=article.language,
        url=article.canonical_url,
        source=slug,
    )


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""

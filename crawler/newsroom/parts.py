"""Long articles of the daily in two parts: one article, two addresses, and only the first says who wrote what."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.newsroom.edition import Edition, Item
from crawler.newsroom.layout import layout_of
from crawler.newsroom.pages import Block, blocks, render, source_name
from crawler.newsroom.truth import LOCAL

PART_COUNT = 2
_LONG = 10
"""Paragraphs from which on an article is split."""


def has_parts(edition: Edition, item: Item) -> bool:
    """Whether the article now stands on two pages."""
    return edition.has_parts and len(item.version.paragraphs) >= _LONG


def part_path(path: str, number: int) -> str:
    """content_123.htm, content_123_2.htm"""
    return path if number == 1 else f"{path.removesuffix('.htm')}_{number}.htm"


def part_page(edition: Edition, item: Item, number: int) -> str:
    """One part (from 1) as HTML text: title, date and signature on the first only, links to both on each."""
    article, version = item.article, item.version
    return render(
        "daily_part.html",
        outlet=edition.outlet,
        home=edition.base_url,
        title=version.title if number == 1 else article.section,
        byline=version.byline,
        published=article.published_at.astimezone(LOCAL),
        section=article.section,
        language=article.language,
        source=source_name(item),
        layout=layout_of(article.id),
        blocks=_part(blocks(version.paragraphs, article.photos), number),
        number=number,
        urls=[edition.url(part_path(article.path, turn)) for turn in range(1, PART_COUNT + 1)],
    )


def _part(mixed: Sequence[Block], number: int) -> Sequence[Block]:
    """The first or the second half; a picture stays with the paragraph before it."""
    written = [turn for turn, block in enumerate(mixed) if not block.photo]
    middle = written[-(-len(written) // PART_COUNT)]
    return mixed[:middle] if number == 1 else mixed[middle:]

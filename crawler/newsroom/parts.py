"""Long articles of the daily in parts: one article, several addresses, and only the first says who wrote what."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.newsroom.edition import Edition, Item
from crawler.newsroom.layout import layout_of
from crawler.newsroom.pages import Block, blocks, render, source_name
from crawler.newsroom.truth import LOCAL

_LONG, _LONGER = 10, 12
"""Paragraphs from which on an article is split in two, in three."""


def part_count(edition: Edition, item: Item) -> int:
    """On how many pages the article stands now."""
    length = len(item.version.paragraphs)
    return 1 + (length >= _LONG) + (length >= _LONGER) if edition.has_parts else 1


def part_path(path: str, number: int) -> str:
    """content_123.htm, content_123_2.htm"""
    return path if number == 1 else f"{path.removesuffix('.htm')}_{number}.htm"


def part_page(edition: Edition, item: Item, number: int) -> str:
    """One part (from 1) as HTML text: title, date and signature on the first only, links to both on each."""
    article, version, count = item.article, item.version, part_count(edition, item)
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
        blocks=_part(blocks(version.paragraphs, article.photos), number, count),
        number=number,
        urls=[edition.url(part_path(article.path, turn)) for turn in range(1, count + 1)],
    )


def _part(mixed: Sequence[Block], number: int, count: int) -> Sequence[Block]:
    """One of as many nearly equal parts; a picture stays with the paragraph before it."""
    written = [turn for turn, block in enumerate(mixed) if not block.photo]
    length = -(-len(written) // count)
    starts = [0, *written[length::length], len(mixed)]
    return mixed[starts[number - 1] : starts[number]]

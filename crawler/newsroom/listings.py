"""Every list of articles the outlets offer: section pages, feeds, sitemaps. Values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from crawler.newsroom.edition import Edition, Item
from crawler.newsroom.pages import links, render, summary
from crawler.newsroom.truth import LOCAL

PER_PAGE = 20
FEED_LENGTH = 20

PageUrl = Callable[[int], str]
"""Number of a list page (from 1) -> its address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as feeds and sitemaps tell it; times in the notation of each."""

    number: int
    url: str
    title: str
    creator: str
    section: str
    language: str
    summary: str
    rfc822: str
    published: str
    modified: str


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """One file of the index; `modified` is empty where nothing is listed."""

    url: str
    modified: str


def entry(edition: Edition, item: Item) -> Entry:
    """RSS says UTC, sitemaps local time with its offset, Atom UTC with a Z, as WordPress does."""
    article, version = item.article, item.version
    return Entry(
        number=article.id,
        url=edition.url(article.path),
        title=version.title,
        creator=", ".join(version.authors) or f"{edition.outlet.name} Desk",
        section=article.section,
        language=article.language,
        summary=summary(version.paragraphs[0], 220),
        rfc822=format_datetime(article.published_at),
        published=_zulu(article.published_at),
        modified=_zulu(version.modified_at),
    )


def page_count(items: Sequence[Item]) -> int:
    return max(1, -(-len(items) // PER_PAGE))


def list_page(
    edition: Edition,
    title: str,
    items: Sequence[Item],
    number: int,
    page_url: PageUrl,
    template: str = "listing.html",
) -> str | None:
    """Page `number` (from 1) of a section, newest first; None past the end."""
    pages = page_count(items)
    if not 1 <= number <= pages:
        return None
    shown = items[(number - 1) * PER_PAGE : number * PER_PAGE]
    near = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    return render(
        template,
        outlet=edition.outlet,
        home=edition.base_url,
        title=title,
        links=links(edition, shown),
        number=number,
        pages=pages,
        near=near,
        page_url=page_url,
    )


def rss(edition: Edition, number: int = 1) -> str | None:
    """RSS 2.0 of the newest articles, or of older ones by page (from 1); None past the end."""
    entries = _feed_page(edition, number)
    if entries is None:
        return None
    return render("rss.xml", outlet=edition.outlet, home=edition.base_url, entries=entries)


def atom(edition: Edition, number: int = 1) -> str | None:
    """Atom of the newest articles, or of older ones by page (from 1); None past the end."""
    entries = _feed_page(edition, number)
    if entries is None:
        return None
    updated = _zulu(edition.modified_at or edition.moment)
    return render("atom.xml", outlet=edition.outlet, home=edition.base_url, entries=entries, updated=updated)


def _feed_page(edition: Edition, number: int) -> list[Entry] | None:
    shown = edition.items[(number - 1) * FEED_LENGTH : number * FEED_LENGTH]
    return [entry(edition, item) for item in shown] if shown or number == 1 else None


def sitemap(edition: Edition, items: Sequence[Item], *, is_news: bool = False) -> str:
    """A urlset; with `is_news` in the news namespace, titles and publication dates instead of lastmod."""
    entries = [entry(edition, item) for item in items]
    return render("sitemap.xml", outlet=edition.outlet, entries=entries, is_news=is_news)


def sitemap_index(edition: Edition, parts: Sequence[tuple[str, Sequence[Item]]]) -> str:
    """The index of (path, its items)."""
    shown = [SitemapPart(edition.url(path), _latest(items)) for path, items in parts]
    return render("sitemap_index.xml", parts=shown)


def sitemap_halves(edition: Edition) -> tuple[Sequence[Item], Sequence[Item]]:
    """Older and newer articles, each oldest first."""
    oldest_first = edition.items[::-1]
    middle = len(oldest_first) // 2
    return oldest_first[:middle], oldest_first[middle:]


def _latest(items: Sequence[Item]) -> str:
    if not items:
        return ""
    return max(item.version.modified_at for item in items).astimezone(LOCAL).isoformat(timespec="seconds")


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Article pages and plain pages as HTML text, from values to a string: no clock, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawler.newsroom.edition import Edition, Item
from crawler.newsroom.layout import Layout, layout_of
from crawler.newsroom.truth import LOCAL, OUTLETS, Outlet, Photo

SECTIONS = ("news", "politics", "economy", "culture", "tourism")


@dataclass(frozen=True, slots=True)
class Link:
    """A headline in a list. `on` is the local date as shown, empty where a list shows none."""

    url: str
    title: str
    on: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a picture when `photo` is set."""

    text: str = ""
    photo: Photo | None = None


@cache
def templates() -> Environment:
    """The templates, with HTML escaping; an undefined name raises."""
    return Environment(
        loader=PackageLoader("crawler.newsroom", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: object) -> str:
    """A template by its name without endings, e.g. `article`."""
    return templates().get_template(f"{template}.j2").render(sections=SECTIONS, **values)


def article_page(edition: Edition, item: Item, related: Sequence[Item] = ()) -> str:
    """The main page of an article, in its outlet's template and its own layout."""
    article, version = item.article, item.version
    return render_article_page(
        version.title,
        version.paragraphs,
        url=edition.url(article.path),
        byline=version.byline,
        authors=version.authors,
        published_at=article.published_at,
        modified_at=version.modified_at,
        photos=article.photos,
        section=article.section,
        language=article.language,
        source=source_name(item),
        number=article.id,
        related=links(edition, related),
        layout=layout_of(article.id),
        outlet=edition.outlet,
    )


def render_article_page(
    title: str,
    paragraphs: Sequence[str],
    *,
    url: str = "http://127.0.0.1:8391/2022/06/02/an-article/",
    byline: str = "",
    authors: Sequence[str] = (),
    published_at: datetime | None = None,
    modified_at: datetime | None = None,
    photos: Sequence[Photo] = (),
    section: str = "news",
    language: str = "en",
    source: str = "",
    number: int = 1,
    related: Sequence[Link] = (),
    layout: Layout | None = None,
    outlet: Outlet = OUTLETS[0],
    template: str = "",
) -> str:
    """Any text in an outlet's template, as HTML text.

    `byline` is shown as it is; `authors` only feed the metadata. Datetimes are aware; without `published_at` the
    page shows no date of its own. `template` is chosen by the outlet unless given (`amp` is the other one).
    """
    local = published_at.astimezone(LOCAL) if published_at else None
    changed = (modified_at or published_at).astimezone(LOCAL) if published_at else None
    layout = layout or Layout()
    return render(
        template or {"newsroom": "article.html"}.get(outlet.slug, "daily_article.html"),
        outlet=outlet,
        home=_home(url),
        url=url,
        title=title,
        blocks=blocks(paragraphs, photos),
        byline=byline,
        authors=authors,
        published=local,
        modified=changed,
        section=section,
        language=language,
        source=source,
        number=number,
        related=related,
        layout=layout,
        json_ld=_json_ld(title, url, authors, local, changed, outlet),
    )


def amp_page(edition: Edition, item: Item) -> str:
    """The amp twin: headline first, no byline, canonical to the main page."""
    return _twin(edition, item, "amp.html")


def print_page(edition: Edition, item: Item) -> str:
    """The print twin: title, byline and text alone, closed to search engines, canonical to the main page."""
    return _twin(edition, item, "print.html")


def _twin(edition: Edition, item: Item, template: str) -> str:
    article, version = item.article, item.version
    return render_article_page(
        version.title,
        version.paragraphs,
        url=edition.url(article.path),
        byline=version.byline,
        published_at=article.published_at,
        modified_at=version.modified_at,
        photos=article.photos,
        section=article.section,
        outlet=edition.outlet,
        template=template,
    )


def plain_page(edition: Edition, title: str, paragraphs: Sequence[str], *, is_indexed: bool = True) -> str:
    """A page that is no article: the profile of the city, an error, a notice."""
    template = {"newsroom": "plain.html"}.get(edition.outlet.slug, "daily_plain.html")
    return render(
        template,
        outlet=edition.outlet,
        home=edition.base_url,
        title=title,
        paragraphs=paragraphs,
        is_indexed=is_indexed,
    )


def links(edition: Edition, items: Sequence[Item]) -> list[Link]:
    """Headlines with their local dates and the first words of the text."""
    return [
        Link(
            url=edition.url(item.article.path),
            title=item.version.title,
            on=item.article.published_at.astimezone(LOCAL).strftime("%Y-%m-%d"),
            summary=summary(item.version.paragraphs[0]),
        )
        for item in items
    ]


def summary(text: str, length: int = 160) -> str:
    """The first characters of a text, cut where a word ends."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;，；") + " …"


def blocks(paragraphs: Sequence[str], photos: Sequence[Photo]) -> list[Block]:
    """Pictures put between the paragraphs they belong to."""
    placed: Mapping[int, list[Block]] = {turn: [] for turn in range(len(paragraphs) + 1)}
    for photo in photos:
        placed[min(photo.after, len(paragraphs))].append(Block(photo=photo))
    mixed = list(placed[0])
    for turn, text in enumerate(paragraphs, 1):
        mixed += [Block(text), *placed[turn]]
    return mixed


def source_name(item: Item) -> str:
    """Whom a reprint names as its source; empty for the outlet's own."""
    if item.article.reprint_of is None:
        return ""
    return {one.slug: one.name for one in OUTLETS}[item.article.reprint_of[0]]


def _home(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _json_ld(
    title: str,
    url: str,
    authors: Sequence[str],
    published: datetime | None,
    modified: datetime | None,
    outlet: Outlet,
) -> Markup:
    record: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "mainEntityOfPage": url,
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
    }
    if published and modified:
        record["datePublished"] = published.isoformat()
        record["dateModified"] = modified.astimezone(UTC).isoformat()
    if authors:
        record["author"] = [{"@type": "Person", "name": name} for name in authors]
    # "<" is escaped so that no text can end the script element.
    return Markup(json.dumps(record, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704

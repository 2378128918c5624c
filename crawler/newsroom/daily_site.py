"""The daily's site: an older template, pages in two encodings, numbered lists."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.newsroom import listings
from crawler.newsroom.calendar_pages import MONTH_ROUTE
from crawler.newsroom.edition import Edition, Item
from crawler.newsroom.layout import layout_of
from crawler.newsroom.pages import article_page, plain_page
from crawler.newsroom.parts import part_count, part_page
from crawler.newsroom.pictures import png
from crawler.newsroom.reply import Reply, content, redirect
from crawler.newsroom.routes import route

# No charset here: the page itself says which one it is in.
_HTML = "text/html"
Query = Mapping[str, str]


def _page_url(edition: Edition) -> listings.PageUrl:
    return lambda number: edition.url(f"/list/{number}.htm")


def _home(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    newest = edition.items[: listings.PER_PAGE]
    text = listings.list_page(edition, "首页", newest, 1, _page_url(edition), "daily_list.html")
    return content((text or "").encode(), _HTML, modified_at=edition.modified_at)


def _list(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    text = listings.list_page(edition, "滚动", edition.items, int(match[1]), _page_url(edition), "daily_list.html")
    return content(text.encode(), _HTML, modified_at=edition.modified_at) if text else None


def _article(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    item = edition.by_path.get(match[0])
    if item is None:
        return None
    if part_count(edition, item) > 1:
        return _in_charset(part_page(edition, item, 1), item)
    return _in_charset(article_page(edition, item, edition.earlier(item, 3)), item)


def _later_part(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    item, number = edition.by_path.get(f"{match[1]}.htm"), int(match[2])
    return _in_charset(part_page(edition, item, number), item) if item and number <= part_count(edition, item) else None


def _in_charset(text: str, item: Item) -> Reply:
    # A character GBK lacks becomes a reference, as the old editing systems did.
    body = text.encode(layout_of(item.article.id).charset, errors="xmlcharrefreplace")
    return content(body, _HTML, modified_at=item.version.modified_at)


def _sitemap(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    text = listings.sitemap(edition, edition.items)
    return content(text.encode(), "application/xml", modified_at=edition.modified_at)


def _robots(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    text = f"User-agent: *\nAllow: /\nSitemap: {edition.url('/sitemap.xml')}\n"
    return content(text.encode(), "text/plain")


def missing(edition: Edition, path: str) -> Reply:
    """What an address without a page answers: gone, home, or not found."""
    removed = edition.removed.get(path)
    kind = removed.removal.kind if removed and removed.removal else "404"
    if kind == "home":
        return redirect(edition.url("/"), 302)
    text = plain_page(edition, "页面不存在", ("您访问的页面不存在或已删除。",))
    return content(text.encode(), _HTML, status=410 if kind == "410" else 404)


ROUTES = (
    route(r"/(?:index\.htm)?", "home", _home),
    route(r"/html/\d{4}-\d{2}/\d{2}/content_\d+\.htm", "article", _article),
    route(r"(/html/\d{4}-\d{2}/\d{2}/content_\d+)_([23])\.htm", "article", _later_part),
    MONTH_ROUTE,
    route(r"/list/(\d+)\.htm", "section", _list),
    route(r"/sitemap\.xml", "sitemap", _sitemap),
    route(r"/robots\.txt", "robots", _robots),
    route(r"/images/.+\.png", "image", lambda edition, match, query: content(png(match[0]), "image/png")),
)

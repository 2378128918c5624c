"""The English outlet's site: WordPress habits, from the permalink to the REST interface."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from urllib.parse import quote

from crawler.newsroom import listings, wp_json
from crawler.newsroom.calendar_pages import EVENTS_ROUTE, MONTH_ROUTE
from crawler.newsroom.edition import Edition
from crawler.newsroom.pages import SECTIONS, amp_page, article_page, plain_page, print_page
from crawler.newsroom.pictures import png
from crawler.newsroom.reply import Reply, content, page, redirect
from crawler.newsroom.routes import route
from crawler.newsroom.truth import RemovalKind

_XML = "text/xml; charset=UTF-8"
_SECTION = "|".join(SECTIONS)
Query = Mapping[str, str]


def _home(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    if "p" in query:
        return _short_link(edition, query["p"])
    text = listings.list_page(edition, "Latest", edition.items[: listings.PER_PAGE], 1, _section_url(edition, "news"))
    return page(text or "", modified_at=edition.modified_at)


def _short_link(edition: Edition, number: str) -> Reply | None:
    item = edition.by_id.get(int(number)) if number.isdecimal() else None
    return redirect(edition.url(item.article.path)) if item else None


def _article(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    path = match[0]
    if not path.endswith("/"):
        return redirect(edition.url(quote(path) + "/")) if f"{path}/" in edition.by_path else None
    item = edition.by_path.get(path)
    if item is None:
        return None
    if query.get("print") == "1":
        return page(print_page(edition, item), modified_at=item.version.modified_at)
    text = article_page(edition, item, edition.earlier(item, 4))
    return page(text, modified_at=item.version.modified_at)


def _amp(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    item = edition.by_path.get(match[1])
    return page(amp_page(edition, item), modified_at=item.version.modified_at) if item else None


def _section_url(edition: Edition, name: str) -> listings.PageUrl:
    return lambda number: edition.url(f"/{name}/" if number == 1 else f"/{name}/page/{number}/")


def _section(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    name, number = match[1], int(match[2] or 1)
    items = edition.section(name)
    text = listings.list_page(edition, name.capitalize(), items, number, _section_url(edition, name))
    return page(text, modified_at=edition.modified_at) if text else None


def _with_slash(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    return redirect(edition.url(match[0] + "/"))


def _day(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    """The archive of a year, month or day; a time without articles has none."""
    items = [item for item in edition.items if item.article.path.startswith(match[1])]
    number = int(match[2] or 1)

    def page_url(number: int) -> str:
        return edition.url(match[1] if number == 1 else f"{match[1]}page/{number}/")

    text = listings.list_page(edition, match[1].strip("/"), items, number, page_url)
    return page(text) if text and items else None


def _rss(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    return _feed(edition, listings.rss(edition, _paged(query)), "application/rss+xml; charset=UTF-8")


def _atom(edition: Edition, match: re.Match[str], query: Query) -> Reply | None:
    return _feed(edition, listings.atom(edition, _paged(query)), "application/atom+xml; charset=UTF-8")


def _feed(edition: Edition, text: str | None, content_type: str) -> Reply | None:
    return content(text.encode(), content_type, modified_at=edition.modified_at) if text is not None else None


def _paged(query: Query) -> int:
    """The page of a feed; what is no number is the first, as in WordPress."""
    number = query.get("paged", "")
    return max(1, int(number)) if number.isdecimal() else 1


def _sitemap_index(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    older, newer = listings.sitemap_halves(edition)
    parts = [
        ("/post-sitemap1.xml.gz", older),
        ("/post-sitemap2.xml", newer),
        ("/news-sitemap.xml", edition.items[: listings.PER_PAGE]),
    ]
    return content(listings.sitemap_index(edition, parts).encode(), _XML, modified_at=edition.modified_at)


def _sitemap_older(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    text = listings.sitemap(edition, listings.sitemap_halves(edition)[0])
    # mtime=0 keeps the bytes, and so the ETag, the same from one request to the next.
    return content(gzip.compress(text.encode(), mtime=0), "application/x-gzip", modified_at=edition.modified_at)


def _sitemap_newer(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    text = listings.sitemap(edition, listings.sitemap_halves(edition)[1])
    return content(text.encode(), _XML, modified_at=edition.modified_at)


def _sitemap_news(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    text = listings.sitemap(edition, edition.items[: listings.PER_PAGE], is_news=True)
    return content(text.encode(), _XML, modified_at=edition.modified_at)


def _robots(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    text = f"User-agent: *\nDisallow: /private/\n\nSitemap: {edition.url('/sitemap_index.xml')}\n"
    return content(text.encode(), "text/plain; charset=UTF-8")


def _profile(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    words = ("Two rivers meet below a city of stairs.", "This page describes the city; it is no news and has no date.")
    return page(plain_page(edition, "City Profile", words))


def _private(edition: Edition, match: re.Match[str], query: Query) -> Reply:
    return page(plain_page(edition, "Staff only", ("Notes of the desk, closed to robots.",), is_indexed=False))


def missing(edition: Edition, path: str) -> Reply:
    """What an address without a page answers: gone, home, or not found."""
    removed = edition.removed.get(path) or edition.removed.get(path.removesuffix("amp/").rstrip("/") + "/")
    kind: RemovalKind = removed.removal.kind if removed and removed.removal else "404"
    if kind == "home":
        return redirect(edition.url("/"), 302)
    words = ("The page you are looking for is not here.", "Try the latest stories instead.")
    text = plain_page(edition, "Page not found", words, is_indexed=False)
    return page(text, status=410 if kind == "410" else 404)


ROUTES = (
    route(r"/", "home", _home),
    EVENTS_ROUTE,
    route(r"/\d{4}/\d{2}/\d{2}/[^/]+/?", "article", _article),
    route(r"(/\d{4}/\d{2}/\d{2}/[^/]+/)amp/?", "amp", _amp),
    route(r"(/\d{4}/(?:\d{2}/(?:\d{2}/)?)?)(?:page/(\d+)/)?", "section", _day),
    route(rf"/({_SECTION})/(?:page/(\d+)/)?", "section", _section),
    route(rf"/(?:{_SECTION}|feed|feed/atom|\d{{4}}(?:/\d{{2}}){{0,2}})", "redirect", _with_slash),
    route(r"/feed/", "feed", _rss),
    route(r"/feed/atom/", "feed", _atom),
    route(r"/sitemap_index\.xml", "sitemap", _sitemap_index),
    route(r"/post-sitemap1\.xml\.gz", "sitemap", _sitemap_older),
    route(r"/post-sitemap2\.xml", "sitemap", _sitemap_newer),
    route(r"/news-sitemap\.xml", "sitemap", _sitemap_news),
    route(r"/wp-json/wp/v2/posts/?", "api", lambda edition, match, query: wp_json.posts(edition, query)),
    route(r"/robots\.txt", "robots", _robots),
    route(r"/tourism/city-profile/", "page", _profile),
    MONTH_ROUTE,
    route(r"/private/.*", "private", _private),
    route(r"/wp-content/.+\.png", "image", lambda edition, match, query: content(png(match[0]), "image/png")),
)

"""The posts collection of the WordPress REST interface, as far as a monitor needs it."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from crawler.newsroom.edition import Edition, Item
from crawler.newsroom.pages import summary
from crawler.newsroom.reply import Reply, content
from crawler.newsroom.truth import LOCAL

_JSON = "application/json; charset=UTF-8"
MOST_PER_PAGE = 100


def posts(edition: Edition, query: Mapping[str, str]) -> Reply:
    """`per_page` (1-100), `page`, `after`, `before`, `order`, `_fields`; totals in headers, newest first.

    A value out of range and a page past the end answer 400 with a code, as WordPress does.
    """
    try:
        size, number = int(query.get("per_page", "10")), int(query.get("page", "1"))
        items = _between(edition.items, query.get("after", ""), query.get("before", ""))
    except ValueError:
        return _refused("rest_invalid_param", "Invalid parameter(s).")
    if not 1 <= size <= MOST_PER_PAGE or number < 1:
        return _refused("rest_invalid_param", "Invalid parameter(s): per_page, page")
    if query.get("order") == "asc":
        items = items[::-1]
    pages = -(-len(items) // size)
    if number > max(1, pages):
        return _refused(
            "rest_post_invalid_page_number", "The page number requested is larger than the pages available."
        )
    fields = [name for name in query.get("_fields", "").split(",") if name]
    shown = [_post(edition, item) for item in items[(number - 1) * size : number * size]]
    chosen = [{name: post[name] for name in fields if name in post} if fields else post for post in shown]
    reply = content(json.dumps(chosen, ensure_ascii=False).encode(), _JSON)
    reply.headers.update({"X-WP-Total": str(len(items)), "X-WP-TotalPages": str(pages)})
    return reply


def _between(items: Sequence[Item], after: str, before: str) -> Sequence[Item]:
    """Both bounds are exclusive; a time without offset is local. Raises ValueError for what is no time."""
    lower, upper = _time(after), _time(before)
    return [
        item
        for item in items
        if (lower is None or item.article.published_at > lower) and (upper is None or item.article.published_at < upper)
    ]


def _time(text: str) -> datetime | None:
    if not text:
        return None
    # A "+" of an offset that was not percent-encoded arrives as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def _post(edition: Edition, item: Item) -> dict[str, object]:
    article, version = item.article, item.version
    paragraphs = "\n".join(f"<p>{html.escape(text)}</p>" for text in version.paragraphs)
    return {
        "id": article.id,
        "date": _naive(article.published_at.astimezone(LOCAL)),
        "date_gmt": _naive(article.published_at.astimezone(UTC)),
        "modified": _naive(version.modified_at.astimezone(LOCAL)),
        "modified_gmt": _naive(version.modified_at.astimezone(UTC)),
        "slug": article.path.rstrip("/").rpartition("/")[2],
        "status": "publish",
        "type": "post",
        "link": edition.url(article.path),
        "guid": {"rendered": edition.url(f"/?p={article.id}")},
        "title": {"rendered": html.escape(version.title)},
        "content": {"rendered": paragraphs, "protected": False},
        "excerpt": {"rendered": f"<p>{html.escape(summary(version.paragraphs[0]))}</p>", "protected": False},
    }


def _naive(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def _refused(code: str, message: str) -> Reply:
    body = {"code": code, "message": message, "data": {"status": 400}}
    return content(json.dumps(body).encode(), _JSON, status=400)

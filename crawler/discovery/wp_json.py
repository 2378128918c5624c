"""What does WordPress's REST interface list? All posts of a site, newest first, a hundred a page, with instants.

The one listing that reaches back to a site's first day and says how many there are. A site may have it switched off,
behind a login, or behind a page of its own; each is a problem in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin
from zoneinfo import ZoneInfo

from crawler.discovery.dates import Dated, listing_date
from crawler.discovery.listing import Entries, Listing, plain_title
from crawler.discovery.safe_xml import UnreadableError, root_of, unpacked

PER_PAGE = 100
"""The most that WordPress gives at once."""
NOT_PUBLISHED = "not published"

MAX_JSON = 16 * 1024 * 1024
"""Bytes: a hundred posts with their whole texts fit; parsed, hostile JSON takes twenty times its size."""

_FIELDS = "id,link,date,date_gmt,modified_gmt,title,status"
_PAST_THE_END = "rest_post_invalid_page_number"
_PAGE = re.compile(r"(?<=[?&])page=(\d{1,6})(?=&|$)", re.ASCII)
_SIZE = re.compile(r"(?<=[?&])per_page=(\d{1,3})(?=&|$)", re.ASCII)
_REL_NEXT = re.compile(r';\s*rel\s*=\s*"?[^",;]*\bnext\b', re.IGNORECASE)


def posts_url(home: str, page: int = 1, after: datetime | None = None, before: datetime | None = None) -> str:
    """The address of a page of posts (from 1), newest first; only those published after and before, both exclusive.

    `home` is where WordPress is installed. The instants are aware (ValueError if not) and are sent in UTC with the Z
    that says so: without it WordPress reads them in the site's zone. It counts whole seconds, so `before` is rounded
    up and loses nothing. Old WordPress ignores the Z: whoever needs exact ends asks for a day more on both sides.
    """
    query: dict[str, str | int] = {"per_page": PER_PAGE, "page": page, "orderby": "date", "order": "desc"}
    if after:
        query["after"] = _written(after)
    if before:
        query["before"] = _written(before + timedelta(microseconds=999_999))
    folder = urljoin(home, "./") if "." in home.rpartition("/")[2] else f"{home.rstrip('/')}/"
    return f"{folder}wp-json/wp/v2/posts?{urlencode(query | {'_fields': _FIELDS}, safe=',:')}"


def read_posts(body: bytes, url: str, timezone: str, headers: Mapping[str, str] | None = None) -> Listing:
    """The posts of one page. `url` is the address asked, `timezone` the source's, `headers` have lower-case names.

    A page number past the end is the end and no problem; WordPress answers it with status 400, so the body of an
    error belongs here too. Never raises on a body.
    """
    headers = headers or {}
    entries = Entries(url, "wp_json")
    posts, problem = _posts(body)
    for post in posts:
        _add(entries, post, timezone)
    goes_on = not problem and bool(posts) and _goes_on(len(posts), url, headers)
    listing = entries.listing(next_url=_page_after(url) if goes_on else None, problem=problem)
    return replace(listing, total_count=_whole(headers.get("x-wp-total", "")))


def _posts(body: bytes) -> tuple[list[Any], str]:
    """The array of posts as far as it is readable, and what is wrong with it."""
    try:
        text, is_whole = unpacked(body.lstrip())
        if len(text) > MAX_JSON:
            return [], f"not posts: got more than {MAX_JSON // 1024**2} MB"
        return _judged(json.loads(text), is_whole)
    except UnreadableError as error:
        return [], f"not posts: got {error}"
    except RecursionError:
        return [], "not posts: got JSON nested too deep"
    except ValueError:
        return _fragment(text)


def _judged(answer: Any, is_whole: bool) -> tuple[list[Any], str]:
    if isinstance(answer, list):
        return answer, "" if is_whole else "cut off"
    code = answer.get("code") if isinstance(answer, dict) else None
    if code == _PAST_THE_END:
        return [], ""
    if not isinstance(code, str):
        return [], "not posts: got JSON of another shape"
    return [], " ".join(f"not posts: refused with {code}: {plain_title(_text(answer.get('message')))}".split())[:200]


def _fragment(text: bytes) -> tuple[list[Any], str]:
    """What can be read of an array that breaks off, post by post; what else it may be."""
    if not text.startswith(b"["):
        return [], f"not posts: got {_what(text)}"
    posts, rest = [], text.decode("utf-8", "replace")[1:].lstrip()
    decoder = json.JSONDecoder()
    try:
        while rest.startswith("{"):
            post, end = decoder.raw_decode(rest)
            posts.append(post)
            rest = rest[end:].lstrip(", \t\r\n")
    except (ValueError, RecursionError):
        pass
    return posts, "cut off or damaged"


def _what(text: bytes) -> str:
    try:
        root = root_of(text)
    except UnreadableError as error:
        return "damaged JSON" if str(error) == "JSON" else str(error)
    return "HTML" if root == "html" else f"<{root}>"


def _add(entries: Entries, post: Any, timezone: str) -> None:
    fields = post if isinstance(post, dict) else {}
    link, title = _text(fields.get("link")), fields.get("title")
    if fields.get("status", "publish") != "publish":
        entries.skip(NOT_PUBLISHED, 1)
        return
    title = _text(title.get("rendered") if isinstance(title, dict) else title)
    entries.add(link, plain_title(title), _published(fields, timezone), _utc(fields.get("modified_gmt")))


def _published(post: Mapping[str, Any], timezone: str) -> Dated:
    """The UTC field, which drafts and some importers leave as zeros; else the local one, read in the source's zone."""
    at = _utc(post.get("date_gmt"))
    if at is None:
        return listing_date(_text(post.get("date")), timezone)
    return Dated(at, at.astimezone(ZoneInfo(timezone)).date())


def _utc(field: Any) -> datetime | None:
    """An instant written without offset, as WordPress writes its UTC fields."""
    return listing_date(_text(field), "UTC").at


def _text(field: Any) -> str:
    return field if isinstance(field, str) else ""


def _goes_on(count: int, url: str, headers: Mapping[str, str]) -> bool:
    """Whether there is an older page. The Link header is asked for yes or no only: behind a proxy it names the wrong
    host; without any header a full page is taken for a sign."""
    pages = _whole(headers.get("x-wp-totalpages", ""))
    if pages is not None:
        return _number(_PAGE, url, 1) < pages
    return _REL_NEXT.search(headers.get("link", "")) is not None or count >= _number(_SIZE, url, PER_PAGE)


def _page_after(url: str) -> str:
    following = f"page={_number(_PAGE, url, 1) + 1}"
    if _PAGE.search(url):
        return _PAGE.sub(following, url, count=1)
    return f"{url}{'&' if '?' in url else '?'}{following}"


def _number(pattern: re.Pattern[str], url: str, default: int) -> int:
    match = pattern.search(url)
    return int(match[1]) if match else default


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text.strip(), re.ASCII) else None


def _written(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {moment}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

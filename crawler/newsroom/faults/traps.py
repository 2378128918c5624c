"""Traps: links that never end, so that a crawler without bounds never comes home."""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.newsroom.calendar_pages import events_path, month_path
from crawler.newsroom.faults.switches import Fault, requested
from crawler.newsroom.faults.texts import is_html
from crawler.newsroom.reply import Reply
from crawler.newsroom.truth import LOCAL

SESSION_NAMES = ("jsessionid", "sid", "PHPSESSID")
_NUMBERED = re.compile(r"(?P<head>/list/|/.+/page/)(?P<number>\d+)(?P<tail>\.htm|/)")
_BODY_END = re.compile(rb"(?=</body>)")
_PAGER_END = re.compile(rb'(<div class="(?:nav-links|page)"[^>]*>.*?)(</div>)', re.DOTALL)
_LIST_END = re.compile(rb'(<ul class="list">.*?</ul>)', re.DOTALL)


def with_calendar(*, as_articles: bool = False) -> Fault:
    """Pages link to the calendar of this month, whose months link on for ever; both outlets have one.

    With `as_articles` to the newsroom's events of a day instead, whose addresses look like an article's.
    """

    def add(reply: Reply) -> Reply:
        if not is_html(reply):
            return reply
        request = requested(reply)
        path = events_path() if as_articles else month_path(request.moment.astimezone(LOCAL).date())
        link = f'<p class="calendar"><a href="{request.base_url}{path}">Calendar</a></p>\n'.encode()
        return reply.with_body(_BODY_END.sub(lambda _: link, reply.body, count=1))

    return add


def with_session_ids(names: Sequence[str] = SESSION_NAMES) -> Fault:
    """Links to the same outlet carry a session id that differs at each request; a link always has the same name.

    `jsessionid` is written into the path (`;jsessionid=`), the others into the query.
    """

    def add(reply: Reply) -> Reply:
        if not is_html(reply):
            return reply
        links = re.compile(rb'(<a (?:[^>]* )?href=")(' + re.escape(requested(reply).base_url.encode()) + rb'/[^"#]*)')
        token = secrets.token_hex(16)
        return reply.with_body(
            links.sub(lambda match: match[1] + _in_session(match[2].decode(), names, token).encode(), reply.body)
        )

    return add


def endless_pages() -> Fault:
    """A list goes on for ever: a page number past the end repeats the last page and links to the next number."""

    def go_on(reply: Reply) -> Reply:
        request = requested(reply)
        path = urlsplit(request.address).path
        if not path.endswith((".htm", "/")):
            return reply
        match = _NUMBERED.fullmatch(path)
        number = int(match["number"]) if match else 1
        series = (match["head"], match["tail"]) if match else (f"{path}page/", "/")
        if reply.status == 404:
            reply = _last_page(reply, series, number)
        # Where there is a next page the list says so by itself.
        if not is_html(reply) or _is_page(reply, series, number + 1):
            return reply
        return reply.with_body(_linked(reply.body, f"{request.base_url}{series[0]}{number + 1}{series[1]}"))

    return go_on


def _in_session(url: str, names: Sequence[str], token: str) -> str:
    name = names[zlib.crc32(urlsplit(url).path.encode()) % len(names)]
    head, mark, query = url.partition("?")
    if name == "jsessionid":
        return f"{head};jsessionid={token}{mark}{query}"
    return f"{head}?{query}&amp;{name}={token}" if mark else f"{head}?{name}={token}"


def _is_page(reply: Reply, series: tuple[str, str], number: int) -> bool:
    return requested(reply).ask(f"{series[0]}{number}{series[1]}").status == 200


def _last_page(reply: Reply, series: tuple[str, str], number: int) -> Reply:
    """The last page there is, by halving; the 404 as it is where the list has no page at all."""
    below, above = 0, number
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (middle, above) if _is_page(reply, series, middle) else (below, middle)
    if not below:
        return reply
    return replace(requested(reply).ask(f"{series[0]}{below}{series[1]}"), request=reply.request)


def _linked(body: bytes, url: str) -> bytes:
    """The page with a link to its successor, in its pager or, where it has none, in one below the list."""
    link = f'<a class="next page-numbers" href="{url}">Next</a>'.encode()
    body, count = _PAGER_END.subn(lambda match: match[1] + link + match[2], body, count=1)
    return body if count else _LIST_END.sub(lambda match: match[1] + b"<div>" + link + b"</div>", body, count=1)

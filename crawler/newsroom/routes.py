"""From a path to a reply: a table of patterns per outlet, the first that matches answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.newsroom.edition import Edition
from crawler.newsroom.reply import Reply

Answer = Callable[[Edition, re.Match[str], Mapping[str, str]], Reply | None]
"""None means: no such page."""


@dataclass(frozen=True, slots=True)
class Route:
    """`kind` is the name faults know the page by: article, amp, feed, sitemap, section, home, robots, api ..."""

    pattern: re.Pattern[str]
    kind: str
    answer: Answer


def route(pattern: str, kind: str, answer: Answer) -> Route:
    """A route for the whole decoded path."""
    return Route(re.compile(pattern + r"\Z"), kind, answer)


def answer(
    routes: Sequence[Route], missing: Callable[[Edition, str], Reply], edition: Edition, target: str
) -> tuple[str, Reply]:
    """The kind of page a request target (path and query) asks for, and the reply."""
    parts = urlsplit(target)
    path = unquote(parts.path)
    for one in routes:
        if match := one.pattern.match(path):
            reply = one.answer(edition, match, dict(parse_qsl(parts.query)))
            return one.kind, reply if reply is not None else missing(edition, path)
    return "missing", missing(edition, path)

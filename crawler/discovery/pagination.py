"""Where does a section go on? rel=next first, then a link that says so, then the next number of the same series."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from db.urls import page_key, site_of

_SAYS_NEXT = re.compile(
    r"(?:next(?: page)?|older(?: posts| entries| news)?|more news|下一?页|下一頁)?[\s>»›→]*", re.IGNORECASE
)
# A page number as sites write it; the rest of the address names the series.
_NUMBERED = (
    re.compile(r"(?P<head>.*)/page/(?P<number>\d{1,5})/?(?P<tail>(?:\?.*)?)"),
    re.compile(r"(?P<head>.*[?&](?:page|paged|pageno|pn|p_no)=)(?P<number>\d{1,5})(?P<tail>(?:&.*)?)", re.IGNORECASE),
    re.compile(r"(?P<head>.*?)(?:[_-]|(?<=/))(?P<number>\d{1,4})(?P<tail>\.s?html?)"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page: absolute address, its visible text, and the element it stands in."""

    url: str
    text: str
    is_rel_next: bool
    element: Any


def next_page(url: str, links: Sequence[Link]) -> str | None:
    """The section's next (older) page among those of its links that are no articles; never itself or another site."""
    here, site = page_key(url), site_of(url)
    onward = [link for link in links if site_of(link.url) == site and page_key(link.url) != here]
    for says_so in (lambda link: link.is_rel_next, _says_next):
        if found := next((link.url for link in onward if says_so(link)), None):
            return found
    return _next_number(url, [link.url for link in onward])


def same_series(url: str, other: str) -> bool:
    """Whether two addresses are pages of one paged list: '/news/' and '/news/page/3/'."""
    return site_of(url) == site_of(other) and _numbered(url)[0] == _numbered(other)[0]


def _says_next(link: Link) -> bool:
    classes = (link.element.get("class") or "").lower().split()
    return "next" in classes or (link.text != "" and _SAYS_NEXT.fullmatch(link.text) is not None)


def _next_number(url: str, addresses: list[str]) -> str | None:
    """Page 3 on page 2. The first page is often unnumbered, and its successor is 2, or 1 where counting starts at 0."""
    series, number = _numbered(url)
    later = {}
    for address in addresses:
        other_series, other = _numbered(address)
        if other_series == series and other is not None:
            later[other] = address
    wanted = (2, 1) if number is None else (number + 1,)
    return next((later[each] for each in wanted if each in later), None)


def _numbered(url: str) -> tuple[str, int | None]:
    """The series a listing address belongs to, and its number in it; '/news/', '/news/index.htm' have none."""
    split = urlsplit(url)
    address = split.path + (f"?{split.query}" if split.query else "")
    for pattern in _NUMBERED:
        if match := pattern.fullmatch(address):
            return _series(match["head"], match["tail"]), int(match["number"])
    return _series(address, ""), None


def _series(head: str, tail: str) -> str:
    """'/news/', '/news/index', '/news/index.html' and '/news/?page=' name one series."""
    name = re.sub(r"[?&][a-z_]+=$", "", head, flags=re.IGNORECASE)
    name = re.sub(r"\.s?html?$", "", name)
    rest = re.sub(r"^\.s?html?", "", tail)
    return re.sub(r"/(?:index|default|node|list)?$", "", name) + rest

"""What kind of page is this? Only an article becomes an article; everything else gets a reason that is counted.

Promise: '' for an article; a short brief of one sentence is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from flows.steps.container import weigh
from flows.steps.tree import texts

_HTML_TYPE = re.compile(r"html|xml|text/plain|octet-stream", re.I)
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|div|p|article|table|h1|meta|title)\b", re.I)
_ERROR_TITLE = re.compile(
    r"^\W*(?:(?:error\s*)?(?:40[034]|410|50[0234])\b|not found"
    r"|(?:oops\W+)?(?:(?:the|this|that) )?(?:page|file|content)\b.{0,20}"
    r"(?:not found|(?:cannot|can't|could not|couldn't) be found|does not exist|unavailable)"
    r"|access denied|forbidden|just a moment|attention required|are you a robot|service unavailable|bad gateway"
    r"|页面不存在|页面未找到|您访问的页面|找不到|出错了|访问被拒绝|系统维护)", re.I,
)  # fmt: skip
_LINKED_LETTERS = etree.XPath("descendant::text()[string-length(normalize-space()) > 12][ancestor::a]")
_ALL_LINKED = etree.XPath("descendant::text()[ancestor::a]")
_LEAST_BRIEF = 30
"""Weighed characters from which words can be an article."""
_SHORT = 900
"""Weighed characters below which the page around the text decides."""
_MANY_HEADLINES = 15
_MANY_TEASERS = 3_000
_ARTICLE_FORM = re.compile(r"(?:[^/-]+-){3,}[^/]*/?$|\d{4,}|\.s?html?$")
"""A slug of several words, an id or a date, a file: what article addresses have and section addresses lack."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known about the page once it has been read."""

    url: str
    titles: tuple[str, ...]
    """The headline, and what the browser shows as title."""
    body: str
    linked: str
    """`linked_text` of the page as it came."""
    prose: int
    """Weighed characters of running text outside links on the whole page."""
    has_article_statement: bool
    """JSON-LD or og:type says article, or the address has the source's article form."""
    has_date: bool
    says_website: bool
    """og:type says website."""


def refused(status: int, content_type: str, body: bytes) -> str:
    """Why the response cannot hold an article at all, before it is read; '' where it may."""
    if not body.strip(b"\x00 \t\r\n"):
        return "empty"
    if status >= 400:
        return "error page"
    if content_type and not _HTML_TYPE.search(content_type):
        return "not html"
    if not _MARKUP.search(body.replace(b"\x00", b"")[:20_000]):
        return "not html"
    return ""


def is_sent_home(url: str, final_url: str) -> bool:
    """Whether another page was asked for and the home page answered: however much it says, it is not that article."""
    asked, answered = urlsplit(url), urlsplit(final_url)
    return answered.path in ("", "/") and not answered.query and asked.path not in ("", "/")


def kind_of(signs: Signs, root: etree._Element) -> str:
    """Why the page is no article; '' where it is one."""
    weight = weigh(signs.body)
    if any(map(_ERROR_TITLE.search, signs.titles)) and weight < 2 * _SHORT:
        return "error page"
    if weight < _LEAST_BRIEF or signs.prose == 0:
        if _headline_count(root) >= _MANY_HEADLINES:
            return "listing"
        return "no text" if weight < _LEAST_BRIEF or _is_menu(signs, weight) else ""
    if _is_menu(signs, weight):
        return "no text"
    is_home = urlsplit(signs.url).path in ("", "/") and not urlsplit(signs.url).query
    if signs.has_article_statement or weight >= (_MANY_TEASERS if is_home and signs.says_website else _SHORT):
        return ""
    if is_home and (signs.says_website or not signs.has_date) and _headline_count(root) >= _MANY_HEADLINES:
        return "home page"
    is_listing = not signs.has_date and not _is_article_form(signs.url) and _outweighed(root, weight)
    return "listing" if is_listing else ""


def _is_menu(signs: Signs, weight: int) -> bool:
    """Nothing but links in a row: the navigation of a page whose article is missing."""
    return weight < _SHORT and "".join(signs.body.split()) in signs.linked


def linked_text(root: etree._Element) -> str:
    """All words inside links, in the page's order, without white space; to be asked before the page is taken apart."""
    return "".join("".join(texts(_ALL_LINKED, root)).split())


def _is_article_form(url: str) -> bool:
    return _ARTICLE_FORM.search(urlsplit(url).path) is not None


def _headline_count(root: etree._Element) -> int:
    return len(texts(_LINKED_LETTERS, root))


def _outweighed(root: etree._Element, weight: int) -> bool:
    linked = texts(_LINKED_LETTERS, root)
    return len(linked) >= _MANY_HEADLINES and sum(weigh(text.strip()) for text in linked) > 2 * weight

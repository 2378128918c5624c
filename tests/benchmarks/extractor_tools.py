"""The extractors that are compared, each behind one function: a page's text and address in, what it found out.

A tool that is not installed is left out by `installed`; the network is closed by `offline`, because two of the tools
fetch a page's pictures while they read it.
"""

from __future__ import annotations

import logging
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any
from unittest.mock import patch

from lxml import html as lxml_html

from tests.benchmarks.extractor_scores import Found

Reader = Callable[[str, str, str], Found]
"""Page as text, address, language ('' unknown)."""
_OURS = {"content-type": "text/html; charset=utf-8"}
_CAPTURED_AT = datetime.now(UTC)
_BLOCKS = frozenset(["p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "br", "td", "pre"])


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    package: str
    read: Reader


def ours(text: str, url: str, language: str) -> Found:
    from db.values import Article, Capture, Hints
    from flows.steps.extract import extract

    capture = Capture(url, url, 200, _OURS, text.encode("utf-8", "replace"), _CAPTURED_AT)
    result = extract(capture, Hints(language=language, timezone=""))
    if not isinstance(result, Article):
        return Found("", "", "", ())
    return Found(result.body, result.title, str(result.published_on or ""), result.authors)


def _trafilatura(text: str, url: str, _language: str) -> Found:
    import trafilatura

    document = trafilatura.bare_extraction(text, url=url or None, include_comments=False, with_metadata=True)
    if document is None:
        return Found("", "", "", ())
    authors = tuple(name.strip() for name in (document.author or "").split(";") if name.strip())
    return Found(document.text or "", document.title or "", document.date or "", authors)


def _newspaper(text: str, url: str, language: str) -> Found:
    import newspaper

    def parsed(**settings: Any) -> Any:
        article = newspaper.Article(url or "http://unknown.invalid/", fetch_images=False, **settings)
        article.download(input_html=text)
        article.parse()
        return article

    try:
        # it looks for Chinese only where it is told to, and not every language has what it needs installed
        article = parsed(language="zh") if language == "zh" else parsed()
    except (ImportError, ValueError):
        article = parsed()
    on = article.publish_date.date().isoformat() if isinstance(article.publish_date, datetime) else ""
    return Found(article.text or "", article.title or "", on, tuple(article.authors or ()))


def _news_please(text: str, url: str, _language: str) -> Found:
    from newsplease import NewsPlease

    article = NewsPlease.from_html(text, url=url or None, fetch_images=False)
    on = article.date_publish.date().isoformat() if isinstance(article.date_publish, datetime) else ""
    return Found(article.maintext or "", article.title or "", on, tuple(article.authors or ()))


def _readability(text: str, _url: str, _language: str) -> Found:
    from readability import Document

    document = Document(text)
    return Found(_words(document.summary(html_partial=True)), document.short_title() or "")


def _resiliparse(text: str, _url: str, _language: str) -> Found:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(text)
    return Found(extract_plain_text(tree, main_content=True), tree.title or "")


def _words(markup: str) -> str:
    """The text of an extracted fragment, with its blocks apart."""
    root = lxml_html.fromstring(markup or "<p></p>")
    for element in root.iter():
        if element.tag in _BLOCKS:
            element.tail = f"\n{element.tail or ''}"
    return str(root.text_content())


OURS = Tool("congresswatch", "flows", ours)
TOOLS = (
    OURS,
    Tool("trafilatura", "trafilatura", _trafilatura),
    Tool("newspaper4k", "newspaper", _newspaper),
    Tool("news-please", "newsplease", _news_please),
    Tool("readability-lxml", "readability", _readability),
    Tool("resiliparse", "resiliparse", _resiliparse),
)


def installed(tool: Tool) -> bool:
    return find_spec(tool.package) is not None


@contextmanager
def offline() -> Iterator[None]:
    """No connection and no look-up of a name; what a tool logs and warns of is not measured either."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError("the network is closed while extractors are compared")

    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            patch.object(socket.socket, "connect", refuse),
            patch.object(socket.socket, "connect_ex", refuse),
            patch.object(socket, "getaddrinfo", refuse),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)

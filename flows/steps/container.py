"""Where on the page does the running text stand?

Promise: the lowest element that holds nearly all of the page's prose. The extractor then reads that element
instead of the page: faster, and with its headings and lists kept, because the place is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.tree import saying, texts

HAN = re.compile("[㐀-鿿豈-﫿぀-ヿ]")
_LONG_TEXT = etree.XPath("descendant::text()[string-length() > 20]")
_SENTENCE = re.compile('[.!?,:;。！？；，：”’"]')
_UNREAD = frozenset(("head", "a", "figcaption", "script", "noscript"))
_ASIDE = frozenset(("nav", "footer", "aside", "label"))
_COMMENTS = re.compile("comment|disqus")
_COMMENT_TAGS = ("div", "ul", "ol", "section", "li")
"""Where readers write."""
_LEAST_WRITTEN = 200
"""Weighed characters outside comments below which the word was a system's name for all of its page."""
_RIGHTS = re.compile("©|(?i:copyright|all rights reserved)|版权所有|版權所有")
_LONGEST_RIGHTS = 200
_LEAST_MAIN = 0.25
_LEAST_SWALLOWED = 600
"""Weight below which a footer's prose is a footer, and not the article after one that was never closed."""
_LEAVES = frozenset(("p", "span", "strong", "b", "em", "i", "font", "blockquote"))
_LEAST = 40
"""Weight from which a run of text counts as prose."""
_SHARE, _HAN_SHARE = 0.8, 0.7
"""Chinese pages print more small prose (lists of headlines, notices) around the article."""


@dataclass(frozen=True, slots=True)
class Container:
    """An element and the prose in it and on the whole page, in weighed characters (see `weigh`)."""

    element: etree._Element
    prose: int
    page_prose: int
    has_paragraphs: bool = False
    """Most of the prose stands in paragraphs, not in bare divisions between line breaks."""
    is_han: bool = False
    """At least half of the prose is Chinese."""


def weigh(text: str) -> int:
    """Length in characters, a Han or kana character counting three: it says about as much."""
    return len(text) if text.isascii() else len(text) + 2 * len(HAN.findall(text))


def container_of(root: HtmlElement) -> Container:
    """The element that holds the page's prose; the whole page where there is none."""
    comments = frozenset(saying(_COMMENTS, root, *_COMMENT_TAGS))
    runs = [run for text in texts(_LONG_TEXT, root) if (run := _run(text, comments)) is not None]
    written = [run for run in runs if not run.is_comment]
    if sum(run.weight for run in written) >= _LEAST_WRITTEN:
        runs = written
    main = [run for run in runs if not run.is_aside]
    # a menu or a side box that was never closed swallows the article: then it is no side box
    weight = sum(run.weight for run in runs)
    if sum(run.weight for run in main) < _LEAST_MAIN * weight:
        main = [run for run in runs if weight >= _LEAST_SWALLOWED or not any(one.tag == "footer" for one in run.path)]
    weights: dict[etree._Element, int] = {}
    for run in main:
        for element in run.path:
            weights[element] = weights.get(element, 0) + run.weight
    total = sum(run.weight for run in main)
    is_han = sum(run.han for run in main) * 3 > total / 2
    in_paragraphs = sum(run.weight for run in main if any(above.tag == "p" for above in run.path[:4]))
    found = _descend(root, weights, total, _HAN_SHARE if is_han else _SHARE)
    return replace(found, has_paragraphs=in_paragraphs * 2 > total, is_han=is_han)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of prose: its weight, its Han characters, the elements above it, innermost first."""

    weight: int
    han: int
    path: list[etree._Element]
    is_aside: bool
    is_comment: bool


def _run(text: etree._ElementUnicodeResult, comments: frozenset[etree._Element]) -> _Run | None:
    stripped = text.strip()
    weight = weigh(stripped)
    if weight < _LEAST or not _SENTENCE.search(stripped) or (weight < _LONGEST_RIGHTS and _RIGHTS.search(stripped)):
        return None
    element = text.getparent()
    if text.is_tail and element is not None:
        element = element.getparent()
    path, is_aside, is_comment = [], False, False
    while element is not None:
        if element.tag in _UNREAD:
            return None
        is_aside = is_aside or element.tag in _ASIDE
        is_comment = is_comment or element in comments
        path.append(element)
        element = element.getparent()
    return _Run(weight, (weight - len(stripped)) // 2, path, is_aside, is_comment)


def _descend(root: HtmlElement, weights: dict[etree._Element, int], total: int, share: float) -> Container:
    element: etree._Element = root
    while total:
        heaviest = max((child for child in element if child in weights), key=weights.__getitem__, default=None)
        if heaviest is None or heaviest.tag in _LEAVES or weights[heaviest] < share * total:
            break
        element = heaviest
    return Container(element, weights.get(element, 0), total)

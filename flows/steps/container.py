"""Where on the page does the running text stand?

Promise: the lowest element that holds nearly all of the page's prose. The extractor then reads that element
instead of the page: faster, and with its headings and lists kept, because the place is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

HAN = re.compile("[㐀-鿿豈-﫿぀-ヿ]")
_LONG_TEXT = etree.XPath("//body//text()[string-length() > 20]")
_SENTENCE = re.compile("[.!?,:;。！？；，：”’\"]")
_ASIDE = frozenset(("a", "nav", "footer", "aside", "figcaption", "script", "noscript", "label"))
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


def weigh(text: str) -> int:
    """Length in characters, a Han or kana character counting three: it says about as much."""
    return len(text) + 2 * len(HAN.findall(text))


def container_of(root: HtmlElement) -> Container:
    """The element that holds the page's prose; the whole page where there is none."""
    weights: dict[etree._Element, int] = {}
    total = han = 0
    for text in _LONG_TEXT(root):
        stripped = text.strip()
        weight = weigh(stripped)
        if weight < _LEAST or not _SENTENCE.search(stripped):
            continue
        path = _path(text)
        if path is None:
            continue
        total += weight
        han += (weight - len(stripped)) * 3 // 2
        for element in path:
            weights[element] = weights.get(element, 0) + weight
    share = _HAN_SHARE if han > total / 2 else _SHARE
    return _descend(root, weights, total, share)


def _path(text: etree._ElementUnicodeResult) -> list[etree._Element] | None:
    """The elements above a text, innermost first; None where the text is no prose of the page."""
    element = text.getparent()
    if text.is_tail and element is not None:
        element = element.getparent()
    path = []
    while element is not None:
        if element.tag in _ASIDE:
            return None
        path.append(element)
        element = element.getparent()
    return path


def _descend(root: HtmlElement, weights: dict[etree._Element, int], total: int, share: float) -> Container:
    element: etree._Element = root
    while total:
        heaviest = max((child for child in element if child in weights), key=weights.__getitem__, default=None)
        if heaviest is None or heaviest.tag in _LEAVES or weights[heaviest] < share * total:
            break
        element = heaviest
    return Container(element, weights.get(element, 0), total)

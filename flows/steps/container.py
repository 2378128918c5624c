"""Where on the page does the running text stand?

Promise: the lowest element that holds nearly all of the page's prose. The extractor then reads that element
instead of the page: faster, and with its headings and lists kept, because the place is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.tree import texts

HAN = re.compile("[㐀-鿿豈-﫿぀-ヿ]")
_LONG_TEXT = etree.XPath("descendant::text()[string-length() > 20]")
_SENTENCE = re.compile('[.!?,:;。！？；，：”’"]')
_UNREAD = frozenset(("head", "a", "figcaption", "script", "noscript"))
_ASIDE = frozenset(("nav", "footer", "aside", "label"))
_LEAST_MAIN = 0.25
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
    return len(text) if text.isascii() else len(text) + 2 * len(HAN.findall(text))


def container_of(root: HtmlElement) -> Container:
    """The element that holds the page's prose; the whole page where there is none."""
    runs = [run for run in map(_run, texts(_LONG_TEXT, root)) if run is not None]
    main = [run for run in runs if not run.is_aside]
    # a menu or a side box that was never closed swallows the article: then it is no side box
    if sum(run.weight for run in main) < _LEAST_MAIN * sum(run.weight for run in runs):
        main = runs
    weights: dict[etree._Element, int] = {}
    for run in main:
        for element in run.path:
            weights[element] = weights.get(element, 0) + run.weight
    total = sum(run.weight for run in main)
    share = _HAN_SHARE if sum(run.han for run in main) * 3 > total / 2 else _SHARE
    return _descend(root, weights, total, share)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of prose: its weight, its Han characters, the elements above it, innermost first."""

    weight: int
    han: int
    path: list[etree._Element]
    is_aside: bool


def _run(text: etree._ElementUnicodeResult) -> _Run | None:
    stripped = text.strip()
    weight = weigh(stripped)
    if weight < _LEAST or not _SENTENCE.search(stripped):
        return None
    element = text.getparent()
    if text.is_tail and element is not None:
        element = element.getparent()
    path, is_aside = [], False
    while element is not None:
        if element.tag in _UNREAD:
            return None
        is_aside = is_aside or element.tag in _ASIDE
        path.append(element)
        element = element.getparent()
    return _Run(weight, (weight - len(stripped)) // 2, path, is_aside)


def _descend(root: HtmlElement, weights: dict[etree._Element, int], total: int, share: float) -> Container:
    element: etree._Element = root
    while total:
        heaviest = max((child for child in element if child in weights), key=weights.__getitem__, default=None)
        if heaviest is None or heaviest.tag in _LEAVES or weights[heaviest] < share * total:
            break
        element = heaviest
    return Container(element, weights.get(element, 0), total)

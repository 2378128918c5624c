"""The article's words: trafilatura reads the element that holds the prose, with a second opinion where that is thin.

Promise: blocks in page order, each squeezed to one line; an empty list where nothing can be read; bounded time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.settings import Extractor

from flows.steps.container import Container, weigh
from flows.steps.tree import inner, squeeze, text_of

BODY_VERSION = f"trafilatura-{trafilatura.__version__}"

# its warnings about single pages would drown a run's log; what it could not read is counted by the caller
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_THIN = 600
"""Weighed characters below which a text is thin."""
_COVER, _THIN_COVER = 0.6, 0.9
"""Share of the page's prose below which a second opinion is asked for; the latter of a thin text."""
_GAIN = 1.2
_BREAK = "\u2028"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or quotation.

    `kind` is trafilatura's tag: p, head, item, row, quote.
    """

    text: str
    kind: str = "p"


def _options(fast: bool) -> Extractor:
    return Extractor(output_format="python", comments=False, fast=fast)


# the second opinion comes with the page's own wrappers around its paragraphs
_WRAPPERS = frozenset(("div", "section", "article", "main", "body"))
_INNER_BLOCKS = ("p", "head", "list", "quote", "table")
_IS_LARGE = etree.XPath("count(descendant::*) > 20000")
_IS_DEEP = etree.XPath("boolean(descendant::*[count(ancestor::*) > 300])")
"""Beyond these the plain reader is used: trafilatura's time grows faster than the page."""
_PLAIN = ("p", "h2", "h3", "li", "blockquote")
_FAST, _FULL = _options(fast=True), _options(fast=False)


def read_blocks(root: HtmlElement, container: Container) -> list[Block]:
    """The article's blocks; the page is left as it was."""
    if _is_boundless(container.element):
        return _plain(container.element)
    blocks = _first_opinion(container.element)
    weight = _weight(blocks)
    cover = _COVER if weight >= _THIN else _THIN_COVER
    is_enough = container.page_prose > 0 and weight >= cover * container.page_prose
    if is_enough or _is_boundless(root):
        return blocks
    second = _extract(root, _FULL)
    # a single block is trafilatura's last resort, all the words of the page: worse than a short answer
    is_better = _weight(second) > _GAIN * weight and (len(second) > 1 or not blocks)
    return second if is_better else blocks


def _first_opinion(element: etree._Element) -> list[Block]:
    """Reads the element as a page of its own, marked as the article so that its headings and lists are kept."""
    parent = element.getparent()
    if parent is None or element.tag == "body":
        return _extract(element.getroottree().getroot(), _FAST)
    page = document_fromstring("<html><body><article></article></body></html>")
    place, tail, element.tail = parent.index(element), element.tail, None
    # moved there and back: trafilatura copies what it is given, a second copy would cost as much as the parse
    page[0][0].append(element)
    blocks = _extract(page, _FAST)
    parent.insert(place, element)
    element.tail = tail
    return blocks


def _extract(page: HtmlElement, options: Extractor) -> list[Block]:
    try:
        document = trafilatura.bare_extraction(page, options=options)
        return list(_blocks(document.body)) if document is not None else []
    except Exception:  # trafilatura promises nothing about odd trees; no text is an answer the caller counts
        return []


def _blocks(body: etree._Element) -> Iterator[Block]:
    yield from _texts(body.text)
    for element in body:
        if element.tag == "list":
            yield from _lines(element.iter("item"), "item")
        elif element.tag == "table":
            yield from (Block(text, "row") for row in element.iter("row") if (text := _row(row)))
        elif element.tag in _WRAPPERS and next(element.iter(*_INNER_BLOCKS), None) is not None:
            yield from _blocks(element)
        else:
            yield from _lines([element], str(element.tag))
        yield from _texts(element.tail)


def _texts(text: str | None) -> Iterator[Block]:
    if line := squeeze(text):
        yield Block(line)


def _lines(elements: Iterable[etree._Element], kind: str) -> Iterator[Block]:
    """One block for each run of text between marked breaks; line ends of the source are only spaces."""
    for element in elements:
        for part in element.iter("lb", "br", "p"):
            if part is not element:
                part.tail = _BREAK + (part.tail or "")
                part.text = (_BREAK if part.tag == "p" else "") + (part.text or "")
        text = inner(element)
        yield from (Block(line, kind) for run in text.split(_BREAK) if (line := squeeze(run)))


def _row(row: etree._Element) -> str:
    return " | ".join(text for cell in row.iter("cell") if (text := squeeze(inner(cell))))


def _plain(element: etree._Element) -> list[Block]:
    """The innermost paragraphs as they stand; where there are none, the text as a whole."""
    innermost = (one for one in element.iter(*_PLAIN) if next(one.iterdescendants(*_PLAIN), None) is None)
    found = [Block(text, "head" if one.tag in ("h2", "h3") else "p") for one in innermost if (text := text_of(one))]
    return found or [Block(text) for text in (text_of(element),) if text]


def _is_boundless(element: etree._Element) -> bool:
    return bool(_IS_LARGE(element)) or bool(_IS_DEEP(element))


def _weight(blocks: list[Block]) -> int:
    return sum(weigh(block.text) for block in blocks)

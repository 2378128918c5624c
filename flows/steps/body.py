"""The article's words: trafilatura reads the element that holds the prose, with a second opinion where that is thin.

Promise: blocks in page order, each squeezed to one line; an empty list where nothing can be read; bounded time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from flows.steps.container import Container, weigh
from flows.steps.tree import bare, drop, inner, squeeze, text_of

BODY_VERSION = f"trafilatura-{trafilatura.__version__}"

# its warnings about single pages would drown a run's log; what it could not read is counted by the caller
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_LEAST_SIZE = 10
"""Below three times its least text, 250 characters, trafilatura takes every wrapper for one paragraph; where there are
paragraphs, there is no need to. In Chinese that is a whole story, and what it then gives is the better sign that
another place has to be read: there its own bound stays."""
OwnLink = Callable[[str], bool]

_THIN = 600
"""Weighed characters below which a text is thin."""
_COVER, _THIN_COVER = 0.6, 0.9
"""Share of the page's prose below which a second opinion is asked for; the latter of a thin text."""
_GAIN, _SAME = 1.2, 0.8
_LEAST_COVER, _GREAT_GAIN, _MOST_BESIDE = 0.5, 2, 1.25
"""Where trafilatura leaves out more than half of the place's prose, its paragraphs are taken as they stand, unless
much beside prose is among them: then they are a list."""
_NEARLY_ALL = 0.9
_BREAK = "\u2028"
_LINK, _LINK_END = "\ue000", "\ue001"
"""Stand around a link's words while a block is cut into lines; private characters, never on a page that was read."""
_LINKED = re.compile(f"{_LINK}([^{_LINK_END}]*)(?:{_LINK_END}|$)")
_MARKS = str.maketrans("", "", _LINK + _LINK_END)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or quotation.

    `kind` is trafilatura's tag: p, head, item, row, quote.
    """

    text: str
    kind: str = "p"
    links: tuple[str, ...] = ()
    """The words inside links to the site's other pages, piece by piece."""


def _options(fast: bool, may_be_short: bool) -> Extractor:
    options = Extractor(output_format="python", comments=False, fast=fast, links=True)
    if may_be_short:
        options.min_extracted_size = _LEAST_SIZE
    return options


# the second opinion comes with the page's own wrappers around its paragraphs
_WRAPPERS = frozenset(("div", "section", "article", "main", "body"))
_INNER_BLOCKS = ("p", "head", "list", "quote", "table")
_IS_LARGE = etree.XPath("count(descendant::*) > 20000")
_IS_DEEP = etree.XPath("boolean(descendant::*[count(ancestor::*) > 300])")
"""Beyond these the plain reader is used: trafilatura's time grows faster than the page."""
_BLOCKS = (
    "p",
    "div",
    "section",
    "table",
    "ul",
    "ol",
    "dl",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "form",
    "blockquote",
    "pre",
)
_IN_ITEM = ("div", "h2", "h3", "h4", "h5", "h6")
_LEAST_SENTENCE = 40
_ENDS = re.compile("[.!?。！？][”’\"')）」』]*$")
_PLAIN = ("p", "h2", "h3", "li", "blockquote")
_OPTIONS = {
    (fast, may_be_short): _options(fast, may_be_short) for fast in (True, False) for may_be_short in (True, False)
}


def read_blocks(root: HtmlElement, container: Container, is_own: OwnLink) -> list[Block]:
    """The article's blocks; the page is left as it was. `is_own`: does an address lead to the site's other pages?"""
    if _is_boundless(container.element):
        return _plain(container.element, is_own)
    _raise_to_paragraphs(container.element)
    _part_items(container.element)
    may_be_short = container.has_paragraphs and not container.is_han
    blocks = _first_opinion(container.element, _OPTIONS[True, may_be_short], is_own)
    blocks = _parted(blocks, container, is_own)
    if len(blocks) == 1 and _weight(blocks) > _MOST_BESIDE * container.prose > 0:
        return _undumped(blocks, root, container, may_be_short, is_own)
    weight = _weight(blocks)
    cover = _COVER if weight >= _THIN else _THIN_COVER
    is_enough = container.page_prose > 0 and weight >= cover * container.page_prose
    if is_enough or _is_boundless(root):
        return blocks
    second = _extract(root, _OPTIONS[False, may_be_short], is_own)
    # a single block is trafilatura's last resort, all the words of the page: worse than a short answer
    is_better = _weight(second) > _GAIN * weight and (len(second) > 1 or not blocks)
    best = second if is_better else blocks
    if container.element.tag == "body" or _weight(best) >= _LEAST_COVER * container.prose:
        return best
    third = _plain(container.element, is_own)
    is_prose = _weight(third) < _MOST_BESIDE * container.prose
    return third if is_prose and _weight(third) > _GREAT_GAIN * _weight(best) else best


def _undumped(
    dump: list[Block], root: HtmlElement, container: Container, may_be_short: bool, is_own: OwnLink
) -> list[Block]:
    """Instead of all words of the place in one block: what is in blocks, and nearest to its prose."""
    second = [] if _is_boundless(root) else _extract(root, _OPTIONS[False, may_be_short], is_own)
    others = [
        one
        for one in (_plain(container.element, is_own), second)
        if len(one) > 1 and _weight(one) >= _NEARLY_ALL * container.prose
    ]
    return min(others, key=lambda one: abs(_weight(one) - container.prose), default=dump)


def _raise_to_paragraphs(place: etree._Element) -> None:
    """A division that holds a sentence and stands before a paragraph is one too: a lead, which trafilatura drops."""
    for division in place.iter("div"):
        following = division.getnext()
        is_lead = following is not None and following.tag == "p"
        if not is_lead or division is place or next(division.iterchildren(*_BLOCKS), None) is not None:
            continue
        text = squeeze(inner(division))
        if weigh(text) >= _LEAST_SENTENCE and _ENDS.search(text):
            division.tag = "p"


def _part_items(place: etree._Element) -> None:
    """A list's item with divisions or headings inside: trafilatura sets their words side by side, without a space."""
    for item in place.iter("li"):
        if len(item) == 0 or (len(item) == 1 and not squeeze(item.text) and not squeeze(item[0].tail)):
            continue
        for part in item.iterchildren(*_IN_ITEM):
            # a linked heading is a teaser's, and has to be known for one
            if next(part.iterdescendants("a", *_BLOCKS), None) is None:
                part.tag = "p"


def _parted(blocks: list[Block], container: Container, is_own: OwnLink) -> list[Block]:
    """A single block is trafilatura's last resort, all words of the place in one: its paragraphs are taken instead."""
    if len(blocks) != 1 or container.element.tag == "body" or not container.has_paragraphs:
        return blocks
    plain = _plain(container.element, is_own)
    weight = _weight(plain)
    is_same = len(plain) > 1 and weight > _SAME * _weight(blocks)
    return plain if is_same and weight < _MOST_BESIDE * container.prose else blocks


def _first_opinion(element: etree._Element, options: Extractor, is_own: OwnLink) -> list[Block]:
    """Reads the element as a page of its own, marked as the article so that its headings and lists are kept."""
    parent = element.getparent()
    if parent is None or element.tag == "body":
        return _extract(element.getroottree().getroot(), options, is_own)
    page = bare("<html><body><article></article></body></html>")
    place, tail, element.tail = parent.index(element), element.tail, None
    # moved there and back: trafilatura copies what it is given, a second copy would cost as much as the parse
    page[0][0].append(element)
    blocks = _extract(page, options, is_own)
    parent.insert(place, element)
    element.tail = tail
    return blocks


def _extract(page: HtmlElement, options: Extractor, is_own: OwnLink) -> list[Block]:
    try:
        document = trafilatura.bare_extraction(page, options=options)
        if document is None:
            return []
        _mark_links(document.body, is_own)
        return list(_blocks(document.body))
    except MemoryError:
        raise
    except Exception:  # trafilatura promises nothing about odd trees; no text is an answer the caller counts
        return []


def _blocks(body: etree._Element) -> Iterator[Block]:
    yield from _texts(body.text)
    for element in body:
        if element.tag == "list":
            yield from _lines(_items(element), "item")
        elif element.tag == "table":
            yield from (_block(text, "row") for row in element.iter("row") if (text := _row(row)))
        elif element.tag in _WRAPPERS and next(element.iter(*_INNER_BLOCKS), None) is not None:
            yield from _blocks(element)
        else:
            yield from _lines([element], str(element.tag))
        yield from _texts(element.tail)


def _items(element: etree._Element) -> list[etree._Element]:
    """The items of a list and of the lists inside its items, each without the others' words."""
    items = list(element.iter("item"))
    for inside in [one for one in element.iter("list") if one is not element]:
        inside.tail = _BREAK + (inside.tail or "")
        drop(inside)
    return items


def _texts(text: str | None) -> Iterator[Block]:
    if line := squeeze(text):
        yield _block(line, "p")


def _block(marked: str, kind: str) -> Block:
    if _LINK not in marked and _LINK_END not in marked:
        return Block(marked, kind)
    links = tuple(words for found in _LINKED.findall(marked) if (words := squeeze(found)))
    return Block(squeeze(marked.translate(_MARKS)), kind, links)


def _mark_links(body: etree._Element, is_own: OwnLink) -> None:
    for link in body.iter("ref"):
        if not is_own(link.get("target") or ""):
            continue
        link.text = _LINK + (link.text or "")
        link.tail = _LINK_END + (link.tail or "")


def _lines(elements: Iterable[etree._Element], kind: str) -> Iterator[Block]:
    """One block for each run of text between marked breaks; line ends of the source are only spaces."""
    for element in elements:
        for part in element.iter("lb", "br", "p"):
            if part is not element:
                part.tail = _BREAK + (part.tail or "")
                part.text = (_BREAK if part.tag == "p" else "") + (part.text or "")
        text = inner(element)
        yield from (_block(line, kind) for run in text.split(_BREAK) if (line := squeeze(run)))


def _row(row: etree._Element) -> str:
    return " | ".join(text for cell in row.iter("cell") if (text := squeeze(inner(cell))))


def _plain(place: etree._Element, is_own: OwnLink) -> list[Block]:
    """The innermost paragraphs as they stand; where there are none, the text as a whole."""
    innermost = (one for one in place.iter(*_PLAIN) if next(one.iterdescendants(*_PLAIN), None) is None)
    found = [block for one in innermost if (block := _as_it_stands(one, is_own)).text]
    return found or [Block(text) for text in (text_of(place),) if text]


def _as_it_stands(element: etree._Element, is_own: OwnLink) -> Block:
    links = (squeeze(inner(link)) for link in element.iter("a") if is_own(link.get("href") or ""))
    kind = "head" if element.tag in ("h2", "h3") else "p"
    return Block(text_of(element), kind, tuple(words for words in links if words))


def _is_boundless(element: etree._Element) -> bool:
    return bool(_IS_LARGE(element)) or bool(_IS_DEEP(element))


def _weight(blocks: list[Block]) -> int:
    return sum(weigh(block.text) for block in blocks)

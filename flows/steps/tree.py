"""Text -> element tree: the page is parsed once, here, and the tree is handed on.

Promise: never raises; None where there is no element to read. Depth is bounded by the parser, so a page of
100,000 nested tags costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_SPACE = re.compile(r"\s+")
_UNREAD = ("style", "svg", "iframe", "embed", "canvas", "textarea")
_CONTROLS = ("button", "select", "object", "template")
_MOST_IN_CONTROL = 300
"""Characters above which a control is one that was never closed, with the article inside."""
_BLOCK_NAMES = (
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td th tr ul"
)
_BLOCK = frozenset(_BLOCK_NAMES.split())


def parse(text: str) -> HtmlElement | None:
    """The page's tree with comments, styles and controls left out; scripts stay, for the stated metadata."""
    parser = HTMLParser(
        encoding="utf-8",
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    for control in list(root.iter(*_CONTROLS)):
        if len(inner(control)) < _MOST_IN_CONTROL:
            drop(control)
        else:
            control.tag = "div"
    return root


def elements(query: etree.XPath, scope: etree._Element) -> list[etree._Element]:
    """The elements a compiled XPath selects under an element."""
    return cast("list[etree._Element]", query(scope))


def texts(query: etree.XPath, scope: etree._Element, **variables: str) -> list[etree._ElementUnicodeResult]:
    """The text nodes a compiled XPath selects; each knows its place (`getparent`, `is_tail`)."""
    return cast("list[etree._ElementUnicodeResult]", query(scope, **variables))


def inner(element: etree._Element) -> str:
    """All text under an element, as it stands."""
    return "".join(cast("Iterator[str]", element.itertext()))


def squeeze(text: str | None) -> str:
    """The text on one line, single spaces, no outer space."""
    return _SPACE.sub(" ", text).strip() if text else ""


def text_of(element: etree._Element) -> str:
    """All text under an element, squeezed; blocks and breaks are separated by a space, inline markup is not."""
    return squeeze("".join(_pieces(element)))


def drop(element: etree._Element) -> None:
    """Takes an element out of its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
        element.tail = None
    parent.remove(element)


def _pieces(element: etree._Element) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in _BLOCK:
            yield " "
        if event == "start":
            yield node.text or ""
        elif node is not element:
            yield node.tail or ""

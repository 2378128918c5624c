"""The lines around the headline: where a page prints its byline, its date and its source.

Promise: lines in page order, squeezed, from the headline on until the running text begins.
"""

from __future__ import annotations

from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.container import weigh
from flows.steps.titles import folded, longest_part
from flows.steps.tree import inner, squeeze, texts

_MAX_LINES = 14
_MAX_NODES = 60
_LEAST_PROSE = 90
_ENDS = (".", "!", "?", "”", '"', "。", "！", "？", "」")
_RUNNING_TEXT = 260
"""Characters from which a line is running text, not a byline."""
_WITH_WORDS = etree.XPath("descendant::text()[contains(., $words)]")
_FOLLOWING = etree.XPath("following::text()[normalize-space() and not(parent::script)][position() <= 60]")
_INLINE_NAMES = "a abbr b big cite em font i ins label mark small span strong sub sup time u"
_INLINE = frozenset(_INLINE_NAMES.split())


def headline_element(root: HtmlElement, title: str) -> etree._Element | None:
    """The element that prints the title: the h1 that does, else the smallest element that does, else any h1."""
    headings: list[etree._Element] = list(islice(root.iter("h1"), 20))
    wanted = folded(title)
    for heading in headings:
        if wanted and wanted in folded(inner(heading)):
            return heading
    words = longest_part(title)[:12]
    if len(words) >= 6:
        for text in texts(_WITH_WORDS, root, words=words)[:20]:
            parent = text.getparent()
            if (
                isinstance(parent, etree._Element)
                and parent.tag not in ("a", "script", "title")
                and len(text) < len(title) + 40
            ):
                return parent
    return headings[0] if headings else None


def masthead_lines(headline: etree._Element | None) -> list[str]:
    """Up to 14 lines after the headline; a line is the text of one block."""
    if headline is None:
        return []
    lines: list[str] = []
    block: etree._Element | None = None
    for text in texts(_FOLLOWING, headline)[:_MAX_NODES]:
        owner = block_of(text)
        if owner is block and lines:
            lines[-1] = squeeze(f"{lines[-1]} {text}")
        else:
            lines.append(squeeze(text))
        block = owner
        if len(lines) > _MAX_LINES or len(lines[-1]) > _RUNNING_TEXT or sum(map(_is_prose, lines)) > 1:
            break
    return [line for line in lines if line]


def _is_prose(line: str) -> bool:
    return weigh(line) >= _LEAST_PROSE and line.endswith(_ENDS)


def block_of(text: etree._ElementUnicodeResult) -> etree._Element | None:
    """The block that a text node stands in, its inline markup left behind."""
    element = text.getparent()
    if text.is_tail and element is not None:
        element = element.getparent()
    while element is not None and element.tag in _INLINE:
        element = element.getparent()
    return element

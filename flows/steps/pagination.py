"""An article on several pages: the further pages' texts and pictures become part of the first page's article.

Promise: each paragraph once, in order; what every page repeats (headline, lead, byline, pager) stands there once or
not at all. A page is taken for a part only where a page before it leads on to it; one that shows what was told
already, as sites do that ignore the page's number, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import urljoin

from lxml.html import HtmlElement

from db.urls import first_part, page_key
from db.values import Article, Capture, LeftOut
from flows.steps.decode import decode
from flows.steps.titles import folded
from flows.steps.tree import drop, text_of

_EDGE = 6
"""Blocks at either end of the first page that its further pages may repeat."""
_MOST_KNOWN = 0.6
"""Share of a page's text from which on, if it was told before, the page is the same again."""
_PAGER = re.compile(
    r"(?:[\s\d|/<>«»‹›\[\]()（）·.…-]|上一?页|下一?页|首页|尾页|末页|第|共|页|余下全文|阅读全文"
    r"|\b(?:previous|prev|next|pages?|of|first|last|continue[ds]?|reading|on|to)\b)+",
    re.IGNORECASE,
)
_PAGER_WORD = re.compile(r"页|全文|\b(?:prev|next|pages?)", re.IGNORECASE)
_LONGEST_PAGER = 80
_MARK = re.compile(r"^\W*\d{1,2}\W*$|页|全文|\b(?:prev|next|pages?|continue)|[<>«»‹›]", re.IGNORECASE)
"""What a link to another page of the article says; a link with other words may be a sentence of it."""
_NEXT = re.compile(r"\brel\s*=\s*[\"']?next\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_BLOCKS = ("p", "div", "ul", "ol", "li", "table", "tr", "td", "h1", "h2", "h3", "section", "figure", "center", "nav")
_LINES = ("p", "div", "span", "li", "ul", "ol", "td", "center", "nav", "b", "strong")
RULE = "repeated on the next page"

Block = tuple[str, str]
"""Text and letter of structure."""


def is_part(capture: Capture, before: Sequence[Capture]) -> bool:
    """Whether the page is a further one of the article: a page before it links to it as the next one, or by number.

    A link with other words leads to another article, whose address happens to end like a part's. What the page says of
    itself is not enough: a page that was added later is no part of the article as it was before.
    """
    name = re.escape(capture.final_url.partition("?")[0].rpartition("/")[2])
    link = re.compile(
        rf"<(?:a|link)\b[^>]*?\bhref\s*=\s*[\"']?[^\"'\s>]*?{name}(?=[\"'?#\s>])(?P<rest>[^>]*>.{{0,200}})", re.I | re.S
    )
    return any(_is_pager_link(found) for each in before for found in link.finditer(_text_of(each)))


def _is_pager_link(found: re.Match[str]) -> bool:
    if _NEXT.search(found[0].partition(">")[0]):
        return True
    words = _TAG.sub(" ", found["rest"].partition(">")[2].lower().partition("</a")[0])
    return _MARK.search(unescape(words).strip()) is not None


def _text_of(capture: Capture) -> str:
    return decode(capture.body, capture.headers.get("content-type", "")).text


def drop_pager(root: HtmlElement, url: str) -> None:
    """Take out the links to the other pages of the article, and the line that is nothing else."""
    own = page_key(first_part(url) or url)
    for link in list(root.iter("a")):
        address = _absolute(link.get("href") or "", url)
        if address and page_key(first_part(address) or address) == own and _MARK.search(text_of(link)):
            line = link.getparent()
            drop(link)
            if line is not None and line.tag in _LINES and _PAGER.fullmatch(text_of(line)[: _LONGEST_PAGER + 1] or "-"):
                drop(line)


def lines_of(root: HtmlElement, article: Article) -> frozenset[str]:
    """The first page's lines around its text, folded: what a further page has of them is not its text either."""
    told = {folded(text) for text, _ in _blocks(article)}
    lines = {folded(text_of(line)) for line in _lines(root)}
    return frozenset(line for line in lines - told if line and not line.isdecimal())


def drop_repeated(root: HtmlElement, lines: frozenset[str]) -> None:
    """Take these lines out of a further page."""
    for line in list(_lines(root)):
        if folded(text_of(line)) in lines:
            drop(line)


def _lines(root: HtmlElement) -> Iterator[HtmlElement]:
    for element in root.iter(*_LINES, "h1", "h2", "h3", "a"):
        if next(element.iterchildren(*_BLOCKS), None) is None:
            yield element


def _absolute(href: str, base: str) -> str:
    try:
        return urljoin(base, href.strip()) if href else ""
    except ValueError:
        return ""


def joined(first: Article, parts: Sequence[Article | None]) -> Article:
    """The whole article. `parts` are the further pages as if they were articles; None for one that is no part."""
    taken = {place: part for place, part in enumerate(parts) if part is not None and not _is_known(part, first)}
    if not taken:
        return first
    pages = [first, *taken.values()]
    is_story = all(_is_captions(page) for page in pages)
    told: list[Block] = []
    left: list[LeftOut] = []
    for page in pages:
        blocks = [] if _is_captions(page) and not is_story else _blocks(page)
        kept = _fresh(blocks, told, first) if told else blocks
        kept = [block for block in kept if not _is_pager(block[0])]
        left += [LeftOut(text, RULE) for text, letter in blocks if (text, letter) not in kept]
        told += kept
    return replace(
        _with_people(first, pages),
        body="\n\n".join(text for text, _ in told),
        structure="".join(letter for _, letter in told),
        captions=tuple(dict.fromkeys(caption for page in pages for caption in page.captions)),
        images=tuple({image.url: image for page in reversed(pages) for image in reversed(page.images)}.values())[::-1],
        mojibake_count=sum(page.mojibake_count for page in pages),
        left_out=(*(each for page in pages for each in page.left_out), *left),
        joined=tuple(taken),
    )


def _with_people(first: Article, pages: Sequence[Article]) -> Article:
    """Who signs at the end of the last page has written all of it; editors may be named on any."""
    return replace(
        first,
        authors=next((page.authors for page in pages if page.authors), ()),
        editors=tuple(dict.fromkeys(name for page in pages for name in page.editors)),
        translators=tuple(dict.fromkeys(name for page in pages for name in page.translators)),
        agencies=next((page.agencies for page in pages if page.agencies), ()),
        stated_origin=next((page.stated_origin for page in pages if page.stated_origin), ""),
    )


def _blocks(page: Article) -> list[Block]:
    texts = page.body.split("\n\n") if page.body else []
    letters = page.structure if len(page.structure) == len(texts) else "p" * len(texts)
    return list(zip(texts, letters, strict=True))


def _is_captions(page: Article) -> bool:
    return bool(page.captions) and page.body == "\n\n".join(page.captions)


def _is_known(part: Article, first: Article) -> bool:
    """The same text again, under another number; not where there is hardly any text."""
    told = {folded(text) for text, _ in _blocks(first)}
    texts = [folded(text) for text, _ in _blocks(part)]
    known = sum(len(text) for text in texts if text in told)
    return bool(texts) and known > _MOST_KNOWN * sum(map(len, texts))


def _fresh(blocks: Sequence[Block], told: Sequence[Block], first: Article) -> list[Block]:
    """The blocks without those at their edges that the article has told, or left out, at its own."""
    head = {folded(text) for text, _ in told[:_EDGE]} | {folded(first.title)}
    tail = {folded(text) for text, _ in told[-_EDGE:]}
    out = {folded(each.text) for each in first.left_out}
    start, end = 0, len(blocks)
    while start < end and folded(blocks[start][0]) in head | out:
        start += 1
    while end > start and folded(blocks[end - 1][0]) in tail | out:
        end -= 1
    return list(blocks[start:end])


def _is_pager(text: str) -> bool:
    is_short = len(text) <= _LONGEST_PAGER
    return is_short and _PAGER.fullmatch(text) is not None and _PAGER_WORD.search(text) is not None

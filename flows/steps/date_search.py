"""Looking for a date through the page: only where head, byline, listing, time elements and address state none.

Promise: never more precise than what is written, never raises; what htmldate finds is a day at best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from db.values import DateCandidate
from flows.steps.date_labels import Role, is_first_publication
from flows.steps.date_places import role_of_names
from flows.steps.date_reads import LISTED, LONGEST_BYLINE, OUTSIDE, Page, Read, as_read, in_words, is_own
from flows.steps.date_text import read_moment
from flows.steps.tree import elements, text_of, texts

_DATE_ELEMENTS = etree.XPath(
    "descendant::*[@class or @id or @itemprop]"
    "[contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publish')"
    " or contains(@id, 'date') or contains(@id, 'pub') or starts-with(@itemprop, 'date')]"
)
# without their first letter, so that one word serves both cases
_LABELLED = etree.XPath(
    "descendant::text()["
    + " or ".join(
        f"contains(., '{word}')"
        for word in ("ublished", "pdated", "osted", "PDATED", "UBLISHED", "发布", "發布", "更新", "发表", "發表")
    )
    + "]"
)
_FIRST_WORDS = (b"riginally ", b"irst published", b"irst appeared")
_FIRST = etree.XPath(
    "descendant::text()[" + " or ".join(f"contains(., '{words.decode()}')" for words in _FIRST_WORDS) + "]"
)
_ALONE = etree.XPath("descendant::text()[string-length(.) < 60][contains(., '20') or contains(., '19')]")
_LONGEST_ELEMENT = 80
_ENTRIES = 3
"""Different days in elements of one kind: a list of other articles, whose newest would be taken for this one's."""
_BESIDE = 12
"""Characters beside the date in a text that is nothing but a date: 'Date: ', ' | 5 min'."""


def first_publication(page: Page) -> Iterator[Read]:
    """'Originally published on 26 Sep 2019', wherever the page says it."""
    # the page's text in one piece takes a tenth of the time of asking each piece
    whole = etree.tostring(page.root, method="text", encoding="utf-8")
    if not any(words in whole for words in _FIRST_WORDS):
        return
    for text in texts(_FIRST, page.root)[:10]:
        if len(text) < 1_000 and is_first_publication(text) and is_own(text.getparent(), OUTSIDE | LISTED):
            yield from (read for read in in_words("text", str(text), page) if read.is_first)


def date_elements(page: Page) -> Iterator[Read]:
    """Elements whose class, id or itemprop speaks of a date; not those of a list, in which each entry has its own."""
    found: list[tuple[str, list[Read]]] = []
    for element in elements(_DATE_ELEMENTS, page.root)[:20]:
        if is_own(element, OUTSIDE | LISTED):
            found.append((f"{element.tag} {element.get('class')}", list(_in_element(element, page))))
    days: dict[str, set[date | None]] = {}
    for kind, reads in found:
        days.setdefault(kind, set()).update(read.candidate.on for read in reads if not read.role)
    for kind, reads in found:
        yield from (read for read in reads if read.role or len(days[kind]) < _ENTRIES)


def _in_element(element: etree._Element, page: Page) -> Iterator[Read]:
    """The date of an element, and what its own names say of it."""
    said = role_of_names(f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower())
    value = element.get("content") or element.get("datetime") or ""
    text = value if read_moment(value, page.zone, page.order) else text_of(element)
    if not 6 <= len(text) <= _LONGEST_ELEMENT:
        return
    for read in in_words("date-element", text, page):
        role: Role = read.role or ("" if said == "both" else said)
        is_change = role == "modified"
        candidate = replace(read.candidate, rule="updated" if is_change else read.candidate.rule)
        yield replace(read, role=role, candidate=candidate)


def labelled_texts(page: Page) -> Iterator[Read]:
    """'Published: ...' and 'Last updated ...' anywhere in the page, the date in the same block or the next."""
    for text in texts(_LABELLED, page.root)[:40]:
        place = text.getparent()
        if place is None or len(text) > LONGEST_BYLINE or not is_own(place, OUTSIDE | LISTED):
            continue
        line = str(text) if text.is_tail else f"{text_of(place)[:LONGEST_BYLINE]} {_next_words(place)}"
        yield from (read for read in in_words("text", line[:LONGEST_BYLINE], page) if read.role)


def lone_dates(page: Page) -> Iterator[Read]:
    """The texts that are nothing but a date."""
    for text in texts(_ALONE, page.root)[:60]:
        words = text.strip()
        moment = read_moment(words, page.zone, page.order)
        if moment is None or len(words) > len(moment.text) + _BESIDE:
            continue
        if is_own(text.getparent(), OUTSIDE | LISTED):
            yield as_read("text", moment)


def searched_date(root: HtmlElement, captured_at: datetime) -> DateCandidate | None:
    """The last resort: the day htmldate makes of the page's text and links, as a candidate of the rule 'search'."""
    try:
        found = find_date(root, original_date=True, extensive_search=False, max_date=captured_at.date().isoformat())
        on = date.fromisoformat(found) if found else None
    except (ValueError, TypeError, AttributeError, etree.LxmlError, RecursionError):
        return None
    # the first of January is how the search writes a bare year, mostly the copyright line's; the day of the capture
    # is what a page's calendar shows
    is_guess = on is None or (on.month, on.day) == (1, 1) or on == captured_at.date()
    return None if is_guess else DateCandidate("search", found or "", on)


def _next_words(place: etree._Element) -> str:
    following = place.getnext()
    return text_of(following)[:40] if following is not None else ""

"""Which articles does a section page link to, and what is its next page?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from typing import Any

import lxml.html
from lxml import etree
from w3lib.encoding import html_to_unicode

from crawler.discovery.dates import Dated, listing_date, written_date
from crawler.discovery.listing import Entries, Listing, absolute
from crawler.discovery.pagination import Link, next_page
from crawler.discovery.safe_xml import MAX_UNPACKED
from db.reasons import NOT_ARTICLE
from db.urls import is_article_url, page_key
from db.values import Way

_CARD_DEPTH = 5
"""How many elements above a link its card may begin: enough for a heading in a text column in a card."""
_DATE_LENGTH = 40
"""Characters of a text that is a date with its label; a longer one only mentions a date."""


def read_section(
    body: bytes,
    url: str,
    article_url: str,
    timezone: str,
    headers: Mapping[str, str] | None = None,
    way: Way = "section",
    is_same_list: Callable[[str], bool] = lambda address: True,
) -> Listing:
    """The article links of a page in reading order, each page once, with titles and the dates beside them.

    `article_url` is the source's pattern, `timezone` is for dates that name none, `headers` have lower-case names.
    Another list that is written as a page has its own `way`, and its own judgement which addresses may be its next
    page. A page with links, none of them an article's, is a problem: the layout changed, or scripts draw it. Never
    raises on a body.
    """
    entries = Entries(url, way)
    try:
        page = _page(body, headers or {})
    except (etree.LxmlError, ValueError) as error:
        return entries.listing(problem=f"not HTML: {error}"[:200])
    articles: list[Link] = []
    others: list[Link] = []
    for link in _links(page, url):
        (articles if is_article_url(link.url, article_url) else others).append(link)
    entries.skip(NOT_ARTICLE, len(others))
    groups = _by_page(articles)
    for group, card in zip(groups, _cards(groups), strict=True):
        title = _title(group)
        entries.add(group[0].url, title, _dated(card, title, timezone))
    onward = [link for link in others if is_same_list(link.url)]
    problem = "" if articles else f"no link looks like an article ({len(others)} links)"
    return entries.listing(next_url=next_page(url, onward), problem=problem)


def _page(body: bytes, headers: Mapping[str, str]) -> Any:
    if not body.strip():
        raise ValueError("empty")
    if len(body) > MAX_UNPACKED:
        raise ValueError(f"more than {MAX_UNPACKED // 1024**2} MB")
    _, text = html_to_unicode(headers.get("content-type"), body)
    # Handed on as UTF-8: lxml refuses text that carries an encoding declaration, and would believe a wrong one.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    return lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)


def _links(page: Any, url: str) -> Iterable[Link]:
    """Every link to a web address, <link rel=next> included; anchors on the page itself and scripts are none."""
    base = absolute(next(iter(page.xpath("//base/@href")), ""), url) or url
    for element in page.iter("a", "link"):
        href = (element.get("href") or "").strip()
        rel = (element.get("rel") or "").lower().split()
        if not href or href.startswith("#") or (element.tag == "link" and "next" not in rel):
            continue
        if address := absolute(href, base):
            yield Link(address, _text(element), "next" in rel, element)


def _by_page(links: list[Link]) -> list[list[Link]]:
    """The links to one page together: a card often has one on its image and one on its title."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        groups.setdefault(page_key(link.url), []).append(link)
    return list(groups.values())


def _title(group: list[Link]) -> str:
    """A heading in a link, or a link in a heading; else the longest text, else what hovering shows."""
    for link in group:
        for heading in link.element.iter("h1", "h2", "h3", "h4", "h5"):
            if text := _text(heading):
                return text
        if link.text and next(link.element.iterancestors("h1", "h2", "h3", "h4", "h5"), None) is not None:
            return link.text
    longest = max((link.text for link in group), key=len)
    return longest or next((hint for link in group if (hint := _hint(link.element))), "")


def _hint(element: Any) -> str:
    return " ".join((element.get("title") or next(iter(element.xpath(".//img/@alt")), "")).split())


def _cards(groups: list[list[Link]]) -> list[list[Any]]:
    """For each page the elements around its links that hold no other page's link, outermost first."""
    owners: dict[Any, set[int]] = {}
    for number, group in enumerate(groups):
        for link in group:
            for element in (link.element, *islice(link.element.iterancestors(), _CARD_DEPTH)):
                owners.setdefault(element, set()).add(number)
    cards: list[list[Any]] = [[] for _ in groups]
    for element, numbers in owners.items():
        if len(numbers) == 1:
            cards[numbers.pop()].append(element)
    return [sorted(card, key=lambda element: sum(1 for _ in element.iterancestors())) for card in cards]


def _dated(card: list[Any], title: str, timezone: str) -> Dated:
    """The card's machine-readable date, else a short text of its own that is one."""
    outermost = card[:1]
    for element in (each for top in outermost for each in top.iter("time")):
        dated = listing_date(element.get("datetime") or _text(element), timezone)
        if dated.on:
            return dated
    texts = (text for top in outermost for text in top.itertext())
    tails = (element.tail or "" for element in card)
    short = (" ".join(text.split()) for text in chain(texts, tails))
    days = (written_date(text) for text in short if text != title and len(text) <= _DATE_LENGTH)
    return Dated(on=next((day for day in days if day), None))


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())

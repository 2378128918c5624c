"""The places that state a date without a walk through the page: head, byline, listing, time elements, address.

Promise: they come in the order of their trust; what lies in lists, links, sidebars and comments is left aside; each
read tells whether its words say publication or change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml import etree

from db.values import DateCandidate
from flows.steps.date_labels import Role, is_label, role_before
from flows.steps.date_reads import LISTED, LONGEST_BYLINE, OUTSIDE, Page, Read, as_read, in_words, is_own
from flows.steps.date_text import read_moment
from flows.steps.metadata import Node, as_list, is_article_type
from flows.steps.tree import text_of

_META_NAMES = (
    "article:published_time", "datepublished", "og:article:published_time", "article:published", "og:published_time",
    "publishdate", "publish-date", "pubdate", "pub_date", "publish_date", "published_time", "published-date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date",
    "datecreated", "article.published", "cxenseparse:recs:publishtime", "weibo:article:create_at", "publication_date",
    "article_date_original", "published", "date_published", "published_date", "publisheddate", "publicationdate",
    "publish_time", "publishtime", "ptime", "pdate", "bt:pubdate", "og:pubdate", "og:publish_date",
    "og:datepublished", "dc.date.created", "dc.created", "dc.date.published", "dcterms.issued",
    "citation_publication_date", "citation_online_date", "originalpublicationdate", "release_date", "og:release_date",
    "shareaholic:article_published_time", "rnews:datepublished", "mediator_published_time", "vr:published_time",
    "created", "dateposted", "posted_date", "displaydate", "date",
)  # fmt: skip
_MODIFIED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified",
                   "dc.date.modified", "last-modified", "article:modified", "revised", "updated_time")  # fmt: skip
_IN_ADDRESS = (
    re.compile(r"/((?:19|20)\d\d)/?([01]\d)/([0-3]\d)(?=[/_-])", re.ASCII),
    re.compile(r"/((?:19|20)\d\d)/([01]\d)([0-3]\d)(?=[/_-])", re.ASCII),
)


def stated_places(page: Page) -> list[Read]:
    """What needs no walk through the page: JSON-LD, meta, the byline, time elements, the address."""
    head = [*_json_ld(page), *_plain("meta", page.facts.every(*_META_NAMES), page)]
    lines = list(_bylines(page))
    bylines = [read for read in lines if not read.is_prose]
    address = list(_address(page))
    times = [] if _is_sure(head, [*bylines, *address]) else list(_time_elements(page))
    # the one that says what it is comes first, wherever it stands
    printed = sorted([*bylines, *times], key=lambda read: not read.is_labelled)
    prose = [replace(read, candidate=replace(read.candidate, rule="text")) for read in lines if read.is_prose]
    return [*head, *printed, *address, *prose]


def _is_sure(head: list[Read], others: list[Read]) -> bool:
    """Whether the head has an instant, and all that is printed says the same day: no need to look on."""
    days = {read.candidate.on for read in (*head[:1], *others) if read.role != "modified"}
    return len(days) == 1 and bool(head) and bool(others) and head[0].candidate.at is not None


def modified_places(page: Page) -> Iterator[Read]:
    """Changes as head and JSON-LD state them."""
    pages = (node for node in page.facts.nodes if "WebPage" in as_list(node.get("@type")))
    said = [day for node in (own_article(page), *pages) for day in as_list(node.get("dateModified"))]
    said += page.facts.every(*_MODIFIED_NAMES)
    yield from (replace(read, role="modified") for read in _plain("modified", said, page))


def _json_ld(page: Page) -> Iterator[Read]:
    article = own_article(page)
    others = [node for node in page.facts.nodes if node is not article and _may_date(node, is_beside=bool(article))]
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for node in (article, *others):
            yield from _plain("json-ld", as_list(node.get(key)), page)


_OF_ITSELF = frozenset(
    ("Comment", "Answer", "Product", "Offer", "Person", "Organization", "Event", "ListItem", "Rating", "ImageObject")
)
"""Kinds of nodes whose dates are their own, whatever the page is."""


def own_article(page: Page) -> Node:
    """The article node that names this page as its address; where none does, or all do, the first."""
    articles = [node for node in page.facts.nodes if is_article_type(node)]
    if len(articles) < 2:
        return page.facts.article
    here = {_bare(page.url), _bare(page.facts.canonical)} - {""}
    return next((node for node in articles if here & set(_addresses(node))), page.facts.article)


def _addresses(node: Node) -> Iterator[str]:
    for said in (*as_list(node.get("url")), *as_list(node.get("mainEntityOfPage")), *as_list(node.get("@id"))):
        value = said.get("@id") or said.get("url") if isinstance(said, dict) else said
        if isinstance(value, str):
            yield _bare(value)


def _bare(url: str) -> str:
    """An address without what differs between two ways to write it; '' for the home page."""
    return re.sub(r"^https?://(?:www\.|m\.)?|[?#].*$|/$", "", url.strip().lower()) if "/" in url else ""


def _may_date(node: Node, *, is_beside: bool) -> bool:
    """Whether a node that is not the article may tell its date; beside an article, others are other articles."""
    kinds = {kind for kind in as_list(node.get("@type")) if isinstance(kind, str)}
    return not kinds & _OF_ITSELF and not (is_beside and is_article_type(node))


def _plain(rule: str, values: Iterable[object], page: Page) -> Iterator[Read]:
    for value in values:
        moment = read_moment(value, page.zone, page.order) if isinstance(value, str) else None
        if moment is not None:
            yield as_read(rule, moment)


def _bylines(page: Page) -> Iterator[Read]:
    label = ""
    for line in page.masthead:
        if is_label(line):
            label = line
            continue
        if len(line) < LONGEST_BYLINE:
            yield from in_words("byline", f"{label} {line}" if label else line, page)
        label = ""


def listing(page: Page) -> Iterator[Read]:
    """What the listing said that named the page first: another way may have found it, and then says something else."""
    at = page.context.listed_at
    on = page.context.listed_on or (at.date() if at else None)
    if on is not None:
        candidate = DateCandidate("listing", str(at or on), on, at, zone="stated" if at else "")
        yield Read(candidate, "second" if at else "day")


def _time_elements(page: Page) -> Iterator[Read]:
    times = [(element, element.get("datetime") or text_of(element)) for element in islice(page.root.iter("time"), 30)]
    # the dates of other articles stand in lists and links, unless the page has but one date
    outside = OUTSIDE if len({text for _, text in times}) == 1 else OUTSIDE | LISTED
    for element, text in times:
        moment = read_moment(text, page.zone, page.order)
        if moment is not None and is_own(element, outside):
            yield as_read("time-element", moment, _role_of(element))


def role_of_names(names: str) -> Role | Literal["both"]:
    """What class, id or itemprop, in lower case, say of a date."""
    is_change = "modified" in names or "updated" in names
    is_publication = "publish" in names or "dateposted" in names
    return ("both" if is_change else "published") if is_publication else "modified" if is_change else ""


def _role_of(element: etree._Element) -> Role:
    """What class, itemprop or the words before an element say of its date."""
    names = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
    if role := role_of_names(names):
        # <time class="published updated"> is WordPress' way of saying both are the same
        return "" if role == "both" else role
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        words = (parent.text if parent is not None else "") or ""
    else:
        words = previous.tail if previous.tail and previous.tail.strip() else text_of(previous)[-60:]
    return role_before(words, len(words))


def _address(page: Page) -> Iterator[Read]:
    path = unquote(urlsplit(page.url).path)
    # a copy served elsewhere still names the address it was published at
    path = f"{path}\n{unquote(urlsplit(page.facts.canonical).path)}" if page.facts.canonical else path
    for form in _IN_ADDRESS:
        if (match := form.search(path)) and (moment := read_moment("-".join(match.groups()), None)):
            yield Read(DateCandidate("address", match[0].strip("/"), moment.on), "day")
            return
    if moment := read_moment(path, None):
        # an address holds a local day at best: digits beside it are ids, not times
        yield Read(DateCandidate("address", moment.text, moment.on), "day")

"""What the page's head and JSON-LD state about it: read in one pass, judged elsewhere.

Promise: everything is text as written, in page order, under lower-case names; broken JSON-LD is skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.tree import elements, squeeze, text_of, texts

Node = Mapping[str, Any]
"""One JSON-LD node."""

_ARTICLE_TYPE = re.compile(r"(Article|BlogPosting|Report|SocialMediaPosting|Review|Recipe)$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MAX_NODES = 500
_LONGEST_SECTION = 60
# conditions on the attributes: an element without them, as most are, is passed over at once
_BREADCRUMBS = etree.XPath(
    "descendant::*[@class[contains(., 'readcrumb') or contains(., 'crumbs')] or @id[contains(., 'readcrumb')]]"
)
_PATH_END = etree.XPath("descendant::text()[contains(., '正文') or contains(., '> Text')]")
_PATH = re.compile(r"[>›»]\s*(?P<section>[^>›»]{2,20}?)\s*[>›»]\s*(?:正文|Text)\b")
_HOME_LINKS = etree.XPath(
    "descendant::a[normalize-space() = 'Home' or normalize-space() = 'HOME' or normalize-space() = '首页'"
    " or normalize-space() = '首頁']"
)
_STEP = re.compile(r"\s*(?:>{1,2}|[›»]|&gt;)\s*$")
_SECTION_NAMES = ("article:section", "section", "parsely-section", "sailthru.section", "og:article:section")


@dataclass(frozen=True, slots=True)
class Stated:
    """The page's own statements. `meta`: name, property or itemprop -> contents in page order."""

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    article: Node = field(default_factory=dict)
    """The first JSON-LD node of an article type; empty where there is none."""
    title: str = ""
    language: str = ""
    canonical: str = ""

    def first(self, *names: str) -> str:
        """The first non-empty content under the names, tried in order; '' if none."""
        return next((values[0] for name in names if (values := self.meta.get(name))), "")

    def every(self, *names: str) -> list[str]:
        """All contents under the names, in order, without repeats."""
        return list(dict.fromkeys(value for name in names for value in self.meta.get(name, ())))


def stated(root: HtmlElement, base_url: str = "") -> Stated:
    """Reads meta, link, title and JSON-LD of a parsed page."""
    meta: dict[str, list[str]] = {}
    nodes: list[Node] = []
    title = canonical = ""
    for element in root.iter("meta", "link", "title", "script"):
        if element.tag == "meta":
            _read_meta(element, meta)
        elif element.tag == "script":
            nodes.extend(_json_ld(element))
        elif element.tag == "link":
            canonical = canonical or _canonical(element, base_url)
        else:
            title = title or squeeze(element.text)
    article = next((node for node in nodes if is_article_type(node)), {})
    return Stated(
        meta={name: tuple(values) for name, values in meta.items()},
        nodes=tuple(nodes[:_MAX_NODES]),
        article=article,
        title=title,
        language=squeeze(root.get("lang") or root.get("xml:lang"))[:35],
        canonical=canonical,
    )


def is_article_type(node: Node) -> bool:
    """True where the node's @type is a kind of article."""
    return any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in as_list(node.get("@type")))


def as_list(value: Any) -> list[Any]:
    """JSON-LD says one thing or a list of them; this is always the list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def section(facts: Stated, root: HtmlElement) -> str:
    """The part of the paper the article stands in: as stated, else the last linked step of its breadcrumb."""
    said = facts.first(*_SECTION_NAMES) or next(
        (squeeze(part) for part in as_list(facts.article.get("articleSection")) if isinstance(part, str)), ""
    )
    return (said or _breadcrumb_node(facts) or _breadcrumb_links(root) or _breadcrumb_text(root) or _path_links(root))[
        :200
    ]


def _read_meta(element: HtmlElement, meta: dict[str, list[str]]) -> None:
    # some systems escape twice
    content = squeeze(unescape(element.get("content") or ""))
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            meta.setdefault(name.strip().lower(), []).append(content)


def _canonical(element: HtmlElement, base_url: str) -> str:
    if "canonical" not in (element.get("rel") or "").lower().split():
        return ""
    try:
        return urljoin(base_url, squeeze(element.get("href")))
    except ValueError:
        return ""


def _json_ld(element: HtmlElement) -> list[Node]:
    if "ld+json" not in (element.get("type") or "") or not element.text:
        return []
    text = element.text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return list(_flat(json.loads(candidate, strict=False)))
        except (ValueError, RecursionError):
            continue
    return []


def _flat(value: Any, depth: int = 0) -> Iterator[Node]:
    if depth > 6:
        return
    for item in as_list(value):
        if isinstance(item, dict):
            yield item
            for inside in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
                yield from _flat(item.get(inside), depth + 1)
        elif isinstance(item, list):
            yield from _flat(item, depth + 1)


def _breadcrumb_node(facts: Stated) -> str:
    for node in facts.nodes:
        if node.get("@type") == "BreadcrumbList":
            steps = [step for step in as_list(node.get("itemListElement")) if isinstance(step, dict)]
            names = [_step_name(step) for step in steps]
            # the first step is the home page, the last the article itself
            inner = [name for name in names[1:-1] if name] or [name for name in names[1:] if name]
            return inner[-1] if len(names) > 2 and inner else ""
    return ""


def _step_name(step: Node) -> str:
    item = step.get("item")
    name = step.get("name") or (item.get("name") if isinstance(item, dict) else "")
    return squeeze(name) if isinstance(name, str) else ""


def _breadcrumb_links(root: HtmlElement) -> str:
    for element in elements(_BREADCRUMBS, root)[:3]:
        names = [text_of(link) for link in element.iter("a")]
        if len(names) > 1 and len(names[-1]) < _LONGEST_SECTION:
            return names[-1]
    return ""


def _path_links(root: HtmlElement) -> str:
    """'Home > Photos' without any class: the last of the links that a path from the home page joins."""
    for home in elements(_HOME_LINKS, root)[:3]:
        step: etree._Element | None = home
        last = ""
        while step is not None and step.tag == "a" and _STEP.match(step.tail or ""):
            step = step.getnext()
            last = text_of(step) if step is not None and step.tag == "a" else last
        if last:
            return last if len(last) < _LONGEST_SECTION else ""
    return ""


def _breadcrumb_text(root: HtmlElement) -> str:
    """'Home > Economy > Text': Chinese sites end their path with the word for running text."""
    for text in texts(_PATH_END, root)[:3]:
        place = text.getparent()
        if text.is_tail and place is not None:
            place = place.getparent()
        match = _PATH.search(text_of(place)) if place is not None else None
        if match:
            return match["section"].strip()
    return ""

"""Capture -> article: the extraction step, from bytes as received to title, authors, dates, body and pictures.

Promise: pure and total. Every capture gives an `Article` or a `NotArticle` with its reason; nothing is raised on
bad input, and the time spent is bounded by the size of the page. The page is parsed once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo

from lxml.cssselect import CSSSelector, SelectorError
from lxml.etree import XPath
from lxml.html import HtmlElement

from db.values import Article, Capture, Context, Hints, NotArticle
from flows.steps.addresses import canonical_address, matches_form
from flows.steps.authors import authors_of
from flows.steps.body import BODY_VERSION, read_blocks
from flows.steps.captions import take_pictures
from flows.steps.container import Container, container_of
from flows.steps.date_search import searched_date
from flows.steps.dates import modified, published, zone_of
from flows.steps.decode import UNREADABLE_SHARE, decode
from flows.steps.furniture import Known, link_texts, without_furniture
from flows.steps.language import language_of
from flows.steps.masthead import headline_element, masthead_lines
from flows.steps.metadata import Stated, is_article_type, section, stated
from flows.steps.page_kind import Signs, is_sent_home, kind_of, linked_text, refused
from flows.steps.titles import title_of
from flows.steps.tree import drop, elements, parse, text_of

EXTRACTOR_VERSION = f"1+{BODY_VERSION}"
"""Own version and the library's: a derived text says which extractor derived it."""

# A page whose article is missing must not be its cookie notice; where an article is, it is not part of it.
# (`contains`, because a regular expression in XPath calls back into Python for each element.)
_CONSENT = XPath(
    "//*[self::div or self::section or self::aside or self::dialog or self::form]["
    + " or ".join(f"contains(@{name}, '{word}')" for name in ("class", "id") for word in ("ookie", "onsent", "gdpr"))
    + "]"
)
LONGEST_BANNER = 1500


_NOTHING_KNOWN = Context()
_LETTERS = {"head": "h", "item": "i", "row": "r", "quote": "q"}


def extract(capture: Capture, hints: Hints, context: Context = _NOTHING_KNOWN) -> Article | NotArticle:
    """The article a capture holds, or why it holds none."""
    content_type = capture.headers.get("content-type", "")
    reason = refused(capture.status, content_type, capture.body)
    if reason:
        return NotArticle(reason)
    if is_sent_home(capture.url, capture.final_url):
        return NotArticle("home page")
    decoded = decode(capture.body, content_type)
    if decoded.replaced_share > UNREADABLE_SHARE:
        return NotArticle("encoding")
    root = parse(decoded.text)
    return NotArticle("empty") if root is None else _read(root, capture, hints, context)


def _read(root: HtmlElement, capture: Capture, hints: Hints, context: Context) -> Article | NotArticle:
    facts = stated(root, capture.final_url)
    _drop_unwanted(root, hints.drop)
    title = title_of(facts, root)
    masthead = masthead_lines(headline_element(root, title))
    article = Article(canonical_address(facts, capture.final_url, hints), title, "", section=section(facts, root))
    article = _dated(article, facts, root, masthead, capture, zone_of(hints.timezone))
    container, linked = container_of(root), linked_text(root)
    article = _with_text(article, facts, root, container, masthead, capture.final_url)
    reason = kind_of(_signs(article, facts, linked, container.page_prose, capture, hints), root)
    if reason:
        return NotArticle(reason)
    article = replace(article, language=language_of(article.body, hints.language, facts.language))
    return _searched_if_undated(article, root, capture)


def _drop_unwanted(root: HtmlElement, selectors: tuple[str, ...]) -> None:
    for script in list(root.iter("script")):
        if "ld+json" not in (script.get("type") or ""):
            drop(script)
    for banner in elements(_CONSENT, root):
        # a wrapper of the whole page may carry such a word too
        if len(text_of(banner)) <= LONGEST_BANNER:
            drop(banner)
    for selector in selectors:
        try:
            unwanted = elements(CSSSelector(selector, translator="html"), root)
        except SelectorError:
            continue  # a source's configuration is validated where it is loaded
        for element in unwanted:
            drop(element)


def _dated(
    article: Article, facts: Stated, root: HtmlElement, masthead: list[str], capture: Capture, zone: tzinfo | None
) -> Article:
    when = published(facts, root, masthead, capture.final_url, capture.captured_at, zone)
    return replace(
        article,
        published_at=when.at,
        published_on=when.on,
        date_precision=when.precision,
        date_rule=when.rule,
        date_candidates=when.candidates,
        modified_at=modified(facts, zone),
    )


def _with_text(
    article: Article, facts: Stated, root: HtmlElement, container: Container, masthead: list[str], base_url: str
) -> Article:
    """The article with body, pictures and authors; the page is left without its captions."""
    links = link_texts(container.element)
    pictures = take_pictures(container.element, base_url)
    blocks = read_blocks(root, container)
    kept = without_furniture(blocks, Known(article.title, pictures.captions, links))
    # a photo story is its captions: they are the text where there is no other
    texts = [block.text for block in kept] or list(pictures.captions)
    return replace(
        article,
        body="\n\n".join(texts),
        structure="".join(_LETTERS.get(block.kind, "p") for block in kept) or "p" * len(texts),
        authors=authors_of(facts, root, [*masthead, *(block.text for block in blocks[-3:])]),
        captions=pictures.captions,
        images=pictures.images,
    )


def _signs(article: Article, facts: Stated, linked: str, prose: int, capture: Capture, hints: Hints) -> Signs:
    says_article = is_article_type(facts.article) or facts.first("og:type").lower() == "article"
    return Signs(
        url=capture.final_url,
        titles=(article.title, facts.title),
        body=article.body,
        linked=linked,
        prose=prose,
        has_article_statement=says_article or matches_form(article.canonical_url, hints.article_url),
        has_date=article.published_on is not None,
        says_website=facts.first("og:type").lower() == "website",
    )


def _searched_if_undated(article: Article, root: HtmlElement, capture: Capture) -> Article:
    found = None if article.published_on else searched_date(root, capture.captured_at)
    if found is None:
        return article
    candidates = (*article.date_candidates, found)
    return replace(
        article, published_on=found.on, date_precision="day", date_rule=found.rule, date_candidates=candidates
    )

"""Capture -> article: the extraction step, from bytes as received to title, authors, dates, body and pictures.

Promise: pure and total. Every capture gives an `Article` or a `NotArticle` with its reason; nothing is raised on
bad input, and the time spent is bounded by the size of the page. The page is parsed once.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from lxml.cssselect import CSSSelector, SelectorError
from lxml.html import HtmlElement

from db.values import Article, Capture, Context, Hints, NotArticle
from flows.steps.addresses import canonical_address, matches_form
from flows.steps.body import BODY_VERSION, Block, read_blocks
from flows.steps.captions import take_pictures, with_picture_beside
from flows.steps.container import Container, container_of, weigh
from flows.steps.credits import credited
from flows.steps.date_search import searched_date
from flows.steps.dates import Published, published, zone_of
from flows.steps.decode import UNREADABLE_SHARE, decode
from flows.steps.furniture import Known, link_texts, own_link, without_furniture
from flows.steps.language import language_of
from flows.steps.masthead import headline_element, masthead_lines
from flows.steps.metadata import Stated, is_article_type, section, stated
from flows.steps.mojibake import garbled_count
from flows.steps.page_kind import Signs, is_sent_home, is_teasers, kind_of, linked_text, refused
from flows.steps.pagination import drop_pager, drop_repeated, is_part, joined, lines_of
from flows.steps.references import as_words
from flows.steps.titles import title_of
from flows.steps.tree import drop, elements, parse, saying, squeeze, text_of

EXTRACTOR_VERSION = f"2+{BODY_VERSION}"
"""Own version and the library's: a derived text says which extractor derived it. To be raised with each release that
reads any page otherwise: texts of another version are read again before they are compared with a new capture."""

# A page whose article is missing must not be its cookie notice; where an article is, it is not part of it.
_CONSENT = re.compile("ookie|onsent|gdpr")
_CONSENT_TAGS = ("div", "section", "aside", "dialog", "form")
LONGEST_BANNER = 1500
_BANNER_NAME = re.compile(r"(?<![A-Za-z])(?:[Cc]ookie|[Cc]onsent|gdpr|GDPR)|(?<=[a-z])(?:Cookie|Consent)")
_ENTRY_NAME = re.compile(r"(?:^|\s)(?:hentry|post|article|entry|(?:tag|category)-\S*|type-post)(?:\s|$)")
_BANNER_TEXT = re.compile(r"cookie|consent|privacy|gdpr|同意|隐私|隱私", re.IGNORECASE)
LEAST_SENTENCE = 60
"""Weighed characters from which a block with the end of a sentence is running text."""
_NEARLY_ALL = 0.9
_LEAST_STATED = 200
_WITHOUT_WORDS = ("no text", "listing", "landing page")
_SENTENCE_END = re.compile(r"[.!?。！？]")


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
    when = published(facts, root, masthead, capture.final_url, capture.captured_at, zone_of(hints.timezone), context)
    article = _dated(article, when)
    if context.parts:
        drop_pager(root, capture.final_url)
    container, linked = container_of(root), linked_text(root)
    article = _with_text(article, facts, root, container, masthead, capture.final_url)
    if context.parts:
        article = _with_parts(article, capture, context.parts, hints)
    reason = kind_of(_signs(article, facts, linked, container, capture, hints), root)
    if reason in _WITHOUT_WORDS and (texts := stated_body(facts)):
        article, reason = replace(article, body="\n\n".join(texts), structure="p" * len(texts)), ""
    if reason:
        return NotArticle(reason)
    article = replace(
        article,
        language=language_of(article.body, hints.language, facts.language),
        mojibake_count=garbled_count(f"{article.title}\n{article.body}"),
    )
    return _searched_if_undated(article, root, capture)


def stated_body(facts: Stated) -> list[str]:
    """The paragraphs that the page states as its article's and lets a script print; [] where these are no text."""
    said = facts.article.get("articleBody")
    lines = [line for part in said.splitlines() if (line := squeeze(unescape(part)))] if isinstance(said, str) else []
    return lines if sum(map(weigh, lines)) >= _LEAST_STATED and not any("<" in line for line in lines) else []


def _with_parts(article: Article, capture: Capture, captures: tuple[Capture, ...], hints: Hints) -> Article:
    """The article with the text of its further pages, each of which some page before it has to name."""
    root = parse(decode(capture.body, capture.headers.get("content-type", "")).text)
    lines = lines_of(root, article) if root is not None else frozenset()
    before, parts = [capture], list[Article | None]()
    for each in captures:
        part = _part(each, lines, hints)
        is_named = part is not None and is_part(each, before)
        before += [each] if is_named else []
        parts.append(part if is_named else None)
    return joined(article, parts)


def _part(capture: Capture, lines: frozenset[str], hints: Hints) -> Article | None:
    """A further page, of whatever kind it would be by itself: a slide, two last lines; None for one without text."""
    content_type = capture.headers.get("content-type", "")
    if refused(capture.status, content_type, capture.body) or is_sent_home(capture.url, capture.final_url):
        return None
    root = parse(decode(capture.body, content_type).text)
    if root is None:
        return None
    facts = stated(root, capture.final_url)
    _drop_unwanted(root, hints.drop)
    title = title_of(facts, root)
    masthead = masthead_lines(headline_element(root, title))
    drop_pager(root, capture.final_url)
    drop_repeated(root, lines)
    article = Article(canonical_address(facts, capture.final_url, hints), title, "")
    container, linked = container_of(root), linked_text(root)
    article = _with_text(article, facts, root, container, masthead, capture.final_url)
    reason = kind_of(_signs(article, facts, linked, container, capture, hints), root)
    is_menu = "".join(article.body.split()) in linked
    is_slide = (reason != "error page" and article.captions) or (reason == "no text" and not is_menu)
    return article if not reason or is_slide else None


def _drop_unwanted(root: HtmlElement, selectors: tuple[str, ...]) -> None:
    for script in list(root.iter("script")):
        if "ld+json" not in (script.get("type") or ""):
            drop(script)
    for banner in saying(_CONSENT, root, *_CONSENT_TAGS):
        if _is_banner(banner):
            drop(banner)
    for selector in selectors:
        try:
            unwanted = elements(CSSSelector(selector, translator="html"), root)
        except SelectorError:
            continue  # a source's configuration is validated where it is loaded
        for element in unwanted:
            drop(element)


def _is_banner(element: HtmlElement) -> bool:
    """Not a wrapper of the whole page, nor an article under a tag: 'rookie', 'informed-consent'."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _ENTRY_NAME.search(names) or not _BANNER_NAME.search(names):
        return False
    text = text_of(element)
    return len(text) <= LONGEST_BANNER and _BANNER_TEXT.search(text) is not None


def _dated(article: Article, when: Published) -> Article:
    return replace(
        article,
        published_at=when.at,
        published_on=when.on,
        date_precision=when.precision,
        date_rule=when.rule,
        date_candidates=when.candidates,
        modified_at=when.modified_at,
    )


def _with_text(
    article: Article, facts: Stated, root: HtmlElement, container: Container, masthead: list[str], base_url: str
) -> Article:
    """The article with body, pictures and authors; the page is left without its captions."""
    is_own = own_link(base_url)
    as_words(container.element)
    links = link_texts(container.element, is_own)
    pictures = take_pictures(container.element, base_url)
    if len(pictures.captions) == 1 and not pictures.images:
        pictures = with_picture_beside(pictures, container.element, base_url)
    blocks = read_blocks(root, container, is_own)
    judged = without_furniture(blocks, Known(article.title, pictures.captions, links))
    # a photo story is its captions: they are the text where there is no other
    kept = [] if _is_photo_story(pictures.captions, judged.kept, container.page_prose) else judged.kept
    texts = [block.text for block in kept] or list(pictures.captions)
    article = credited(article, facts, root, masthead, [block.text for block in blocks])
    return replace(
        article,
        body="\n\n".join(texts),
        structure="".join(_LETTERS.get(block.kind, "p") for block in kept) or "p" * len(texts),
        captions=pictures.captions,
        images=pictures.images,
        left_out=judged.left_out,
    )


def _is_photo_story(captions: tuple[str, ...], blocks: list[Block], page_prose: int) -> bool:
    """Whether the captions are all that the page says, or more than its blocks, none of which is a sentence."""
    told = sum(map(weigh, captions))
    if told and told >= _NEARLY_ALL * page_prose:
        return True
    if any(weigh(block.text) >= LEAST_SENTENCE and _SENTENCE_END.search(block.text) for block in blocks):
        return False
    return told > sum(weigh(block.text) for block in blocks)


def _signs(article: Article, facts: Stated, linked: str, container: Container, capture: Capture, hints: Hints) -> Signs:
    says_article = is_article_type(facts.article) or facts.first("og:type").lower() == "article"
    return Signs(
        url=capture.final_url,
        titles=(article.title, facts.title),
        body=article.body,
        linked=linked,
        prose=container.page_prose,
        is_teasers=is_teasers(container.element),
        has_article_statement=says_article or matches_form(article.canonical_url, hints.article_url),
        # a listing page, too, holds words with a date and knows when it was changed
        has_date=article.published_on is not None and article.date_rule not in ("text", "modified"),
        says_website=facts.first("og:type").lower() == "website",
        is_captions=bool(article.captions) and article.body == "\n\n".join(article.captions),
        date_rule=article.date_rule,
    )


def _searched_if_undated(article: Article, root: HtmlElement, capture: Capture) -> Article:
    found = None if article.published_on else searched_date(root, capture.captured_at)
    if found is None:
        return article
    candidates = (*article.date_candidates, found)
    return replace(
        article, published_on=found.on, date_precision="day", date_rule=found.rule, date_candidates=candidates
    )

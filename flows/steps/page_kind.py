"""What kind of page is this? Only an article becomes an article; everything else gets a reason that is counted.

Promise: '' for an article. A brief of one sentence is one, a photo story with captions, a video's page with a text,
several stories on one page. Where a page cannot be told from an article, it is one: nothing is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from lxml import etree

from flows.steps.container import weigh
from flows.steps.excuses import says_error, says_wall
from flows.steps.tree import elements, text_of, texts

_HTML_TYPE = re.compile(r"html|xml|text/plain|octet-stream", re.I)
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|div|p|article|table|h1|meta|title)\b", re.I)
_LINKED_LETTERS = etree.XPath("descendant::text()[string-length(normalize-space()) > 12][ancestor::a]")
_ALL_LINKED = etree.XPath("descendant::a/descendant::text()", smart_strings=False)
_LEAST_BRIEF = 30
"""Weighed characters from which words can be an article."""
_SHORT = 900
"""Weighed characters below which the page around the text decides."""
_MANY_HEADLINES = 15
_MANY_TEASERS = 3_000
_LEAST_TEASERS, _TEASER_SHARE = 8, 0.8
_ARTICLE_FORM = re.compile(r"(?:[^/-]+-){3,}[^/]*/?$|\d{4,}|\.s?html?$")
"""A slug of several words, an id or a date, a file: what article addresses have and section addresses lack."""
LARGEST = 5_000_000
"""Bytes above which a page is not read: the largest news pages known have 2 MB, and each MB of prose takes a second."""
_LONG_TAG = 100_000
_MOST_ATTRIBUTES = 10_000
"""In one tag: libxml2 compares each with each, so that a million of them take it minutes."""
_HUGE_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d,}" % _LONG_TAG)
_DATES_OF_OTHERS = ("address", "listing", "feed")
_DATES_OF_ANY = ("relative",)
"""'3 hours ago' stands beside the first headline of a list as well as under an article's own."""
_LEAST_PARAGRAPHS, _LEAST_PARAGRAPH = 5, 80
"""Paragraphs, and weighed characters of each, from which a page at '/' is the one long text of a small site."""
_FULL_STOP = re.compile("[.!?。！？][”’\"')）」』]*$")
_SENTENCE_END = re.compile(r"[.!?。！？…]")
_PRINT_ADDRESS = re.compile(r"(?:^|[/_.?&=-])print(?:able|er|version|view|page)?(?:[/_.?&=-]|$)", re.I)
_BACK = re.compile(
    r"(?:back to|full|original|read the) (?:the )?(?:article|story|version|page)|返回(?:原文|正文)|[查阅]看?读?原文",
    re.I,
)
_BACK_LINKS = etree.XPath("descendant::a[@href]")
_SURROUNDINGS = "a header nav aside footer form label script title h1 h2 h3"
_OWN_WORDS = etree.XPath(f"descendant::text()[not({' or '.join(f'ancestor::{tag}' for tag in _SURROUNDINGS.split())})]")
_PLAYER = etree.XPath(
    "boolean(descendant::video[1] | descendant::*[contains(@class, 'player') or contains(@id, 'player')"
    " or contains(@class, 'video-') or contains(@id, 'video')][1])"
)
_TEASERS = etree.XPath(
    "count(descendant::*[self::h2 or self::h3 or self::h4][a[@href] or parent::a]"
    "[following-sibling::p[string-length() > 20]])"
)
_PARAGRAPHS = etree.XPath("count(descendant::p[string-length() > 20])")
_HAS_PICTURES = etree.XPath("count(descendant::img[not(ancestor::a)]) > 2")
_SLIDES = etree.XPath(
    "boolean(descendant::*[contains(@class, 'gallery') or contains(@class, 'slide') or contains(@class, 'swiper')"
    " or contains(@class, 'carousel') or contains(@id, 'gallery') or contains(@id, 'slide')][1])"
)
_SAYS_VIDEO = re.compile(r"/(?:videos?|shipin|spxw|tv)(?:[/_.-]|$)", re.I)
_SAYS_GALLERY = re.compile(
    r"/(?:photos?|pictures?|gallery|galleries|slides?(?:how)?|tupian|tp|hd|tuji)(?:[/_.-]|$)", re.I
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known about the page once it has been read."""

    url: str
    titles: tuple[str, ...]
    """The headline, and what the browser shows as title."""
    body: str
    linked: str
    """`linked_text` of the page as it came."""
    prose: int
    """Weighed characters of running text outside links on the whole page."""
    has_article_statement: bool
    """JSON-LD or og:type says article, or the address has the source's article form."""
    has_date: bool
    says_website: bool
    """og:type says website."""
    is_captions: bool = False
    """The text is the captions of its pictures."""
    date_rule: str = ""
    """Where the date was found; an address has one whatever the page says."""
    is_teasers: bool = False
    """Nearly each paragraph among the running text stands under a linked heading."""


def refused(status: int, content_type: str, body: bytes) -> str:
    """Why the response cannot hold an article at all, before it is read; '' where it may."""
    if not body.strip(b"\x00 \t\r\n"):
        return "empty"
    if status >= 400:
        return "error page"
    if len(body) > LARGEST:
        return "too large"
    if content_type and not _HTML_TYPE.search(content_type):
        return "not html"
    if not _MARKUP.search(body.replace(b"\x00", b"")[:20_000]):
        return "not html"
    return "not html" if _has_endless_tag(body) else ""


def _has_endless_tag(body: bytes) -> bool:
    if len(body) < _LONG_TAG or max(map(len, body.split(b"<"))) < _LONG_TAG:
        return False
    return any(len(tag[0].split()) > _MOST_ATTRIBUTES for tag in _HUGE_TAG.finditer(body))


def is_teasers(place: etree._Element) -> bool:
    """Whether nearly all paragraphs under an element are teasers of something else."""
    teasers = cast("float", _TEASERS(place))
    return teasers >= _LEAST_TEASERS and teasers >= _TEASER_SHARE * cast("float", _PARAGRAPHS(place))


def is_sent_home(url: str, final_url: str) -> bool:
    """Whether another page was asked for and the home page answered: however much it says, it is not that article."""
    asked, answered = urlsplit(url), urlsplit(final_url)
    return answered.path in ("", "/") and not answered.query and asked.path not in ("", "/")


def kind_of(signs: Signs, root: etree._Element) -> str:
    """Why the page is no article; '' where it is one."""
    weight = weigh(signs.body)
    excuse = _excuse(signs, root, weight)
    if excuse:
        return excuse
    if weight < _LEAST_BRIEF:
        return _without_text(signs, root)
    if signs.prose == 0 and not signs.is_captions:
        # what stands as body then is every word of the page
        is_list = _headline_count(root) >= _MANY_HEADLINES or _is_menu(signs, weight) or _has_no_words(root)
        return _without_text(signs, root) if is_list else _shows(signs, root) or _landing(signs, weight)
    if _is_menu(signs, weight):
        return "no text"
    if _is_print(signs.url, root):
        return "print page"
    if signs.is_teasers and not signs.has_article_statement:
        return "listing"
    is_home = urlsplit(signs.url).path in ("", "/") and not urlsplit(signs.url).query
    if signs.has_article_statement or weight >= (_MANY_TEASERS if is_home and signs.says_website else _SHORT):
        return ""
    is_dated = signs.has_date or signs.date_rule
    if is_home and _is_essay(signs, root):
        return ""
    if is_home and (signs.says_website or not is_dated) and _headline_count(root) >= _MANY_HEADLINES:
        return "home page"
    has_date = signs.has_date and signs.date_rule not in _DATES_OF_ANY
    is_listing = not has_date and not _is_article_form(signs.url) and _outweighed(root, weight)
    return "listing" if is_listing else _landing(signs, weight)


def _is_essay(signs: Signs, root: etree._Element) -> bool:
    """Whether whole paragraphs make the text, most of which stand under no linked heading."""
    lines = signs.body.split("\n\n")
    told = [line for line in lines if weigh(line) >= _LEAST_PARAGRAPH and _FULL_STOP.search(line)]
    return len(told) >= _LEAST_PARAGRAPHS and 2 * cast("float", _TEASERS(root)) < len(told)


def _excuse(signs: Signs, root: etree._Element, weight: int) -> str:
    """The page's own word that it is none: in its title, or as all of its text."""
    if weight >= 2 * _SHORT:
        return ""
    text = _whole_text(signs, root, weight)
    if weight < _SHORT and says_wall(signs.titles, text):
        return "bot wall"
    return "error page" if says_error(signs.titles, text) else ""


def _whole_text(signs: Signs, root: etree._Element, weight: int) -> str:
    """The text of a page that says little, where it has one; '' where an article may be it."""
    is_dated = signs.has_date and signs.date_rule not in _DATES_OF_OTHERS
    if weight >= _LEAST_BRIEF and (is_dated or weight >= _SHORT):
        return ""
    text = signs.body if weight >= _LEAST_BRIEF else text_of(root)
    for title in signs.titles:
        text = text.removeprefix(title).lstrip()
    return text if len(text) < _SHORT else ""


def _without_text(signs: Signs, root: etree._Element) -> str:
    """What a page without words of its own is."""
    return _shows(signs, root) or ("listing" if _headline_count(root) >= _MANY_HEADLINES else "no text")


def _shows(signs: Signs, root: etree._Element) -> str:
    """What a page shows instead of words; '' for nothing of the kind."""
    path = urlsplit(signs.url).path
    if _PLAYER(root) and (_SAYS_VIDEO.search(path) or _headline_count(root) < _MANY_HEADLINES):
        return "video"
    signs_of_gallery = (bool(_HAS_PICTURES(root)), bool(_SLIDES(root)), bool(_SAYS_GALLERY.search(path)))
    return "gallery" if sum(signs_of_gallery) > 1 else ""


def _landing(signs: Signs, weight: int) -> str:
    """The page of a subject: names of its parts run together, no sentence, no date."""
    is_plain = weight < _SHORT and not signs.has_date and not signs.has_article_statement
    return "landing page" if is_plain and not _SENTENCE_END.search(signs.body) else ""


def _is_print(url: str, root: etree._Element) -> bool:
    """The view for the printer, where it leads back to the article itself, which has its own address."""
    parts = urlsplit(url)
    if not _PRINT_ADDRESS.search(f"{parts.path}?{parts.query}"):
        return False
    return any(_BACK.search(text_of(link)) for link in elements(_BACK_LINKS, root)[:300])


def _is_menu(signs: Signs, weight: int) -> bool:
    """Nothing but links in a row: the navigation of a page whose article is missing."""
    return weight < _SHORT and "".join(signs.body.split()) in signs.linked


def _has_no_words(root: etree._Element) -> bool:
    """Outside of links, headings and what surrounds an article there is nothing."""
    return sum(weigh(text.strip()) for text in texts(_OWN_WORDS, root)) < _LEAST_BRIEF


def linked_text(root: etree._Element) -> str:
    """All words inside links, in the page's order, without white space; to be asked before the page is taken apart."""
    return "".join("".join(texts(_ALL_LINKED, root)).split())


def _is_article_form(url: str) -> bool:
    return _ARTICLE_FORM.search(urlsplit(url).path) is not None


def _headline_count(root: etree._Element) -> int:
    return len(texts(_LINKED_LETTERS, root))


def _outweighed(root: etree._Element, weight: int) -> bool:
    linked = texts(_LINKED_LETTERS, root)
    return len(linked) >= _MANY_HEADLINES and sum(weigh(text.strip()) for text in linked) > 2 * weight

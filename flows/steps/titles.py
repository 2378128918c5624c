"""What is the headline? As the page prints it, without the site's name.

Promise: one line, never longer than the page makes it, '' where the page names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from flows.steps.container import weigh
from flows.steps.metadata import Stated
from flows.steps.tree import elements, squeeze, text_of

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:›~]+\s+|\s*[|｜_]\s*|(?<=[㐀-鿿”》！？])\s*[-–—]+\s*(?=[㐀-鿿])")
_MINOR, _NEARLY_ALL = 0.4, 0.9
"""Shares of a title's longest part: a smaller heading is another part, a section or the site; an h2 must be all."""
_HEADLINE_PLACES = etree.XPath(
    "descendant::*[self::div or self::p or self::td or self::span or self::founder-title]"
    "[contains(@class, 'title') or contains(@id, 'title') or starts-with(@class, 'bt') or contains(@class, 'headline')]"
    "[not(ancestor::a or descendant::a)]"
)
_SHORTEST_HEADLINE, _LONGEST_HEADLINE = 12, 300
_NO_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Letters and digits only, lower case: equal for titles that differ in typography."""
    return _NO_WORD.sub("", text).lower()


LONGEST_TITLE = 1000
"""Characters; what is longer is no headline, and cutting its parts off takes time that grows with their number."""


def title_of(facts: Stated, root: HtmlElement) -> str:
    """The headline: the one the statements and the page's headings agree on, else the best single one."""
    site = facts.first("og:site_name", "application-name", "al:android:app_name")
    said = [*(stated := _stated(facts)), facts.title]
    headings = _headings(root, "h1")
    # the site's name stands in the title too, as its first or its last part
    of_article = [heading for heading in headings if _agrees(heading, said) and not _is_minor(heading, said)]
    if of_article:
        return without_site(of_article[0], site)
    if len(headings) == 1 and len(headings[0]) > 15 and not _agrees(headings[0], [*said, site]):
        return headings[0]
    for heading in _headings(root, "h2"):
        if _agrees(heading, said) and _covers(heading, said):
            return without_site(heading, site)
    if not headings and not stated and (listed := _listed_headline(root, weigh(longest_part(facts.title)))):
        return listed
    for text in (*stated, facts.title):
        cut = without_site(text, site, _others(text, [*said, *headings]))
        if cut:
            return cut
    return headings[0] if headings else ""


def _listed_headline(root: HtmlElement, title: float) -> str:
    """The headline of an electronic newspaper's page, whose title is the paper's: its list of headlines links it.

    A box's heading ('Most read') may be linked as well: it is shorter than a title that holds the headline.
    """
    links = {text_of(link) for link in root.iter("a")}
    for element in elements(_HEADLINE_PLACES, root)[:10]:
        text = text_of(element)
        if max(_SHORTEST_HEADLINE, title) <= weigh(text) <= _LONGEST_HEADLINE and text in links:
            return text
    return ""


def _headings(root: HtmlElement, level: str) -> list[str]:
    return [text for heading in islice(root.iter(level), 12) if (text := text_of(heading))]


def _is_minor(heading: str, said: Iterable[str]) -> bool:
    """'Filmmaker' of 'Poland to Park City - Filmmaker Magazine'."""
    holders = [text for text in said if folded(heading) in folded(text)]
    return bool(holders) and not any(_share(heading, text) >= _MINOR for text in holders)


def _covers(heading: str, said: Iterable[str]) -> bool:
    """True for a heading that is a title's longest part, and no more."""
    return any(_NEARLY_ALL <= _share(heading, text) <= 1 for text in said if folded(heading) in folded(text))


def _share(heading: str, title: str) -> float:
    return len(folded(heading)) / max(1, len(folded(longest_part(title))))


def without_site(title: str, site: str = "", others: Iterable[str] = ()) -> str:
    """The title without its site's name: known by name, by another title that lacks it, or as a short last part."""
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return title
    for other in others:
        if len(folded(other)) >= 8 and folded(title).startswith(folded(other)):
            return other
    for match in parts:
        if site and folded(title[match.end() :]).startswith(folded(site)):
            return title[: match.start()].strip()
        if site and folded(title[: match.start()]) == folded(site):
            return title[match.end() :].strip()
    return _without_short_tail(title)


def longest_part(title: str) -> str:
    """The part of a title between separators that is longest: almost always the headline itself."""
    return max(_SEPARATOR.split(title), key=len, default="").strip()


def _without_short_tail(title: str) -> str:
    """Cuts last parts, one by one, while what stays is at least twice as long as what goes."""
    while len(title) <= LONGEST_TITLE and (parts := list(_SEPARATOR.finditer(title))):
        head, tail = title[: parts[-1].start()].strip(), title[parts[-1].end() :]
        is_underscore = "_" in parts[-1][0]
        if parts[-1][0].strip() in (":", "·") or weigh(head) < (1 if is_underscore else 2) * weigh(tail):
            break
        title = head
    return title


def _stated(facts: Stated) -> list[str]:
    headline = facts.article.get("headline")
    texts = [
        unescape(headline) if isinstance(headline, str) else "",
        facts.first("og:title"),
        facts.first("twitter:title", "title"),
    ]
    return [squeeze(text) for text in texts if squeeze(text)]


def _agrees(heading: str, stated: Iterable[str]) -> bool:
    key = folded(heading)
    return len(key) >= 6 and any(
        key in folded(text) or (len(folded(text)) >= 12 and folded(text) in key) for text in stated
    )


def _others(text: str, texts: list[str]) -> list[str]:
    return [other for other in texts if other != text and len(other) < len(text)]

"""A date as found on a page, with what its words say of it: publication or change, byline or sentence.

Promise: a date in a sentence is known for one; what lies in lists, links, sidebars and comments is known for another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from db.values import Context, DateCandidate, Precision
from flows.steps.container import HAN
from flows.steps.date_labels import Role, is_first_publication, role_before
from flows.steps.date_text import Moment, Order, read_moments
from flows.steps.metadata import Stated

OUTSIDE = frozenset(("nav", "aside", "footer"))
LISTED = frozenset(("a", "li"))
_NOT_TEXT = frozenset(("script", "title", "noscript"))
_OTHER = re.compile(
    r"(?:^|[\s_])(?:comments?|replies|sidebar|related|recommend|recent|copyright|latest|trending|popular)",
    re.IGNORECASE,
)
"""Where class names begin so, another text begins; inside a name ('has-sidebar') it may be the whole page's."""
LONGEST_BYLINE = 200
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|星期|礼拜|今天是|today is", re.IGNORECASE)
_OPENING = re.compile(
    r"\W*(?:(?:(?:(?:written|reported|posted|published|reviewed|story|words) )?by|from|source|text|story|author)\b"
    r"|作者|来源|來源|记者|記者|时间|時間|日期)",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:\b(?:on|in|of|since|until|till|from|to|before|after|by|for|through|and|dated?)(?: the)?"
    r"|[于在至到自从從於截])\W{0,2}$",
    re.IGNORECASE,
)
_LEAST_BEFORE = 12
"""Characters before a preposition that make a sentence: 'on June 2' may stand alone, under the author's name."""
_MOST_AROUND = 110
"""Characters beside the date on a line that is a byline: name, role, source, place, reading time."""
_MONTH_FIRST = re.compile(r"en[-_]us\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?:en[-_](?:gb|au|nz|ie|in|za|sg|hk|my)|de|fr|es|it|pt|nl|pl|ru|tr|id|vi)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """A date with what its words say of it."""

    candidate: DateCandidate
    precision: Precision
    role: Role = ""
    clock: datetime | None = None
    """The digits as written, whatever the zone."""
    is_first: bool = False
    """The words say 'originally published'."""
    is_prose: bool = False
    """It stands in a sentence, and may be the day of anything."""
    is_labelled: bool = False
    """A word for publishing stands before it, on a line that is no sentence."""
    is_calendar: bool = False
    """A weekday stands beside it and no word for publishing: it may be the calendar at the top of every page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is known where dates are looked for."""

    facts: Stated
    root: HtmlElement
    masthead: tuple[str, ...]
    url: str
    zone: tzinfo | None
    order: Order
    context: Context


def language_of(facts: Stated) -> str:
    """The language the page states, with its country where one is stated."""
    return facts.language if "-" in facts.language else facts.first("og:locale") or facts.language


def order_of(facts: Stated) -> Order:
    """How the page's stated language writes 04/05/2022."""
    language = language_of(facts)
    if _MONTH_FIRST.match(language):
        return "month first"
    return "day first" if _DAY_FIRST.match(language) else ""


def as_read(rule: str, moment: Moment, role: Role = "", *, is_first: bool = False) -> Read:
    # a change is another place than a publication, whatever element holds it
    named = "updated" if role == "modified" and rule in ("byline", "time-element", "date-element", "text") else rule
    candidate = DateCandidate(named, moment.text, moment.on, moment.at, zone=moment.zone)
    return Read(candidate, moment.precision, role, moment.clock, is_first, is_labelled=role == "published")


def in_words(rule: str, text: str, page: Page) -> Iterator[Read]:
    """All dates of a line; of two without a word of their own the later is the change."""
    after, plain_on = 0, None
    for moment in islice(read_moments(text, page.zone, page.order), 4):
        role = role_before(text, moment.start, after)
        is_first = is_first_publication(text[after : moment.start])
        if not role and after and plain_on is not None and moment.on > plain_on:
            role = "modified"
        plain_on = plain_on or (moment.on if role != "modified" else None)
        after = moment.end
        read = as_read(rule, moment, role, is_first=is_first)
        near = text[max(0, moment.start - 12) : moment.end + 12]
        is_calendar = not role and _WEEKDAY.search(near) is not None
        is_told = _is_prose(text, moment)
        is_labelled = role == "published" and not is_told
        yield replace(read, is_calendar=is_calendar, is_labelled=is_labelled, is_prose=not role and is_told)


_SENTENCE_END = re.compile("[.!?。！？][”’\"'」）)]*$")
_LOWER = re.compile(r"\b[a-z]{2,}\b")
_MOST_HAN = 12
"""Han characters of a date line with a clock and an agency's name; a sentence has more."""


def _is_prose(text: str, moment: Moment) -> bool:
    """Whether a date stands in a sentence or a caption: behind a preposition, or among many words."""
    if _OPENING.match(text):
        return False
    if len(text) - len(moment.text) > _MOST_AROUND:
        return True
    if _SENTENCE_END.search(text) and (len(_LOWER.findall(text)) > 2 or len(HAN.findall(text)) > _MOST_HAN):
        return True
    before = text[: moment.start]
    return len(before) > _LEAST_BEFORE and _PREPOSITION.search(before) is not None


def is_own(element: etree._Element | None, outside: frozenset[str]) -> bool:
    """Whether an element is the article's own: in none of the tags, in no comment, sidebar or copyright line."""
    while element is not None:
        if element.tag in outside or element.tag in _NOT_TEXT:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if element.tag not in ("body", "html", "main", "article") and _OTHER.search(names):
            return False
        element = element.getparent()
    return True

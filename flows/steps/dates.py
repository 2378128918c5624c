"""When was it published? Every place the page says so, and the choice among them.

Promise: the published day is the source's local day; a bare day never becomes an instant; every candidate that
lost is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from db.values import DateCandidate, Precision
from flows.steps.date_text import Moment, read_moment
from flows.steps.metadata import Stated, as_list
from flows.steps.tree import elements, text_of

_META_NAMES = (
    "article:published_time", "datepublished", "og:article:published_time", "article:published", "og:published_time",
    "publishdate", "publish-date", "pubdate", "pub_date", "publish_date", "published_time", "published-date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "datecreated",
    "article.published", "cxenseparse:recs:publishtime", "weibo:article:create_at", "publication_date",
    "article_date_original", "displaydate", "date",
)  # fmt: skip
_MODIFIED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified")
_EARLIEST = date(1995, 1, 1)
_DATE_ELEMENTS = etree.XPath(
    "descendant::*[@class or @id][contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publish')"
    " or contains(@id, 'date') or contains(@id, 'pub')]"
)
_OUTSIDE = frozenset(("nav", "aside", "footer"))
_LISTED = frozenset(("a", "li"))


@dataclass(frozen=True, slots=True)
class Published:
    """The choice. All fields empty where no candidate was believable."""

    on: date | None = None
    at: datetime | None = None
    precision: Precision = ""
    rule: str = ""
    candidates: tuple[DateCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    candidate: DateCandidate
    precision: Precision


def zone_of(name: str) -> tzinfo | None:
    """The source's time zone; None where it has none: then a day is the one the page writes."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):
        return None


def published(
    facts: Stated, root: HtmlElement, masthead: Iterable[str], url: str, captured_at: datetime, zone: tzinfo | None
) -> Published:
    """The publication date of a page. Rules in order of trust: json-ld, meta, byline, time-element, address;
    date-element (any element that looks like the place for a date) only where none of them speaks.
    """
    reads = list(_candidates(facts, root, masthead, url, zone))
    if not reads:
        reads = list(_read("date-element", _date_elements(root), zone))
    latest = captured_at.astimezone(zone or UTC).date() + timedelta(days=1)
    judged = [replace(read, candidate=_judge(read.candidate, latest)) for read in reads]
    winner = next((read for read in judged if not read.candidate.reason), None)
    if winner is None:
        return Published(candidates=tuple(read.candidate for read in judged))
    winner = _sharper(winner, judged)
    return Published(
        on=winner.candidate.on,
        at=winner.candidate.at,
        precision=winner.precision,
        rule=winner.candidate.rule,
        candidates=tuple(_explain(read.candidate, winner.candidate) for read in judged),
    )


def modified(facts: Stated, zone: tzinfo | None) -> datetime | None:
    """The instant of the last change the page states (aware UTC); a bare day is no instant."""
    said = [value for value in as_list(facts.article.get("dateModified")) if isinstance(value, str)]
    for text in (*said, *facts.every(*_MODIFIED_NAMES)):
        moment = read_moment(text, zone)
        if moment is not None and moment.at is not None:
            return moment.at
    return None


def _candidates(
    facts: Stated, root: HtmlElement, masthead: Iterable[str], url: str, zone: tzinfo | None
) -> Iterator[_Read]:
    said = [facts.article, *(node for node in facts.nodes if node is not facts.article)]
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for node in said:
            yield from _read("json-ld", as_list(node.get(key)), zone)
    yield from _read("meta", facts.every(*_META_NAMES), zone)
    yield from _read("byline", [line for line in masthead if len(line) < 200], zone)
    yield from _read("time-element", _time_elements(root), zone)
    yield from _read("address", [unquote(urlsplit(url).path)], zone)


def _read(rule: str, texts: Iterable[object], zone: tzinfo | None) -> Iterator[_Read]:
    for text in texts:
        moment = read_moment(text, zone) if isinstance(text, str) else None
        if moment is not None:
            yield _as_read(rule, moment)


def _as_read(rule: str, moment: Moment) -> _Read:
    # an address holds a local day at best: digits beside it are ids, not times
    at = None if rule == "address" else moment.at
    return _Read(DateCandidate(rule, moment.text, moment.on, at), "day" if at is None else moment.precision)


def _time_elements(root: HtmlElement) -> list[str]:
    times = [(element, element.get("datetime") or text_of(element)) for element in islice(root.iter("time"), 30)]
    # the dates of other articles stand in lists and links, unless the page has but one date
    outside = _OUTSIDE if len({text for _, text in times}) == 1 else _OUTSIDE | _LISTED
    return [text for element, text in times if not _is_in(element, outside)]


def _is_in(element: etree._Element, tags: frozenset[str]) -> bool:
    return any(above.tag in tags for above in element.iterancestors())


def _date_elements(root: HtmlElement) -> list[str]:
    texts = (
        text_of(element) for element in elements(_DATE_ELEMENTS, root)[:20] if not _is_in(element, _OUTSIDE | _LISTED)
    )
    return [text for text in texts if 6 <= len(text) <= 80]


def _judge(candidate: DateCandidate, latest: date) -> DateCandidate:
    if candidate.on is None or candidate.on < _EARLIEST:
        return replace(candidate, reason="before the web")
    if candidate.on > latest:
        return replace(candidate, reason="in the future")
    return candidate


def _sharper(winner: _Read, judged: list[_Read]) -> _Read:
    """A bare day takes the instant of the next candidate that states the same day."""
    if winner.candidate.at is not None:
        return winner
    same_day = (
        read
        for read in judged
        if read.candidate.on == winner.candidate.on and read.candidate.at and not read.candidate.reason
    )
    return next(same_day, winner)


def _explain(candidate: DateCandidate, winner: DateCandidate) -> DateCandidate:
    if candidate is winner or candidate.reason:
        return candidate
    if candidate.on != winner.on:
        return replace(candidate, reason=f"another day than {winner.rule}, a stronger rule")
    if winner.at is not None and candidate.at is None:
        return replace(candidate, reason=f"same day as {winner.rule}, which is more precise")
    return replace(candidate, reason=f"same day as {winner.rule}")

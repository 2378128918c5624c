"""When was it published? Every place the page says so, and the choice among them.

Promise: the published day is the source's local day; a bare day never becomes an instant; every candidate that
lost is kept with the reason; what a page says of a later change is kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from db.values import Context, DateCandidate, Precision
from flows.steps.date_choice import Chosen, choose
from flows.steps.date_line import dateline
from flows.steps.date_places import listing, modified_places, stated_places
from flows.steps.date_reads import Page, Read, order_of
from flows.steps.date_search import date_elements, first_publication, labelled_texts, lone_dates
from flows.steps.metadata import Stated

_NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True)
class Published:
    """The choice. All fields empty where no candidate was believable."""

    on: date | None = None
    at: datetime | None = None
    precision: Precision = ""
    rule: str = ""
    """The place that named the day; 'updated': nothing but the words of a change did, and it is the best guess."""
    candidates: tuple[DateCandidate, ...] = ()
    modified_at: datetime | None = None
    """The instant of the last change the page states (aware UTC); a bare day is no instant."""


def zone_of(name: str) -> tzinfo | None:
    """The source's time zone; None where it has none: then a day is the one the page writes."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):
        return None


def published(
    facts: Stated,
    root: HtmlElement,
    masthead: Iterable[str],
    url: str,
    captured_at: datetime,
    zone: tzinfo | None,
    context: Context = _NOTHING_KNOWN,
) -> Published:
    """The publication date of a page. Rules in order of trust: json-ld, meta, byline, time-element, address;
    then what a search through the page finds: date-element, text; what a listing said, which depends on the listing
    that happened to be read first; what the head calls modified; the dateline.
    """
    page = Page(facts, root, tuple(masthead), url, zone, order_of(facts), context)
    changes = tuple(modified_places(page))
    chosen = _chosen(page, changes, captured_at)
    line = dateline(page.masthead, chosen.winner.candidate if chosen.winner else None, urlsplit(url).path)
    found = _as_published(chosen)
    if line is not None:
        found = replace(found, candidates=(*found.candidates, line))
        if not line.reason:
            found = replace(found, on=line.on, precision="day", rule=line.rule)
    return replace(found, modified_at=_modified_at(found, changes, chosen.reads, captured_at))


def _chosen(page: Page, changes: Sequence[Read], captured_at: datetime) -> Chosen:
    """The cheap places first; the page is walked through only where they do not tell."""
    reads = stated_places(page)
    if not any(read.candidate.rule in ("json-ld", "meta") for read in reads):
        reads = [*first_publication(page), *reads]
    chosen = choose(reads, captured_at, page.zone, changes)
    for search in (date_elements, labelled_texts, listing, modified_places, lone_dates):
        if chosen.winner is not None:
            return chosen
        reads = [*reads, *search(page)]
        chosen = choose(reads, captured_at, page.zone, changes)
    return chosen


def _as_published(chosen: Chosen) -> Published:
    candidates = tuple(read.candidate for read in chosen.reads)
    winner, timed = chosen.winner, chosen.timed
    if winner is None or timed is None:
        return Published(candidates=candidates)
    rule = timed.candidate.rule if timed.candidate.on == chosen.on else winner.candidate.rule
    return Published(chosen.on, timed.candidate.at, timed.precision, rule, candidates)


def _modified_at(
    found: Published, changes: Sequence[Read], reads: Sequence[Read], captured_at: datetime
) -> datetime | None:
    """What the head says of the last change, else what a line of the page says that is not the publication itself."""
    printed = [read for read in reads if read.role == "modified" and read.candidate.on != found.on]
    said = (read.candidate.at for read in (*changes, *printed))
    return next((at for at in said if at is not None and at <= captured_at), None)

"""When was it published? Every place the page says so, and the choice among them.

Promise: the published day is the source's local day; a bare day never becomes an instant; every candidate that
lost is kept with the reason; what a page says of a later change is kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from db.values import Context, DateCandidate, Precision
from flows.steps.date_choice import Chosen, choose
from flows.steps.date_line import dateline
from flows.steps.date_order import Figures, has_open_figures, order_of_figures, other_reading
from flows.steps.date_places import listing, modified_places, stated_places
from flows.steps.date_reads import Page, Read, language_of, order_of
from flows.steps.date_relative import relative
from flows.steps.date_search import date_elements, first_publication, labelled_texts, lone_dates
from flows.steps.metadata import Stated
from flows.steps.tree import inner

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
    that happened to be read first; 'relative', what the byline tells from the moment of the fetch; what the head
    calls modified; the dateline. A guess is precise to the year, or 'relative'.
    """
    page = Page(facts, root, tuple(masthead), url, zone, order_of(facts), context)
    changes = tuple(modified_places(page))
    chosen = _chosen(page, changes, captured_at)
    is_guess = False
    if not page.order and _is_open(page, chosen):
        figures = _figures(page, captured_at)
        page, is_guess = replace(page, order=figures.order), figures.is_guess
        chosen = _chosen(page, changes, captured_at)
    line = dateline(page.masthead, chosen.winner.candidate if chosen.winner else None, urlsplit(url).path)
    found = _as_published(chosen)
    found = _as_guess(found, chosen) if is_guess else found
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

    def _told_from_now(page: Page) -> list[Read]:
        return [read for line in page.masthead if (read := relative(line, captured_at, page.zone))]

    for search in (date_elements, labelled_texts, listing, _told_from_now, modified_places, lone_dates):
        if chosen.winner is not None:
            return chosen
        reads = [*reads, *search(page)]
        chosen = choose(reads, captured_at, page.zone, changes)
    return chosen


def _is_open(page: Page, chosen: Chosen) -> bool:
    """Whether the day may stand in figures that have no order yet; where the head states it, nobody asks."""
    if chosen.winner is not None and (chosen.winner.candidate.rule in ("json-ld", "meta") or chosen.winner.clock):
        return False
    # the page's text in one piece: the figures may stand anywhere
    return has_open_figures((*page.masthead, inner(page.root)))


def _figures(page: Page, captured_at: datetime) -> Figures:
    whole = inner(page.root)
    lines = page.masthead if has_open_figures(page.masthead) else (whole,)
    today = captured_at.astimezone(page.zone or UTC).date()
    return order_of_figures(whole, lines, page.url, today, language_of(page.facts))


def _as_guess(found: Published, chosen: Chosen) -> Published:
    """A day whose figures may be read the other way is sure of its year only; the other day is told."""
    text = chosen.winner.candidate.text if chosen.winner is not None else ""
    other = other_reading(text, found.on) if found.on is not None else None
    if other is None:
        return found
    reason = "the same figures the other way: nothing tells their order"
    told = DateCandidate(found.rule, text, other, reason=reason)
    return replace(found, at=None, precision="year", candidates=(*found.candidates, told))


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

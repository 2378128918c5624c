"""Why will an address of a source not be fetched? '' for those that will. Pure."""

from __future__ import annotations

from datetime import date

from crawler.discovery.traps import trap_reason
from crawler.guard import refusal
from crawler.source import Source
from db import reasons
from db.discovery import MAX_HOPS
from db.urls import main_url
from db.values import Candidate, Way

# These list what is on a page, whoever put it there; the others are made by the site's own software of its articles.
LOOSE_WAYS: tuple[Way, ...] = ("section", "date_archive", "link")


def refusal_of(source: Source, candidate: Candidate, today: date) -> str:
    """Of an address that a listing names. `today` is any day near the present."""
    if reason := refusal(candidate.url, source.domains, source.local):
        return reason
    if not source.is_article(candidate.url):
        return reasons.NOT_ARTICLE
    # without what identity leaves out: a session id beside an article makes it no trap
    return trap_reason(main_url(candidate.url), today) if candidate.way in LOOSE_WAYS else ""


def link_refusal(source: Source, candidate: Candidate, is_over_bound: bool, today: date) -> str:
    """Of an address that only a page names: no listing vouches for it, so it may be a trap."""
    if reason := refusal_of(source, candidate, today):
        return reason
    if candidate.hop_count > MAX_HOPS:
        return reasons.TOO_FAR
    return reasons.TOO_MANY if is_over_bound else ""

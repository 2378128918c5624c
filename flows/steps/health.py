"""Did a source deliver what its TOML expects? Pure: counts in, a verdict with its reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.steps.fill import thin


@dataclass(frozen=True, slots=True)
class Health:
    state: Literal["completed", "warning", "failed"]
    reasons: tuple[str, ...] = ()


def judge(
    crawl: Mapping[str, Any],
    listings: Sequence[Mapping[str, Any]],
    outcomes: Mapping[str, int],
    fill: Mapping[str, Any],
    expected_fill: Mapping[str, float],
    *,
    is_for_news: bool = True,
    doubt: Mapping[str, Any] | None = None,
) -> Health:
    """The verdict on a run, from what the archive says happened, never from an exit code.

    `listings`: rows with way, root_url, ending, listed_count, problem. `fill`: share of the run's articles that
    have a field, and article_count. `doubt`: kind, absent_count, checked_count, since_at.
    Failed: the crawl died, or no listing gave a single address; what is not for news, a look back or a second look at
    pages, fails only where no listing of those it read could be read.
    """
    failures = [*_crawl_faults(crawl), *(_listing_faults(listings) if is_for_news else _unread(listings))]
    if failures:
        return Health("failed", tuple(failures))
    warnings = [
        *_listing_problems(listings),
        *_gaps(listings),
        *_unwell(doubt),
        *_page_problems(outcomes),
        *(
            f"{name} found in {share:.0%} of articles, expected {least:.0%}"
            for name, share, least in thin(fill, expected_fill)
        ),
    ]
    return Health("warning", tuple(warnings)) if warnings else Health("completed")


def _crawl_faults(crawl: Mapping[str, Any]) -> list[str]:
    reason = crawl.get("finish_reason")
    if reason is None:
        return ["the crawl died before its end: killed, or out of memory (what it fetched is kept)"]
    return [] if reason == "finished" else [f"the crawl stopped early: {reason} (what it fetched is kept)"]


def _listing_faults(listings: Sequence[Mapping[str, Any]]) -> list[str]:
    if any(row["listed_count"] or row["ending"] == "unchanged" for row in listings):
        return []
    return [f"no listing gave a single address: {_problems(listings) or 'all of them were empty'}"]


def _unread(listings: Sequence[Mapping[str, Any]]) -> list[str]:
    if not listings or any(not row["problem"] for row in listings):
        return []
    return [f"no listing could be read: {_problems(listings)}"]


def _problems(listings: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(sorted({str(row["problem"]) for row in listings if row["problem"]}))


def _listing_problems(listings: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{row['way']} {row['root_url']}: {row['problem']}" for row in listings if row["problem"]]


def _gaps(listings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Listings that no longer reach back to what was known, where no other one did."""
    if any(row["ending"] in ("overlap", "exhausted") for row in listings):
        return []
    return [
        f"{row['way']} {row['root_url']} no longer reached back to what was known: a possible gap,"
        " see `congresswatch audit`"
        for row in listings
        if row["ending"] == "gap"
    ]


def _unwell(doubt: Mapping[str, Any] | None) -> list[str]:
    """Archived pages that stopped showing their articles, too many at once to have been taken down one by one."""
    if doubt is None:
        return []
    what = {"down": "is down", "drifting": "has changed its layout", "home page": "sends all to its home page"}
    return [
        f"{doubt['absent_count']} of {doubt['checked_count']} archived pages no longer showed their articles: the site"
        f" {what[doubt['kind']]}, or so it looks since {doubt['since_at']:%Y-%m-%d %H:%M} UTC; none counts as removed"
    ]


def _page_problems(outcomes: Mapping[str, int]) -> list[str]:
    failed, total = outcomes.get("failed", 0), sum(outcomes.values())
    return [f"{failed} of {total} pages failed"] if failed * 2 > total else []

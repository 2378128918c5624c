"""What is wrong with a run, each cause under a short code that stays. Pure: facts in, findings out.

A cause that the facts cannot speak of (too little history, another kind of run) is neither found nor `judged`: it says
nothing of whether an alarm of before is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.steps.alarm_rhythm import Arrival, amiss, judged_rhythm, median
from flows.steps.fill import MIN_ARTICLES, thin

HARD = frozenset({"crawl_died", "stopped_early", "robots_refused", "listing_unreadable", "listing_empty"})
"""Causes that are told at the first sight: nothing came, and nothing will by itself."""
UNREACHABLE = "unreachable"
OURS = "ours"
"""Nothing of what we watch can be reached: the trouble is with us. Of no source."""

# of fewer pages a share says nothing
MIN_PAGES = 4
# a site whose texts are a third as long as ever has lost them to a new layout; a day of briefs is about half as long
DRIFT = 3.0
DRIFT_LASTS = timedelta(days=14)
# runs with articles of before, to compare with
MIN_RUNS = 6
# so many times as slow as ever, and slow for anybody
SLOWER, SLOW_SECONDS = 4.0, 5.0
_NETWORK = frozenset({"dns", "tls", "refused", "timeout", "5xx"})
# problems of the way that are in no class of their own
_BROKEN_OFF = frozenset({"reset", "truncated", "robots.txt unreachable"})

TODO: Mapping[str, str] = {
    "crawl_died": "look at the run's log; memory and disk of the machine: `df -h`, `free -m`",
    "stopped_early": "look at the run's log for what stopped it",
    UNREACHABLE: "open the site in a browser; if it is up there, ask whether it blocks this machine",
    OURS: "look at this machine's network, name service and proxy",
    "robots_refused": "read the site's robots.txt; ask its operator, or remove the source",
    "moved_domain": "open the site; put its new host into `domains` of the source's file",
    "listing_unreadable": "`congresswatch source check SOURCE`; the addresses under [discover] may have changed",
    "listing_empty": "`congresswatch source check SOURCE`; the addresses under [discover] may have changed",
    "pages_failed": "`congresswatch ledger --source SOURCE` counts why",
    "no_items": "open the site: does it publish? then `congresswatch source check SOURCE`",
    "few_items": "`congresswatch audit` names what is missing; is a section of the site new?",
    "many_items": "`congresswatch feed`: are these articles? `article_url` of the source's file may be too wide",
    "thin_fields": "`congresswatch source check SOURCE` shows samples: has the layout changed?",
    "body_drift": "`congresswatch source check SOURCE` shows samples: has the layout changed?",
    "future_dates": "`congresswatch source check SOURCE`: is a date of an event read for that of publication?",
    "slow_site": "nothing, if it passes; else a longer `delay` in the source's file",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """How a listing was read: `problem` '' where it was; `kind` is the problem's class."""

    url: str
    listed_count: int
    problem: str = ""
    kind: str = ""
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A run, and what its source was like before it."""

    at: datetime
    is_for_news: bool
    """A monitor's run: its listings tell what is new. Others look back, or again."""
    finish_reason: str | None
    listings: tuple[Listing, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    """Pages that failed or were passed over for a reason of the fetch, by the reason's class."""
    unreached_count: int = 0
    """Of those that failed: where the host was not to be had (`is_of_host`)."""
    fill: Mapping[str, float | None] = field(default_factory=dict)
    article_count: int = 0
    future_count: int = 0
    """Articles dated after tomorrow."""
    body_length: float | None = None
    """The median, in characters, of the articles that came."""
    seconds_each: float | None = None
    """Of the run, per request; None where there were too few."""
    earlier: tuple[Arrival, ...] = ()
    """Four weeks of monitor runs, this one too."""
    earlier_lengths: tuple[float, ...] = ()
    earlier_seconds: tuple[float, ...] = ()
    expected_fill: Mapping[str, float] = field(default_factory=dict)
    expected_per_day: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    sentence: str

    @property
    def is_hard(self) -> bool:
        return self.code in HARD

    @property
    def todo(self) -> str:
        return TODO[self.code]


def findings(facts: Facts) -> tuple[Finding, ...]:
    """What is wrong, the gravest first; where nothing could be read, only why."""
    reach = tuple(_reach(facts))
    if reach:
        return reach
    return (*_pages(facts), *_rhythm(facts), *_texts(facts), *_pace(facts))


def judged(facts: Facts) -> frozenset[str]:
    """The causes that this run can speak of: what is here and not found is well."""
    if any(_reach(facts)):
        return frozenset(finding.code for finding in _reach(facts))
    codes = {"crawl_died", "stopped_early"}
    if facts.listings:
        codes |= {UNREACHABLE, "robots_refused", "moved_domain", "listing_unreadable", "listing_empty"}
    if sum(facts.outcomes.values()) >= MIN_PAGES and not _is_cut_off(facts):
        codes.add("pages_failed")
    if facts.is_for_news:
        codes |= judged_rhythm(facts.earlier, facts.at, facts.expected_per_day)
    if facts.article_count >= MIN_ARTICLES:
        codes |= {"thin_fields", "future_dates"}
        if len(facts.earlier_lengths) >= MIN_RUNS and facts.body_length is not None:
            codes.add("body_drift")
    if facts.seconds_each is not None and len(facts.earlier_seconds) >= MIN_RUNS:
        codes.add("slow_site")
    return frozenset(codes)


def _reach(facts: Facts) -> Iterator[Finding]:
    if facts.finish_reason is None:
        yield Finding("crawl_died", "the crawl died before its end: killed, or out of memory")
    elif facts.finish_reason != "finished":
        yield Finding("stopped_early", f"the crawl stopped early: {facts.finish_reason}")
    elif facts.listings and all(listing.problem for listing in facts.listings):
        yield _unread(facts.listings)
    elif facts.is_for_news and not any(listing.listed_count or listing.is_unchanged for listing in facts.listings):
        count = len(facts.listings)
        yield Finding(
            "listing_empty",
            f"its {count} listings could be read and gave no address" if count else "no listing was read",
        )


def _is_cut_off(facts: Facts) -> bool:
    """A run that reads no listing and gets no answer: the outage is the monitor's to tell, or it is told twice.

    Nor does it count for that one: a monitor and a recheck of the same minute would make an outage of ours certain for
    one source before it is seen that others are out of reach too.
    """
    return not facts.listings and facts.unreached_count * 2 > sum(facts.outcomes.values())


def is_of_host(reason: str, kind: str) -> bool:
    """Whether a page that failed so says that nothing of its host is to be had. `kind`: the reason's class."""
    # a host that answers with an error is there: what is wrong is its pages
    return kind in _NETWORK - {"5xx"} or reason in _BROKEN_OFF


def _unread(listings: tuple[Listing, ...]) -> Finding:
    """No listing could be read: the one cause that explains it."""
    kinds = {listing.kind for listing in listings}
    problems = ", ".join(sorted({listing.problem for listing in listings}))
    count = f"none of its {len(listings)} listings" if len(listings) > 1 else "its listing cannot be read:"
    if all(listing.problem == "robots.txt" for listing in listings):
        return Finding("robots_refused", "the site's robots.txt refuses its listings, and now nothing is read")
    if kinds == {"off-domain"}:
        return Finding("moved_domain", f"its listings are sent on to another host ({listings[0].url})")
    said = f"{count} {problems}" if len(listings) == 1 else f"{count} can be read: {problems}"
    if all(listing.kind in _NETWORK or listing.problem in _BROKEN_OFF for listing in listings):
        return Finding(UNREACHABLE, said)
    return Finding("listing_unreadable", said)


def _pages(facts: Facts) -> Iterator[Finding]:
    refused = [listing for listing in facts.listings if listing.problem == "robots.txt"]
    if refused:
        yield Finding("robots_refused", f"robots.txt refuses {len(refused)} of {len(facts.listings)} listings")
    total, failed = sum(facts.outcomes.values()), facts.outcomes.get("failed", 0)
    if total < MIN_PAGES or _is_cut_off(facts):
        return
    if facts.failures.get("off-domain", 0) * 2 > total:
        moved = facts.failures["off-domain"]
        yield Finding("moved_domain", f"{moved} of {total} pages are sent on to another host")
    elif failed * 2 > total:
        why = max(facts.failures, key=lambda kind: facts.failures[kind], default="")
        yield Finding("pages_failed", f"{failed} of {total} pages failed" + (f", most: {why}" if why else ""))


def _rhythm(facts: Facts) -> Iterator[Finding]:
    if facts.is_for_news:
        for code, sentence in amiss(facts.earlier, facts.at, facts.expected_per_day):
            yield Finding(code, sentence)


def _texts(facts: Facts) -> Iterator[Finding]:
    if facts.article_count < MIN_ARTICLES:
        return
    lacking = [
        f"{name} in {share:.0%} of {facts.article_count} articles, expected {least:.0%}"
        for name, share, least in thin({**facts.fill, "article_count": facts.article_count}, facts.expected_fill)
    ]
    if lacking:
        yield Finding("thin_fields", "; ".join(lacking))
    if facts.future_count * 5 > facts.article_count:
        yield Finding("future_dates", f"{facts.future_count} of {facts.article_count} articles are dated in the future")
    if facts.body_length is not None and len(facts.earlier_lengths) >= MIN_RUNS:
        usual = median(facts.earlier_lengths)
        # an honest range first: a source of briefs and long reads swings by itself
        if facts.body_length * DRIFT < usual and facts.body_length < min(facts.earlier_lengths):
            yield Finding(
                "body_drift", f"texts have {facts.body_length:,.0f} characters at the median, {usual:,.0f} before"
            )


def _pace(facts: Facts) -> Iterator[Finding]:
    if facts.seconds_each is None or len(facts.earlier_seconds) < MIN_RUNS:
        return
    usual = median(facts.earlier_seconds)
    if facts.seconds_each > max(SLOW_SECONDS, SLOWER * usual):
        yield Finding("slow_site", f"{facts.seconds_each:.1f} s a page, {usual:.1f} s before")

"""Do the archive's books balance, and is every day of a span complete? The answer, and how it is told.

Promise: nothing is changed, and what is said to be whole was looked at. Today is told but never counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from db import queries_audit
from db.archive import Archive
from db.queries_audit import CHECKS, Broken, Check

MAX_SHOWN = 20
NEVER = "no listing was read back past this day since it ended"
DAY = timedelta(days=1)
Watch = Callable[[str], None]


class UnknownSourceError(ValueError):
    """A source was asked for that the archive has never heard of; the message names those it has."""


@dataclass(frozen=True, slots=True)
class Day:
    """A source's local day; `is_over`: whether it counts."""

    source: str
    published_on: date
    state: str
    reason: str
    listed_count: int = 0
    archived_count: int = 0
    missing_count: int = 0
    is_provisional: bool = False
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days of a source with the same state for the same reason, and their missing addresses."""

    source: str
    first: date
    last: date
    state: str
    reason: str
    missing_count: int
    missing: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found: the books that do not balance, and every day of the span."""

    broken: tuple[Broken, ...] = ()
    days: tuple[Day, ...] = ()
    stretches: tuple[Stretch, ...] = field(default=())
    """Of the days that are over, those that are not complete."""

    @property
    def is_whole(self) -> bool:
        """All books balance, and every day that is over is complete; of no day at all nothing is proved."""
        return bool(self.days) and not self.broken and not self.stretches


def audit(
    archive: Archive,
    sources: Sequence[str],
    since: date,
    until: date,
    is_filled: bool = False,
    max_shown: int | None = MAX_SHOWN,
    watch: Watch = lambda _line: None,
) -> Audit:
    """Check the books, then each day of the span (both ends included) of each source.

    `is_filled`: days before the first that the archive knows of a source count too, as not looked. Without it only
    what is known is asked for. `max_shown` bounds the addresses and rows that are named (None: all).
    """
    found = books(archive, sources, max_shown, watch)
    days: list[Day] = []
    stretches: list[Stretch] = []
    for source in sources:
        watch(f"{source}: its days")
        of_source = days_of(archive, source, since, until, is_filled)
        days += of_source
        stretches += [_with_missing(archive, each, max_shown) for each in joined(of_source)]
    return Audit(tuple(found), tuple(days), tuple(stretches))


def known_sources(archive: Archive, asked: Sequence[str]) -> list[str]:
    """The sources asked for (none: all that the archive knows); UnknownSourceError for a name it does not know."""
    known = archive.call(queries_audit.source_slugs)
    unknown = [slug for slug in asked if slug not in known]
    if unknown:
        names = ", ".join(known) or "none: congresswatch run"
        raise UnknownSourceError(f"the archive knows no source called {unknown[0]!r}; its sources: {names}")
    return list(dict.fromkeys(asked)) or known


def books(
    archive: Archive, sources: Sequence[str], max_shown: int | None = MAX_SHOWN, watch: Watch = lambda _line: None
) -> list[Broken]:
    """The checks that do not hold."""
    found = []
    for number, check in enumerate(CHECKS, 1):
        watch(f"check {number} of {len(CHECKS)}: {check.name}")
        broken = _broken(archive, check, sources, max_shown)
        if broken and check.is_momentary:
            broken = _again(broken, _broken(archive, check, sources, None))
        if broken:
            found.append(broken)
    return found


def _broken(archive: Archive, check: Check, sources: Sequence[str], max_shown: int | None) -> Broken | None:
    return archive.call(queries_audit.broken, check, sources, max_shown)


def _again(first: Broken, second: Broken | None) -> Broken | None:
    """What both looks found."""
    rows = tuple(row for row in first.rows if second and row in second.rows)
    return replace(first, found_count=len(rows), rows=rows) if rows else None


def days_of(archive: Archive, source: str, since: date, until: date, is_filled: bool) -> list[Day]:
    """The days of one source, oldest first."""
    found = [Day(**row) for row in archive.call(queries_audit.days, source, since, until)]
    if not is_filled:
        return found
    end = found[0].published_on if found else min(until + DAY, date.today())  # noqa: DTZ011 - at most a day off
    unknown = [since + DAY * passed for passed in range((end - since).days)]
    return [*(Day(source, day, "not looked", NEVER) for day in unknown), *found]


def joined(days: Sequence[Day]) -> Iterator[Stretch]:
    """Days that are over and not complete, in stretches; `days` are of one source, oldest first, without a hole."""
    for (is_wanting, state, reason), group in groupby(
        days, key=lambda day: (day.is_over and day.state != "complete", day.state, day.reason)
    ):
        if is_wanting:
            same = list(group)
            missing_count = sum(day.missing_count for day in same)
            first, last = same[0].published_on, same[-1].published_on
            yield Stretch(same[0].source, first, last, state, reason, missing_count)


def _with_missing(archive: Archive, stretch: Stretch, max_shown: int | None) -> Stretch:
    """With the first `max_shown` addresses of each of its days."""
    if not stretch.missing_count:
        return stretch
    rows = archive.call(queries_audit.missing_pages, stretch.source, stretch.first, stretch.last, max_shown)
    return replace(stretch, missing=tuple(rows))


def objects(found: Audit) -> Iterator[dict[str, Any]]:
    """For scripts: one object per check that does not hold, then one per source and day, with what it misses."""
    for broken in found.broken:
        check = broken.check
        yield {"check": check.name, "promise": check.promise, "count": broken.found_count, "rows": list(broken.rows)}
    missing: dict[tuple[str, date], list[dict[str, Any]]] = {}
    for stretch in found.stretches:
        for row in stretch.missing:
            page = {name: value for name, value in row.items() if name != "published_on"}
            missing.setdefault((stretch.source, row["published_on"]), []).append(page)
    for day in found.days:
        row = {name: getattr(day, name) for name in Day.__slots__}
        yield row | {"missing": missing.get((day.source, day.published_on), [])}


def told_books(broken: Sequence[Broken]) -> Iterator[str]:
    """For a person: each check that does not hold, and what breaks it."""
    if not broken:
        yield f"the books balance: all {len(CHECKS)} checks hold"
    for each in broken:
        yield f"DOES NOT HOLD: {each.check.promise} ({each.check.name}): {each.found_count} found"
        yield from (f"  {row['source']}: {row['what']}" for row in each.rows)
        yield from _more(each.found_count - len(each.rows))


def told_days(stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    """For a person: a row for each stretch of days that is not complete."""
    return [
        {
            "source": each.source,
            "from": each.first,
            "to": each.last,
            "days": (each.last - each.first).days + 1,
            "state": each.state,
            "missing": each.missing_count,
            "reason": each.reason,
        }
        for each in stretches
    ]


def told_missing(stretches: Sequence[Stretch], max_shown: int | None = MAX_SHOWN) -> Iterator[str]:
    """For a person: the addresses that are missing, the first of each stretch."""
    for each in stretches:
        shown = each.missing[:max_shown]
        for row in shown:
            reason = f" ({row['reason']})" if row["reason"] else ""
            yield f"missing: {each.source} {row['published_on']} {row['ending']}{reason} {row['url']}"
        yield from _more(each.missing_count - len(shown))


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  ... and {count} more (--all)"


def told_summary(days: Sequence[Day]) -> Iterator[str]:
    """For a person: a line per source."""
    for source, group in groupby(days, key=lambda day: day.source):
        of_source = list(group)
        states = Counter(day.state for day in of_source if day.is_over)
        counts = ", ".join(f"{states[state]} {state}" for state in ("complete", "partial", "not looked"))
        line = f"{source}: of {states.total()} days from {of_source[0].published_on}: {counts}"
        yield line if of_source[-1].is_over else f"{line}; today is not over"

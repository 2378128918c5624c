"""Is it the pages that are gone, or the source that is unwell? Told by many of its pages in one run.

Promise: where articles that showed themselves at their last look stop doing so all at once, the time is in doubt, and
what it did not show is no evidence. A doubt costs a removal at most one look:
- It begins with a jump: of the pages whose last look showed them, more than half of at least 5 do not, or all of at
  least 3. Of a smaller source nothing can be told; there the evidence over time has to do.
- It lasts as long as the source looks unwell. It is over once a run sees at least 3 pages, or a fifth of those it
  looked at, without another jump: what is still absent then counts, so that a closed section, or the old half of a
  site, is confirmed one look later than a single page would be. A run needs pages that stood well for that, which
  `db/rechecks.py` gives it (`CONTROLS`).
- A source that shows nothing at all is down for as long as that goes on, never a source of removals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from db.checks.finding import MOVED, SEEN, Finding

DoubtKind = Literal["down", "drifting", "home page"]

TOGETHER = timedelta(hours=1)
"""Looks of one run are judged together within this span: a slow run may see a site go down and come back."""
_LEAST, _SHARE = 5, 0.5
"""More than half of five at once: where one page in twenty is removed, which is many, by chance once in a thousand."""
_LEAST_ALL = 3
_WELL, _WELL_SHARE = 3, 0.2
"""Pages seen that make a source well again, or the share that does where it has few. One page that a cache still
holds of fifty is no site."""
_BACK = timedelta(days=1)
"""How far a doubt reaches back towards the last article that was seen: an idle source's runs are a day apart."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look of a run at a page that holds an article."""

    page_id: int
    at: datetime
    finding: Finding
    was_seen: bool = True
    """Its last look before this run that said anything showed the article, in doubt or not."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A time, ends included, in which the source as a whole was unwell. `since_at` names it when it goes on."""

    since_at: datetime
    until_at: datetime
    kind: DoubtKind
    absent_count: int
    """Pages that did not show their article, of `checked_count`, in the run that raised it."""
    checked_count: int


def doubts(looks: Iterable[Look], former: Doubt | None = None, seen_at: datetime | None = None) -> tuple[Doubt, ...]:
    """The times of doubt that one run's looks give, oldest first; the first may be `former`, longer than it was.

    `former`: the source's latest doubt, if it was not over at the end of the run before (its `until_at` is the
    time of that run's last look). `seen_at`: the last look before this run that showed any article of the source.
    """
    found: list[Doubt] = []
    under_way = former
    for stretch in _stretches(sorted(set(looks), key=lambda look: (look.at, look.page_id, look.finding))):
        before, under_way = under_way, _after(stretch, under_way, seen_at)
        if before and under_way and found and found[-1] == before:
            found[-1] = under_way
        elif under_way:
            found.append(under_way)
        seen_at = max((look.at for look in stretch if _is_seen(look)), default=seen_at)
    return tuple(found)


def is_open(doubt: Doubt, last_look_at: datetime) -> bool:
    """Whether a doubt was not over when its source was last looked at."""
    return doubt.until_at >= last_look_at


def _after(stretch: Sequence[Look], under_way: Doubt | None, seen_at: datetime | None) -> Doubt | None:
    """The doubt that this stretch is in; None where the source was well."""
    if under_way is None:
        return _raised(stretch, seen_at) if _jumps(stretch) else None
    return None if _is_well(stretch) else replace(under_way, until_at=max(under_way.until_at, stretch[-1].at))


def _stretches(looks: Sequence[Look]) -> Iterator[list[Look]]:
    """Looks within an hour together; a rest of too few to tell anything goes with those before it."""
    parts: list[list[Look]] = []
    for look in looks:
        if not parts or look.at - parts[-1][0].at > TOGETHER:
            parts.append([])
        parts[-1].append(look)
    while len(parts) > 1 and len(_pages(parts[-1])) < _LEAST:
        parts[-2:] = [parts[-2] + parts[-1]]
    yield from parts


def _pages(stretch: Iterable[Look]) -> dict[int, Look]:
    """Each page's look, of several the last."""
    return {look.page_id: look for look in stretch}


def _is_seen(look: Look) -> bool:
    return look.finding in SEEN or look.finding == MOVED


def _jumps(stretch: Iterable[Look]) -> bool:
    """Whether pages that showed themselves until now no longer do, too many to be each for itself."""
    stood = [look for look in _pages(stretch).values() if look.was_seen]
    lost = sum(not _is_seen(look) for look in stood)
    if len(stood) >= _LEAST and lost > _SHARE * len(stood):
        return True
    return len(stood) >= _LEAST_ALL and lost == len(stood)


def _is_well(stretch: Sequence[Look]) -> bool:
    pages = _pages(stretch).values()
    seen = sum(map(_is_seen, pages))
    return (seen >= _WELL or seen >= _WELL_SHARE * len(pages)) and not _jumps(stretch)


def _raised(stretch: Sequence[Look], seen_at: datetime | None) -> Doubt:
    pages = _pages(stretch).values()
    lost = [look for look in pages if not _is_seen(look)]
    first, last = min(look.at for look in lost), stretch[-1].at
    # nothing was seen since then: what the end of the run before did not find is in doubt as well
    if seen_at is not None and seen_at < first and not any(_is_seen(look) and look.at < first for look in stretch):
        first = max(seen_at + timedelta(microseconds=1), first - _BACK)
    return Doubt(first, last, _kind(lost), len(lost), len(pages))


def _kind(lost: Iterable[Look]) -> DoubtKind:
    """What most of them found; of equally many kinds the first by name."""
    counts = Counter(look.finding for look in lost)
    most = min(counts, key=lambda finding: (-counts[finding], finding))
    return "home page" if most == "home" else "drifting" if most == "not an article" else "down"

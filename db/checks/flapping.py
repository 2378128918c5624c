"""Does a page swing between texts, or was it edited? Told by the texts that its looks showed, in order of time.

Promise: a text that was never shown is always new; an edit undone once is history, and a page that goes on swinging
(A/B tests, rotating widgets) makes no more of it. The answer is a function of the set of looks, not of their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal, NamedTuple

Verdict = Literal["new", "known", "back", "flapping"]
Look = tuple[datetime, bytes]
"""When (aware UTC), and the digest of the text that was shown."""

SWINGS_WITHIN = timedelta(days=7)
"""A page that came back to a former text so recently swings: an editor undoes an edit, but not twice in a week."""
STAYED_LOOKS = 2
STAYED_FOR = timedelta(days=1)
"""A text that so many looks in a row showed, over so long, is what the page says: a swing is over by then."""


class Judged(NamedTuple):
    """A look and what it tells."""

    at: datetime
    sha: bytes
    verdict: Verdict


def judged(looks: Iterable[Look]) -> list[Judged]:
    """Every look by time with its verdict; of one instant and one text there is one."""
    return list(_judged(sorted(set(looks))))


def verdict(looks: Sequence[Look], sha: bytes, at: datetime) -> Verdict:
    """What a look at this instant tells that showed this text, after those of the looks that are not later.

    'known': it is the text that the page has now. 'new': it was never shown. 'back': a former text returns, an edit
    undone. 'flapping': it says nothing, and the text that the page has stays.
    """
    before = {look for look in looks if look < (at, sha)}
    return judged([*before, (at, sha)])[-1].verdict


def counted(looks: Iterable[Look]) -> list[Look]:
    """The looks that tell the history, by time: all but those that say nothing."""
    return [(each.at, each.sha) for each in judged(looks) if each.verdict != "flapping"]


def _judged(looks: Sequence[Look]) -> Iterator[Judged]:
    shown: set[bytes] = set()
    current = b""
    back_at: datetime | None = None
    for sha, row in groupby(looks, key=lambda look: look[1]):
        first_at: datetime | None = None
        for count, (at, _) in enumerate(row, start=1):
            first_at = first_at or at
            has_stayed = count >= STAYED_LOOKS and at - first_at >= STAYED_FOR
            told = _told(sha, at, current, shown, back_at, has_stayed=has_stayed)
            if told != "flapping":
                current = sha
            if told in ("back", "flapping"):
                back_at = at
            yield Judged(at, sha, told)
            shown.add(sha)


def _told(
    sha: bytes, at: datetime, current: bytes, shown: set[bytes], back_at: datetime | None, *, has_stayed: bool
) -> Verdict:
    if sha not in shown:
        return "new"
    if sha == current:
        return "known"
    is_swinging = back_at is not None and at - back_at <= SWINGS_WITHIN
    return "flapping" if is_swinging and not has_stayed else "back"

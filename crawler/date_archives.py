"""Are date archives what they seem? One alone cannot be believed: the others of the same crawl tell. Pure.

A day without an archive is a day without articles, if the site's other days have one of their own; an archive that
shows what another day's shows is a page of what is newest, whatever its address says.
"""

from __future__ import annotations

from crawler.listings import Walk


class DateArchives:
    """The date archives of one crawl; a walk is held back until it can be judged."""

    def __init__(self, open_count: int) -> None:
        self._open_count = open_count
        self._seen: set[str] = set()
        self._first: Walk | None = None
        self._empty: list[Walk] = []
        self._has_own = False

    def close(self, walk: Walk) -> list[Walk]:
        """Take a walk that was read to its end; those that can be finished now."""
        self._open_count -= 1
        ready = self._judged(walk)
        return ready if self._open_count else [*ready, *self._settled()]

    def _judged(self, walk: Walk) -> list[Walk]:
        if walk.is_empty():
            self._empty.append(walk)
            return []
        if walk.problem or self._shows_another_day(walk):
            return [walk]
        if self._first is None:
            self._first = walk  # whether it is the day's own shows by the next one
            return []
        self._has_own = True
        return [walk]

    def _shows_another_day(self, walk: Walk) -> bool:
        is_repeated = len(walk.seen) > 1 and walk.seen <= self._seen
        self._seen |= walk.seen
        for each in (walk, self._first) if is_repeated else ():
            if each is not None:
                each.fail("it shows what the archive of another day shows")
        return is_repeated

    def _settled(self) -> list[Walk]:
        first = [self._first] if self._first else []
        is_believed = self._has_own or any(not walk.problem for walk in first)
        for empty in self._empty:
            empty.settle_empty(is_believed)
        return [*first, *self._empty]

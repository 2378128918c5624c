"""How hard may a host be asked after it said "too many"? Pure: what is known, and what an answer changes in it.

The clock is any that only goes forward, in seconds. A refusal holds the whole host back; then it is asked one
request at a time, slower than it bore before, and each good answer shortens the pauses until all is as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FIRST_HOLD = 2.0
"""Seconds, where the site does not say how long; twice as long each time it refuses again."""
SHUT_HOLDS = 10
"""So many longest waits a host is left alone that still refuses after one of them."""
FIRST_PAUSE = 0.1
LAST_PAUSE = 10.0
EASING = 0.97
"""What a good answer leaves of the pause between two requests."""
SLOWER = 1.5
"""So many times the pause that a host bore before it refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the crawl's settings say."""

    width: int
    """Requests to one host at a time, in quiet times."""
    longest_wait: float
    """Seconds that a request waits at most before it is given up for now."""
    delay: float = 0.0
    """Seconds between requests in quiet times; after a storm it is more."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What is known of one host."""

    width: int
    """Requests at a time, now."""
    open_at: float = 0.0
    """Nobody asks before."""
    held_at: float = float("-inf")
    """When the last hold began: what was sent before belongs to the storm that caused it."""
    hold: float = 0.0
    """Seconds of the last hold; 0 after a good answer."""
    pause: float = 0.0
    """Seconds from an answer to the next request."""
    is_shut: bool = False
    """Until `open_at` nobody even waits: it is longer than we would."""


def after_refusal(
    known: Weather, limits: Limits, sent_at: float, now: float, asked: float | None, recent_count: int = 0
) -> Weather:
    """After "too many": `asked` are the seconds the site wants to be left alone, None where it does not say.

    `recent_count` are the good answers of the last second: that many were too many.
    """
    if sent_at < known.held_at:
        # sent before the hold, it belongs to the same storm: news is only a wish for longer
        return _held(known, limits, now + (asked or 0.0), asked or 0.0)
    hold = max(asked or min(FIRST_HOLD, limits.longest_wait), min(2 * known.hold, limits.longest_wait))
    if known.hold >= limits.longest_wait:
        hold = max(hold, SHUT_HOLDS * limits.longest_wait)
    borne = max(limits.delay, 1 / recent_count if recent_count else 0.0)
    pause = min(max(2 * known.pause, FIRST_PAUSE, SLOWER * borne), LAST_PAUSE)
    return replace(_held(known, limits, now + hold, hold), width=1, held_at=now, hold=hold, pause=pause)


def after_answer(known: Weather, limits: Limits, sent_at: float, now: float) -> Weather:
    """After an answer that is no refusal; of one that was sent before the hold nothing is learned."""
    if sent_at < known.held_at:
        return known
    pause = known.pause * EASING
    if pause < FIRST_PAUSE / 4:
        return replace(known, width=limits.width, hold=0.0, pause=0.0)
    return replace(known, hold=0.0, pause=pause, open_at=max(known.open_at, now + pause))


def after_wait(known: Weather, now: float) -> Weather:
    """A host that was shut may be asked again when its time has come."""
    return replace(known, is_shut=False) if known.is_shut and now >= known.open_at else known


def _held(known: Weather, limits: Limits, until: float, hold: float) -> Weather:
    is_shut = known.is_shut or hold > limits.longest_wait
    return replace(known, open_at=max(known.open_at, until), is_shut=is_shut)

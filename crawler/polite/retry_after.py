"""When may we ask again? What a site says in its Retry-After header; pure, and total on any text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""A site that asks for more is asked again after a day: it may have meant something else."""

_SECONDS = re.compile(r"(\d+)(?:\.\d*)?", re.ASCII)


def pause_asked(text: str, now: datetime, server_date: str = "") -> timedelta | None:
    """How long the site wants to be left alone, from `now` (aware), 0 to `LONGEST`; None where it does not say.

    `text` is Retry-After: seconds, or an HTTP date. A date is read by the site's own clock, where its Date header
    `server_date` tells that.
    """
    text = text.strip()
    if seconds := _SECONDS.fullmatch(text):
        # more digits than a day has seconds: no number worth reading
        return LONGEST if len(seconds[1]) > 9 else min(timedelta(seconds=int(seconds[1])), LONGEST)
    until = _http_date(text)
    if until is None:
        return None
    return min(max(until - (_http_date(server_date) or now), timedelta()), LONGEST)


def _http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text.strip())
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    try:
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except OverflowError:
        return None

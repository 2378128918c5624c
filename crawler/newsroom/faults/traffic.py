"""Faults of the whole site at once: too many requests for it, or none answered at all."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.newsroom.faults.delivery import reset, status
from crawler.newsroom.faults.switches import Fault
from crawler.newsroom.reply import Reply, http_date


def storm(per_second: int, retry_after: int = 1, *, is_date: bool = False) -> Fault:
    """More than `per_second` answers within a second are refused: 429 with Retry-After.

    Everything under the fault's key shares the limit. A refusal does not count against it, and is a failure that wants
    one retry. `retry_after` is in seconds; with `is_date` it is written as an HTTP date at least so far ahead.
    """
    answered, lock = deque[float](), threading.Lock()

    def limit(reply: Reply) -> Reply:
        now = time.monotonic()
        with lock:
            while answered and now - answered[0] >= 1.0:
                answered.popleft()
            if len(answered) < per_second:
                answered.append(now)
                return reply
        refused = status(429, retry_after=_when(retry_after) if is_date else retry_after)
        return replace(refused(reply), is_injected=True)

    return limit


def outage(how: object = True) -> Reply:
    """What a site that is down gives for any request: a reset connection, or 503 for "503"."""
    down = Reply(503)
    failed = status(503)(down) if how == "503" else reset()(down)
    return replace(failed, is_injected=True)


def _when(seconds: int) -> str:
    # HTTP dates are in whole seconds: rounded down, this one could lie before the wait is over.
    return http_date(datetime.fromtimestamp(math.ceil(datetime.now(UTC).timestamp()), UTC) + timedelta(seconds=seconds))

"""Captures read a portion at a time: some ahead of the one that is being kept, here or on a cluster."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE

from db import queries_reprocess, reprocessing
from db.queries_reprocess import Cursor, Portion
from db.values import Pending, Processed
from flows.desk import Desk
from flows.pool import Pool

BATCH = 100
"""Captures that are read and kept in one transaction: a kill costs a second of work."""
_AHEAD = 1
"""Portions read while one is kept: our own processes have all processors."""
_AHEAD_ELSEWHERE = 16
"""... by a cluster, of eight processes or so; some 5 MB of pages each wait here for their turn."""
_processes: dict[str, Any] = {}


class _Begun(NamedTuple):
    portion: Portion
    read: Callable[[], list[Processed]]
    """Waits for it."""


class Reading:
    """Portions read ahead and kept in their order, each once.

    `is_elsewhere`: as tasks of Prefect, by the runner of the flow (flows/runners.py). A step that broke can be taken
    again.
    """

    def __init__(self, desk: Desk, *, is_elsewhere: bool = False) -> None:
        self._desk = desk
        self._ahead = _AHEAD_ELSEWHERE if is_elsewhere else _AHEAD
        self._thread = ThreadPoolExecutor(1, "reading")
        self._submit = _elsewhere(desk) if is_elsewhere else self._here
        self._begun: deque[_Begun] = deque()

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def step(self) -> int:
        """Keep what the next portion comes to; how many captures that are, 0: all were read."""
        try:
            self._fill()
            if not self._begun:
                return 0
            portion, read = self._begun.popleft()
            self._desk.archive.call(reprocessing.stage, self._desk.source_id, portion, read())
        except BaseException:
            self._begun.clear()  # taken again, it goes on from where the archive says it is
            raise
        return len(portion.pendings)

    def _fill(self) -> None:
        while len(self._begun) <= self._ahead:
            portion = self._next(self._begun[-1].portion.after if self._begun else None)
            if portion is None:
                return
            self._begun.append(_Begun(portion, self._submit(portion.pendings)))

    def _next(self, after: Cursor | None) -> Portion | None:
        return self._desk.archive.call(queries_reprocess.next_portion, self._desk.source_id, BATCH, after)

    def _here(self, pendings: Sequence[Pending]) -> Callable[[], list[Processed]]:
        return self._thread.submit(self._desk.process, pendings).result


def _elsewhere(desk: Desk) -> Callable[[Sequence[Pending]], Callable[[], list[Processed]]]:
    """Portions as tasks; what they are read by travels with each, half a megabyte, and is unpacked once a process."""
    packed = zlib.compress(pickle.dumps(desk.process))
    key = hashlib.sha256(packed).hexdigest()

    def submit(pendings: Sequence[Pending]) -> Callable[[], list[Processed]]:
        # a list of captures would be searched for futures, one by one
        begun = read_portion.submit(key, packed, pickle.dumps(pendings))
        return partial(_result, begun)

    return submit


def _result(begun: Any) -> list[Processed]:
    found: list[Processed] = begun.result()
    return found


@task(name="read portion", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[2, 15])
def read_portion(key: str, packed: bytes, pendings: bytes) -> list[Processed]:
    """Read captures wherever this is run; touches no database."""
    if key not in _processes:
        _processes.clear()
        _processes[key] = pickle.loads(zlib.decompress(packed)).on(Pool(1))  # noqa: S301 - our own, just packed
    read: list[Processed] = _processes[key](pickle.loads(pendings))  # noqa: S301
    return read

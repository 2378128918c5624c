"""Pages on all processors: work is spread over worker processes, each page within bounds of time and memory.

Promise: an answer for every item, in the order of the items, with a bounded look ahead. An item that breaks its
worker or its bounds is one failed item; the worker is replaced and the others go on. Nothing survives us, not even
a kill -9 (flows/worker.py).

Plain subprocesses and pipes, not multiprocessing: that would import the flow's main module, and Prefect with it, in
every worker, may fork a threaded process, and loses the whole pool with one worker.
"""

from __future__ import annotations

import atexit
import os
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, cached_property
from queue import SimpleQueue
from typing import Generic, TypeVar

from flows.asked import Asked, Limits

Item = TypeVar("Item")
Answer = TypeVar("Answer")

WORKERS = "CONGRESSWATCH_WORKERS"
_WORTH = 2.0
"""Seconds of work after which workers are started: about what the start of two costs."""
LARGE = 200_000
"""Bytes from which a page goes to a worker whatever it costs, for the bounds; 81 of 100 news pages are smaller."""
_AHEAD = 4
"""Items begun ahead of the one that is waited for, for each worker."""


class Task(Generic[Item, Answer]):
    """What is done with each item; picklable. `failed` makes the answer for one that could not be done."""

    def __init__(
        self, function: Callable[[Item], Answer], failed: Callable[[str], Answer], size: Callable[[Item], int]
    ) -> None:
        self.function, self.failed, self.size = function, failed, size

    @cached_property
    def packed(self) -> bytes:
        return pickle.dumps(self.function)


class Pool:
    """`count` worker processes, started when there is enough to do.

    With one, only large pages leave our process, and nothing else is done meanwhile.
    """

    def __init__(self, count: int, limits: Limits | None = None, worth: float = _WORTH) -> None:
        self.count = count
        limits = limits or Limits()
        self._workers = [Asked(limits) for _ in range(count)]
        self._free: SimpleQueue[Asked] = SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(count, "pool")
        self._spent, self._worth = 0.0, worth

    def map(self, task: Task[Item, Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """The answers in the order of the items; items are drawn as the answers are taken."""
        begun: deque[Callable[[], Answer]] = deque()
        try:
            for item in items:
                begun.append(self._begin(task, item))
                if len(begun) > _AHEAD * self.count:
                    yield begun.popleft()()
            while begun:
                yield begun.popleft()()
        except BaseException:
            # stopped in the middle: nobody waits for what is under way
            self._drop(self._threads)
            self._threads = ThreadPoolExecutor(self.count, "pool")
            raise

    def close(self) -> None:
        """End the workers, at once."""
        self._drop(self._threads)

    def _begin(self, task: Task[Item, Answer], item: Item) -> Callable[[], Answer]:
        is_many = self.count > 1
        if (is_many and self._spent >= self._worth) or task.size(item) >= LARGE:
            asked: Future[Answer] = self._threads.submit(self._ask, task, item)
            # one worker means one processor: while it reads, we wait
            return asked.result if is_many else _at_once(asked.result())
        started = time.thread_time()
        answer = _here(task, item)
        self._spent += time.thread_time() - started
        return _at_once(answer)

    def _ask(self, task: Task[Item, Answer], item: Item) -> Answer:
        worker = self._free.get()
        try:
            is_done, answer = worker.ask(task, item)
        finally:
            self._free.put(worker)
        return answer if is_done else task.failed(answer)

    def _drop(self, threads: ThreadPoolExecutor) -> None:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()
        threads.shutdown(wait=True)
        for worker in self._workers:
            worker.is_stopped = False


def _at_once(answer: Answer) -> Callable[[], Answer]:
    return lambda: answer


def _here(task: Task[Item, Answer], item: Item) -> Answer:
    try:
        return task.function(item)
    except Exception as error:
        return task.failed(f"{type(error).__name__}: {str(error)[:200]}")


@cache
def shared() -> Pool:
    """The pool of this process, as large as the machine or as `CONGRESSWATCH_WORKERS` says."""
    pool = Pool(worker_count(os.environ.get("CONGRESSWATCH_WORKERS", "")))
    atexit.register(pool.close)
    return pool


def worker_count(setting: str) -> int:
    """How many workers the setting means; where it is empty, one for each processor that we may use."""
    if not setting.strip():
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not setting.strip().isascii() or not setting.strip().isdigit() or int(setting) < 1:
        raise ValueError(f"{WORKERS}={setting}: give a number of processes, 1 or more")
    return int(setting)

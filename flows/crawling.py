"""The crawl of one source as a child process of the flow: started, read line by line, stopped."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flows import children

# Scrapy finishes the responses under way and stores them before it stops; Prefect gives a cancelled flow 30 s.
PATIENCE = 25.0


class Crawl:
    """A crawl under way. Its lines are to be read in the flow's main thread, where the run's logger lives."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self._lines.put(line.rstrip("\n"))

    @property
    def is_running(self) -> bool:
        return self._child.poll() is None or self._reader.is_alive()

    def lines(self, wait: float = 0.0) -> Iterator[str]:
        """The log lines since the last call; waits up to `wait` seconds for the first."""
        try:
            yield self._lines.get(timeout=wait) if wait else self._lines.get_nowait()
            while True:
                yield self._lines.get_nowait()
        except queue.Empty:
            return


@contextmanager
def crawling(
    slug: str,
    source_id: int,
    run_id: int,
    database_url: str,
    window: tuple[date, date] | None = None,
    *,
    is_rest: bool = False,
    is_check: bool = False,
) -> Iterator[Crawl]:
    """The crawl runs for the time of the block at most; leaving it early stops it cleanly.

    With a `window` (two days, both included) it looks back at those instead of for news. The `is_rest` of a run
    reads no listing: it fetches what is due; one `is_check` fetches again what the run chose.
    """
    more = ["--since", str(window[0]), "--until", str(window[1])] if window else []
    more += ["--rest"] if is_rest else ["--checks"] if is_check else []
    child = children.start(
        [sys.executable, "-m", "crawler.crawl", slug, "--source-id", str(source_id), "--run-id", str(run_id), *more],
        # in the environment, not among the arguments: those are readable by every user of the machine
        {"DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"},
        output=subprocess.PIPE,
    )
    try:
        yield Crawl(child)
    finally:
        children.stop(child, PATIENCE)

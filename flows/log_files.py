"""Logs of child processes: what they print comes through us, is written to a file of bounded size, and never blocks
them. A full disk loses log lines, not runs.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

MAX_BYTES = 10_000_000
KEPT = 4
"""Older files beside the one that is written: a log takes 50 MB at most."""
_REMEMBERED = 20
_WIDTH = 500
_JOIN_SECONDS = 2.0


class LogFile:
    """One log, whoever writes: lines of a child's output and lines of our own."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._handler = _Quiet(path, maxBytes=max_bytes, backupCount=kept, encoding="utf-8", errors="replace")
        self._last: deque[str] = deque(maxlen=_REMEMBERED)
        self._reader: threading.Thread | None = None

    def write(self, line: str) -> None:
        self._last.append(line)
        self._handler.handle(logging.makeLogRecord({"msg": line}))

    def follow(self, stream: IO[str]) -> None:
        """Write every line of the stream, beside what this thread does, until its end."""
        self._last.clear()
        self._reader = threading.Thread(target=self._follow, args=(stream,), daemon=True)
        self._reader.start()

    def close(self) -> None:
        """After the end of who printed: what is left of its lines is written, and the file closed."""
        if self._reader:
            # a grandchild that holds the stream open is not waited for
            self._reader.join(_JOIN_SECONDS)
        self._handler.close()

    def last_lines(self, count: int) -> list[str]:
        """The newest lines that say something, cut to a readable width."""
        return [line.strip()[:_WIDTH] for line in list(self._last) if line.strip(" ─│╭╮╰╯")][-count:]

    def _follow(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.write(line.rstrip("\n"))


class _Quiet(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """A disk that is full, or a folder that is gone: the reader must go on, or the child would stand still."""

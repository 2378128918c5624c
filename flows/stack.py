"""Everything that runs while we watch: database, Prefect server, the process that starts scheduled runs.

Whatever this process started, it stops; whatever ran before, it leaves running.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from crawler.source import Source
from db import embedded, engine, queries
from db.archive import Archive
from db.settings import Settings
from flows import children
from flows.server import Server, ServerProblemError, prefect_server


@dataclass(frozen=True, slots=True)
class Stack:
    archive: Archive
    server: Server
    check: Callable[[], None]
    """Raises ServerProblemError when a part has died."""


@contextmanager
def database(settings: Settings, say: Callable[[str], None]) -> Iterator[Archive]:
    """The archive, migrated; an embedded cluster that did not run before is stopped at the end, if nobody uses it."""
    before = embedded.status(settings.home)
    is_ours = not settings.database_url and not (before and before.is_running)
    archive = Archive(engine.ready(settings, say))
    try:
        yield archive
    finally:
        is_idle = is_ours and not archive.call(queries.other_client_count)
        archive.close()
        if is_idle:
            embedded.stop(settings.home)


@contextmanager
def stack(settings: Settings, sources: Sequence[Source], say: Callable[[str], None]) -> Iterator[Stack]:
    """All of it, with the schedules of these sources live."""
    with database(settings, say) as archive, prefect_server(settings, say) as server:
        log_path = settings.home / "logs" / "serve.log"
        log_path.parent.mkdir(parents=True, exist_ok=True)
        with log_path.open("a", encoding="utf-8") as log:
            child = children.start(
                [sys.executable, "-m", "flows.serve", *[source.slug for source in sources]], server.env, output=log
            )

        def check() -> None:
            if child.poll() is not None:
                raise ServerProblemError(f"the process that starts scheduled runs ended; its log: {log_path}")

        try:
            yield Stack(archive, server, check)
        finally:
            children.stop(child, patience=60)


def until_interrupted(check: Callable[[], None], each: Callable[[], None], seconds: float = 2.0) -> None:
    """Call `each` every few seconds until Ctrl-C or until a part of the stack dies."""
    try:
        while True:
            check()
            each()
            time.sleep(seconds)
    except KeyboardInterrupt:
        return

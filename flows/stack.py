"""Everything that runs while we watch: database, Prefect server, the process that starts scheduled runs.

Whatever this process started, it stops; whatever ran before, it leaves running.
"""

from __future__ import annotations

import contextlib
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
from flows.server import Server, ServerProblemError, prefect_server, watch


@dataclass(frozen=True, slots=True)
class Stack:
    archive: Archive
    server: Server
    check: Callable[[], None]
    """Raises ServerProblemError when a part has died."""


@contextmanager
def database(settings: Settings, say: Callable[[str], None]) -> Iterator[Archive]:
    """The archive, migrated. The embedded cluster is stopped at the end if it did not run before and nobody uses it.

    That holds with DATABASE_URL too: the cluster then runs for the Prefect server's own data.
    """
    before = embedded.status(settings.home)
    with contextlib.ExitStack() as at_end:
        if not (before and before.is_running):
            at_end.callback(_stop_if_idle, settings)
        archive = Archive(engine.ready(settings, say))
        at_end.callback(archive.close)
        yield archive


def _stop_if_idle(settings: Settings) -> None:
    now = embedded.status(settings.home)
    # one that does not answer yet was interrupted while it started: it has no clients
    if now and now.pid is not None and not (now.is_running and _has_clients(now.cluster.url())):
        embedded.stop(settings.home)


def _has_clients(url: str) -> bool:
    archive = Archive(url)
    try:
        return archive.call(queries.other_client_count) > 0
    finally:
        archive.close()


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

        alive = watch(server)

        def check() -> None:
            if child.poll() is not None:
                raise ServerProblemError(f"the process that starts scheduled runs ended; its log: {log_path}")
            alive()

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

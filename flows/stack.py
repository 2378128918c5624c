"""Everything that runs while we watch: database, Prefect server, the worker that runs what is due.

Whatever this process started, it stops; whatever ran before, it leaves running. What dies meanwhile is started again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from crawler.source import Source
from db import alarms, clock, embedded, engine, queries, upkeep
from db.archive import Archive, TroubleError
from db.settings import Settings
from flows import calling, clock_jump
from flows.binding import auth
from flows.child import Child
from flows.clock_jump import Jumps
from flows.only_one import only_one
from flows.server import Pulse, Server, prefect_server, restart
from flows.supervise import Part, Supervisor
from flows.worker_child import part, worker_child

_BURY_SECONDS = 20.0
"""A run that was killed says so in the archive after this time at most."""
_DATABASE_SECONDS = 2.0
_STANDSTILL = timedelta(hours=2)
"""Rechecks come every hour: after two without any run something is wrong with us."""


@dataclass(frozen=True, slots=True)
class Stack:
    archive: Archive
    server: Server
    check: Callable[[], bool]
    """To be called every second or so: starts again what has died, and says so; whether all are well."""


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
    """All of it, with the schedules of these sources live. Raises where a part cannot be started at first."""
    with (
        # first: a database that cannot be used is refused before anything is made
        database(settings, say) as archive,
        only_one(settings.home),
        prefect_server(settings, say) as server,
        worker_child(settings, server.env, [source.slug for source in sources]) as worker,
    ):
        supervisor = Supervisor(list(_parts(settings, server, worker)), say)
        yield Stack(archive, server, _looking_after(supervisor, archive, server))


def _parts(settings: Settings, server: Server, worker: Child) -> Iterator[Part]:
    """In the order in which they need one another; what others run is theirs to keep alive."""
    if embedded.status(settings.home):
        yield Part("PostgreSQL", lambda: _start_database(settings), _database_cause(settings))
    pulse = Pulse(server)
    if server.child:
        yield Part("Prefect server", lambda: restart(server, settings.home), pulse.cause, pulse.is_well)
    yield part(worker)


def _start_database(settings: Settings) -> None:
    embedded.ensure(settings.home)


def _database_cause(settings: Settings) -> Callable[[], str]:
    """Whether its process lives, asked every few seconds: it costs a connection."""
    asked_at, cause = 0.0, ""

    def ask() -> str:
        nonlocal asked_at, cause
        if cause or time.monotonic() - asked_at > _DATABASE_SECONDS:
            now = embedded.status(settings.home)
            logs = settings.home / "postgres" / "log"
            cause = "" if now and now.pid is not None else f"its process has ended; its logs: {logs}"
            asked_at = time.monotonic()
        return cause

    return ask


def _looking_after(supervisor: Supervisor, archive: Archive, server: Server) -> Callable[[], bool]:
    since, jumps = clock.now(), Jumps()
    kept_at = time.monotonic()

    def check() -> bool:
        nonlocal kept_at, since
        are_well = supervisor.tick()
        if jump := jumps.since_asked():
            # nobody ran in hours that never were
            since = clock.now()
            supervisor.say(
                f"the clock went {clock_jump.told(jump)}, or the machine slept: schedules go by the new time"
            )
        if are_well and time.monotonic() - kept_at > _BURY_SECONDS:
            kept_at = time.monotonic()
            # a database or a server that has just come back may not answer yet: then the next time
            with contextlib.suppress(TroubleError, OSError):
                archive.call(upkeep.bury)
                archive.call(alarms.weigh_standstill, since, clock.now(), _STANDSTILL)
                calling.hand_on(archive, server.api_url, auth())
        return are_well

    return check


def until_interrupted(check: Callable[[], bool], each: Callable[[], None], seconds: float = 1.0) -> None:
    """Look after everything until Ctrl-C; call `each` whenever all parts are well."""
    try:
        while True:
            # a database that has just come back may not answer yet: what is new is told the next time
            if check():
                with contextlib.suppress(TroubleError):
                    each()
            time.sleep(seconds)
    except KeyboardInterrupt:
        return

"""The process that runs what is due: `python -m flows.pool_worker SLUG...` below `up`, `--further RUNS` on other
machines.

At its start the one below `up` makes the deployments as the sources' files say. A further one makes, changes and
removes none: it works only while it is what `up` is (flows/release.py). Both put right what a worker of their name
left behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.settings import get_current_settings
from prefect.utilities.processutils import setup_signal_handlers_worker
from prefect.workers.process import ProcessWorker

from db.settings import Settings
from flows import leftovers, orphans, register, release_kept
from flows.clock_jump import Jumps
from flows.deployments import POOL
from flows.heard import signals_heard
from flows.pool_facts import FURTHER, MAX_RUNS, REFUSED, worker_name
from flows.release import Release, differences, release
from flows.show import say

_LOOK_SECONDS = 15.0
_UP_SECONDS = 60.0


class RefusedError(Exception):
    """A further worker may not work with this server as things are; the message says why and what to do."""


def main(arguments: list[str]) -> None:
    name, is_further = worker_name(), arguments[:1] == [FURTHER]
    here = release(Settings.from_env()) if is_further else None
    if here:
        _await_up()
        agree(here)
    else:
        register.main(arguments)
    with get_client(sync_client=True) as client:
        if dead := leftovers.close_dead(client, name, is_further=is_further):
            say(f"{dead} runs had died with their worker: closed as crashed")
        if not is_further:
            _plan_anew(client)
        # beside another worker a run that is late was not missed: it waits for its turn
        if not is_further and (skipped := leftovers.skip_missed(client)):
            say(f"{skipped} runs were missed while nothing ran: skipped, the newest of each is done now")
    # a shell starts what is in its background with SIGINT ignored, and by that signal Prefect ends a worker
    signal.signal(signal.SIGINT, signal.default_int_handler)
    setup_signal_handlers_worker(os.getpid(), "the worker", say)
    _end_with_parent()
    try:
        with signals_heard():
            asyncio.run(_work(name, int(arguments[1]) if is_further else MAX_RUNS, here))
    except (KeyboardInterrupt, asyncio.CancelledError):
        say("the worker has stopped")


def _await_up() -> None:
    """An `up` that was started a moment ago tells of itself once it has registered everything."""
    deadline = time.monotonic() + _UP_SECONDS
    with get_client(sync_client=True) as client:
        while not _asked(client) and time.monotonic() < deadline:
            time.sleep(1)


def agree(here: Release) -> None:
    """Raise RefusedError where `up` is another release, or there is none."""
    with get_client(sync_client=True) as client:
        there = _asked(client)
    if not there:
        raise RefusedError("no `congresswatch up` has told this Prefect server what it watches: start it first")
    if differing := differences(here, there):
        raise RefusedError(f"this worker is not what `up` is: {differing}; then start the worker again")


def _asked(client: SyncPrefectClient) -> Mapping[str, str]:
    try:
        return release_kept.kept(client)
    except httpx.HTTPStatusError as error:
        if error.response.status_code != httpx.codes.UNAUTHORIZED:
            raise
        raise RefusedError(
            "the Prefect server wants another password: let CONGRESSWATCH_AUTH_FILE name the same one as `up`'s"
        ) from None


def _plan_anew(client: SyncPrefectClient) -> None:
    if forgotten := leftovers.forget_ahead(client):
        say(f"the clock went back: {forgotten} runs lie ahead of now, planned or done; they are planned anew")


def _end_with_parent() -> None:
    """Where `up` was killed its server is gone too: the worker's own orderly end would ask it for minutes."""
    parent, in_order = os.environ.get(orphans.MARK, ""), signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Any) -> None:
        if parent and os.getppid() != int(parent):
            orphans.end(parent)
            os._exit(128 + number)
        if callable(in_order):
            in_order(number, frame)

    signal.signal(signal.SIGTERM, stop)


async def _work(name: str, runs: int, here: Release | None) -> None:
    settings = get_current_settings().worker
    worker = ProcessWorker(
        name=name,
        work_pool_name=POOL,
        limit=runs,
        prefetch_seconds=settings.prefetch_seconds,
        heartbeat_interval_seconds=int(settings.heartbeat_seconds),
        create_pool_if_not_found=False,
    )
    looking = asyncio.create_task(_look(name, here))
    working = asyncio.create_task(worker.start(printer=say))
    try:
        await asyncio.wait({looking, working}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (looking, working):
            task.cancel()
        ended = await asyncio.gather(working, looking, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _look(name: str, here: Release | None) -> None:
    """From time to time: end what no worker does any more; raise RefusedError once `up` is another release."""
    jumps = Jumps()
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        # a server that is away for a moment is the worker's own affair
        with contextlib.suppress(httpx.HTTPError, OSError):
            if here:
                await asyncio.to_thread(agree, here)
            await asyncio.to_thread(_put_right, name, is_back=not here and jumps.since_asked() < timedelta(0))


def _put_right(name: str, *, is_back: bool) -> None:
    with get_client(sync_client=True) as client:
        if is_back:
            _plan_anew(client)
        if lost := leftovers.close_lost(client, name):
            say(f"{lost} runs had been taken by a worker that is gone: closed as crashed")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except RefusedError as refusal:
        say(str(refusal))
        sys.exit(REFUSED)

"""The process that runs what is due: `python -m flows.pool_worker SLUG...`.

At its start it makes the deployments as the sources' files say, and puts right what a worker before it left behind.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import zlib
from typing import Any

from prefect.client.orchestration import get_client
from prefect.settings import get_current_settings
from prefect.utilities.processutils import setup_signal_handlers_worker
from prefect.workers.process import ProcessWorker

from db.settings import Settings
from flows import leftovers, orphans, register
from flows.deployments import POOL
from flows.show import say

# Each run is a crawl and a processing process; more at once only wait for one another on a small machine.
MAX_RUNS = 4


def main(slugs: list[str]) -> None:
    name = worker_name()
    register.main(slugs)
    with get_client(sync_client=True) as client:
        if dead := leftovers.close_dead(client, name):
            say(f"{dead} runs had died with their worker: closed as crashed")
        if skipped := leftovers.skip_missed(client):
            say(f"{skipped} runs were missed while nothing ran: skipped, the newest of each is done now")
    setup_signal_handlers_worker(os.getpid(), "the worker", say)
    _end_with_parent()
    try:
        asyncio.run(_work(name))
    except (KeyboardInterrupt, asyncio.CancelledError):
        say("the worker has stopped")


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


def worker_name() -> str:
    """The same at each start, another for each home: what a dead worker left is known by it."""
    home = zlib.crc32(str(Settings.from_env().home).encode())
    return f"{socket.gethostname()}-{home:08x}"


async def _work(name: str) -> None:
    settings = get_current_settings().worker
    worker = ProcessWorker(
        name=name,
        work_pool_name=POOL,
        limit=MAX_RUNS,
        prefetch_seconds=settings.prefetch_seconds,
        heartbeat_interval_seconds=int(settings.heartbeat_seconds),
        create_pool_if_not_found=False,
    )
    await worker.start(printer=say)


if __name__ == "__main__":
    main(sys.argv[1:])

"""`congresswatch worker`: one more machine for the runs of an `up` elsewhere, in the foreground, until Ctrl-C.

Schedules, deployments and the Prefect server stay `up`'s. A worker that dies is started again; one that is no longer
what `up` is (another version, other sources) ends in order and says so.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from db import engine
from db.settings import Settings
from flows import show
from flows.binding import ServerProblemError
from flows.child import Child
from flows.only_one import only_one
from flows.pool_facts import FURTHER, REFUSED, worker_name
from flows.server import is_healthy, reaching
from flows.stack import until_interrupted
from flows.supervise import Supervisor
from flows.watchlist import NotMonitoredError
from flows.worker_child import part, worker_child

WELL = "worker.well"
"""A file in the home, touched while all is well: for whoever must know from outside, as containers do."""
_WELL_SECONDS = 10.0


def run_worker(runs: int) -> None:
    """Work until interrupted, on so many runs at once. Raises what is made for people where it may not."""
    settings = Settings.from_env()
    api_url = _named_server()
    if not settings.database_url:
        raise NotMonitoredError(
            "DATABASE_URL is empty: a further worker fills the archive of an `up` elsewhere, so it must name that one"
            ' (on the same machine: DATABASE_URL="$(congresswatch db url)", and a CONGRESSWATCH_HOME of its own)'
        )
    engine.ready(settings)
    with (
        only_one(settings.home),
        worker_child(settings, reaching(settings.home, api_url), [FURTHER, str(runs)]) as child,
    ):
        show.say(f"worker      {worker_name()}, {runs} runs at once")
        show.say(f"works for   {api_url.removesuffix('/api')}")
        show.say(f"its log     {child.log.path}")
        until_interrupted(_looking_after(child, settings), lambda: None)
        (settings.home / WELL).unlink(missing_ok=True)
        show.say("stopping ...")


def _named_server() -> str:
    named = os.environ.get("PREFECT_API_URL", "").strip()
    if not named:
        raise ServerProblemError(
            "PREFECT_API_URL is empty: it must name the Prefect server of the `congresswatch up` to work for, e.g."
            " http://HOST:4200/api"
        )
    if not is_healthy(named):
        raise ServerProblemError(
            f"PREFECT_API_URL: no Prefect server answers at {named}: start `congresswatch up` there, with"
            " CONGRESSWATCH_HOST and a password so that other machines reach it"
        )
    return named


def _looking_after(child: Child, settings: Settings) -> Callable[[], bool]:
    supervisor, told_at, is_told = Supervisor([part(child)], show.say), 0.0, False

    def check() -> bool:
        nonlocal told_at, is_told
        if child.status == REFUSED:
            raise NotMonitoredError(child.log.last_lines(1)[0])
        are_well = supervisor.tick()
        if are_well and not is_told:
            show.say("ready       it takes runs as they come")
            is_told = True
        if are_well and time.monotonic() - told_at > _WELL_SECONDS:
            (settings.home / WELL).touch()
            told_at = time.monotonic()
        return are_well

    return check

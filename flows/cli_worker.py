"""`congresswatch worker`: a further machine for the runs of an `up` elsewhere."""

from __future__ import annotations

import click

from flows.endings import stop_in_order
from flows.pool_facts import MAX_RUNS


@click.command()
@click.option(
    "--runs",
    type=click.IntRange(1, 64),
    default=MAX_RUNS,
    show_default=True,
    help="How many runs at once; each is a crawl and a process that reads its pages.",
)
def worker(runs: int) -> None:
    """Work for an `up` on another machine, until Ctrl-C.

    PREFECT_API_URL names its Prefect server, DATABASE_URL its archive, CONGRESSWATCH_AUTH_FILE its password, and
    CONGRESSWATCH_CONFIG holds the same files. Takes runs as they come, beside all other workers; each site is asked
    as politely as by one. Makes and removes no deployment. Refuses where it is not of `up`'s version, and ends in
    order once `up` is of another. Exit status: 2 it may not work here, 130 it was interrupted before it began.

    \b
    PREFECT_API_URL=http://HOST:4200/api DATABASE_URL=postgresql://... congresswatch worker
    """
    from flows.further import run_worker

    stop_in_order()
    run_worker(runs)

"""The deployments and their schedules; `python -m flows.serve SLUG...` is the process that starts their runs."""

from __future__ import annotations

import sys
import zlib

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from crawler.source import Source
from db.settings import Settings
from flows.backfill import backfill
from flows.monitor import monitor
from flows.recheck import recheck
from flows.reprocess import reprocess
from flows.watchlist import chosen_sources

# Schedules are written for a reader in Chongqing, whatever zone the machine is in.
TIMEZONE = "Asia/Shanghai"
# Each run is a crawl and a processing process; more at once only wait for one another on a small machine.
MAX_RUNS = 4


def deployment(source: Source) -> RunnerDeployment:
    """The scheduled monitoring of one source; a run that comes while another is under way ends as cancelled."""
    made = monitor.to_deployment(
        name=source.slug,
        schedules=[Cron(source.schedule, timezone=TIMEZONE)],
        parameters={"source": source.slug},
        # one run of a source at a time is the archive's lock (db/archive.py), which dies with its process: Prefect's
        # own limit keeps the slot in its database and the lease in memory, and a stopped server leaks the slot
        description=f"Fetch what is new on [{source.name}]({source.home}), archive and tag it.",
        tags=["monitor", source.slug],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(made, RunnerDeployment)  # outside an event loop it is no coroutine
    return made


def backfill_deployment(source: Source) -> RunnerDeployment:
    """A look back at some days of one source, for whoever starts it in the UI: it has no schedule."""
    made = backfill.to_deployment(
        name=source.slug,
        description=f"Fetch what [{source.name}]({source.home}) still tells of the days from since to until.",
        parameters={"source": source.slug},
        tags=["backfill", source.slug],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(made, RunnerDeployment)
    return made


def recheck_deployment(source: Source) -> RunnerDeployment:
    """The hourly second look at the pages of one source; a run that finds none due ends in a second."""
    minute = zlib.crc32(source.slug.encode()) % 60  # spread, so that not all of them start at once
    made = recheck.to_deployment(
        name=source.slug,
        schedules=[Cron(f"{minute} * * * *", timezone=TIMEZONE)],
        description=f"Look again at pages of [{source.name}]({source.home}) for edits.",
        parameters={"source": source.slug},
        tags=["recheck", source.slug],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(made, RunnerDeployment)
    return made


def reprocess_deployment(source: Source) -> RunnerDeployment:
    """All captures of one source read again, for whoever starts it in the UI: without a schedule, and only told."""
    made = reprocess.to_deployment(
        name=source.slug,
        description=f"Derive the articles of [{source.name}]({source.home}) again from their captures, and report what"
        " would change; with make_current it does.",
        parameters={"source": source.slug, "make_current": False},
        tags=["reprocess", source.slug],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(made, RunnerDeployment)
    return made


def main(slugs: list[str]) -> None:
    sources, _left_out = chosen_sources(slugs, Settings.from_env())
    # a clean stop must not switch the schedules off: the next start shall go on as if nothing had been
    serve(
        *[deployment(source) for source in sources],
        *[recheck_deployment(source) for source in sources],
        *[backfill_deployment(source) for source in sources],
        *[reprocess_deployment(source) for source in sources],
        pause_on_shutdown=False,
        print_starting_message=False,
        limit=MAX_RUNS,
    )


if __name__ == "__main__":
    main(sys.argv[1:])

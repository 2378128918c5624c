"""`make week`: a week of twenty sources, four runs a day each, in less than 40 minutes, by a clock that is moved.

The flows, the crawls, PostgreSQL and the Prefect server are the real ones, the sites are newsrooms that lie and fail
by a plan drawn from a seed. Before the week each source is read once a day for a while, so that its rhythm is known.
At the end: was a run lost or doubled, each outage told once, for its cause, and its end once, anything else told, an
article missing; did memory, connections or Prefect's database grow? The exit status is 1 where something is wrong. An
interrupted call is taken up where it stopped.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

import platformdirs

from db import embedded
from tests.faults import week_plan
from tests.faults.week_kept import Asked, Week, begun
from tests.faults.week_stage import Stage, stage

ENVIRONMENT = {
    "CONGRESSWATCH_WORKERS": "1",
    # of Prefect's records a day is kept, so that a week shows whether they are taken away
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "86400",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "20",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS": "60",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P1D",
}
ELSEWHERE = ("DATABASE_URL", "DATABASE_URL_FILE", "PREFECT_API_URL", "CONGRESSWATCH_CONTACT")


def main(argv: list[str] | None = None) -> int:
    asked = _arguments(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        # a shell starts what is in its background with Ctrl-C ignored
        signal.signal(number, signal.default_int_handler)
    home: Path = asked.home.absolute()
    _set_environment(home)
    embedded.stop(home)
    wanted = Asked(asked.days, asked.sources, asked.runs, asked.history, asked.seed)
    week = begun(home / "week.json", wanted, is_new=asked.again)
    plan = week_plan.drawn(asked.seed, asked.days, asked.sources, asked.runs)
    print(f"seed {asked.seed}: {len(plan.outages)} outages, {len(plan.lies)} spells of lies; {home}", flush=True)
    try:
        with stage(home, week, plan) as place:
            while week.done < week.turns:
                _turn(place, week, home / "week.json")
            return _told(place, week)
    except KeyboardInterrupt:
        print(f"\nstopped after {week.done} of {week.turns} turns; the same call goes on", flush=True)
        return 130
    finally:
        embedded.stop(home)


def _set_environment(home: Path) -> None:
    for name in ELSEWHERE:
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT, CONGRESSWATCH_HOME=str(home), CONGRESSWATCH_CONFIG=str(home / "config"))


def _turn(place: Stage, week: Week, state: Path) -> None:
    started = time.monotonic()
    line = place.turn(week.done - week.asked.history)
    seconds = time.monotonic() - started
    week.done += 1
    week.seconds += seconds
    week.save(state)
    print(f"{line}  {seconds:.0f} s", flush=True)


def _told(place: Stage, week: Week) -> int:
    text, wrong = place.verdict()
    print(f"\n{text}\n")
    for line in wrong:
        print(f"WRONG: {line}")
    said = f"{len(wrong)} things are wrong" if wrong else "all is well"
    print(f"{week.seconds / 60:.1f} minutes; {said}; {place.cluster.home} holds the archive", flush=True)
    return 1 if wrong else 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.week", description=__doc__)
    default = Path(platformdirs.user_cache_dir("congresswatch-week", appauthor=False))
    parser.add_argument("--days", type=int, default=7, help="%(default)s")
    parser.add_argument("--sources", type=int, default=20, help="%(default)s")
    parser.add_argument("--runs", type=int, default=4, help="of each source a day (%(default)s)")
    parser.add_argument("--history", type=int, default=8, help="days before the week, a run each (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of what happens (%(default)s)")
    parser.add_argument("--home", type=Path, default=default, help="the archive, kept to be looked at (%(default)s)")
    parser.add_argument("--again", action="store_true", help="start over, whatever is done")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())

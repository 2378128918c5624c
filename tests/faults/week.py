"""`make week`: a week of twenty sources, four runs a day each, in less than 40 minutes, by a clock that is moved.

The flows, the crawls, PostgreSQL and the Prefect server are the real ones, the sites are newsrooms that lie and fail
by a plan drawn from a seed. Before the week each source is read once a day for a while, so that its rhythm is known.
At the end: was a run lost or doubled, each outage told once, for its cause, and its end once, anything else told, an
article missing; did memory, connections or Prefect's database grow? The exit status is 1 where something is wrong. An
interrupted call is taken up where it stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from tests.faults import week_plan

RETENTION = {
    # of the records a day is kept, so that a week shows whether they are taken away
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "86400",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "20",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS": "60",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P1D",
}


@dataclass
class Week:
    """A week under way, as its file keeps it."""

    days: int
    sources: int
    runs: int
    history: int
    seed: int
    ports: list[int] = field(default_factory=list)
    done: int = 0
    """Turns that are over, those before the week included."""
    seconds: float = 0.0
    run_count: int = 0
    refused_count: int = 0
    told_count: int = 0
    wrong: list[str] = field(default_factory=list)
    samples: list[dict[str, float]] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=dict)
    """By source: the paths of articles that it has shown."""

    @property
    def turns(self) -> int:
        return self.history + self.days * self.runs

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)), "utf-8")
        part.replace(path)


def begun(path: Path, asked: argparse.Namespace) -> Week:
    """The week that was interrupted, if it is the one that is asked for; else a new one in an empty home."""
    wanted = Week(asked.days, asked.sources, asked.runs, asked.history, asked.seed)
    try:
        found = Week(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        found = None
    names = ("days", "sources", "runs", "history", "seed")
    if found and not asked.again and all(getattr(found, name) == getattr(wanted, name) for name in names):
        return found
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(parents=True)
    return wanted


def main(argv: list[str] | None = None) -> int:
    asked = _arguments(argv)
    home: Path = asked.home.absolute()
    os.environ.update(
        RETENTION,
        CONGRESSWATCH_HOME=str(home),
        CONGRESSWATCH_CONFIG=str(home / "config"),
        CONGRESSWATCH_WORKERS="1",
    )
    for name in ("DATABASE_URL", "PREFECT_API_URL", "CONGRESSWATCH_CONTACT"):
        os.environ.pop(name, None)
    # what it imports reads the environment
    from tests.faults.week_stage import stage

    week = _fresh(home, asked)
    plan = week_plan.drawn(week.seed, week.days, week.sources, week.runs)
    print(f"seed {week.seed}: {len(plan.outages)} outages, {len(plan.lies)} spells of lies; {home}", flush=True)
    try:
        with stage(home, week, plan) as place:
            while week.done < week.turns:
                _turn(place, week, home / "week.json")
            return _told(place, week)
    except KeyboardInterrupt:
        print(f"\nstopped after {week.done} of {week.turns} turns; the same call goes on", flush=True)
        return 130
    finally:
        _stop(home)


def _fresh(home: Path, asked: argparse.Namespace) -> Week:
    _stop(home)
    return begun(home / "week.json", asked)


def _stop(home: Path) -> None:
    from db import embedded

    if embedded.status(home):
        embedded.stop(home)


def _turn(place: Any, week: Week, state: Path) -> None:
    started = time.monotonic()
    line = place.turn(week.done)
    week.done += 1
    week.seconds += time.monotonic() - started
    week.save(state)
    print(f"{line}  {time.monotonic() - started:.0f} s", flush=True)


def _told(place: Any, week: Week) -> int:
    text, wrong = place.verdict()
    print(f"\n{text}\n")
    for line in wrong:
        print(f"WRONG: {line}")
    print(
        f"{week.seconds / 60:.1f} minutes; {'all is well' if not wrong else f'{len(wrong)} things are wrong'}",
        flush=True,
    )
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

"""One real hour of `congresswatch up`: three sources, a run every five minutes, by the clock on the wall.

    python -m tests.faults.hour [--minutes 60] [--every 5]

Nothing is moved or called by hand: the schedules, the workers, the crawls and the alarms are those of a user's machine.
One site is down for a third of the time, one publishes all the while, one never changes. At the end: has each source
one run for each time of its schedule, no more, was the outage told once and its end once, was anything else told; do
memory, connections and Prefect's rows stand still, and what does it cost to wait? Exit status 1: something is wrong.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import psutil

from crawler.newsroom import Newsroom, Site, serve, source_toml
from crawler.newsroom.assignments import FIRST_CLOCK
from db import embedded
from db.embedded import Cluster
from tests.faults import week_gauges
from tests.faults.week_books import Rows, rows, table
from tests.support.heard import Heard
from tests.support.victims import postmaster
from tests.support.workplace import Workplace

LIVELY, DOWN, QUIET = "lively", "down", "quiet"
PASSES = timedelta(hours=6)
"""What the lively site's clock moves on from one run to the next: an article or two."""
EARLY = timedelta(seconds=20)
"""A worker takes up what is due within ten seconds (Prefect's prefetch_seconds): a run may begin before its time."""
STOP_SECONDS = 120.0
IDLE_SECONDS = 10.0


@dataclass
class Hour:
    """`up` under way, its sites, and what was seen of it."""

    cluster: Cluster
    up: Heard
    sites: dict[str, Site]
    every: timedelta
    samples: list[week_gauges.Sample] = field(default_factory=list)
    idle: list[Mapping[str, float]] = field(default_factory=list)
    """Processor seconds a second of each part, in each pause between two runs."""

    def live(self, minutes: float) -> tuple[datetime, datetime]:
        """Wait from one time of the schedule to the last; both."""
        first = _next(datetime.now(UTC), self.every)
        times = int(timedelta(minutes=minutes) / self.every)
        for number in range(times + 1):
            # before the runs of that time begin
            _wait_until(first + number * self.every - EARLY)
            self._become(number, times)
            if number:
                self._look(first + number * self.every)
        # the last runs end
        _wait_until(first + times * self.every + self.every * 0.8)
        return first, first + times * self.every

    def _become(self, number: int, times: int) -> None:
        self.sites[LIVELY].clock = FIRST_CLOCK + number * PASSES
        self.sites[DOWN].outage = "reset" if times / 4 <= number < times * 7 / 12 else False

    def _look(self, at: datetime) -> None:
        parts = self._parts()
        begun = {name: sum(map(_cpu, some)) for name, some in parts.items()}
        time.sleep(IDLE_SECONDS)
        self.idle.append({name: (sum(map(_cpu, some)) - begun[name]) / IDLE_SECONDS for name, some in parts.items()})
        server, workers = parts["Prefect server"][0].pid, [one.memory_full_info().uss for one in parts["worker"]]
        self.samples.append(week_gauges.read(self.cluster, postmaster(self.cluster.home), server, workers, []))
        print(f"{at:%H:%M}  {self._told()}", flush=True)

    def _told(self) -> str:
        counts = Counter(row["state"] for row in self.runs(datetime.min.replace(tzinfo=UTC)))
        states = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        return f"{states}; {len(self._rows('select 1 from alarm_open'))} alarms open"

    def _parts(self) -> dict[str, list[psutil.Process]]:
        up, database = psutil.Process(self.up.process.pid), psutil.Process(postmaster(self.cluster.home))
        return {
            "up": [up],
            "Prefect server": _of(up.children(), "flows.prefect_app"),
            "worker": _of(up.children(), "flows.pool_worker"),
            "PostgreSQL": [database, *database.children()],
        }

    def runs(self, since: datetime) -> Rows:
        return self._rows(
            "select slug, state, started_at from run join source on source.id = run.source_id"
            " where flow = 'monitor' and started_at >= %(since)s order by started_at",
            since=since,
        )

    def alarms(self) -> Rows:
        return self._rows("select * from alarm_history order by opened_at")

    def _rows(self, statement: str, **values: object) -> Rows:
        return rows(self.cluster.url(), statement, **values)


def _cpu(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(spent.user + spent.system)


def _of(processes: Sequence[psutil.Process], word: str) -> list[psutil.Process]:
    return [one for one in processes if word in _command(one)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _next(now: datetime, every: timedelta) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (1 + (now + timedelta(seconds=40) - midnight) // every) * every


def _wait_until(at: datetime) -> None:
    time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))


def wrong_runs(found: Rows, first: datetime, last: datetime, every: timedelta) -> list[str]:
    """Of each source one run for each time, begun before the next one's can."""
    times = [first + number * every for number in range(int((last - first) / every) + 1)]
    wrong = []
    for slug in (LIVELY, DOWN, QUIET):
        begun = Counter((row["started_at"] + EARLY - first) // every for row in found if row["slug"] == slug)
        for number, at in enumerate(times):
            if begun[number] != 1:
                wrong.append(f"{slug}: {begun[number]} runs for {at:%H:%M}")
    wrong += [f"{row['slug']}: {row['state']} at {row['started_at']:%H:%M}" for row in found if _is_odd(row)]
    return wrong


def _is_odd(row: dict[str, object]) -> bool:
    return row["state"] in ("running", "crashed", "cancelled") or (row["slug"] != DOWN and row["state"] == "failed")


def wrong_alarms(told: Rows) -> list[str]:
    """One of the site that was down, told and over."""
    mine = [row for row in told if (row["source"], row["cause"]) == (DOWN, "unreachable")]
    wrong = [f"{row['source']}: {row['cause']}: {row['sentence']}" for row in told if row not in mine[:1]]
    if not mine:
        return [*wrong, "the outage was not told"]
    return wrong if mine[0]["cleared_at"] else [*wrong, "the outage's end was not told"]


@contextmanager
def begun(every: int) -> Iterator[Hour]:
    """A home of its own, `up` watching three sites; all of it gone at the end."""
    home = Path(tempfile.mkdtemp(prefix="cw-hour-"))
    place = Workplace(home, home / "config", "")
    outlets = {LIVELY: "newsroom", DOWN: "newsroom-daily", QUIET: "newsroom"}
    try:
        with (
            serve(Newsroom.build(1, 0.25, late=60, later=10), {"newsroom": 0}) as lively,
            serve(Newsroom.build(2, 0.25), {"newsroom-daily": 0}) as down,
            serve(Newsroom.build(3, 0.25), {"newsroom": 0}) as quiet,
        ):
            sites = {LIVELY: lively, DOWN: down, QUIET: quiet}
            lively.clock = FIRST_CLOCK
            for slug, outlet in outlets.items():
                toml = source_toml(outlet, sites[slug].base_urls[outlet], schedule=f"*/{every} * * * *")
                place.add_source(slug, toml)
            with place.start("-m", "flows", "up", *outlets, start_new_session=True) as process:
                up = Heard(process)
                try:
                    up.wait_for("Prefect UI")
                    yield Hour(embedded.ensure(home), up, sites, timedelta(minutes=every))
                finally:
                    process.send_signal(signal.SIGINT)
                    process.wait(STOP_SECONDS)
    finally:
        embedded.stop(home)
        shutil.rmtree(home)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.hour",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=60, help="(%(default)s)")
    parser.add_argument("--every", type=int, default=5, help="minutes from one run to the next (%(default)s)")
    asked = parser.parse_args()
    with begun(asked.every) as hour:
        first, last = hour.live(asked.minutes)
        found, told = hour.runs(first - EARLY), hour.alarms()
        wrong = wrong_runs(found, first, last, hour.every) + wrong_alarms(told)
    thirds = week_gauges.days(hour.samples, max(1, len(hour.samples) // 3))[:3]
    wrong += week_gauges.grown(thirds)
    heads = ["source", "cause", "told at", "over at"]
    print("\n" + table(heads, [[row["source"], row["cause"], row["opened_at"], row["cleared_at"]] for row in told]))
    print("\n" + week_gauges.table(thirds).replace("day", "third"))
    idle = ", ".join(f"{name} {100 * median(each[name] for each in hour.idle):.1f} %" for name in hour.idle[0])
    print(f"\n{len(found)} runs; of a processor while nothing runs: {idle}")
    for line in wrong:
        print(f"WRONG: {line}")
    print("all is well" if not wrong else f"{len(wrong)} things are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())

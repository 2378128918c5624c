"""Where a simulated week takes place: PostgreSQL, the Prefect server, two workers and the sites, moved turn by turn."""

from __future__ import annotations

import json
import os
import queue
import random
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db import embedded, migrate
from db.archive import Archive
from db.embedded import Cluster
from db.settings import Settings
from flows import calling, children
from flows.server import Server, prefect_server
from tests.faults import week_books as books
from tests.faults import week_clock, week_gauges
from tests.faults.week import Week
from tests.faults.week_plan import Plan, rechecked
from tests.faults.week_world import START, Watched, opened
from tests.support.final_rows import imbalances
from tests.support.victims import postmaster

DAY = timedelta(days=1)
WORKERS = 2
PATIENCE = 300.0
Job = tuple[str, str]
"""Flow and source."""


class Worker:
    """A process that runs flows (tests/faults/week_worker.py), asked by one thread."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self._log = log.open("a", encoding="utf-8")
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.week_worker"],
            env={**os.environ, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )
        self.rss = 0

    def run(self, job: Job, ahead: timedelta) -> dict[str, Any]:
        assert self.child.stdin
        assert self.child.stdout
        asked = {"flow": job[0], "slug": job[1], "ahead": ahead.total_seconds()}
        self.child.stdin.write(json.dumps(asked) + "\n")
        self.child.stdin.flush()
        overdue = threading.Timer(PATIENCE, self.child.kill)
        overdue.start()
        answer = self.child.stdout.readline()
        overdue.cancel()
        if not answer:
            return {"state": "DIED", "message": f"{job} killed its worker or took longer than {PATIENCE:.0f} s"}
        told: dict[str, Any] = json.loads(answer)
        self.rss = told["rss"]
        return told

    def stop(self) -> None:
        children.stop(self.child, patience=20)
        self._log.close()


@dataclass
class Stage:
    week: Week
    plan: Plan
    cluster: Cluster
    server: Server
    watched: Sequence[Watched]
    workers: Sequence[Worker]
    at: datetime | None = None
    ahead: timedelta = field(default_factory=timedelta)

    def hour(self, turn: int) -> datetime:
        """When a turn of the week begins; those before the week have negative numbers and a day each."""
        begin = START + self.week.history * DAY
        return begin + turn * (DAY / self.week.runs if turn >= 0 else DAY)

    def turn(self, number: int) -> str:
        """Run what is due in this turn, look at what came of it; a line about it."""
        turn = number - self.week.history
        at = self.hour(turn)
        self._move(at)
        for one in self.watched:
            outage = self.plan.outage(one.number, turn) if turn >= 0 else None
            one.become(at, outage, self.plan.told(one.number, turn) if turn >= 0 else ())
        asked = self._asked(turn)
        began = books.runs_between(self.cluster.url(), at, self.hour(turn + 1))
        ended = {(row["flow"], row["slug"]) for row in began if row["state"] not in ("running", "cancelled", "crashed")}
        jobs = [job for job in asked if job not in ended]
        # one of them is asked twice at the same time: it must run once
        twice = jobs[:1] if len(self.workers) > 1 else []
        told = self._work([*twice, *jobs])
        found = books.runs_between(self.cluster.url(), at, self.hour(turn + 1))
        refused = [job for job, answer in told if answer["state"] == "CANCELLED"]
        wrong = books.wrong_runs([(slug, flow) for flow, slug in asked], found)
        wrong += [f"died: {answer['message']}" for _, answer in told if answer["state"] == "DIED"]
        wrong += books.lost_in_prefect(self.cluster.superuser_url("prefect"), found)
        self.week.wrong += [f"turn {turn}: {line}" for line in wrong]
        self.week.run_count += len(found)
        self.week.refused_count += len(refused)
        self._hand_on()
        if turn >= 0:
            self.week.samples.append(self._gauges(found))
        self.week.shown = {one.slug: sorted(one.shown) for one in self.watched}
        open_count = len(books.rows(self.cluster.url(), "select 1 from alarm_open"))
        states = " ".join(f"{state} {count}" for state, count in _counted(found))
        return f"turn {turn:3}  {at:%m-%d %H:%M}  {len(found):3} runs ({states})  alarms open {open_count}"

    def _move(self, at: datetime) -> None:
        self.ahead = at + timedelta(minutes=1) - datetime.now(UTC)
        week_clock.move(self.cluster, self.ahead)
        os.environ["CONGRESSWATCH_CLOCK_AHEAD"] = str(self.ahead.total_seconds())
        if self.at:
            week_clock.age_prefect(self.cluster, at - self.at)
        self.at = at

    def _asked(self, turn: int) -> list[Job]:
        jobs = [("monitor", one.slug) for one in self.watched]
        for one in self.watched:
            outage = self.plan.outage(one.number, turn)
            if turn >= 0 and rechecked(self.week.seed, one.number, turn, outage is not None):
                jobs.append(("recheck", one.slug))
        random.Random(f"{self.week.seed}:{turn}").shuffle(jobs)
        return jobs

    def _work(self, jobs: Sequence[Job]) -> list[tuple[Job, dict[str, Any]]]:
        waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        for job in jobs:
            waiting.put(job)
        told = list[tuple[Job, dict[str, Any]]]()

        def work(worker: Worker) -> None:
            while True:
                try:
                    job = waiting.get_nowait()
                except queue.Empty:
                    return
                told.append((job, worker.run(job, self.ahead)))

        threads = [threading.Thread(target=work, args=(worker,), daemon=True) for worker in self.workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.5)
        return told

    def _hand_on(self) -> None:
        archive = Archive(self.cluster.url())
        try:
            self.week.told_count += calling.hand_on(archive, self.server.api_url)
        finally:
            archive.close()

    def _gauges(self, found: books.Rows) -> week_gauges.Sample:
        assert self.server.child
        return week_gauges.read(
            self.cluster,
            postmaster(self.cluster.home),
            self.server.child.pid,
            [worker.rss for worker in self.workers],
            [row["peak"] for row in found],
        )

    def verdict(self) -> tuple[str, list[str]]:
        """The tables, and what is wrong."""
        url, week = self.cluster.url(), self.week
        told = books.alarms(url)
        lines, wrong = books.weighed(self.plan.outages, told, self.hour)
        by_day = week_gauges.days(week.samples, week.runs)
        ends = sum(1 + (row["cleared_at"] is not None) for row in told)
        if ends != week.told_count:
            wrong.append(f"{ends} openings and ends of alarms, {week.told_count} were handed to Prefect")
        wrong = [*week.wrong, *wrong, *imbalances(url), *week_gauges.grown(by_day), *week_gauges.unbounded(by_day)]
        article_count = 0
        for one in self.watched:
            article_count += len(one.shown)
            wrong += books.wrong_articles(url, one.slug, one.known, one.shown)
        heads = ["source", "outage", "from run", "to run", "cause", "told at", "cleared at", "verdict"]
        said = (
            f"{week.run_count} runs, {week.refused_count} refused because they ran already; {article_count} articles"
            f" shown; {len(told)} alarms, {week.told_count} openings and ends handed to Prefect"
        )
        return "\n\n".join([books.table(heads, lines), week_gauges.table(by_day), said]), wrong


def _counted(found: books.Rows) -> list[tuple[str, int]]:
    states = [row["state"] for row in found]
    return [(state, states.count(state)) for state in sorted(set(states))]


@contextmanager
def stage(home: Path, week: Week, plan: Plan) -> Iterator[Stage]:
    """Everything started; the archive's tables are made by a database whose time can be moved."""
    settings = Settings.from_env()
    cluster = embedded.ensure(home)
    if not week.done:
        week_clock.make_movable(cluster)
    migrate.upgrade(cluster.url())
    days = week.history + week.days + 1
    with (
        opened(home / "config", plan, week.sources, days, week.seed, week.ports) as watched,
        prefect_server(settings, print) as server,
        ExitStack() as at_end,
    ):
        week.ports = [urlsplit(one.url).port or 0 for one in watched]
        for one in watched:
            one.shown.update(week.shown.get(one.slug, ()))
        workers = list[Worker]()
        for number in range(WORKERS):
            workers.append(Worker(server.env, home / f"worker-{number}.log"))
            at_end.callback(workers[-1].stop)
        yield Stage(week, plan, cluster, server, watched, workers)

"""Where a simulated week takes place: PostgreSQL, the Prefect server, workers and the sites, moved turn by turn."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from db import clock, embedded, migrate
from db.archive import Archive
from db.embedded import Cluster
from db.settings import Settings
from flows import calling
from flows.server import Server, prefect_server
from tests.faults import week_books as books
from tests.faults import week_clock, week_gauges
from tests.faults.week_crew import DIED, Job, Worker, work
from tests.faults.week_kept import Week
from tests.faults.week_plan import Plan, rechecked
from tests.faults.week_world import START, Watched, opened
from tests.support.final_rows import imbalances
from tests.support.victims import postmaster

DAY = timedelta(days=1)
WORKERS = 3
"""One more than processors here: a run waits for sites and for the database half of its time."""
OPEN = ("running", "cancelled", "crashed")
"""States of a run that is no run: it is asked for again when the week goes on."""


@dataclass
class Stage:
    week: Week
    plan: Plan
    cluster: Cluster
    server: Server
    watched: Sequence[Watched]
    workers: Sequence[Worker]

    def hour(self, turn: int) -> datetime:
        """When a turn of the week begins; those before the week have negative numbers and a day each."""
        begin = START + self.week.asked.history * DAY
        return begin + turn * (DAY / self.week.asked.runs if turn >= 0 else DAY)

    def turn(self, turn: int) -> str:
        """Run what is due in this turn, look at what came of it; a line about it."""
        asked = self._asked(turn)
        ahead = self._move(turn)
        ended = {Job(row["flow"], row["slug"]) for row in self._runs(turn) if row["state"] not in OPEN}
        jobs = [job for job in asked if job not in ended]
        # the first is asked for twice at the same time: it must run once
        told = work(self.workers, [*jobs[:1], *jobs], ahead)
        found = self._runs(turn)
        wrong = books.wrong_runs(asked, found)
        wrong += [one.message for one in told if one.state == DIED]
        wrong += books.lost_in_prefect(self.cluster.superuser_url("prefect"), found)
        self.week.wrong += [f"turn {turn}: {line}" for line in wrong]
        self.week.run_count += len(found)
        self.week.refused_count += sum(one.state == "CANCELLED" for one in told)
        with closing(Archive(self.cluster.url())) as archive:
            self.week.told_count += calling.hand_on(archive, self.server.api_url)
        if turn >= 0:
            self.week.samples.append(self._gauges(found))
        self.week.shown = {one.slug: sorted(one.shown) for one in self.watched}
        return self._line(turn, found)

    def _asked(self, turn: int) -> list[Job]:
        jobs = [Job("monitor", one.slug) for one in self.watched]
        struck = {one.slug for one in self.watched if self.plan.outage(one.number, turn)}
        for one in self.watched:
            if turn >= 0 and rechecked(self.week.asked.seed, one.number, turn, one.slug in struck):
                jobs.append(Job("recheck", one.slug))
        random.Random(f"{self.week.asked.seed}:{turn}").shuffle(jobs)
        # a site that does not answer is waited for: begun last it would leave the other worker without work
        return sorted(jobs, key=lambda job: job.slug not in struck)

    def _move(self, turn: int) -> timedelta:
        """All clocks to the turn's hour, the sites to what they are then; how far ahead we are."""
        at = self.hour(turn)
        # past what an interrupted turn has written
        begun = books.rows(self.cluster.url(), "select coalesce(max(started_at), %(at)s) as at from run", at=at)
        ahead = max(at, begun[0]["at"] + timedelta(minutes=5)) - datetime.now(UTC)
        week_clock.move(self.cluster, ahead)
        os.environ[clock.AHEAD] = str(ahead.total_seconds())
        if self.week.done:
            week_clock.age_prefect(self.cluster, at - self.hour(turn - 1))
        for one in self.watched:
            one.become(at, self.plan.outage(one.number, turn), self.plan.told(one.number, turn))
        return ahead

    def _runs(self, turn: int) -> books.Rows:
        return books.runs_between(self.cluster.url(), self.hour(turn), self.hour(turn + 1))

    def _gauges(self, found: books.Rows) -> week_gauges.Sample:
        assert self.server.child
        return week_gauges.read(
            self.cluster,
            postmaster(self.cluster.home),
            self.server.child.pid,
            [worker.memory for worker in self.workers],
            [row["peak"] for row in found],
        )

    def _line(self, turn: int, found: books.Rows) -> str:
        states = ", ".join(
            f"{count} {state}" for state, count in sorted(Counter(row["state"] for row in found).items())
        )
        open_count = len(books.rows(self.cluster.url(), "select 1 from alarm_open"))
        return f"turn {turn:3}  {self.hour(turn):%m-%d %H:%M}  {len(found):3} runs ({states}), {open_count} alarms open"

    def verdict(self) -> tuple[str, list[str]]:
        """The tables, and what is wrong."""
        url, week = self.cluster.url(), self.week
        told = books.alarms(url)
        lines, wrong = books.weighed(self.plan.outages, told, self.hour)
        by_day = week_gauges.days(week.samples, week.asked.runs)
        ends = sum(1 + (row["cleared_at"] is not None) for row in told)
        if ends != week.told_count:
            wrong.append(f"{ends} openings and ends of alarms, {week.told_count} were handed to Prefect")
        wrong = [*week.wrong, *wrong, *imbalances(url), *week_gauges.grown(by_day), *week_gauges.unbounded(by_day)]
        for one in self.watched:
            wrong += books.wrong_articles(url, one.slug, one.known, one.shown)
        heads = ["source", "outage", "from run", "to run", "cause", "told at", "cleared at", "verdict"]
        said = (
            f"{week.run_count} runs, {week.refused_count} refused because they ran already;"
            f" {sum(len(one.shown) for one in self.watched)} articles shown;"
            f" {len(told)} alarms, {week.told_count} openings and ends handed to Prefect"
        )
        return "\n\n".join([books.table(heads, lines), week_gauges.table(by_day), said]), wrong


@contextmanager
def stage(home: Path, week: Week, plan: Plan) -> Iterator[Stage]:
    """Everything started; the archive's tables are made by a database whose time can be moved."""
    settings = Settings.from_env()
    cluster = embedded.ensure(home)
    week_clock.make_movable(cluster)
    migrate.upgrade(cluster.url())
    with (
        opened(home / "config", plan, week.asked, week.ports) as watched,
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

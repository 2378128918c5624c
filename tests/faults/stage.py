"""Where kills are staged: a newsroom, a Prefect server that lives on, and an embedded cluster that may be killed.

The cluster holds the archive alone; the Prefect server keeps its data in another home.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from db import embedded, migrate
from db.settings import Settings
from flows import children
from flows.server import prefect_server
from tests.faults.kill_plan import EMPTY, FLOW, POSTGRESQL, SEASONED, SPIDER, STARTS, Kill, Result
from tests.support.final_rows import Rows, differences, final_rows, imbalances
from tests.support.victims import awaited, kill, postmaster, running

SLUG = "newsroom"
# What a seasoned archive has seen: the site months ago, and twice again, so that its word on what has changed is
# trusted; then it goes on as it is now.
READ_BEFORE = (timedelta(days=240), timedelta(days=160), timedelta(days=80))
CRAWL = "crawler.crawl"
LISTINGS, LISTINGS_SLOWER = ("feed", "sitemap", "section", "api"), 2
# bounds on what a child may take; a healthy one is far below
RUN_SECONDS = 180.0
LEFTOVER_SECONDS = 90.0
HELD = ("run", "page", "capture", "article")
COUNTS = "select " + ", ".join(f"(select count(*) from {table})" for table in HELD)
Leftovers = list[subprocess.Popen[str] | psutil.Process]


class MissedError(Exception):
    """The victim had ended before its moment came."""


@dataclass
class Stage:
    """One place for all kills, each from the same archive as others before it."""

    home: Path
    env: dict[str, str]
    site: Site
    delay: float
    """Seconds by which the site answers late while a run is disturbed, so that there are moments to kill in."""
    rows: dict[str, Rows] = field(default_factory=dict)
    """By start, those of an undisturbed run."""
    lives: dict[tuple[str, str], float] = field(default_factory=dict)
    """By start and victim: seconds it lives in an undisturbed run."""
    works: dict[tuple[str, str], float] = field(default_factory=dict)
    """The same, from when the first listing was read."""
    held: dict[str, Sequence[int]] = field(default_factory=dict)
    """By start: rows that the archive holds before the run."""

    @property
    def url(self) -> str:
        return embedded.ensure(self.home).url()

    def make_starts(self) -> None:
        """The archives to start from, and what an undisturbed run makes of each."""
        migrate.upgrade(self.url)
        self._keep(EMPTY)
        now = self.site.clock
        for before in READ_BEFORE:
            self.site.clock = now - before
            complaints = self._run()
            assert not complaints, complaints
        self.site.clock = now
        self._keep(SEASONED)
        for start in STARTS:
            self._watch_undisturbed(start)

    def _keep(self, start: str) -> None:
        """The archive as it is now, to be copied: cheaper than to come to it for each kill."""
        with psycopg.connect(embedded.ensure(self.home).superuser_url(), autocommit=True) as admin:
            admin.execute(f"create database {start} owner congresswatch template congresswatch".encode())

    def begin(self, start: str) -> None:
        """The archive as it was kept, in the cluster that may have been killed a moment ago."""
        with psycopg.connect(embedded.ensure(self.home).superuser_url(), autocommit=True) as admin:
            admin.execute("drop database if exists congresswatch with (force)")
            # by files: copied through the log, a sequence that was used before gives numbers twice after a crash
            admin.execute(
                f"create database congresswatch owner congresswatch template {start} strategy file_copy".encode()
            )

    def _watch_undisturbed(self, start: str) -> None:
        self.begin(start)
        self.held[start] = self._counts()
        self._slow_down()
        started, readings = time.monotonic(), self._readings()
        run = self._monitor()
        try:
            crawl = awaited(run, CRAWL)
            crawl_started = time.monotonic()
            self._await_work(readings)
            at_work = time.monotonic()
            psutil.wait_procs([crawl], timeout=RUN_SECONDS)
            ended = time.monotonic()
            self.lives[start, SPIDER], self.works[start, SPIDER] = ended - crawl_started, ended - at_work
            run.wait(RUN_SECONDS)
            ended = time.monotonic()
            for victim in (FLOW, POSTGRESQL):
                self.lives[start, victim], self.works[start, victim] = ended - started, ended - at_work
        finally:
            children.stop(run, patience=30)
            self.site.faults.clear()
        self.rows[start] = final_rows(self.url)
        articles = {row["canonical_url"] for row in self.rows[start]} - {None}
        listed, problems = len(self.site.listed(SLUG)), imbalances(self.url)
        assert len(articles) == listed, f"undisturbed, {len(articles)} of {listed} articles\n{self.said('monitor')}"
        assert not problems, problems

    def _slow_down(self) -> None:
        self.site.faults["any"] = faults.delayed(self.delay)
        # there are few listings and many articles: slower ones leave moments between two of them
        self.site.faults |= dict.fromkeys(LISTINGS, faults.delayed(LISTINGS_SLOWER * self.delay))

    def kill(self, planned: Kill) -> Result:
        """Disturb a run as planned, let one `congresswatch run` follow, compare. Raises MissedError."""
        self.begin(planned.start)
        began = time.monotonic()
        moment, held, leftovers = self._disturb(planned)
        try:
            wrong = self._run_again(planned, held["run"] > 0, leftovers)
        finally:
            _end(leftovers)
        return Result(planned, round(moment, 2), held, round(time.monotonic() - began, 1), tuple(wrong))

    def _disturb(self, planned: Kill) -> tuple[float, dict[str, int], Leftovers]:
        lives = self.works if planned.is_at_work else self.lives
        self._slow_down()
        started, readings = time.monotonic(), self._readings()
        run = self._monitor()
        try:
            crawl = awaited(run, CRAWL) if planned.victim == SPIDER else None
            if planned.is_at_work:
                self._await_work(readings)
            time.sleep(planned.share * lives[planned.start, planned.victim])
            moment = time.monotonic() - started
            crawl = crawl or running(run.pid, CRAWL)
            held = self._added(planned.start)
            self._strike(planned.victim, run, crawl)
        except BaseException:
            children.stop(run, patience=30)
            raise
        finally:
            self.site.faults.clear()
        return moment, held, [run, *([crawl] if crawl else [])]

    def _await_work(self, readings: int) -> None:
        """Until a listing was read beside those of before."""
        deadline = time.monotonic() + RUN_SECONDS
        while self._readings() == readings:
            assert time.monotonic() < deadline, self.said("monitor")
            time.sleep(0.05)

    def _readings(self) -> int:
        with psycopg.connect(self.url) as connection:
            row = connection.execute("select count(*) from listing_read").fetchone()
        assert row is not None
        return int(row[0])

    def _added(self, start: str) -> dict[str, int]:
        added = [now - before for now, before in zip(self._counts(), self.held[start], strict=True)]
        return dict(zip(HELD, added, strict=True))

    def _counts(self) -> Sequence[int]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(COUNTS.encode()).fetchone() or ()

    def _strike(self, victim: str, run: subprocess.Popen[str], crawl: psutil.Process | None) -> None:
        pids = {SPIDER: crawl.pid if crawl else run.pid, FLOW: run.pid, POSTGRESQL: postmaster(self.home)}
        if run.poll() is not None or not kill(pids[victim]):
            raise MissedError

    def _run_again(self, planned: Kill, has_begun: bool, leftovers: Leftovers) -> list[str]:
        """What is wrong after one `congresswatch run`."""
        wrong = []
        if planned.victim == SPIDER or (planned.victim == POSTGRESQL and not has_begun):
            # its flow goes on (without the spider; or it brings PostgreSQL up itself): until it ends the source is its
            wrong += self._gone(leftovers)
        else:
            time.sleep(planned.pause)
        wrong += self._run()
        wrong += self._gone(leftovers)
        return wrong + imbalances(self.url) + differences(self.rows[planned.start], final_rows(self.url))

    def _run(self) -> list[str]:
        run = self._child("run", "-m", "flows", "run", SLUG, "--json")
        try:
            status = str(run.wait(RUN_SECONDS))
        except subprocess.TimeoutExpired:
            status = f"nothing within {RUN_SECONDS:.0f} s"
        finally:
            children.stop(run, patience=30)
        said = f"{self.said('run')} {self.said('run-newsroom')}"
        return [] if status == "0" else [f"congresswatch run ended with {status}: {said}"]

    def _gone(self, leftovers: Leftovers) -> list[str]:
        """Complaints about what did not end by itself."""
        deadline = time.monotonic() + LEFTOVER_SECONDS
        for process in leftovers:
            with contextlib.suppress(subprocess.TimeoutExpired, psutil.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        alive = [process.pid for process in leftovers if _lives(process)]
        return [f"process {pid} goes on although its partner is dead" for pid in alive]

    def _monitor(self) -> subprocess.Popen[str]:
        """The flow as a schedule would start it."""
        return self._child("monitor", "-m", "flows.monitor", SLUG)

    def _child(self, name: str, *args: str) -> subprocess.Popen[str]:
        with self._log(name).open("w", encoding="utf-8") as log:
            return children.start([sys.executable, *args], self.env, output=log)

    def said(self, name: str) -> str:
        """The last lines that a child wrote."""
        path = self._log(name)
        return " | ".join(path.read_text("utf-8", "replace").splitlines()[-5:]) if path.exists() else ""

    def _log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"


def _lives(process: subprocess.Popen[str] | psutil.Process) -> bool:
    return process.poll() is None if isinstance(process, subprocess.Popen) else process.is_running()


def _end(leftovers: Leftovers) -> None:
    for process in leftovers:
        if isinstance(process, subprocess.Popen):
            children.stop(process, patience=30)
        elif process.is_running():
            kill(process.pid)


@contextmanager
def stage(size: float, delay: float) -> Iterator[Stage]:
    """A stage for the time of the block. Of what it started nothing is left."""
    folder = Path(tempfile.mkdtemp(prefix="cw-kill-"))
    home, prefect_home, config = folder / "home", folder / "prefect", folder / "config"
    with contextlib.ExitStack() as at_end:
        at_end.callback(shutil.rmtree, folder, ignore_errors=True)
        at_end.callback(embedded.stop, prefect_home)
        at_end.callback(embedded.stop, home)
        site = at_end.enter_context(serve(Newsroom.build(size=size), {SLUG: 0}))
        (config / "sources").mkdir(parents=True)
        (config / "sources" / f"{SLUG}.toml").write_text(source_toml(SLUG, site.base_urls[SLUG]), "utf-8")
        (home / "logs").mkdir(parents=True)
        server = at_end.enter_context(prefect_server(Settings("", prefect_home, None, ""), print))
        env = server.env | {
            "CONGRESSWATCH_HOME": str(home),
            "CONGRESSWATCH_CONFIG": str(config),
            "CONGRESSWATCH_CONTACT": "",
            "DATABASE_URL": "",
        }
        yield Stage(home, env, site, delay)

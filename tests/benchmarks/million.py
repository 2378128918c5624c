"""`make bench-1m`: discovery, a run with nothing new and the views, on an archive that knows 1,000,000 pages.

The archive is made once and kept (`archive_maker`). Discovery is measured beside the same on an archive that knows no
other page, so the ratio says whether it is flat. What a measurement adds is taken out again.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs
import psutil
import psycopg

from crawler.discovery.sitemap import read_sitemap
from db import embedded
from db.crawl import CrawlArchive
from db.settings import Settings
from flows import children
from flows.server import Server, prefect_server
from tests.benchmarks.archive_maker import kept
from tests.benchmarks.archive_plan import DAYS, SLUG, TIMEZONE, Plan
from tests.benchmarks.listing_site import feed, serving, sitemap, source_toml

LISTED, NEW = 50_000, 1_000
PATIENCE = 600.0
SITEMAP, FEED = "/sitemap.xml", "/feed/"
VIEWS: Mapping[str, str] = {
    "`completeness` of one month": "select * from completeness where source = 'million'"
    " and published_on between '2022-03-01' and '2022-03-31'",
    "`ledger_daily` of a source": "select * from ledger_daily where source = 'million'",
    "`coverage` of one congress": "select * from coverage where congress_id = 'cpc-chongqing-6'",
}


@dataclass
class Peak:
    """What a process cost until something was so."""

    seconds: float = 0.0
    mb: dict[str, float] = field(default_factory=dict)
    """Peak memory by module of Python that ran."""


@dataclass
class Bench:
    plan: Plan
    url: str
    admin_url: str
    """Of the same database, for taking out what a measurement added."""
    env: dict[str, str]
    bodies: dict[str, bytes]

    def source(self, **listings: Sequence[str]) -> None:
        folder = Path(self.env["CONGRESSWATCH_CONFIG"]) / "sources"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{SLUG}.toml").write_text(source_toml(self.plan, **listings), "utf-8")

    @contextmanager
    def run(self) -> Iterator[int]:
        """A run to write under; it and all that came of it is gone afterwards."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(
                "insert into run (source_id, flow, state) values (1, 'benchmark', 'completed') returning id"
            ).fetchone()
        assert row is not None
        try:
            yield row[0]
        finally:
            self.forget(row[0])

    def forget(self, since_run_id: int) -> None:
        """Take out what runs from this one on have added: pages are never removed else, so keys are not indexed."""
        made = "select id from page where discovered_run_id >= %(run)s"
        with psycopg.connect(self.admin_url) as connection:
            connection.execute("set local session_replication_role = replica")
            for table in ("finding", "page_event", "capture"):
                connection.execute(
                    f"delete from {table} where run_id >= %(run)s or page_id in ({made})".encode(),
                    {"run": since_run_id},
                )
            connection.execute("delete from page where discovered_run_id >= %(run)s", {"run": since_run_id})
            connection.execute("delete from validator")
            for table in ("walk", "listing_read"):
                connection.execute(f"delete from {table} where run_id >= %(run)s".encode(), {"run": since_run_id})
            connection.execute(
                "update page set fetch_run_id = null where fetch_run_id >= %(run)s", {"run": since_run_id}
            )
            connection.execute("delete from run where id >= %(run)s", {"run": since_run_id})
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute("vacuum analyze page, finding, page_event")

    def is_so(self, sql: str) -> bool:
        with psycopg.connect(self.url) as connection:
            row = connection.execute(sql.encode()).fetchone()
        return bool(row and row[0])


def cases(plan: Plan) -> dict[str, list[int]]:
    """Sitemaps, as numbers of articles: those that are known lie all over the two years. Small archives, small ones."""
    listed = min(LISTED, plan.pages // 4)
    new = max(1, listed * NEW // LISTED)
    known = [number * plan.pages // listed for number in range(listed)]
    return {
        "all known": known,
        f"{listed - new:,} known": known[new:] + list(range(plan.pages, plan.pages + new)),
        "none known": list(range(plan.pages + new, plan.pages + new + listed)),
    }


def discover(bench: Bench, numbers: Sequence[int]) -> tuple[float, int]:
    """Seconds that the ledger takes for the sitemap, already read; and how many of it were new."""
    listing = read_sitemap(sitemap(bench.plan, numbers), f"{bench.plan.home_url}sitemap.xml", TIMEZONE)
    with bench.run() as run_id:
        archive = CrawlArchive(bench.url, 1, run_id, TIMEZONE)
        started = time.monotonic()
        found = archive.discover([(candidate, "") for candidate in listing.candidates], None)
        seconds = time.monotonic() - started
        archive.finish({})
        return seconds, found.new_count


def crawl(bench: Bench, numbers: Sequence[int]) -> Peak:
    """A crawl of its own from its start until the sitemap is in the ledger, all in all."""
    bench.source(sitemaps=[SITEMAP])
    bench.bodies[SITEMAP] = sitemap(bench.plan, numbers)
    with bench.run() as run_id:
        args = ["-m", "crawler.crawl", SLUG, "--source-id", "1", "--run-id", str(run_id)]
        read = f"select count(*) > 0 from walk where run_id = {run_id}"
        return watched(args, bench.env | {"DATABASE_URL": bench.url}, lambda: bench.is_so(read))[0]


def nothing_new(bench: Bench, server: Server) -> tuple[Peak, dict[str, Any]]:
    """`congresswatch run` where the listings hold nothing new: its cost, and its row of --json."""
    newest = range(bench.plan.pages - 1, max(-1, bench.plan.pages - 1001), -1)
    bench.source(feeds=[FEED], sitemaps=[SITEMAP])
    bench.bodies |= {FEED: feed(bench.plan, newest[:20]), SITEMAP: sitemap(bench.plan, newest)}
    env = bench.env | server.env | {"DATABASE_URL": bench.url}
    with bench.run():
        with psycopg.connect(bench.url) as connection:
            # what failed before waits for its turn, which would come in this run
            connection.execute("update page set due_at = now() + interval '1 day' where due_at < now()")
            kept = connection.execute("select listings from source where id = 1").fetchone()
        args = ["-m", "flows", "run", SLUG, "--json"]
        watched(args, env)
        peak, said = watched(args, env)
        with psycopg.connect(bench.url) as connection:
            connection.execute("update source set listings = %s where id = 1", [json.dumps(kept[0] if kept else {})])
    return peak, json.loads(said.splitlines()[-1])


def watched(args: Sequence[str], env: Mapping[str, str], until: Callable[[], bool] | None = None) -> tuple[Peak, str]:
    """Start Python with these arguments and wait until something is so, or for its end; its cost, and what it said."""
    with tempfile.TemporaryFile("w+") as said:
        child = children.start([sys.executable, *args], env, output=said)
        started, peak = time.monotonic(), Peak()
        try:
            while child.poll() is None and not (until and until()) and time.monotonic() < started + PATIENCE:
                _sample(child.pid, peak.mb)
                time.sleep(0.05)
            peak.seconds = time.monotonic() - started
            is_well = until() if until else child.poll() == 0
        finally:
            children.stop(child, patience=60)
        said.seek(0)
        told = said.read()
    assert is_well, f"{args}, after {peak.seconds:.0f} s, exit status {child.returncode}:\n{told[-2000:]}"
    return peak, told


def _sample(pid: int, mb: dict[str, float]) -> None:
    with suppress(psutil.NoSuchProcess):
        for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                words = process.cmdline()
                module = words[words.index("-m") + 1] if "-m" in words else ""
                if module in ("flows", "flows.monitor", "crawler.crawl"):
                    mb[module] = max(mb.get(module, 0.0), process.memory_info().rss / 1e6)


def view_seconds(url: str, sql: str, rounds: int = 3) -> tuple[float, int]:
    """The median of a few askings, the first of which warms; and the number of rows."""
    taken, rows = [], []
    with psycopg.connect(url) as connection:
        for _ in range(rounds + 1):
            started = time.monotonic()
            rows = connection.execute(sql.encode()).fetchall()
            taken.append(time.monotonic() - started)
    return statistics.median(taken[1:]), len(rows)


@contextmanager
def benches(home: Path, plan: Plan) -> Iterator[tuple[Bench, Bench, Server]]:
    """The archive, an empty one beside it, and a Prefect server, while the source's site is served."""
    empty = Plan(0, plan.seed, plan.port)
    with ExitStack() as at_end:
        at_end.callback(embedded.stop, home)
        config = at_end.enter_context(tempfile.TemporaryDirectory())
        env = {"CONGRESSWATCH_HOME": str(home), "CONGRESSWATCH_CONFIG": config}
        bodies: dict[str, bytes] = {}
        at_end.enter_context(serving(plan, bodies))
        both = [
            Bench(
                plan, kept(home, each, _say), embedded.ensure(home).superuser_url(f"{SLUG}_{each.pages}"), env, bodies
            )
            for each in (plan, empty)
        ]
        for bench in both:
            bench.forget(DAYS + 1)  # what a call that was killed has left
        server = at_end.enter_context(prefect_server(Settings("", home, None, ""), _say))
        yield both[0], both[1], server


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.million", description=__doc__)
    default = Path(platformdirs.user_cache_dir("congresswatch-bench", appauthor=False))
    parser.add_argument("--pages", type=int, default=1_000_000, help="articles of the archive (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8417, help="of the source's addresses (%(default)s)")
    parser.add_argument("--home", type=Path, default=default, help="where the archive is kept (%(default)s)")
    asked = parser.parse_args(argv)
    with benches(asked.home, Plan(asked.pages, asked.seed, asked.port)) as (bench, empty, server):
        print(f"\n{bench.plan.pages:,} articles known, seed {bench.plan.seed}\n")
        _tell_views(bench)
        _tell_discovery(bench, empty)
        _tell_nothing_new(bench, server)


def _tell_views(bench: Bench) -> None:
    print("| view | seconds | rows |\n|---|---|---|")
    for name, sql in VIEWS.items():
        try:
            seconds, rows = view_seconds(bench.url, sql)
        except psycopg.errors.UndefinedTable:
            print(f"| {name} | not there | |")
        else:
            print(f"| {name} | {seconds:.2f} | {rows} |", flush=True)


def _tell_discovery(bench: Bench, empty: Bench) -> None:
    listed = len(cases(bench.plan)["all known"])
    print(f"\n| a sitemap of {listed:,} | ledger s | crawl s | crawl MB | ledger s, no other page known | ratio |")
    print("|---|---|---|---|---|---|", flush=True)
    for name, numbers in cases(bench.plan).items():
        seconds, new_count = discover(bench, numbers)
        assert new_count == sum(number >= bench.plan.pages for number in numbers)
        base = _base(empty, numbers, known=[number for number in numbers if number < bench.plan.pages])
        peak = crawl(bench, numbers)
        cells = [f"{seconds:.1f}", f"{peak.seconds:.1f}", f"{peak.mb['crawler.crawl']:.0f}", f"{base:.1f}"]
        print(f"| {name} | " + " | ".join(cells) + f" | {seconds / base:.2f} |", flush=True)


def _base(empty: Bench, numbers: Sequence[int], known: Sequence[int]) -> float:
    """The same on an archive that knows of no address but those of the sitemap."""
    with empty.run() as run_id:
        archive = CrawlArchive(empty.url, 1, run_id, TIMEZONE)
        listing = read_sitemap(sitemap(empty.plan, known), f"{empty.plan.home_url}sitemap.xml", TIMEZONE)
        archive.discover([(candidate, "") for candidate in listing.candidates], None)
        archive.finish({})
        return discover(empty, numbers)[0]


def _tell_nothing_new(bench: Bench, server: Server) -> None:
    peak, row = nothing_new(bench, server)
    memory = ", ".join(f"{module} {mb:.0f} MB" for module, mb in peak.mb.items())
    print(f"\nnothing new: {peak.seconds:.1f} s, {row['requests']} requests, {row['new']} new; peak memory {memory}")


if __name__ == "__main__":
    os.umask(0o077)
    main()

"""The whole pipeline beside its bare parts, in one run: `make bench`, `make bench ARGS="--pages MANIFEST.jsonl"`.

Machines are noisy: the parts are run in turn several times, the ratios are those of the medians. CPU seconds are the
operating system's, of each worker and its children; those of PostgreSQL and the Prefect server are told apart.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from crawler.newsroom import Newsroom, serve
from crawler.newsroom import source_toml as newsroom_toml
from db import embedded
from db.settings import Settings
from flows.server import Server, prefect_server
from flows.stack import database
from tests.support.pages_site import labelled_pages, serving, source_toml

HERE = Path(__file__).parent
SHARED = HERE.parents[1].parent / "shared" / "pages"


@dataclass
class Cost:
    wall: float
    cpu: float
    peak_mb: dict[str, list[float]] = field(default_factory=dict)


def measured(args: Sequence[str], env: dict[str, str] | None = None, watch: bool = False) -> Cost:
    """What a process and its children cost; with `watch`, their memory in MB, sampled twice a second."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    child = subprocess.Popen(args, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    memory: dict[str, list[float]] = {}
    if watch:
        threading.Thread(target=_sample, args=(child.pid, memory), daemon=True).start()
    said = child.communicate()[1]
    assert child.returncode == 0, said.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - started, cpu, memory)


def _sample(pid: int, memory: dict[str, list[float]]) -> None:
    while psutil.pid_exists(pid):
        try:
            for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
                name = next((word for word in process.cmdline() if word in ("flows.monitor", "crawler.crawl")), "")
                if name:
                    memory.setdefault(name, []).append(process.memory_info().rss / 1e6)
        except psutil.NoSuchProcess:
            continue
        time.sleep(0.5)


@dataclass
class Bench:
    home: Path
    url: str
    server: Server

    def monitor(self, slug: str, watch: bool = False) -> Cost:
        """The monitor flow of a source, as a schedule would start it."""
        env = self.server.env | {
            "CONGRESSWATCH_HOME": str(self.home),
            "CONGRESSWATCH_CONFIG": str(self.home / "config"),
            "DATABASE_URL": self.url,
        }
        return measured([sys.executable, "-m", "flows.monitor", slug], env, watch)

    def empty(self) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute("truncate source, run, page, blob, article, story cascade")

    def one(self, sql: str) -> float:
        with psycopg.connect(self.url) as connection:
            row = connection.execute(sql).fetchone()  # type: ignore[arg-type]
            assert row is not None
            return float(row[0])

    def add(self, slug: str, toml: str) -> None:
        folder = self.home / "config" / "sources"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{slug}.toml").write_text(toml, "utf-8")

    def server_cpu(self) -> float:
        """CPU seconds so far of PostgreSQL and the Prefect server, their ended children included."""
        status = embedded.status(self.home)
        assert status is not None
        assert status.pid is not None
        ours = [child for child in psutil.Process().children() if "prefect" in " ".join(child.cmdline())]
        roots = [psutil.Process(status.pid), *ours]
        family = [*roots, *[child for root in roots for child in root.children(recursive=True)]]
        total = 0.0
        for process in family:
            # a backend that ends meanwhile is counted in its parent's ended children at the next look
            with suppress(psutil.NoSuchProcess):
                total += sum(process.cpu_times()[:4])
        return total


@contextmanager
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="cw-bench-") as folder:
        settings = Settings("", Path(folder), None, "")
        with database(settings, print) as archive, prefect_server(settings, print) as server:
            yield Bench(settings.home, archive.url, server)
        embedded.stop(settings.home)


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def compare(place: Bench, pages: dict[str, bytes], rounds: int) -> None:
    """Ours against bare Scrapy and bare trafilatura on the same pages."""
    ours: list[Cost] = []
    idle: list[Cost] = []
    scrapy: list[Cost] = []
    trafilatura: list[Cost] = []
    servers: list[float] = []
    with serving(pages) as url, tempfile.TemporaryDirectory() as folder:
        place.add("pages", source_toml(url))
        for number in range(rounds):
            place.empty()
            before = place.server_cpu()
            ours.append(place.monitor("pages"))
            servers.append(place.server_cpu() - before)
            idle.append(place.monitor("pages"))
            saver = [sys.executable, str(HERE / "bare_scrapy.py"), f"{url}/sitemap.xml", folder]
            scrapy.append(measured(saver))
            trafilatura.append(measured([sys.executable, str(HERE / "bare_trafilatura.py"), folder]))
            print(
                f"round {number + 1}: ours {ours[-1].cpu:.1f} s CPU, nothing new {idle[-1].cpu:.1f},"
                f" Scrapy {scrapy[-1].cpu:.1f}, trafilatura {trafilatura[-1].cpu:.1f}",
                file=sys.stderr,
            )
        requests = place.one("select crawl ->> 'downloader/request_count' from run order by id desc limit 1")
    count = len(pages)
    cpu, wall = median([cost.cpu for cost in ours]), median([cost.wall for cost in ours])
    bare_scrapy, bare_trafilatura = (median([cost.cpu for cost in part]) for part in (scrapy, trafilatura))
    print(f"\n{count} pages, {rounds} rounds, medians; the servers of the pages are not counted\n")
    print("| | CPU s | wall s | articles/s | against ours (CPU) |\n|---|---|---|---|---|")
    for name, costs in (("Congresswatch", ours), ("bare Scrapy", scrapy), ("bare trafilatura", trafilatura)):
        part_cpu, part_wall = median([cost.cpu for cost in costs]), median([cost.wall for cost in costs])
        print(f"| {name} | {part_cpu:.1f} | {part_wall:.1f} | {count / part_wall:.0f} | {part_cpu / cpu:.2f} |")
    print(f"| PostgreSQL and Prefect server, during ours | {median(servers):.1f} | {wall:.1f} | | |")
    print(f"\nspeed kept of bare trafilatura: {bare_trafilatura / cpu:.2f}; of both bare parts together: ", end="")
    print(f"{(bare_scrapy + bare_trafilatura) / cpu:.2f}")
    nothing = median([cost.wall for cost in idle])
    print(f"nothing new: {nothing:.1f} s, {requests:.0f} requests, {median([cost.cpu for cost in idle]):.1f} s CPU")


def prefect_cost(place: Bench) -> None:
    """What Prefect itself adds: a flow of no tasks, and each task."""
    code = (
        "import sys, time\nfrom prefect import flow, task\n@task\ndef nothing(): pass\n@flow\ndef empty(count: int):\n"
        "    [nothing() for _ in range(count)]\n"
        "for count in (0, 0, 0, 200):\n    t = time.perf_counter(); empty(count)\n"
        "    print(time.perf_counter() - t)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **place.server.env}, capture_output=True, text=True, check=True
    )
    first, *warm, full = (float(line) for line in done.stdout.split()[-4:])
    print(f"Prefect's own cost: {first:.2f} s a flow run, {(full - min(warm)) / 200 * 1000:.0f} ms a batch (one task)")


def memory(place: Bench, count: int) -> None:
    """Peak memory of each process over `count` articles: of the second half against the first."""
    newsroom = Newsroom.build(size=count / 320)
    place.empty()
    with serve(newsroom, {"newsroom": 0}) as site:
        place.add("newsroom", newsroom_toml("newsroom", site.base_urls["newsroom"]))
        cost = place.monitor("newsroom", watch=True)
    stored = place.one("select count(*) from article")
    print(f"\n{stored:.0f} articles in {cost.wall:.0f} s, {cost.cpu:.0f} s CPU: {stored / cost.wall:.0f} articles/s")
    for name, samples in cost.peak_mb.items():
        first, second = samples[: len(samples) // 2], samples[len(samples) // 2 :]
        print(f"{name}: peak {max(first):.0f} MB in the first half, {max(second):.0f} in the second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, nargs="*", help="manifests of pages; default: those in ../shared, if any")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, default=5000, help="articles of the memory part; 0: leave it out")
    asked = parser.parse_args()
    manifests = asked.pages or sorted(SHARED.glob("*.jsonl"))
    pages = {name: body for path in manifests for name, body in labelled_pages(path).items()}
    with bench() as place:
        if pages:
            compare(place, pages, asked.rounds)
        prefect_cost(place)
        if asked.memory:
            memory(place, asked.memory)


if __name__ == "__main__":
    main()

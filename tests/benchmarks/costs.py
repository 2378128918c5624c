"""What a run, an article and a look at an old page cost: `python -m tests.benchmarks.costs`; deploy/sums.py goes on.

Two newsrooms are monitored, monitored again with nothing new, and every page looked at again, by one worker beside
`up` (the services of deploy/compose.yaml, as plain processes). Processor seconds are the operating system's; rows and
bytes are PostgreSQL's own counts, raw pages (table blob) apart. Some minutes; each step is bounded.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psutil
from prefect.client.orchestration import SyncPrefectClient

from tests.benchmarks.workers import ROUND_SECONDS, sources
from tests.support.compose import composed
from tests.support.machines import Machines, ended

ROWS = "select coalesce(sum(n_tup_ins), 0), coalesce(sum(n_tup_upd), 0) from pg_stat_user_tables"
BYTES = "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relname {} 'blob'"
IDLE_SECONDS = 30.0
PARTS = {"Prefect server": "flows.prefect_app", "worker": "flows.pool_worker", "PostgreSQL": "postgres"}


@dataclass(frozen=True)
class Reading:
    at: float
    cpu: dict[str, float]
    inserted: int
    updated: int
    kilobytes: float
    raw_kilobytes: float


def reading(machines: Machines) -> Reading:
    place = machines.place
    place.rows("select pg_stat_force_next_flush()")
    (inserted, updated), *_ = place.rows(ROWS)
    sizes = [
        float(
            place.rows(BYTES.format(sign).replace("relname", "relnamespace = 'public'::regnamespace and relname"))[0][0]
        )
        / 1e3
        for sign in ("<>", "=")
    ]
    cpu = {part: sum(_cpu(process) for process in _processes(machines, word)) for part, word in PARTS.items()}
    return Reading(time.monotonic(), cpu, int(inserted), int(updated), *sizes)


def _processes(machines: Machines, word: str) -> Iterator[psutil.Process]:
    """The further worker's, `up`'s server, and every process of the database."""
    mine = machines.place.processes
    tops = {"worker": mine.get("worker-0"), "postgres": None}
    if word == "postgres":
        folder = str(machines.place.folder)
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if any(folder in argument and "postgres" in process.cmdline()[0] for argument in process.cmdline()):
                    yield process
                    yield from process.children()
        return
    top = tops["worker"] if word == "flows.pool_worker" else mine["watch"]
    for process in psutil.Process(top.pid).children(recursive=True) if top else ():
        with suppress(psutil.Error):
            if word in process.cmdline():
                yield process


def _cpu(process: psutil.Process) -> float:
    """Its own, and that of those of its children that have ended."""
    with suppress(psutil.Error):
        times: Any = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def run_all(client: SyncPrefectClient, flow: str, slugs: list[str], **parameters: Any) -> None:
    for slug in slugs:
        deployment = client.read_deployment_by_name(f"{flow}/{slug}")
        run = client.create_flow_run_from_deployment(deployment.id, parameters=parameters)
        assert ended(client, run.id, ROUND_SECONDS).state.type == "COMPLETED"


def spent(before: Reading, after: Reading, idle: dict[str, float]) -> dict[str, float]:
    """Processor seconds of each part, less what it takes while nothing runs."""
    elapsed = after.at - before.at
    return {part: after.cpu[part] - before.cpu[part] - idle.get(part, 0.0) * elapsed for part in PARTS}


def told(name: str, before: Reading, after: Reading, runs: int, things: int, idle: dict[str, float]) -> None:
    cpu = spent(before, after, idle)
    print(f"{name}: processor seconds a run: " + ", ".join(f"{part} {cpu[part] / runs:.2f}" for part in PARTS))
    if things:
        print(
            f"  each of {things}: {(after.inserted - before.inserted) / things:.1f} rows,"
            f" {(after.updated - before.updated) / things:.1f} updates,"
            f" {(after.kilobytes - before.kilobytes) / things:.1f} kB,"
            f" raw {(after.raw_kilobytes - before.raw_kilobytes) / things:.1f} kB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="of each newsroom: 1.0 is about 320 articles")
    asked = parser.parse_args()
    with composed() as place, sources(place, 2, asked.size, 0) as slugs:
        machines = Machines(place)
        machines.up()
        machines.workers("worker-0")
        with machines.client() as client, machines.own_worker_held():
            readings = [reading(machines)]
            time.sleep(IDLE_SECONDS)
            readings.append(reading(machines))
            idle = {part: one / IDLE_SECONDS for part, one in spent(*readings, {}).items()}
            print("idle, of a core: " + ", ".join(f"{part} {share:.1%}" for part, share in idle.items()))
            del readings[0]
            for flow, parameters in (("monitor", {}), ("monitor", {}), ("recheck", {"every_page": True})):
                run_all(client, flow, slugs, **parameters)
                readings.append(reading(machines))
            articles = place.count("article")
            told("new", readings[0], readings[1], len(slugs), articles, idle)
            told("nothing new", readings[1], readings[2], len(slugs), 0, idle)
            told("every page again", readings[2], readings[3], len(slugs), articles, idle)


if __name__ == "__main__":
    main()

"""What must not grow over a simulated week: memory, connections, rows of Prefect's database. Read after each turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import psutil
import psycopg

from db.embedded import OWNER, Cluster

MB = 1_000_000
TABLES = (
    "flow_run", "flow_run_state", "task_run", "task_run_state", "log", "artifact", "artifact_collection", "events",
    "event_resources",
)  # fmt: skip
GROWS = {"workers MB": 1.15, "crawl MB": 1.15, "Prefect server MB": 1.15, "PostgreSQL MB": 1.3, "connections": 1.2}
"""How many times the value at first that of the last day may be; more is growth."""
_CONNECTIONS = "select count(*) from pg_stat_activity where backend_type = 'client backend'"
Sample = dict[str, float]


def read(cluster: Cluster, postmaster: int, server: int, workers: Sequence[int], crawls: Sequence[float]) -> Sample:
    """The present values. `workers`: bytes of each; `crawls`: peaks of the turn's crawls in bytes."""
    return {
        "workers MB": max(workers, default=0) / MB,
        "crawl MB": max(crawls, default=0.0) / MB,
        "Prefect server MB": _own_memory(server) / MB,
        "PostgreSQL MB": _own_memory(postmaster) / MB,
        "connections": _count(cluster, OWNER, _CONNECTIONS),
        **{f"prefect.{table}": _count(cluster, "prefect", f"select count(*) from {table}") for table in TABLES},
    }


def _own_memory(pid: int) -> float:
    """Of a process and those below it, what they share with nobody: shared buffers fill up and are no growth."""
    total = 0.0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        try:
            total += process.memory_full_info().uss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


def _count(cluster: Cluster, database: str, statement: str) -> float:
    with psycopg.connect(cluster.superuser_url(database)) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return float(row[0])


def days(samples: Sequence[Sample], runs: int) -> list[Sample]:
    """The median of each day."""
    by_day = [samples[first : first + runs] for first in range(0, len(samples), runs)]
    return [{name: median(sample[name] for sample in day) for name in day[0]} for day in by_day]


def grown(by_day: Sequence[Sample]) -> list[str]:
    """What is more on the last day than on the first, beyond what is noise.

    Of a longer week than the second: on the first, caches fill.
    """
    if len(by_day) < 2:
        return []
    first, last = by_day[len(by_day) > 2], by_day[-1]
    return [
        f"{name}: {first[name]:.0f} at first, {last[name]:.0f} on the last day"
        for name, most in GROWS.items()
        if last[name] > first[name] * most
    ]


def unbounded(by_day: Sequence[Sample]) -> list[str]:
    """Tables of Prefect that still grow although records as old as a day are taken away: from the third day on."""
    if len(by_day) < 3:
        return []
    return [
        f"{name}: {by_day[1][name]:.0f} rows on the second day, {by_day[-1][name]:.0f} on the last"
        for name in by_day[0]
        if name.startswith("prefect.") and by_day[-1][name] > 100 + 1.5 * max(day[name] for day in by_day[:2])
    ]


def table(by_day: Sequence[Sample]) -> str:
    """Markdown: a row per gauge, a column per day."""
    heads = " | ".join(f"day {number}" for number in range(1, len(by_day) + 1))
    lines = [f"| | {heads} |", "|---" * (len(by_day) + 1) + "|"]
    names: Mapping[str, Any] = by_day[0] if by_day else {}
    lines += [f"| {name} | " + " | ".join(f"{day[name]:.0f}" for day in by_day) + " |" for name in names]
    return "\n".join(lines)

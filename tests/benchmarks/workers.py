"""Several machines on one archive: `python -m tests.benchmarks.workers --sources 6 --size 0.2`.

The services of deploy/compose.yaml as plain processes on a real PostgreSQL over TCP. The same sources are monitored,
from an empty archive, by one further worker, by two, and by two of which one is killed in the middle; `up`'s own worker
is held. Each round must end with the same rows as the first. Slow sites (`--late` seconds an article) are what workers
are for: where processors are the limit, two workers on one machine gain nothing. At most ten minutes a round.
"""

from __future__ import annotations

import argparse
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient

from crawler.newsroom import Newsroom, faults, serve, source_toml
from tests.support.compose import Composed, composed
from tests.support.final_rows import Rows, differences, final_rows, imbalances
from tests.support.machines import Machines, ended, started

ROUND_SECONDS = 600.0


@dataclass(frozen=True)
class Round:
    name: str
    workers: int
    is_one_killed: bool = False


ROUNDS = (Round("one worker", 1), Round("two workers", 2), Round("two, one killed", 2, is_one_killed=True))


@contextmanager
def sources(place: Composed, count: int, size: float, late: float) -> Iterator[list[str]]:
    """Small newsrooms, each of its own articles and on a port of its own; their slugs."""
    with ExitStack() as at_end:
        slugs = []
        for number in range(count):
            site = at_end.enter_context(serve(Newsroom.build(seed=number, size=size), {"newsroom": 0}))
            if late:
                site.faults["article"] = faults.delayed(late)
            slugs.append(f"room-{number}")
            place.add_source(slugs[-1], source_toml("newsroom", site.base_urls["newsroom"], schedule="0 0 1 1 *"))
        yield slugs


def played(
    machines: Machines, client: SyncPrefectClient, slugs: list[str], one: Round, articles: int
) -> tuple[float, Rows]:
    """The round's seconds, from the first run asked for to the last one done, and what the archive holds then."""
    place = machines.place
    place.forget()
    names = [f"worker-{number}" for number in range(one.workers)]
    machines.workers(*names)
    began = time.monotonic()
    runs = {slug: started(client, slug) for slug in slugs}
    if one.is_one_killed:
        while place.count("capture") < articles / 2:
            time.sleep(0.2)
            assert time.monotonic() - began < ROUND_SECONDS
        place.kill(names[0])
        lost = [
            slug for slug, run in runs.items() if machines.taker(client, run) == names[0] and not _is_over(client, run)
        ]
        print(
            f"  killed {names[0]} at {place.count('capture')} captures, in the middle of {', '.join(lost) or 'nothing'}"
        )
        # what the next hour's schedule would do
        runs |= {slug: started(client, slug) for slug in lost}
    for run in runs.values():
        assert ended(client, run, ROUND_SECONDS).state.name == "Completed"
    seconds = time.monotonic() - began
    for name in names:
        if name in place.processes:
            place.end(name)
    return seconds, final_rows(place.secret("migrator_url"))


def _is_over(client: SyncPrefectClient, run: UUID) -> bool:
    state = client.read_flow_run(run).state
    return bool(state and state.is_final())


def _articles(rows: Rows) -> int:
    return len({row["canonical_url"] for row in rows} - {None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=6)
    parser.add_argument("--size", type=float, default=0.2, help="of each newsroom: 1.0 is about 320 articles")
    parser.add_argument("--late", type=float, default=0.3, help="seconds by which an article answers late")
    asked = parser.parse_args()
    with composed() as place, sources(place, asked.sources, asked.size, asked.late) as slugs:
        machines = Machines(place)
        machines.up()
        with machines.client() as client, machines.own_worker_held():
            print(f"{asked.sources} sources, one run at a time a worker, articles {asked.late} s late")
            first: Rows = []
            for one in ROUNDS:
                seconds, rows = played(machines, client, slugs, one, _articles(first))
                wrong = imbalances(place.secret("migrator_url")) + (differences(first, rows) if first else [])
                first = first or rows
                articles = _articles(rows)
                print(
                    f"{one.name:16} {articles} articles {seconds:6.1f} s {articles / seconds:6.1f}/s  "
                    + ("the same rows" if not wrong else f"{len(wrong)} DIFFERENCES: {wrong[:3]}")
                )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()

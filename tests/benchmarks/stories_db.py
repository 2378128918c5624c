"""What is it to look for the copies of a new article in an archive of a million? By the archive's own code.

    python -m tests.benchmarks.stories_db [--articles 1000000] [--new 2000] [--seed 1] [--home FOLDER]

Texts are those of `copies.py` (news and long ones, English and Chinese), 15 in 100 of them copies by any of its
transforms. The archive is made once, with the stories that are true of it, and kept (`stories_archive`). New articles
then come one by one, each joined to the story of its text and looked up, proved and linked, as two transactions; they
stay, so the next measurement has new ones behind them. A last portion comes as a run stores its articles, many at a
time: what that costs each of them is to be seen beside the reading of a page (`extract_cpu`).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median, quantiles

import platformdirs
import psutil
import psycopg
from sqlalchemy import Connection as Transaction
from sqlalchemy import text

from db import embedded, stories
from db.archive import Archive
from tests.benchmarks.stories_archive import kept, note, portions_in, store
from tests.benchmarks.stories_texts import Made, portions

TABLES = ("story_band", "story_text", "story_member", "story_cluster", "story_link", "story_merge")


@dataclass
class Measured:
    """Milliseconds of each new article, and how many of the true copies were found."""

    joined: list[float] = field(default_factory=list)
    """Put into the story of its text, in a transaction."""
    linked: list[float] = field(default_factory=list)
    """Looked up, proved and linked, in a transaction."""
    copies: int = 0
    found: int = 0
    false: int = 0
    """New texts in a story with one that is no copy of theirs."""
    cpu_ms: list[float] = field(default_factory=list)
    """Processor time of this process for each new article: signature, proof, clusters, and talking to PostgreSQL."""
    together_ms: float = 0.0
    """The same where they come many at a time."""
    memory_mb: list[float] = field(default_factory=list)
    """Of this process, after each portion."""

    def arrive(self, archive: Archive, numbers: Sequence[int], made: Sequence[Made]) -> None:
        """These articles, one after the other."""
        for number, one in zip(numbers, made, strict=True):
            started, busy = time.perf_counter(), time.process_time()
            archive.call(stories.join, {number: one.digest})
            joined = time.perf_counter()
            archive.call(stories.link)
            self.joined.append(1e3 * (joined - started))
            self.linked.append(1e3 * (time.perf_counter() - joined))
            self.cpu_ms.append(1e3 * (time.process_time() - busy))
        self._judge(made, archive.call(_together, numbers))

    def arrive_together(self, archive: Archive, numbers: Sequence[int], made: Sequence[Made]) -> None:
        """These articles, as many in a transaction as a run has."""
        busy, new = time.process_time(), list(zip(numbers, made, strict=True))
        for at in range(0, len(new), stories.BATCH):
            archive.call(stories.join, {number: one.digest for number, one in new[at : at + stories.BATCH]})
            while archive.call(stories.link):
                pass
        self.together_ms = 1e3 * (time.process_time() - busy) / len(new)

    def _judge(self, made: Sequence[Made], together: Sequence[int]) -> None:
        """`together`: for each text the first of these in its story, or -1 where one of before is."""
        for at, (one, first) in enumerate(zip(made, together, strict=True)):
            is_own = first >= 0 and made[first].of == one.of
            self.copies += one.of != at
            self.found += one.of != at and is_own and first != at
            self.false += not is_own


def _together(connection: Transaction, numbers: Sequence[int]) -> list[int]:
    rows = connection.execute(_LOWEST, {"first": numbers[0]})
    lowest = {row.article_id: row.lowest for row in rows}
    return [max(-1, lowest[number] - numbers[0]) for number in numbers]


_LOWEST = text("""
    select mine.article_id, min(other.article_id) as lowest
      from story_member mine join story_member other using (story_id) where mine.article_id >= :first group by 1
""")


def measure(url: str, seed: int, done: int, made: Iterator[list[Made]], new: int) -> Measured:
    """So many new articles, or a few more; `done` portions are there already."""
    measured, archive = Measured(), Archive(url)
    while len(measured.linked) < new:
        some, done = next(made), done + 1
        with psycopg.connect(url) as connection:
            numbers = store(connection, some)
            note(connection, seed, done)
        measured.arrive(archive, numbers, some)
        measured.memory_mb.append(psutil.Process().memory_info().rss / 1e6)
    some = next(made)
    with psycopg.connect(url) as connection:
        numbers = store(connection, some)
        note(connection, seed, done + 1)
    measured.arrive_together(archive, numbers, some)
    archive.close()
    return measured


def sizes(url: str) -> dict[str, float]:
    """Bytes an article, indexes included, by table."""
    with psycopg.connect(url) as connection:
        row = connection.execute("select count(*) from story_member").fetchone()
        total = int(row[0]) if row else 0
        rows = [(each, connection.execute("select pg_total_relation_size(%s)", [each]).fetchone()) for each in TABLES]
    return {table: row[0] / total for table, row in rows if row}


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.stories_db",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    default = Path(platformdirs.user_cache_dir("congresswatch-bench", appauthor=False))
    parser.add_argument("--articles", "--pages", type=int, default=1_000_000, help="of the archive (%(default)s)")
    parser.add_argument("--new", type=int, default=2_000, help="articles that come one by one (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", help=argparse.SUPPRESS)  # of the other parts of make bench-1m
    parser.add_argument("--home", type=Path, default=default, help="where the archive is kept (%(default)s)")
    asked = parser.parse_args(argv)
    try:
        url = _archive(asked)
        done = portions_in(url, asked.seed)
        with ProcessPoolExecutor(1) as pool:
            made = portions(asked.seed, done, pool)
            found = measure(url, asked.seed, done, made, asked.new)
            pool.shutdown(cancel_futures=True)
        _tell(url, found)
    finally:
        embedded.stop(asked.home)


def _archive(asked: argparse.Namespace) -> str:
    with ProcessPoolExecutor(2) as pool:
        made = portions(asked.seed, 0, pool)
        url = kept(asked.home, asked.articles, asked.seed, made, _say)
        pool.shutdown(cancel_futures=True)
    return url


def _tell(url: str, found: Measured) -> None:
    stored = sizes(url)
    both = [sum(each) for each in zip(found.joined, found.linked, strict=True)]
    print("\n| ms of a new article | p50 | p95 | p99 |\n|---|---|---|---|")
    for name, spent in (("join", found.joined), ("look up, prove, link", found.linked), ("both", both)):
        cuts = quantiles(spent, n=100)
        print(f"| {name} | {cuts[49]:.1f} | {cuts[94]:.1f} | {cuts[98]:.1f} |")
    print(
        f"\n{len(both):,} new: copies found {found.found} of {found.copies}; new texts in a story of another: ", end=""
    )
    print(f"{found.false}\nmemory after each portion, MB: {', '.join(f'{mb:.0f}' for mb in found.memory_mb)}")
    print(
        f"our processor time a new article, ms: mean {fmean(found.cpu_ms):.1f}, median {median(found.cpu_ms):.1f}; ",
        end="",
    )
    print(f"{found.together_ms:.2f} where they come {stories.BATCH} at a time")
    told = ", ".join(f"{table} {size:.0f}" for table, size in stored.items())
    print(f"bytes of the stories an article: {sum(stored.values()):,.0f} ({told})")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

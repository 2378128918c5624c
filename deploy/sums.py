"""What so many sources take: requests, rows, bytes, workers. `python deploy/sums.py --sources 10 1000 --articles 50`

Each figure is one line of arithmetic over measured ones; deploy/README.md says where those are from and shows the
table. Change what is otherwise with you: `--help`.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields

DAY = 86_400


@dataclass(frozen=True)
class Assumed:
    """Of one source, in the words of `--help`."""

    articles: float = 20  # new articles a day
    minutes: float = 30  # between two monitor runs
    listings: float = 4  # requests of a run that finds nothing new: robots.txt and each listing
    delay: float = 1.0  # seconds between two requests to one host
    changed: float = 0.2  # share of looks at an old page that bring other bytes (0: validators work; 1: never the same)
    body_kb: float = 29  # of a page as it is kept, compressed
    derived_kb: float = 20  # of an article beside it: text, tags, indexes, ledger
    look_kb: float = 2  # of a look that brought nothing: capture, event, plan
    run_cpu: float = 9  # processor seconds of a run, its start and its crawl's
    page_cpu: float = 0.042  # of a page, fetched and read
    server_cpu: float = 3  # of the Prefect server for a run
    run_wall: float = 11  # seconds of a run beside its requests
    article_rows: float = 60  # written for a new article, updates included
    look_rows: float = 6  # written for a look at an old one
    slots: float = 4  # runs at once of a worker
    cores: float = 2  # of a worker's machine, used to 60 %


@dataclass(frozen=True)
class Sum:
    runs: float
    requests: float
    host_share: float
    rows: float
    gigabytes_day: float
    terabytes_year: float
    workers: int
    server_cores: float
    writes_second: float


def looks(articles: float) -> float:
    """Rechecks a day of a source in its first year's end: hourly for four hours, then each a quarter of the age later,
    from the 120th day on once in 30 days."""
    young = 4 + math.log(120 * 24 / 4) / math.log(1.25)
    return articles * (young + (365 - 120) / 30)


def total(sources: float, a: Assumed) -> Sum:
    monitors = 24 * 60 / a.minutes
    runs = sources * (monitors + 24 + 1)
    fetched = sources * (a.articles + looks(a.articles))
    requests = sources * monitors * a.listings + fetched
    new, again = sources * a.articles, sources * looks(a.articles)
    kilobytes = new * (a.body_kb + a.derived_kb) + again * (a.look_kb + a.changed * a.body_kb)
    rows = new * a.article_rows + again * a.look_rows
    cpu = runs * a.run_cpu + fetched * a.page_cpu
    wall = runs * a.run_wall + requests * a.delay
    return Sum(
        runs=runs,
        requests=requests,
        host_share=requests / sources * a.delay / DAY,
        rows=rows,
        gigabytes_day=kilobytes / 1e6,
        terabytes_year=kilobytes * 365 / 1e9,
        workers=math.ceil(max(wall / (a.slots * DAY), cpu / (0.6 * a.cores * DAY))),
        server_cores=runs * a.server_cpu / DAY,
        writes_second=rows / DAY,
    )


ROWS = (
    ("flow runs a day", "runs", "{:,.0f}"),
    ("requests a day, all sites", "requests", "{:,.0f}"),
    ("share of a day that a host is kept waiting for us", "host_share", "{:.1%}"),
    ("rows written a day", "rows", "{:,.0f}"),
    ("rows written a second, the mean", "writes_second", "{:,.1f}"),
    ("PostgreSQL grows a day, GB", "gigabytes_day", "{:,.2f}"),
    ("PostgreSQL grows a year, TB", "terabytes_year", "{:,.2f}"),
    ("workers of 2 cores", "workers", "{:,d}"),
    ("cores that Prefect servers would need (each uses one)", "server_cores", "{:,.2f}"),
)


def table(counts: Sequence[int], assumed: Assumed) -> str:
    sums = [total(count, assumed) for count in counts]
    lines = ["| | " + " | ".join(f"{count:,}" for count in counts) + " |", "|---|" + "---|" * len(counts)]
    for title, name, form in ROWS:
        lines.append(f"| {title} | " + " | ".join(form.format(getattr(each, name)) for each in sums) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--sources", type=int, nargs="+", default=[10, 1_000, 100_000])
    for field in fields(Assumed):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, default=field.default, help=" ")
    asked = vars(parser.parse_args())
    sys.stdout.write(table(asked.pop("sources"), Assumed(**asked)) + "\n")


if __name__ == "__main__":
    main()

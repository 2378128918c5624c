"""Is an export of a million articles flat in memory? `congresswatch export articles` in each form, a tenth and all.

    python -m tests.benchmarks.export_db [--articles 1000000] [--home FOLDER]

The archive is that of search_db: made there if it is not yet. The files are written into the home and taken away.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import platformdirs

from db import embedded
from tests.benchmarks import search_db

FORMS = ("csv", "jsonl", "parquet")
PART = ("--since", "2025-01-01")
"""A tenth of the days."""


def main() -> None:
    default = Path(platformdirs.user_cache_dir("congresswatch-bench", appauthor=False))
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.export_db", description=__doc__)
    parser.add_argument("--articles", "--pages", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, default=default, help="where the archive is kept (%(default)s)")
    parser.add_argument("--port", "--seed", help=argparse.SUPPRESS)  # of the other parts of make bench-1m
    asked = parser.parse_args()
    cluster = embedded.ensure(asked.home)
    try:
        url = search_db.kept(cluster, asked.articles)
        for form in FORMS:
            for what, narrowed in (("a tenth", PART), ("all", ())):
                seconds, peak, size = exported(url, asked.home, form, *narrowed)
                print(f"{form}, {what}: {seconds:.1f} s, {size / 1e6:,.0f} MB written, peak {peak:.0f} MB", flush=True)
    finally:
        embedded.stop(asked.home)


def exported(url: str, folder: Path, form: str, *narrowed: str) -> tuple[float, float, int]:
    """Seconds, the exporting process's peak in MB, and the file's bytes."""
    file = folder / f"export.{form}"
    begun = time.perf_counter()
    command = [sys.executable, "-m", "flows", "export", "articles", "--output", str(file), *narrowed]
    child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url}, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    try:
        if child.returncode:
            raise SystemExit(f"export {form} ended with {child.returncode}")
        return seconds, used.ru_maxrss / 1000, file.stat().st_size
    finally:
        file.unlink(missing_ok=True)
        file.with_name(file.name + ".NOTICE.txt").unlink(missing_ok=True)


if __name__ == "__main__":
    main()

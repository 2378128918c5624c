"""How many pages a second are read, in this process alone, with one worker, with two?

`python -m tests.benchmarks.extract_rate MANIFEST.jsonl...` (as in extract_cpu.py). The three take turns, three rounds;
the first one of each pool holds the start of its workers. Prints medians and the ratio of two processes to one.
"""

from __future__ import annotations

import logging
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from db.values import Capture, Hints
from flows.pool import Pool
from flows.processing import extracted
from flows.steps.extract import extract
from tests.benchmarks.extract_cpu import pages

ROUNDS = 3


def rate(read: Callable[[], object], count: int) -> float:
    """Pages a second."""
    started = time.perf_counter()
    read()
    return count / (time.perf_counter() - started)


def main(manifests: list[Path]) -> None:
    logging.disable(logging.CRITICAL)
    headers = {"content-type": "text/html; charset=utf-8"}
    captures = [
        (Capture(url, url, 200, headers, text.encode("utf-8", "replace"), datetime.now(UTC)), Hints())
        for manifest in manifests
        for url, text in pages(manifest)
    ]
    one, two = Pool(1), Pool(2)
    ways: dict[str, Callable[[], object]] = {
        "no pool": lambda: [extract(*asked) for asked in captures],
        "one worker": lambda: list(extracted(captures, one)),
        "two workers": lambda: list(extracted(captures, two)),
    }
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, read in ways.items():
            found[name].append(rate(read, len(captures)))
    one.close()
    two.close()
    for name, rates in found.items():
        print(f"{name:12} {statistics.median(rates):6.1f} pages/s of {len(captures)}   {[round(one) for one in rates]}")
    alone, spread = (statistics.median(found[name]) for name in ("no pool", "two workers"))
    print(f"two workers / no pool: {spread / alone:.2f}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])

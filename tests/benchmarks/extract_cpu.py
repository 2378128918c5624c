"""What does the extraction of a page cost, beside trafilatura with metadata on the same decoded text?

`python extract_cpu.py MANIFEST.jsonl` (lines of path and url, pages plain or gzipped). One process, the two taking
turns, CPU time. Prints medians and their ratio, then where our own time goes, step by step.
"""

from __future__ import annotations

import gzip
import json
import logging
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from db.values import Capture, Hints
from flows.steps import extract as step
from flows.steps.decode import decode

STEPS = ("parse", "stated", "title_of", "published", "container_of", "take_pictures", "read_blocks")
STEPS += ("without_furniture", "credited", "kind_of", "language_of", "searched_date")


def pages(manifest: Path) -> Iterator[tuple[str, str]]:
    """Address and decoded text of every page."""
    for line in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        body = (manifest.parent / entry["path"]).read_bytes()
        yield entry["url"], decode(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).text


def cpu(action: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    started = time.process_time()
    action()
    return (time.process_time() - started) * 1000


def watch(spent: dict[str, float]) -> None:
    """Puts a clock around the steps that `extract` calls."""
    for name in STEPS:
        if hasattr(step, name):
            setattr(step, name, _clocked(getattr(step, name), name, spent))


def _clocked(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def clocked(*args: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return function(*args, **named)
        finally:
            spent[name] += (time.process_time() - started) * 1000

    return clocked


def main(manifest: Path) -> None:
    logging.disable(logging.CRITICAL)
    spent: dict[str, float] = defaultdict(float)
    watch(spent)
    ours: list[float] = []
    theirs: list[float] = []
    for url, text in pages(manifest):
        headers = {"content-type": "text/html; charset=utf-8"}
        capture = Capture(url, url, 200, headers, text.encode("utf-8", "replace"), datetime.now(UTC))
        ours.append(cpu(lambda capture=capture: step.extract(capture, Hints())))
        theirs.append(cpu(lambda text=text: trafilatura.bare_extraction(text, with_metadata=True)))
    a, b = statistics.median(ours), statistics.median(theirs)
    mean = statistics.fmean(ours)
    print(
        f"{manifest.name}: {len(ours)} pages, median {a:.1f} ms (mean {mean:.1f}), trafilatura {b:.1f} ms,"
        f" ratio {a / b:.2f}"
    )
    for name, total in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {name:18} {total / len(ours):6.2f} ms a page {total / sum(ours):5.0%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

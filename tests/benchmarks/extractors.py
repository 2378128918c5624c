"""Our extraction beside its peers, on labelled pages: quality and cost.

    python -m tests.benchmarks.extractors MANIFEST.jsonl...

A line of a manifest: id, path (of the page, gzipped or plain, beside the manifest), url, body, and where known title,
authors, date, lang. Every tool gets the same text of the page, decoded once, with the network closed. The peers come
with `uv pip install -e '.[bench]'`; what is not installed is left out. Times are CPU of this process, so other work on
the machine changes them little; pages per second are in extract_rate.py.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flows.steps.decode import decode
from tests.benchmarks.extractor_scores import Found, Score, score
from tests.benchmarks.extractor_tools import OURS, TOOLS, Tool, installed, offline

HEADER = f"{'tool':36} body F1     P      R   title    day  authors  CPU ms/page"
_NOTHING = Found("", "", "", ())


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    url: str
    language: str
    label: Found


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    score: Score
    milliseconds: float | None = None
    failed_count: int = 0
    """Pages on which the tool raised; they count as empty."""


def pages_of(manifest: Path) -> Iterator[Page]:
    for line in manifest.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        entry = json.loads(line)
        body = (manifest.parent / entry["path"]).read_bytes()
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        authors = tuple(entry["authors"]) if entry.get("authors") else None
        label = Found(entry["body"], entry.get("title"), entry.get("date"), authors)
        yield Page(decode(body, "text/html").text, entry.get("url") or "", entry.get("lang") or "", label)


def measure(tool: Tool, pages: Sequence[Page]) -> Row:
    """The tool's score and its median CPU time; the first page is read twice, for what loads on first use."""
    _attempt(tool, pages[0])
    found, times = list[Found | None](), list[float]()
    for page in pages:
        began = time.process_time()
        found.append(_attempt(tool, page))
        times.append(time.process_time() - began)
    told = score([page.label for page in pages], [one or _NOTHING for one in found])
    return Row(tool.name, told, median(times) * 1000, found.count(None))


def _attempt(tool: Tool, page: Page) -> Found | None:
    try:
        return tool.read(page.text, page.url, page.language)
    except Exception:  # what a page does to a tool is part of the comparison
        return None


def as_a_user(manifest: Path, pages: Sequence[Page], *options: str) -> Score:
    """Our score through the command, which remembers the lines of the same host's earlier pages."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", "extract", "--manifest", str(manifest)]
    lines = subprocess.run([*command, *options], capture_output=True, check=True).stdout.splitlines()
    entries = [json.loads(line) for line in lines]
    return score([page.label for page in pages], [_found(entry) for entry in entries])


def _found(entry: dict[str, object]) -> Found:
    authors = entry.get("authors")
    names = tuple(str(name) for name in authors) if isinstance(authors, list) else ()
    on = str(entry.get("published_on") or "")
    return Found(str(entry.get("body") or ""), str(entry.get("title") or ""), on, names)


def formatted(row: Row) -> str:
    figures = (row.score.f1, row.score.precision, row.score.recall, row.score.title, row.score.day, row.score.authors)
    shown = "  ".join("    -" if one is None else f"{one:.3f}" for one in figures)
    cost = "-" if row.milliseconds is None else f"{row.milliseconds:.1f}"
    return f"{row.name:36}   {shown}  {cost:>11}" + (f"  raised on {row.failed_count}" if row.failed_count else "")


def report(manifest: Path, tools: Iterable[Tool]) -> Iterator[str]:
    pages = list(pages_of(manifest))
    yield f"\n{manifest.name}: {len(pages)} pages"
    yield HEADER
    with offline():
        for tool in tools:
            yield formatted(measure(tool, pages))
            if tool is OURS:
                yield formatted(Row("congresswatch, with memory", as_a_user(manifest, pages)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifests", nargs="+", type=Path, metavar="MANIFEST.jsonl")
    manifests = parser.parse_args().manifests
    tools = [tool for tool in TOOLS if installed(tool)]
    for tool in TOOLS:
        if tool not in tools:
            print(f"{tool.name} is not installed: uv pip install -e '.[bench]'")
    for manifest in manifests:
        for line in report(manifest, tools):
            print(line, flush=True)


if __name__ == "__main__":
    main()

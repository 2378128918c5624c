"""How an import tells of itself: a status file for whoever waits, a line of progress, a report for the UI."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crawler.warc.reading import KEPT, REASONS, Reading, hosts_met
from db.clean import clean_text
from flows import show

EACH_SECONDS = 1.0
Rows = Sequence[Mapping[str, Any]]


class StatusFile:
    """A JSON file that is replaced as the reading goes on; '' keeps none."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None
        self._last = 0.0

    def follow(self, reading: Reading) -> None:
        """Write how far the reading is, once a second at most."""
        if self._path and time.monotonic() - self._last > EACH_SECONDS:
            self._last = time.monotonic()
            self._write(status(reading))

    def finish(self, reading: Reading, outcomes: Rows) -> None:
        """The last word: with the row of each file, and of each source."""
        self._write(
            status(reading)
            | {
                "files": [tally.row() for tally in reading.tallies],
                "sources": list(outcomes),
                "hosts": hosts_met(reading.hosts),
            }
        )

    def _write(self, content: Mapping[str, Any]) -> None:
        if self._path:
            beside = self._path.with_suffix(".new")
            beside.write_text(json.dumps(content), "utf-8")
            beside.replace(self._path)


def status(reading: Reading) -> dict[str, Any]:
    """How far a reading is: records, kept, bytes_read, bytes."""
    return {
        "records": sum(tally.record_count for tally in reading.tallies),
        KEPT: sum(tally.counts[KEPT] for tally in reading.tallies),
        "bytes_read": reading.bytes_read,
        "bytes": reading.byte_count,
    }


def told(now: Mapping[str, Any], seconds: float) -> str:
    """A line of progress with an estimate, from a status and the seconds since the start."""
    line = (
        f"{now['records']:,} records read, {now['bytes_read'] / 1e6:,.0f} of {now['bytes'] / 1e6:,.0f} MB,"
        f" {now[KEPT]:,} captures kept"
    )
    if seconds < 3 or not 0 < now["bytes_read"] < now["bytes"]:
        return line
    left = seconds * (now["bytes"] - now["bytes_read"]) / now["bytes_read"]
    return f"{line}, about {left / 60:,.0f} min left" if left >= 90 else f"{line}, about {left:.0f} s left"


def without_zeros(rows: Rows) -> list[dict[str, Any]]:
    """The rows as a person wants them: without the reasons that no file has."""
    idle = {name for name in (*REASONS, "problem") if not any(row.get(name) for row in rows)}
    return [{name: value for name, value in row.items() if name not in idle} for row in rows]


def legend(rows: Rows) -> list[str]:
    """What the reasons mean that occur: 'not_html: no web page'."""
    return [f"{name}: {meaning}" for name, meaning in REASONS.items() if any(row.get(name) for row in rows)]


def no_source(hosts: Sequence[str]) -> str:
    """A line that says which sites the records without a source are of."""
    return f"sites that are no source of ours, most met first: {', '.join(hosts)}"


def report(summary: str, files: Rows, outcomes: Rows, hosts: Counter[str]) -> str:
    """The whole report, in Markdown; tables as text, so that nothing in a file's name is read as markup."""
    parts = [f"## {summary}", "### Files", _table(without_zeros(files)), *(f"- {line}" for line in legend(files))]
    if outcomes:
        parts += ["### Sources", _table(outcomes)]
    if met := hosts_met(hosts):
        parts.append(_fenced(no_source(met)))
    # a file's name may hold bytes that are no UTF-8
    return clean_text("\n\n".join(parts))


def _table(rows: Rows) -> str:
    return _fenced(show.table(rows)) if rows else "none"


def _fenced(text: str) -> str:
    return f"```text\n{text.replace('```', '` ` `')}\n```"

"""Revisits: a crawler came again, got the same bytes, and wrote down only that. Where are the bytes?

What may be referred to, and what refers, waits in a temporary database file: memory stays flat, and a revisit may
stand before its original, or in another file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from db.values import Capture

_TABLES = """
    create table original (slug text, record_id text, digest text, url text, at text, headers text);
    create index original_by_id on original (record_id);
    create index original_by_digest on original (digest);
    create index original_by_place on original (url, at);
    create table revisit (tally integer, slug text, url text, at text, headers text,
                          record_id text, digest text, original_url text, original_at text);
"""
# by what a revisit may name its original, the surest first; '' names nothing
_FOUND = """
    select url, at, headers from (
        select 1 as rank, url, at, headers from original where slug = :slug and record_id = :record_id
                                                            and :record_id <> ''
        union all
        select 2, url, at, headers from original where slug = :slug and url = :original_url and at = :original_at
        union all
        select 3, url, at, headers from original where slug = :slug and digest = :digest and :digest <> ''
    ) order by rank limit 1
"""


@dataclass(frozen=True, slots=True)
class Refers:
    """How a record names the bytes: its own id or the original's, their digest, the original's address and time."""

    record_id: str = ""
    digest: str = ""
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revisit:
    """A revisit whose original is known by address and time. `capture.body` is empty: it is the original's."""

    tally: int
    slug: str
    capture: Capture
    original: tuple[str, datetime]


class Revisits:
    """A memory of originals and of the revisits that wait for them."""

    def __init__(self) -> None:
        # '': a file that is nobody's, gone with the connection
        self._known = sqlite3.connect("")
        self._known.executescript(_TABLES)

    def add_original(self, slug: str, capture: Capture, refers: Refers) -> None:
        if not capture.body:
            return  # the digest of nothing is that of every answer without a body, also of "not modified"
        self._known.execute(
            "insert into original values (?, ?, ?, ?, ?, ?)",
            (
                slug,
                refers.record_id,
                refers.digest,
                capture.url,
                capture.captured_at.isoformat(),
                json.dumps(dict(capture.headers)),
            ),
        )

    def add_revisit(self, tally: int, slug: str, capture: Capture, refers: Refers) -> None:
        """`tally` comes back with it: which file it was in."""
        self._known.execute(
            "insert into revisit values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                tally,
                slug,
                capture.url,
                capture.captured_at.isoformat(),
                json.dumps(dict(capture.headers)),
                refers.record_id,
                refers.digest,
                refers.url,
                refers.at.isoformat() if refers.at else "",
            ),
        )

    def resolved(self) -> Iterator[Revisit | int]:
        """Each revisit with its original, in the order in which they came; its tally alone where it names none."""
        self._known.row_factory = sqlite3.Row
        for row in self._known.execute("select * from revisit order by rowid"):
            original = self._known.execute(_FOUND, dict(row)).fetchone()
            if original is None and not (row["original_url"] and row["original_at"]):
                yield row["tally"]
                continue
            # not among these files: it may be in the archive, from an earlier import
            url = original["url"] if original else row["original_url"]
            at = original["at"] if original else row["original_at"]
            headers = json.loads(original["headers"]) if original else {}
            yield Revisit(row["tally"], row["slug"], _capture(row, headers), (url, datetime.fromisoformat(at)))

    def close(self) -> None:
        self._known.close()


def _capture(row: sqlite3.Row, original: dict[str, str]) -> Capture:
    headers = original | json.loads(row["headers"])
    return Capture(row["url"], row["url"], 200, headers, b"", datetime.fromisoformat(row["at"]))

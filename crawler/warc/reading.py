"""From WARC files to the captures of our sources, in file order; every record that gives none is counted, with why.

Nobody is contacted. A file that is broken is read as far as it goes, and never stops the others.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.source import Source
from crawler.warc.answer import BROKEN, CUT_SHORT, TOO_LARGE, UnusableError
from crawler.warc.capture import NOT_HTML, OTHER_STATUS, REDIRECT, capture_of, own_names, refers_to, target
from crawler.warc.choice import NO_SOURCE, NOT_ARTICLE, OTHER_SOURCE, Choice
from crawler.warc.records import Damage, Record, read_records
from crawler.warc.revisits import Revisit, Revisits
from db.urls import site_of
from db.values import Capture

KEPT, ALREADY_KNOWN = "kept", "already_known"
NOT_CAPTURE, NO_ORIGINAL = "not_capture", "no_original"
REASONS = {
    NOT_CAPTURE: "requests, metadata, DNS answers and the like",
    NO_SOURCE: "of a site that is no source of ours",
    OTHER_SOURCE: "of a source that was not asked for",
    NOT_ARTICLE: "of a source, but no article address",
    REDIRECT: "a redirect",
    OTHER_STATUS: "an answer other than 200",
    NOT_HTML: "no web page",
    NO_ORIGINAL: "a revisit without its original",
    TOO_LARGE: "a body over 20 MB",
    CUT_SHORT: "a body that was cut short",
    BROKEN: "no date, or not what a server answers",
}
SUFFIXES = (".warc", ".warc.gz")
MOST_HOSTS = 20_000
MOST_TOLD = 5


@dataclass(slots=True)
class Tally:
    """What one file held: `counts` by outcome or reason; their sum is `record_count` once it is read."""

    path: Path
    byte_count: int = 0
    record_count: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    problem_count: int = 0
    """Of which the first few are told."""

    def add_problem(self, problem: str) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(problem)

    def row(self) -> dict[str, Any]:
        """The counts under their names, and what could not be read."""
        more = self.problem_count - len(self.problems)
        return {
            "path": str(self.path),
            "records": self.record_count,
            **{name: self.counts[name] for name in (KEPT, ALREADY_KNOWN, *REASONS)},
            "problem": "; ".join([*self.problems, *([f"and {more} more places"] if more else [])]),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """A capture of a source. With `original` its body is that capture's (address, time), which is stored already."""

    tally: Tally
    slug: str
    capture: Capture
    original: tuple[str, datetime] | None = None


class Reading:
    """The reading of some WARC files; its counts are right at any moment of it."""

    def __init__(self, paths: Iterable[Path], choice: Choice, now: datetime) -> None:
        self.tallies = find_files(paths)
        self.byte_count = sum(tally.byte_count for tally in self.tallies)
        self.bytes_read = 0
        self.hosts: Counter[str] = Counter()
        """Hosts of records that belong to no source."""
        self.each_record: Callable[[], None] = lambda: None
        """Called after each record, for whoever shows how far it is."""
        self._choice = choice
        self._latest = now + timedelta(days=1)
        self._revisits = Revisits()

    def found(self) -> Iterator[Found]:
        """Every capture, in file order; revisits at the end. Whoever takes one counts it in its tally."""
        try:
            yield from self._files()
            yield from self._revisited()
        finally:
            self._revisits.close()

    def _files(self) -> Iterator[Found]:
        before = 0
        for number, tally in enumerate(self.tallies):
            try:
                yield from self._file(number, tally, before)
            except OSError as error:
                tally.add_problem(f"{tally.path}: {error.strerror or error}")
            before += tally.byte_count
            self.bytes_read = before

    def _file(self, number: int, tally: Tally, before: int) -> Iterator[Found]:
        if tally.problems:
            return
        with tally.path.open("rb") as file:
            for record in read_records(file, self._is_wanted):
                self.bytes_read = before + file.tell()
                if isinstance(record, Damage):
                    tally.add_problem(f"{tally.path}: at byte {record.offset:,}: {record.reason}")
                    continue
                tally.record_count += 1
                self.each_record()
                yield from self._record(number, tally, record)

    def _is_wanted(self, record: Record) -> bool:
        return not isinstance(self._look(record), str)

    def _look(self, record: Record) -> Source | str:
        """Whose the record is, without its block; or why it is nobody's."""
        url = target(record)
        if record.kind not in ("response", "resource", "revisit") or site_of(url) is None:
            return NOT_CAPTURE
        return self._choice.of(url)

    def _record(self, number: int, tally: Tally, record: Record) -> Iterator[Found]:
        source = self._look(record)
        if isinstance(source, str):
            tally.counts[source] += 1
            if source == NO_SOURCE:
                self._count_host(target(record))
            return
        try:
            capture = capture_of(record, self._latest)
        except UnusableError as error:
            tally.counts[str(error)] += 1
            return
        if record.kind == "revisit":
            self._revisits.add_revisit(number, source.slug, capture, refers_to(record))
        else:
            self._revisits.add_original(source.slug, capture, own_names(record))
            yield Found(tally, source.slug, capture)

    def _count_host(self, url: str) -> None:
        site = site_of(url)
        self.hosts[site.host if site else ""] += 1
        if len(self.hosts) > MOST_HOSTS:
            # those met most stay; a crawl of the whole web would fill the memory
            self.hosts = Counter(dict(self.hosts.most_common(MOST_HOSTS // 2)))

    def _revisited(self) -> Iterator[Found]:
        for each in self._revisits.resolved():
            if isinstance(each, Revisit):
                yield Found(self.tallies[each.tally], each.slug, each.capture, each.original)
            else:
                self.tallies[each].counts[NO_ORIGINAL] += 1


def find_files(paths: Iterable[Path]) -> list[Tally]:
    """Every file once, in the order given, folders searched; what is none carries its problem."""
    tallies: dict[Path, Tally] = {}
    for path in paths:
        found = [path]
        if path.is_dir():
            found = sorted(each for each in path.rglob("*") if each.name.lower().endswith(SUFFIXES) and each.is_file())
        for each in found:
            tallies.setdefault(each.resolve(), _tally(each))
        if not found:
            tallies[path] = _tally(path, "holds no *.warc or *.warc.gz")
    return list(tallies.values())


def _tally(path: Path, problem: str = "") -> Tally:
    tally = Tally(path)
    if not problem:
        with contextlib.suppress(OSError):
            tally.byte_count = path.stat().st_size
        problem = "" if path.is_file() else "is no file" if path.exists() else "there is no such file"
    if problem:
        tally.add_problem(f"{path}: {problem}")
    return tally


def hosts_met(hosts: Counter[str], most: int = MOST_TOLD) -> Sequence[str]:
    """The hosts met most, each with its count."""
    return [f"{host} ({count:,})" for host, count in hosts.most_common(most)]

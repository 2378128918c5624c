"""The records of a WARC file, one after the other, as far as they can be read; what is broken is told with its place.

Memory is bounded: at most two blocks are held, a block that is not wanted or too large is passed over unread. A
record counts only once the next one was found where it has to begin: a wrong length spoils no page.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecord

from crawler.warc.damage import ends_well, next_start, start_problem

MAX_BODY = 20_000_000
"""Bytes: as the crawl's own bound; the largest news pages known are 2 MB."""
T = TypeVar("T")
# HTTP headers stand in the block too, and chunks their lengths
MAX_BLOCK = MAX_BODY + 200_000


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Names of `headers` (the WARC's own) are in lower case."""

    offset: int
    """Where it begins, in bytes of the file as it is (compressed or not)."""
    kind: str
    """WARC-Type: response, resource, revisit, request, ..."""
    length: int
    """Bytes of the block, as the record says."""
    headers: dict[str, str] = field(default_factory=dict)
    block: bytes | None = None
    """None: it was not wanted, or it is larger than MAX_BLOCK."""


@dataclass(frozen=True, slots=True)
class Damage:
    """From here on something could not be read."""

    offset: int
    reason: str


class _DamageError(Exception):
    pass


def read_records(file: BinaryIO, wants: Callable[[Record], bool]) -> Iterator[Record | Damage]:
    """Every record that can be read, and what could not be; `file` is seekable, plain or gzip.

    `wants` is shown each record without its block, and says whether to read it. After damage the search goes on
    for the next place where a record begins. Raises OSError only where the file cannot be opened or searched.
    """
    if problem := start_problem(file):
        yield Damage(0, problem)
        return
    start: int | None = 0
    damage: Damage | None = None
    while start is not None:
        stretch = _Stretch(file, start, wants)
        for record in stretch:
            if damage:
                yield damage
                damage = None
            yield record
        # places that only look like a beginning are one damage, told where the last of them is
        damage = stretch.damage or damage
        start = next_start(file, damage.offset + 1) if stretch.damage and damage else None
    if damage:
        yield damage


class _Stretch:
    """The records from one place to the end of the file or to damage."""

    def __init__(self, file: BinaryIO, start: int, wants: Callable[[Record], bool]) -> None:
        self.damage: Damage | None = None
        self._file = file
        self._offset = start
        self._wants = wants

    def __iter__(self) -> Generator[Record]:
        self._file.seek(self._offset)
        records = iter(ArchiveIterator(self._file, parse_http=False))
        held: Record | None = None
        while True:
            try:
                following = self._next(records)
            except _DamageError as error:
                self.damage = Damage(self._offset, str(error))
                if held and ends_well(self._file, held.offset, held.length):
                    yield held
                return
            if held:
                yield held
            if following is None:
                return
            held = following

    def _next(self, records: Iterator[WarcRecord]) -> Record | None:
        found = _told(lambda: next(records, None))
        if found is None:
            return None
        self._offset = found.stream_pos
        headers = {name.lower(): value for name, value in found.headers.items()}
        record = Record(found.stream_pos, headers.get("warc-type", "").lower(), found.content_length, headers)
        if self._wants(record) and record.length <= MAX_BLOCK:
            block = _told(lambda: found.reader.read(record.length))
            seen, record = len(block), replace(record, block=block)
        else:
            seen = _told(found.consume)
        if seen < record.length:
            raise _DamageError(f"the file ends {record.length - seen:,} bytes before the record does")
        return record


def _told(read: Callable[[], T]) -> T:
    try:
        return read()
    except (OSError, ValueError, RuntimeError) as error:  # what the library makes of bytes that are no WARC
        raise _DamageError(str(error) or type(error).__name__) from error

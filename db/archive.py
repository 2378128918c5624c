"""The door to the archive for flows and commands: each call is one transaction of a function of this package.

archive = Archive(url)
archive.call(queries.ledger, "ichongqing")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db import runs, store
from db.connect import open_engine
from db.values import Pending, Processed

P = ParamSpec("P")
T = TypeVar("T")

TroubleError = DBAPIError
"""What `call` raises where the database does not answer any more, among others."""


class Archive:
    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = open_engine(url)

    def call(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function(connection, ...)` returns; all of it is committed, or nothing."""
        with self._engine.begin() as connection:
            return function(connection, *args, **kwargs)

    def process(
        self,
        source_id: int,
        run_id: int | None,
        max_count: int,
        process: Callable[[Sequence[Pending]], Sequence[Processed]],
        domains: Sequence[str] = (),
        version: str = "",
    ) -> Counter[str]:
        """Claim unprocessed captures, process and store them, in one transaction; outcomes, empty if none waited.

        `domains` are the source's, its preferred one first: the same piece on two of them is one article. `version` is
        that of the extractor at work: a text that another one read is read again before it is compared.
        A worker that dies in the middle leaves its captures unprocessed and unlocked.
        """
        with self._engine.begin() as connection:
            pending = store.claim(connection, source_id, max_count, version)
            return store.save(connection, source_id, run_id, process(pending), domains)

    @contextmanager
    def locked(self, flow: str, slug: str) -> Iterator[bool]:
        """Whether this flow alone works on the source for the time of the block; freed even when we are killed."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            try:
                yield runs.lock(connection, flow, slug)
            finally:
                # a server notices a closed connection after a while only; a run that follows at once needs the lock
                with suppress(DBAPIError):
                    runs.unlock(connection)
                connection.invalidate()  # a pooled connection would keep the lock

    def close(self) -> None:
        self._engine.dispose()

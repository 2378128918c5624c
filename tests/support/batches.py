"""A batch is processed as a whole; a test says what becomes of one capture."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.values import Pending, Processed


def one_by_one(process: Callable[[Pending], Processed]) -> Callable[[Sequence[Pending]], list[Processed]]:
    """`process`, one capture after the other."""
    return lambda batch: [process(pending) for pending in batch]

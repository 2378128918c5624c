"""What went wrong, in one line for a person: the database's own words without the statement and its parameters."""

from __future__ import annotations

_DISK_FULL = "53100"
"""SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


def told(error: BaseException) -> str:
    """The kind of an error and its words; of one that means a full disk, what to do."""
    if is_full(error):
        return f"the database's disk is full: make room on it, and the next run goes on ({words(error)})"
    return f"{type(_original(error)).__name__}: {words(error)}"


def is_full(error: BaseException) -> bool:
    """Whether it means that the database's disk is full."""
    return getattr(_original(error), "sqlstate", None) == _DISK_FULL


def words(error: BaseException) -> str:
    """What the error says, in a line."""
    return " ".join(str(_original(error)).split())


def _original(error: BaseException) -> BaseException:
    """The driver's error, where SQLAlchemy wrapped it."""
    return getattr(error, "orig", None) or error

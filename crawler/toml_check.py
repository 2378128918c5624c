"""Reads a TOML table key by key and collects every fault instead of stopping at the first.

Each fault names the file, the dotted key, what was expected and what was found.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_SHOWN = 60
"""Characters of a wrong value worth repeating."""


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """One fault of one file, in words for the person who wrote it."""

    file: Path
    key: str
    """Dotted ('discover.feeds'); empty for the file as a whole."""
    expected: str
    found: str

    def __str__(self) -> str:
        key = f": {self.key}" if self.key else ""
        return f"{self.file}{key}: expected {self.expected}; found {self.found}"


@dataclass
class Table:
    """One table being read. A key that was never asked for is reported as unknown by `close`."""

    file: Path
    data: Mapping[str, Any]
    problems: list[SourceProblem]
    prefix: str = ""
    _asked: list[str] = field(default_factory=list)

    def has(self, key: str) -> bool:
        return key in self.data

    def take(self, key: str, expected: str, check: Callable[[Any], T | None], default: T) -> T:
        """The checked value; `default` for a key that is absent or (reported) wrong. `check` gives None for wrong."""
        self._asked.append(key)
        if key not in self.data:
            return default
        value = check(self.data[key])
        if value is None:
            self.fault(key, expected, shown(self.data[key]))
            return default
        return value

    def require(self, key: str, expected: str, check: Callable[[Any], T | None], default: T) -> T:
        """Like `take`, and an absent key is a fault."""
        if key not in self.data:
            self.fault(key, expected, "nothing (the key is required)")
        return self.take(key, expected, check, default)

    def table(self, key: str) -> Table:
        """A table inside this one, empty when absent or (reported) no table."""
        data: dict[str, Any] = self.take(key, "a table", lambda value: value if isinstance(value, dict) else None, {})
        return Table(self.file, data, self.problems, f"{self.prefix}{key}.")

    def fault(self, key: str, expected: str, found: str) -> None:
        self.problems.append(SourceProblem(self.file, f"{self.prefix}{key}", expected, found))

    def know(self, keys: Collection[str]) -> None:
        """Keys that may stand here, for those that are only taken where present."""
        self._asked.extend(keys)

    def close(self) -> None:
        """Reports the keys nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.fault(key, f"a known key{_meant(key, self._asked)}", "an unknown one")


def _meant(key: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else f" ({', '.join(sorted(known))})"


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def texts(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    found = tuple(each for each in map(text, value) if each is not None)
    return found if len(found) == len(value) else None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def number(least: float, most: float = float("inf")) -> Callable[[Any], float | None]:
    """A check for a number from `least` to `most`; TOML's true and false are none, nor are nan and inf."""
    return lambda value: (
        float(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most < float("inf")
        else None
    )


def count(least: int, most: int) -> Callable[[Any], int | None]:
    """A check for a whole number from `least` to `most`."""
    return lambda value: (
        value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else None
    )

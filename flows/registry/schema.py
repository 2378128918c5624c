"""Reading one table of a registry file: the right keys, the right types, and a list of what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

MISSING = object()


class Reader:
    """One TOML table. Every fault is noted as 'file: key: what was expected' and reading goes on."""

    def __init__(self, table: Mapping[str, Any], where: str, problems: list[str]) -> None:
        self._table = table
        self._where = where
        self._problems = problems
        self._asked: set[str] = set()

    @property
    def where(self) -> str:
        """'file: kind id', as every fault of it begins."""
        return self._where

    def wrong(self, key: str, message: str) -> None:
        """Note a fault of `key`."""
        self._problems.append(f"{self._where}: {key}: {message}")

    def text(self, key: str, *, optional: bool = False) -> str:
        """A string; '' when it is missing or not one."""
        value = self._get(key, "" if optional else MISSING)
        if not isinstance(value, str) or (not value.strip() and not optional):
            if value is not MISSING:
                self.wrong(key, f"expected a text, got {value!r}")
            return ""
        return value.strip()

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of `allowed`; the first of them when it is not."""
        options = tuple(allowed)
        value = self._get(key, MISSING if default is None else default)
        if value not in options:
            if value is not MISSING:
                self.wrong(key, f"expected one of {', '.join(options)}, got {value!r}")
            return options[0]
        return str(value)

    def number(self, key: str, *, optional: bool = False) -> int | None:
        """A whole number from 1; None when it is missing or not one."""
        value = self._get(key, None if optional else MISSING)
        if value is None or value is MISSING:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.wrong(key, f"expected a number from 1, got {value!r}")
            return None
        return value

    def flag(self, key: str) -> bool:
        """true or false; false when it is missing."""
        value = self._get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, f"expected true or false, got {value!r}")
            return False
        return value

    def day(self, key: str) -> date | None:
        """A TOML date without a time."""
        value = self._get(key)
        if value is MISSING:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.wrong(key, f"expected a date like 2022-05-27, got {value!r}")
            return None
        return value

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of strings, not empty unless `optional`."""
        value = self._get(key, () if optional else MISSING)
        if value is MISSING:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) and one.strip() for one in value):
            self.wrong(key, f"expected a list of texts, got {value!r}")
            return ()
        if not value and not optional:
            self.wrong(key, "expected at least one text")
        return tuple(value)

    def tables(self, key: str) -> list[Reader]:
        """The tables of an optional [[key]]."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, "expected tables, written [[...]]")
            return []
        return [Reader(one, f"{self._where}: {key}[{at}]", self._problems) for at, one in enumerate(value, 1)]

    def table(self, key: str) -> Reader | None:
        """The optional table `key`."""
        value = self._get(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, f"expected a table, got {value!r}")
            return None
        return Reader(value, f"{self._where}: {key}", self._problems)

    def every_key(self) -> list[str]:
        """Every key of the table, in the file's order."""
        return list(self._table)

    def done(self) -> None:
        """Note the keys nobody asked for: a misspelt key must not be a silent default."""
        for key in self._table.keys() - self._asked:
            self.wrong(key, f"unknown key; known are {', '.join(sorted(self._asked))}")

    def _get(self, key: str, default: Any = MISSING) -> Any:
        self._asked.add(key)
        if key in self._table:
            return self._table[key]
        if default is MISSING:
            self.wrong(key, "is missing")
        return default

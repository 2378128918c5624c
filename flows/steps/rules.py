"""By what tags are made: the tagger's version with the registry it was given, as data and as one short word.

Promise: equal words mean equal tags of equal texts. Comments, spaces and the order of files and entries change nothing;
a field that the registry gets one day counts by itself.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flows.steps.congress import Registry
from flows.steps.tag import RULE_VERSION

_DIGITS = 12
"""Hex digits of the digest that are kept: enough that no two registries of one archive are taken for one."""


def as_data(registry: Registry) -> dict[str, Any]:
    """The registry as JSON can hold it: kind -> id -> entry; what has no id is listed as it is."""
    return {field.name: _table(getattr(registry, field.name)) for field in fields(registry)}


@lru_cache(maxsize=4)
def rule_version(registry: Registry) -> str:
    """'1.3f2a9c0d1b4e': the version of the rules, then a digest of the registry."""
    written = json.dumps(as_data(registry), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return f"{RULE_VERSION}.{hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]}"


def code_of(rule_version: str) -> str:
    """The version of the rules alone."""
    return rule_version.partition(".")[0]


def _table(value: Any) -> Any:
    if isinstance(value, tuple) and value and all(_id(one) for one in value):
        return {_id(one): _entry(one) for one in value}
    # an empty table must not differ from one whose last entry was taken out
    return {} if value == () else _unordered(_plain(value))


def _id(value: Any) -> str:
    return str(getattr(value, "id", "")) if is_dataclass(value) else ""


def _entry(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name != "id"}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        # an entry inside another is that other's only by name: it has a table of its own
        return _id(value) or _entry(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _unordered(value: Any) -> Any:
    """Lists of names outside of any entry: their order is that of the files."""
    if isinstance(value, dict):
        return {key: _unordered(one) for key, one in value.items()}
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return sorted(set(value))
    return value

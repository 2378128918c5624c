"""The registry's files, read, checked and merged: what we know about the world.

`load_registry` reads the `*.toml` beside this module, then those of a user's folder, which add entries or
replace them by id. It either gives a registry without contradictions or raises `RegistryError` with every
problem it found, each with its file and key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows.registry import parse
from flows.registry.schema import Reader
from flows.steps.congress import Congress, Lookalikes, Registry
from flows.steps.names import claims

_SHIPPED = Path(__file__).parent
_TABLES = ("place", "congress", "topic", "person")
_LOOKALIKES = "lookalike"
_CITIES = "cities"


class RegistryError(Exception):
    """The files contradict themselves, each other or the contract; `problems` says where, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load_registry(user_folder: Path | None = None) -> Registry:
    """The shipped registry, with the user's files on top.

    `user_folder` is the configuration folder, whose `registry/*.toml` are read, or that `registry` folder itself;
    one that does not exist adds nothing.
    """
    problems: list[str] = []
    shipped = sorted(_SHIPPED.glob("*.toml"))
    tables = _merged([*shipped, *_user_files(user_folder)], problems)
    places = {one.id: one for one in (parse.place(table) for table in tables["place"].values())}
    registry = Registry(
        places=tuple(places.values()),
        congresses=tuple(
            one for one in (parse.congress(table, places) for table in tables["congress"].values()) if one
        ),
        topics=tuple(parse.topic(table) for table in tables["topic"].values()),
        people=tuple(parse.person(table) for table in tables["person"].values()),
        lookalikes=_lookalikes(tables[_LOOKALIKES].values()),
    )
    problems += _contradictions(registry.congresses)
    if problems:
        raise RegistryError(problems)
    return registry


def _user_files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    inner = folder / "registry"
    return sorted((inner if inner.is_dir() else folder).glob("*.toml"))


def _merged(paths: Iterable[Path], problems: list[str]) -> dict[str, dict[str, Reader]]:
    """Tables by kind and id, a later file's over an earlier one's; the place in the order is the first one's."""
    merged: dict[str, dict[str, Reader]] = {kind: {} for kind in (*_TABLES, _LOOKALIKES)}
    for path in paths:
        document = _document(path, problems)
        for kind in document.keys() - set(_TABLES) - {_LOOKALIKES}:
            problems.append(f"{path}: {kind}: unknown table; known are {', '.join((*_TABLES, _LOOKALIKES))}")
        if _LOOKALIKES in document:
            merged[_LOOKALIKES][str(path)] = Reader(document, str(path), problems)
        for kind in _TABLES:
            _add(merged[kind], document.get(kind, []), kind, path, problems)
    return merged


def _document(path: Path, problems: list[str]) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{path}: is no readable TOML: {error}")
        return {}


def _add(known: dict[str, Reader], entries: Any, kind: str, path: Path, problems: list[str]) -> None:
    if not isinstance(entries, list):
        problems.append(f"{path}: {kind}: expected tables, written [[{kind}]]")
        return
    here: set[str] = set()
    for at, entry in enumerate(entries, 1):
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name.strip():
            problems.append(f"{path}: {kind}[{at}]: id: expected a text, got {name!r}")
        elif name in here:
            problems.append(f"{path}: {kind} {name}: id: stands twice in this file")
        else:
            here.add(name)
            known[name] = Reader(entry, f"{path}: {kind} {name}", problems)


def _lookalikes(documents: Iterable[Reader]) -> Lookalikes:
    """Lists of names, one key each; `cities` hold congresses of their own and get Chinese suffixes later."""
    found = Lookalikes((), ())
    for document in documents:
        table = document.table(_LOOKALIKES)
        if table is None:
            continue
        for key in table.every_key():
            names = table.texts(key)
            if key == _CITIES:
                found = replace(found, cities=(*found.cities, *names))
            else:
                found = replace(found, names=(*found.names, *names))
    return found


def _contradictions(congresses: Iterable[Congress]) -> list[str]:
    """Two meetings that claim one name: neither could ever be tagged with certainty."""
    owners: dict[str, str] = {}
    problems = []
    for one in congresses:
        for name in claims(one):
            owner = owners.setdefault(name, one.id)
            if owner != one.id:
                problems.append(f"congress {one.id}: aliases: {name!r} is also claimed by {owner}")
    return problems


__all__ = ["RegistryError", "load_registry"]

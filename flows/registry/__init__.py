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
from flows.registry.contradictions import contradictions
from flows.registry.schema import Reader
from flows.steps.congress import Lookalikes, Registry
from flows.steps.offices import bounded

_SHIPPED = Path(__file__).parent
_TABLES = ("place", "congress", "topic", "person", "phrase")
_LOOKALIKES = "lookalike"
_RULED = "ruled"
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
    return registry_of(user_files(user_folder))


def user_files(folder: Path | None) -> dict[str, str]:
    """The text of each of the user's files by its path, in the order they are read. Raises RegistryError."""
    if folder is None:
        return {}
    inner = folder / "registry"
    return _texts(sorted((inner if inner.is_dir() else folder).glob("*.toml")))


def registry_of(files: Mapping[str, str]) -> Registry:
    """The shipped registry with these files on top. Raises RegistryError."""
    problems: list[str] = []
    tables = _merged({**_texts(sorted(_SHIPPED.glob("*.toml"))), **files}, problems)
    places = {one.id: one for one in (parse.place(table) for table in tables["place"].values())}
    registry = Registry(
        places=tuple(places.values()),
        congresses=tuple(
            one for one in (parse.congress(table, places) for table in tables["congress"].values()) if one
        ),
        topics=tuple(parse.topic(table) for table in tables["topic"].values()),
        people=bounded(parse.person(table) for table in tables["person"].values()),
        phrases=tuple(parse.phrase(table) for table in tables["phrase"].values()),
        lookalikes=_lookalikes(tables[_LOOKALIKES].values()),
    )
    where = {(kind, name): table.where for kind, mine in tables.items() for name, table in mine.items()}
    problems += contradictions(registry, where)
    if problems:
        raise RegistryError(problems)
    return registry


def _texts(paths: Iterable[Path]) -> dict[str, str]:
    texts, problems = {}, []
    for path in paths:
        try:
            texts[str(path)] = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError) as error:
            problems.append(f"{path}: cannot be read: {error}")
    if problems:
        raise RegistryError(problems)
    return texts


def _merged(texts: Mapping[str, str], problems: list[str]) -> dict[str, dict[str, Reader]]:
    """Tables by kind and id, a later file's over an earlier one's; the place in the order is the first one's."""
    merged: dict[str, dict[str, Reader]] = {kind: {} for kind in (*_TABLES, _LOOKALIKES)}
    for path, text in texts.items():
        document = _document(path, text, problems)
        for kind in document.keys() - set(_TABLES) - {_LOOKALIKES}:
            problems.append(f"{path}: {kind}: unknown table; known are {', '.join((*_TABLES, _LOOKALIKES))}")
        if _LOOKALIKES in document:
            merged[_LOOKALIKES][path] = Reader(document, path, problems)
        for kind in _TABLES:
            _add(merged[kind], document.get(kind, []), kind, path, problems)
    return merged


def _document(path: str, text: str, problems: list[str]) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path}: is no readable TOML: {error}")
        return {}


def _add(known: dict[str, Reader], entries: Any, kind: str, path: str, problems: list[str]) -> None:
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
            elif key == _RULED:
                found = replace(found, ruled=(*found.ruled, *names))
            else:
                found = replace(found, names=(*found.names, *names))
    return found


__all__ = ["RegistryError", "load_registry", "registry_of", "user_files"]

"""What must be the same on every machine that works on one archive: program, libraries, rules, schema, sources.

A text that two versions read in two ways would look like an edit. Pure comparisons; what is looked at here is files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path

from db import engine, migrate, whereabouts
from db.settings import Settings
from flows.rules_in_force import rules_in_force
from flows.steps.extract import EXTRACTOR_VERSION

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES, _SUFFIXES = ("crawler", "db", "flows"), (".py", ".sql", ".toml")
# what reads pages, and what the workers of one Prefect server speak to each other
_LIBRARIES = ("htmldate", "lxml", "prefect", "scrapy", "trafilatura")
_DIGITS = 12
_INSTALL = "install the same version there and here"
_REMEDIES: Mapping[str, tuple[str, str]] = {
    "program": ("version", _INSTALL),
    "code": ("files of the program", _INSTALL),
    "libraries": ("libraries", "`make install` on both, from the same lock file"),
    "extractor": ("extractor", _INSTALL),
    "rules": ("rules and registry", f"{_INSTALL}, with the same CONGRESSWATCH_CONFIG"),
    "schema": ("database schema", _INSTALL),
    "sources": ("source files", "give both the same folder CONGRESSWATCH_CONFIG"),
    "archive": ("archive", "let DATABASE_URL name the same database"),
}
"""Field -> what it is called, and what to do where it differs."""


@dataclass(frozen=True, slots=True)
class Release:
    program: str
    code: str
    libraries: str
    extractor: str
    rules: str
    schema: str
    sources: str
    archive: str

    def as_data(self) -> dict[str, str]:
        return asdict(self)


def differences(here: Release, there: Mapping[str, str]) -> str:
    """What differs between this machine and what `up` told of itself, and what to do; '' where nothing does."""
    differing = [field.name for field in fields(here) if getattr(here, field.name) != there.get(field.name, "")]
    told = [f"{_REMEDIES[name][0]} ({_beside(getattr(here, name), there.get(name, ''))})" for name in differing]
    remedies = dict.fromkeys(_REMEDIES[name][1] for name in differing)
    return f"{', '.join(told)}: {'; '.join(remedies)}" if told else ""


def _beside(here: str, there: str) -> str:
    """Both, without the entries that they have in common."""
    ours, theirs = here.split(", "), there.split(", ")
    return ", ".join(
        f"{', '.join(one for one in each if one not in other) or 'none'} {where}"
        for each, other, where in ((ours, theirs, "here"), (theirs, ours, "there"))
    )


def release(settings: Settings) -> Release:
    """Of this machine, with the archive that it works on."""
    return Release(
        program=version("congresswatch"),
        code=digest(_program_files()),
        libraries=", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
        extractor=EXTRACTOR_VERSION,
        rules=rules_in_force(settings).version,
        schema=migrate.head(),
        sources=digest(_source_files(settings)),
        archive=whereabouts.identity(engine.database_url(settings)),
    )


def digest(files: Iterable[tuple[str, Path]]) -> str:
    """A short word for names and contents; '' for no files at all."""
    found = hashlib.sha256()
    names = []
    for name, path in sorted(files):
        names.append(name)
        content = hashlib.sha256(path.read_bytes()).digest()
        found.update(name.encode() + b"\0" + content)
    return found.hexdigest()[:_DIGITS] if names else ""


def _program_files() -> Iterable[tuple[str, Path]]:
    for package in _PACKAGES:
        for path in (_ROOT / package).rglob("*"):
            if path.suffix in _SUFFIXES:
                yield path.relative_to(_ROOT).as_posix(), path


def _source_files(settings: Settings) -> Iterable[tuple[str, Path]]:
    if settings.config:
        for path in (settings.config / "sources").glob("*.toml"):
            yield path.name, path

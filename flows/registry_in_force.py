"""The registry that runs work with: the user's own of today, or the last good one while that one is broken.

Promise: a broken file of the user's never stops a watch, never changes what is tagged, and is never passed over in
silence: `problem` says it until it is mended. What was last read without a fault is kept in CONGRESSWATCH_HOME, as the
texts of the user's files; what is shipped is always good. Commands that only ask read the files themselves
(`load_registry`) and fail where they are broken.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.settings import Settings
from flows.registry import RegistryError, registry_of, user_files
from flows.steps.congress import Registry

_SHOWN = 3
"""Faults that are told in one sentence; `congress check` tells all."""


@dataclass(frozen=True)
class InForce:
    """A registry, and why it is not the one of the user's files."""

    registry: Registry
    problem: str = ""
    """'' where it is."""


def registry_in_force(settings: Settings) -> InForce:
    """Read the user's files and keep them as the last good ones; where they are broken, take those that were kept."""
    try:
        files = user_files(settings.config)
        registry = registry_of(files)
    except RegistryError as error:
        return _last_good(settings.home, error)
    try:
        _keep(settings.home, files)
    except OSError as error:
        return InForce(registry, f"the registry is good, and cannot be kept for a day when it is not: {error}")
    return InForce(registry)


def kept_path(home: Path) -> Path:
    """Where the last good files are kept."""
    return home / "registry" / "last-good.json"


def _last_good(home: Path, broken: RegistryError) -> InForce:
    kept = _kept(home)
    if kept is not None:
        # a newer program may know more, and contradict what was good with the older one
        with suppress(RegistryError):
            when = f"of {kept.kept_at:%Y-%m-%d %H:%M} UTC"
            return InForce(registry_of(kept.files), _said(broken, f"the last good one, {when}, stays in force"))
    return InForce(registry_of({}), _said(broken, "there is no good one of before: the shipped one is in force"))


def _said(broken: RegistryError, instead: str) -> str:
    more = len(broken.problems) - _SHOWN
    faults = "; ".join(broken.problems[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
    return f"the registry is broken ({faults}); {instead}: congresswatch congress check"


@dataclass(frozen=True)
class _Kept:
    kept_at: datetime
    files: dict[str, str]


def _kept(home: Path) -> _Kept | None:
    try:
        read = json.loads(kept_path(home).read_text(encoding="utf-8"))
        return _Kept(
            datetime.fromisoformat(read["kept_at"]), {str(path): str(text) for path, text in read["files"].items()}
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # nothing was kept, or it is damaged: as good as nothing


def _keep(home: Path, files: dict[str, str]) -> None:
    """Written whole or not at all, and only where it changed."""
    kept, path = _kept(home), kept_path(home)
    if kept is not None and kept.files == files:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"kept_at": datetime.now(UTC).isoformat(), "files": files}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

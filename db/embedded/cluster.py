"""The embedded cluster as its clients see it: where it lives and the addresses it answers at.

Promises: addresses work as they are in psql, psycopg and SQLAlchemy; passwords are random, kept in files only the
owner reads, and never part of a value that could be printed by accident.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from db.embedded.rootless import Runner
from db.embedded.runtime import EmbeddedError

OWNER = "congresswatch"
PREFECT = "prefect"
SUPERUSER = "postgres"
PORT = 5432

# what the kernel's address structure holds, without the closing NUL
_SOCKET_PATH_BYTES = 103 if sys.platform == "darwin" else 107
# libpq, SQLAlchemy and postgresql.conf each give some of these a meaning of their own inside a host
_SPECIAL = re.compile(r"""[,:"'\\\x00-\x1f\ud800-\udfff]""")


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded PostgreSQL: its places, and how to reach it over its private socket."""

    home: Path
    data_dir: Path
    socket_dir: Path
    bindir: Path
    port: int = PORT

    def url(self, database: str = OWNER) -> str:
        """The libpq URI of `database` for the role that owns the archive."""
        return self._address("postgresql", OWNER, database)

    def prefect_url(self) -> str:
        """The address of Prefect's own database, as its server wants it (SQLAlchemy with asyncpg)."""
        return self._address("postgresql+asyncpg", PREFECT, PREFECT)

    def superuser_url(self, database: str = "postgres") -> str:
        """For creating roles and databases only; nothing else may need it."""
        return self._address("postgresql", SUPERUSER, database)

    def _address(self, scheme: str, role: str, database: str) -> str:
        where = f"host={quote(str(self.socket_dir), safe='/')}"
        # a PGPORT meant for another server would otherwise send clients to a socket that is not there
        if self.port != PORT or "PGPORT" in os.environ:
            where += f"&port={self.port}"
        login = quote(password(self.data_dir.parent, role), safe="")
        return f"{scheme}://{role}:{login}@/{quote(database, safe='')}?{where}"


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """What is known about a cluster without starting it."""

    cluster: Cluster
    is_running: bool
    """It answered a connection just now."""
    pid: int | None
    """Of the server process; None where there is none."""
    major: str
    """Of the PostgreSQL that made the data: `18`."""


def password(base: Path, role: str) -> str:
    return (base / "secrets" / role).read_text().strip()


def make_passwords(base: Path, runner: Runner) -> None:
    """Give every role that has none a random password; the superuser's is only ever made before its cluster."""
    folder = base / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    runner.give(folder)
    is_new = not (base / "data").exists()
    for role in (SUPERUSER, OWNER, PREFECT):
        file = folder / role
        if file.exists() and file.stat().st_size:
            continue
        if role == SUPERUSER and not is_new:
            raise EmbeddedError(f"the password file {file} is missing: restore it from a backup of {base}")
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24) + "\n")
        runner.give(file)


def fits_socket(folder: Path) -> bool:
    """Whether a socket in `folder` has an address that the kernel holds and every client spells alike."""
    name = str(folder)
    if _SPECIAL.search(name) or name != name.strip():
        return False
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_BYTES


def socket_folder(base: Path, runner: Runner) -> Path:
    """A folder for the server's socket that no other account can enter: in the cluster, else a short one.

    Raises EmbeddedError when the short one's name is taken by something that is not ours alone.
    """
    folder = short_socket_folder(base) if not fits_socket(base / "socket") else base / "socket"
    uid = os.geteuid() if runner.uid is None else runner.uid
    try:
        folder.mkdir(mode=0o700)
        runner.give(folder)
    except FileExistsError:
        found = folder.lstat()
        # the name can be guessed, so another account could have made it, or a link, before us
        if not folder.is_dir() or folder.is_symlink() or found.st_uid != uid or found.st_mode & 0o077:
            raise EmbeddedError(f"{folder} is not a private folder of user id {uid}: remove it") from None
    return folder


def short_socket_folder(base: Path) -> Path:
    """Always the same for one cluster, and short wherever the cluster lives."""
    shared = Path("/tmp")  # noqa: S108 - made private and checked by socket_folder
    if not os.access(shared, os.W_OK | os.X_OK):
        shared = Path(tempfile.gettempdir())
    return shared / f"congresswatch-{hashlib.sha256(os.fsencode(base)).hexdigest()[:16]}"

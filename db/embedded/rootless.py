"""As whom the embedded server runs. PostgreSQL refuses root, and root is who runs things in containers.

Promises: an ordinary user's server runs as that user. For root, the first of these that works: a user namespace in
which root looks like an unprivileged account (files stay root's, nothing is created or opened to others), or a
dedicated system account. No folder of anyone is ever made readable to reach the data: where the account cannot get to
the home, the cluster lives in `REACHABLE` and the home holds a link to it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from db.embedded.runtime import EmbeddedError

ACCOUNT = "congresswatch"
REACHABLE = Path("/var/lib/congresswatch")
_LOOKS_LIKE = "nobody"


@dataclass(frozen=True, slots=True)
class Runner:
    """Starts the server's programs under an identity PostgreSQL accepts."""

    prefix: tuple[str, ...] = ()
    """A command that wraps another one, e.g. unshare with its options."""
    uid: int | None = None
    """The account to drop to; None: stay who we are."""
    gid: int | None = None

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run to the end; output captured, exit status left to the caller."""
        return subprocess.run(
            [*self.prefix, *map(str, command)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env=_environment(),
            user=self.uid,
            group=self.gid,
            extra_groups=self._groups,
        )

    def launch(self, *command: str | Path, log: TextIO) -> int:
        """Start a program that outlives us, its output going to `log`; returns its process id.

        A shell lets go of it at once, so that the process is never our zombie and Ctrl-C never reaches it.
        """
        shell = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *self.prefix, *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            check=True,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            user=self.uid,
            group=self.gid,
            extra_groups=self._groups,
        )
        return int(shell.stdout)

    def give(self, path: Path) -> None:
        """Make `path` (not what is in it) belong to the identity the server runs under."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Whether the server's programs can enter `folder`; asked by trying, because ACLs and mounts have a say."""
        if self == Runner():
            return True
        return self.run("test", "-x", folder).returncode == 0

    @property
    def _groups(self) -> list[int] | None:
        return None if self.uid is None else []


def settle(home: Path) -> tuple[Runner, Path]:
    """Who runs the server of `home`, and the folder its cluster lives in (made if missing, resolved).

    Raises EmbeddedError where no identity will do or the folder has gone.
    """
    link = home / "postgres"
    base = link.resolve()
    data = base / "data"
    runner = _runner(data.stat().st_uid if data.exists() else None, base)
    if base.exists():
        return runner, base
    if link.is_symlink():
        raise EmbeddedError(f"the database of {home} was in {base}, which is gone: restore it, or remove {link}")
    if not runner.reaches(home):
        base = REACHABLE / hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
        base.parent.mkdir(parents=True, exist_ok=True)
        base.parent.chmod(0o755)
    base.mkdir(exist_ok=True)
    base.chmod(0o700 if runner.uid is None else 0o711)
    if base != link.resolve():
        link.symlink_to(base, target_is_directory=True)
    return runner, base


def _runner(owner: int | None, base: Path) -> Runner:
    """`owner` is the user id that has the data, None where there are none yet."""
    me = os.geteuid()
    if me != 0:
        if owner not in (None, me):
            raise EmbeddedError(
                f"the data in {base} belong to another user (id {owner}): run as that user, or set CONGRESSWATCH_HOME"
            )
        return Runner()
    if owner:
        return Runner(uid=owner, gid=(base / "data").stat().st_gid)
    if prefix := _namespace():
        return Runner(prefix=prefix)
    if owner == 0:
        raise EmbeddedError(
            f"the data in {base} belong to root, and this system allows no user namespaces: "
            f"chown -R {ACCOUNT} {base} (after useradd --system {ACCOUNT}), or run where they are allowed"
        )
    return _dedicated_account()


def _namespace() -> tuple[str, ...]:
    """The command that makes root look unprivileged to the program it wraps; empty where that does not work.

    The account has to exist, because initdb looks its name up.
    """
    import pwd

    try:
        account = pwd.getpwnam(_LOOKS_LIKE)
    except KeyError:
        return ()
    prefix = (
        "unshare",
        "--user",
        f"--map-user={account.pw_uid}",
        f"--map-group={account.pw_gid}",
        "--",
    )
    try:
        tried = Runner(prefix=prefix).run("id", "-u")
    except OSError:
        return ()
    return prefix if tried.stdout.strip() == str(account.pw_uid) else ()


def _dedicated_account() -> Runner:
    import pwd

    for attempt in ("look", "create"):
        try:
            account = pwd.getpwnam(ACCOUNT)
            return Runner(uid=account.pw_uid, gid=account.pw_gid)
        except KeyError:
            if attempt == "look" and (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")):
                nowhere = ("--no-create-home", "--shell", "/usr/sbin/nologin")
                Runner().run(useradd, "--system", "--user-group", *nowhere, ACCOUNT)
    raise EmbeddedError(
        "PostgreSQL does not run as root, user namespaces are not allowed here, and the system account "
        f"{ACCOUNT!r} could not be created: create it, run as an ordinary user, or set DATABASE_URL"
    )


def _environment() -> dict[str, str]:
    """Ours without what would steer PostgreSQL's programs or translate their messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}

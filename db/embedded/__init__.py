"""A real PostgreSQL of our own: started when first needed, shared by all processes, running until stopped.

Promises: `ensure` is safe to call from any number of processes at once and after any crash; with a server up it costs
one connection; the server outlives the command that started it; nothing listens on a network port; no root is needed,
and root is no obstacle. Linux and macOS; elsewhere DATABASE_URL names a server.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from db.embedded import bootstrap, postmaster, rootless, runtime
from db.embedded.cluster import (
    OWNER,
    Cluster,
    ClusterStatus,
    fits_socket,
    make_passwords,
    short_socket_folder,
    socket_folder,
)
from db.embedded.runtime import EmbeddedError

__all__ = ["OWNER", "Cluster", "ClusterStatus", "EmbeddedError", "bin_path", "ensure", "status", "stop"]

Say = Callable[[str], None]


def ensure(home: Path, *, say: Say | None = None) -> Cluster:
    """The running cluster of `home`, created and started where needed.

    `say` gets one line when something takes longer than a moment. Raises EmbeddedError.
    """
    home = _supported(home)
    with _explained(home):
        if found := _answering(home):
            return found
        home.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(home):
            return _answering(home) or _bring_up(home, say or _silent)


def stop(home: Path) -> bool:
    """End the server of `home`; False if none was running. Connections are closed, nothing is lost."""
    home = _supported(home)
    with _explained(home):
        if not (home / "postgres").exists():
            return False
        with _one_at_a_time(home):
            data = _data_dir(home)
            pid = postmaster.running_pid(data)
            if pid is None:
                return False
            postmaster.stop(data, pid)
            if not fits_socket(data.parent / "socket"):
                with contextlib.suppress(OSError):
                    short_socket_folder(data.parent).rmdir()
            return True


def status(home: Path) -> ClusterStatus | None:
    """How the cluster of `home` is, starting nothing; None where none was ever brought up."""
    home = _supported(home)
    with _explained(home):
        data = _data_dir(home)
        try:
            major = (data / "PG_VERSION").read_text().strip()
            cluster = _described(home)
        except FileNotFoundError:
            return None
        return ClusterStatus(cluster, _answers(cluster), postmaster.running_pid(data), major)


def bin_path(cluster: Cluster, program: str) -> Path:
    """The path of `psql`, `pg_dump`, ... of the server's own version; an older pg_dump would refuse it."""
    path = cluster.bindir / program
    if not path.is_file():
        raise EmbeddedError(f"{cluster.bindir} has no {program}")
    return path


def _answering(home: Path) -> Cluster | None:
    """The cluster if it takes a connection now. A pid file alone proves nothing: ids are used again."""
    found = postmaster.read_pid_file(_data_dir(home))
    if not found or found.state != "ready":
        return None
    try:
        cluster = _described(home)
        return cluster if _answers(cluster) else None
    except FileNotFoundError:
        return None


def _bring_up(home: Path, say: Say) -> Cluster:
    """Under the lock: from whatever state the last process left to a server that takes connections."""
    runner, base = rootless.settle(home)
    make_passwords(base, runner)
    data = base / "data"
    programs = runtime.choose(base, _major(data))
    if not data.exists():
        say(f"creating the database in {base}")
        bootstrap.create_data(runner, programs, base)
    cluster = Cluster(home, data, socket_folder(base, runner), programs.bindir)
    if not _is_up(cluster):
        bootstrap.write_settings(runner, cluster)
        postmaster.start(runner, cluster.bindir, data, cluster.socket_dir)
        runtime.prune(base, programs)
    cluster = _described(home)
    bootstrap.furnish(cluster)
    return cluster


def _is_up(cluster: Cluster) -> bool:
    """Whether a server runs and can be reached; one on its way out, or without its socket, is ended."""
    data = cluster.data_dir
    pid = postmaster.running_pid(data)
    if pid is None:
        return False
    found = postmaster.read_pid_file(data)
    if found and found.state != "stopping" and postmaster.wait_ready(data, pid):
        found = postmaster.read_pid_file(data)
        if found and (found.socket_dir / f".s.PGSQL.{found.port}").exists():
            return True
    if postmaster.is_alive(pid):
        postmaster.stop(data, pid)
    return False


def _described(home: Path) -> Cluster:
    """The cluster as its server left it written; FileNotFoundError where none ever ran."""
    data = _data_dir(home)
    # the server notes the command it was started with, the only place that knows which programs run it
    command = os.fsdecode((data / "postmaster.opts").read_bytes())
    bindir = Path(command.partition(' "-D"')[0]).parent
    if found := postmaster.read_pid_file(data):
        return Cluster(home, data, found.socket_dir, bindir, found.port)
    own = data.parent / "socket"
    return Cluster(home, data, own if fits_socket(own) else short_socket_folder(data.parent), bindir)


def _answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.url(), connect_timeout=5).close()
    except (psycopg.OperationalError, FileNotFoundError):
        return False
    return True


def _data_dir(home: Path) -> Path:
    return (home / "postgres").resolve() / "data"


def _major(data: Path) -> int | None:
    if not data.exists():
        return None
    try:
        return runtime.major_of((data / "PG_VERSION").read_text())
    except (FileNotFoundError, ValueError):
        raise EmbeddedError(f"{data} is not a PostgreSQL data directory: restore it, or move it away") from None


@contextlib.contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Held by one process at a time, and let go of by the kernel when that process dies."""
    import fcntl

    with (home / ".postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _explained(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or home
        raise EmbeddedError(
            f"the embedded database cannot use {where}: {error.strerror or error}; "
            "set CONGRESSWATCH_HOME to a folder of your own, or DATABASE_URL to a server"
        ) from error


def _supported(home: Path) -> Path:
    if sys.platform == "win32":
        raise EmbeddedError("the embedded database needs Linux or macOS: set DATABASE_URL to a PostgreSQL server")
    return home.expanduser().absolute()


def _silent(_: str) -> None:
    pass

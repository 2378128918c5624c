"""Makes a cluster what the archive needs: its data directory, its settings, its roles and databases.

Promises: a data directory appears whole or not at all; settings and roles are brought up to date at every start, so an
interrupted first start is finished by the next; the roles are no superusers, each owns one database, and no other role
can connect to it unless its owner says so.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from db.embedded.cluster import OWNER, PREFECT, SUPERUSER, Cluster, password
from db.embedded.rootless import Runner
from db.embedded.runtime import EmbeddedError, Runtime
from db.preflight import EXTENSIONS

# LC_CTYPE=C would blind pg_trgm to every character outside ASCII; the name of a UTF-8 one differs between systems
_CTYPES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")
_ROOMY_SHM_BYTES = 256 * 1024 * 1024


def create_data(runner: Runner, runtime: Runtime, base: Path) -> None:
    """Make `base/data` with initdb; the superuser's password file has to be there already."""
    part = base / "data.part"
    for ctype in _CTYPES:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        runner.give(part)
        made = runner.run(runtime.bindir / "initdb", *_initdb_options(base, part, runtime.major, ctype))
        if made.returncode == 0:
            break
        if "invalid locale name" not in made.stderr:
            said = made.stderr.strip().splitlines() or [f"initdb ended with {made.returncode}"]
            raise EmbeddedError(f"the database could not be created in {base}: {said[-1]}")
    else:
        raise EmbeddedError(f"this system has none of the UTF-8 locales {', '.join(_CTYPES)}: install one")
    with (part / "postgresql.conf").open("a") as file:
        file.write("\ninclude = 'congresswatch.conf'   # rewritten at every start; what follows this line wins\n")
    part.rename(base / "data")


def write_settings(runner: Runner, cluster: Cluster) -> None:
    """Bring the cluster's own settings file up to date; the socket's place changes when a home is moved."""
    log = cluster.data_dir.parent / "log"
    log.mkdir(mode=0o700, exist_ok=True)
    runner.give(log)
    file = cluster.data_dir / "congresswatch.conf"
    part = file.with_suffix(".part")
    part.write_text("".join(f"{name} = '{value}'\n" for name, value in settings(cluster).items()))
    runner.give(part)
    part.replace(file)


def settings(cluster: Cluster) -> dict[str, str]:
    """For a small archive on a machine that has other things to do; durable, reachable by its socket only."""
    return {
        "listen_addresses": "",
        "port": str(cluster.port),
        "unix_socket_directories": str(cluster.socket_dir),
        "unix_socket_permissions": "0700",
        # Prefect's server keeps a pool of idle connections beside the crawlers and workers
        "max_connections": "200",
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "dynamic_shared_memory_type": _dynamic_memory(),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": "../log",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        "log_checkpoints": "off",
    }


def furnish(cluster: Cluster) -> None:
    """Create what is missing of roles, databases and extensions; the server has to be up."""
    try:
        with psycopg.connect(cluster.superuser_url(), autocommit=True, connect_timeout=10) as connection:
            for database in ("postgres", "template1"):
                _close_to_others(connection, database)
            for role in (OWNER, PREFECT):
                _role(connection, cluster, role)
                _database(connection, role)
        # by their owner, not by the superuser: a dump of the owner's can then be restored by the owner
        with psycopg.connect(cluster.url(), autocommit=True, connect_timeout=10) as connection:
            for extension in EXTENSIONS:
                connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        raise EmbeddedError(f"the embedded PostgreSQL in {cluster.data_dir} could not be set up: {said}") from error


def _initdb_options(base: Path, data: Path, major: int, ctype: str) -> list[str]:
    options = [
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={base / 'secrets' / SUPERUSER}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--no-instructions",
        "--lc-collate=C",
        f"--lc-ctype={ctype}",
        *(f"--lc-{kind}=C" for kind in ("messages", "monetary", "numeric", "time")),
    ]
    if major >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def _dynamic_memory() -> str:
    """Containers get a /dev/shm too small for parallel queries; files in the data directory do instead."""
    try:
        shm = os.statvfs("/dev/shm")  # noqa: S108 - only its size is read
    except OSError:
        return "posix"
    return "posix" if shm.f_frsize * shm.f_blocks >= _ROOMY_SHM_BYTES else "mmap"


def _role(connection: psycopg.Connection, cluster: Cluster, role: str) -> None:
    name = sql.Identifier(role)
    if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("create role {} login").format(name))
    secret = _hashed_password(connection, cluster, role)
    connection.execute(sql.SQL("alter role {} password {}").format(name, sql.Literal(secret)))


def _hashed_password(connection: psycopg.Connection, cluster: Cluster, role: str) -> str:
    """Hashed on our side, so that the plain one can never show up in a server log."""
    plain = password(cluster.data_dir.parent, role).encode()
    return connection.pgconn.encrypt_password(plain, role.encode(), b"scram-sha-256").decode()


def _database(connection: psycopg.Connection, role: str) -> None:
    name = sql.Identifier(role)
    if not connection.execute("select 1 from pg_database where datname = %s", [role]).fetchone():
        connection.execute(sql.SQL("create database {} owner {} template template0").format(name, name))
    _close_to_others(connection, role)


def _close_to_others(connection: psycopg.Connection, database: str) -> None:
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))

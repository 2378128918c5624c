"""The embedded cluster: started once for everybody, there again after every crash."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from db import embedded
from db.embedded import Cluster, EmbeddedError, postmaster, rootless

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that no other account can enter; clusters in it are stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="cw-"))
    yield folder
    for link in folder.rglob("postgres"):
        if (link / "data").exists():
            embedded.stop(link.parent)
    shutil.rmtree(folder)


@pytest.fixture
def home(place: Path) -> Path:
    return place / "my 档案 home"


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row
        return row[0]


def server_pid(cluster: Cluster) -> int:
    pid = postmaster.running_pid(cluster.data_dir)
    assert pid
    return pid


def starts(cluster: Cluster) -> int:
    logs = (cluster.data_dir.parent / "log").glob("postgresql-*.log")
    return sum(log.read_text().count("starting PostgreSQL") for log in logs)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    while postmaster.is_alive(pid):
        time.sleep(0.01)


def test_knows_chinese_characters_as_letters(cluster: Cluster) -> None:
    assert one(cluster.url(), "select cardinality(show_trgm('新闻报道'))") == 5
    assert one(cluster.url(), "select getdatabaseencoding()") == "UTF8"
    assert one(cluster.url(), "select lower('CAFÉ')") == "café"


def test_is_durable_checked_and_off_the_network(cluster: Cluster) -> None:
    shown = {name: one(cluster.url(), f"show {name}") for name in ("fsync", "synchronous_commit", "data_checksums")}
    assert set(shown.values()) == {"on"}
    assert one(cluster.url(), "show listen_addresses") == ""
    assert one(cluster.url(), "show timezone") == "UTC"


def test_roles_are_no_superusers_and_keep_to_their_database(cluster: Cluster) -> None:
    query = "select count(*) from pg_roles where rolname in ('congresswatch', 'prefect') and not rolsuper"
    assert one(cluster.url(), query) == 2
    stranger = cluster.prefect_url().replace("+asyncpg", "").replace("@/prefect", "@/congresswatch")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(stranger)


def test_prefect_gets_in_with_sqlalchemy_and_asyncpg_and_can_make_its_extension(cluster: Cluster) -> None:
    async def ask() -> object:
        engine = create_async_engine(cluster.prefect_url())
        async with engine.connect() as connection:
            await connection.execute(text("create extension if not exists pg_trgm"))
            found = (await connection.execute(text("select current_user"))).scalar()
        await engine.dispose()
        return found

    assert asyncio.run(ask()) == "prefect"


def test_psql_takes_the_url_as_it_is(cluster: Cluster) -> None:
    command = [
        str(embedded.bin_path(cluster, "psql")),
        "-X",
        "-A",
        "-t",
        "-c",
        "select current_database()",
        cluster.url(),
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "congresswatch"


def test_a_port_meant_for_another_server_does_not_mislead(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    assert one(cluster.url(), "select 1") == 1


def test_no_password_in_its_representation_nor_open_to_others(cluster: Cluster) -> None:
    base = cluster.data_dir.parent
    for file in (base / "secrets").iterdir():
        assert file.read_text().strip() not in repr(cluster)
        assert file.stat().st_mode & 0o077 == 0
    assert cluster.socket_dir.stat().st_mode & 0o077 == 0


def test_unknown_program(cluster: Cluster) -> None:
    with pytest.raises(EmbeddedError, match="has no pg_nonsense"):
        embedded.bin_path(cluster, "pg_nonsense")


def test_eight_processes_at_once_share_one_server_that_outlives_them(home: Path) -> None:
    script = "import sys, pathlib; from db import embedded; print(embedded.ensure(pathlib.Path(sys.argv[1])).url())"
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(home)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    urls = {process.communicate()[0].strip() for process in processes}
    assert [process.returncode for process in processes] == [0] * 8
    assert len(urls) == 1
    assert one(urls.pop(), "select 1") == 1
    status = embedded.status(home)
    assert status
    assert status.is_running
    assert starts(status.cluster) == 1


def test_a_first_start_says_one_line_and_later_ones_none(home: Path) -> None:
    said: list[str] = []
    first = embedded.ensure(home, say=said.append)
    assert len(said) == 1
    assert embedded.ensure(home, say=said.append) == first
    assert embedded.stop(home)
    assert embedded.ensure(home, say=said.append) == first
    assert len(said) == 1


def test_stop_and_status_never_start_anything(home: Path) -> None:
    assert embedded.status(home) is None
    assert not embedded.stop(home)
    assert not home.exists()
    cluster = embedded.ensure(home)
    assert embedded.stop(home)
    assert not embedded.stop(home)
    status = embedded.status(home)
    assert status
    assert (status.is_running, status.pid) == (False, None)
    assert status.cluster == cluster
    assert starts(cluster) == 1


def test_recovers_from_a_killed_server_without_losing_a_commit(home: Path) -> None:
    cluster = embedded.ensure(home)
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (7)")
    kill(server_pid(cluster))
    status = embedded.status(home)
    assert status
    assert not status.is_running
    assert one(embedded.ensure(home).url(), "select n from kept") == 7


def test_waits_for_what_a_killed_server_left_running(home: Path) -> None:
    cluster = embedded.ensure(home)
    connection = psycopg.connect(cluster.url())
    backend = connection.info.backend_pid
    os.kill(backend, signal.SIGSTOP)
    kill(server_pid(cluster))
    wake = threading.Timer(0.8, os.kill, (backend, signal.SIGCONT))
    wake.start()
    try:
        assert one(embedded.ensure(home).url(), "select 1") == 1
        assert not postmaster.is_alive(backend)
    finally:
        wake.join()
        connection.close()


def test_a_process_id_used_again_is_neither_trusted_nor_signalled(home: Path) -> None:
    cluster = embedded.ensure(home)
    pid_file = cluster.data_dir / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    embedded.stop(home)
    with subprocess.Popen(["sleep", "60"]) as bystander:
        pid_file.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
        (cluster.socket_dir / ".s.PGSQL.5432.lock").write_text(f"{bystander.pid}\n")
        status = embedded.status(home)
        assert status
        assert (status.is_running, status.pid) == (False, None)
        assert not embedded.stop(home)
        assert one(embedded.ensure(home).url(), "select 1") == 1
        assert bystander.poll() is None
        bystander.kill()


def test_a_server_without_its_socket_or_on_its_way_out_is_replaced(home: Path) -> None:
    cluster = embedded.ensure(home)
    (cluster.socket_dir / ".s.PGSQL.5432").unlink()
    assert one(embedded.ensure(home).url(), "select 1") == 1
    with psycopg.connect(cluster.url()):
        # a smart shutdown waits for its clients, which may never leave
        os.kill(server_pid(cluster), signal.SIGTERM)
        while (found := postmaster.read_pid_file(cluster.data_dir)) and found.state != "stopping":
            time.sleep(0.01)
        assert one(embedded.ensure(home).url(), "select 1") == 1


def test_a_first_start_cut_short_is_finished_by_the_next(home: Path) -> None:
    cluster = embedded.ensure(home)
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as admin:
        admin.execute("drop database congresswatch with (force)")
        admin.execute("drop role congresswatch")
    (cluster.data_dir.parent / "data.part").mkdir()
    (cluster.data_dir.parent / "secrets" / "congresswatch").unlink()
    assert one(embedded.ensure(home).url(), "select count(*) from pg_extension where extname = 'unaccent'") == 1


def test_a_home_too_deep_for_a_socket_gets_a_short_private_one(place: Path) -> None:
    home = place / ("deep" * 30)
    cluster = embedded.ensure(home)
    assert not cluster.socket_dir.is_relative_to(home)
    assert cluster.socket_dir.stat().st_mode & 0o077 == 0
    assert one(cluster.url(), "select 1") == 1
    assert embedded.stop(home)
    assert not cluster.socket_dir.exists()
    cluster.socket_dir.mkdir()
    cluster.socket_dir.chmod(0o777)
    try:
        with pytest.raises(EmbeddedError, match="is not a private folder"):
            embedded.ensure(home)
    finally:
        cluster.socket_dir.rmdir()


def test_a_lost_superuser_password_is_named(home: Path) -> None:
    cluster = embedded.ensure(home)
    embedded.stop(home)
    (cluster.data_dir.parent / "secrets" / "postgres").unlink()
    with pytest.raises(EmbeddedError, match="secrets/postgres is missing"):
        embedded.ensure(home)


def test_a_home_that_cannot_be_one_is_one_line(place: Path) -> None:
    (place / "file").touch()
    with pytest.raises(EmbeddedError, match="set CONGRESSWATCH_HOME"):
        embedded.ensure(place / "file" / "home")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_root_without_user_namespaces_uses_an_account(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reachable = Path(tempfile.mkdtemp(prefix="cw-"))
    reachable.chmod(0o755)
    monkeypatch.setattr(rootless, "_namespace", tuple)
    monkeypatch.setattr(rootless, "ACCOUNT", "daemon")
    monkeypatch.setattr(rootless, "REACHABLE", reachable / "clusters")
    home = place / "home"
    try:
        cluster = embedded.ensure(home)
        assert cluster.data_dir.is_relative_to(reachable)
        assert cluster.data_dir.stat().st_uid != 0
        assert place.stat().st_mode & 0o077 == 0
        assert one(cluster.url(), "select 1") == 1
        kill(server_pid(cluster))
        assert one(embedded.ensure(home).url(), "select 1") == 1
        assert embedded.stop(home)
        shutil.rmtree(reachable)
        with pytest.raises(EmbeddedError, match="which is gone"):
            embedded.ensure(home)
    finally:
        embedded.stop(home)
        shutil.rmtree(reachable, ignore_errors=True)


PID_FILE = "4711\n/h/data\n1795000000\n5432\n/h/socket\n\n  123 456\nready   \n"


@given(st.integers(0, len(PID_FILE)))
def test_a_pid_file_is_ready_only_when_it_is_whole(length: int) -> None:
    found = postmaster.parse_pid_file(PID_FILE[:length])
    assert found is None or (found.state == "ready") == (length >= PID_FILE.index("ready") + len("ready"))


@given(st.text())
def test_no_text_in_a_pid_file_is_a_crash(content: str) -> None:
    postmaster.parse_pid_file(content)

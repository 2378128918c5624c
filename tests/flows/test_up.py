"""`up` and `demo` start everything by themselves, and whatever way they end, nothing is left behind."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from crawler.newsroom import Newsroom, Site, faults, serve, source_toml
from db import embedded
from flows import start_runs
from tests.support.commands import lines, until
from tests.support.heard import PATIENCE, STOP_SECONDS, Heard
from tests.support.workplace import Workplace

pytestmark = pytest.mark.lives

SLUG = "newsroom"
# once a year: a test that waits for the clock is slow, and test_schedule.py is that one
NEVER = "0 0 1 1 *"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home of its own, short enough for the socket of a database; all of these tests live in it, one by one."""
    made = Path(tempfile.mkdtemp(prefix="cw-up-"))
    try:
        yield made
    finally:
        embedded.stop(made)
        shutil.rmtree(made)


@pytest.fixture
def place(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return Workplace(home, tmp_path / "config", "")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve(Newsroom.build(size=0.1), {SLUG: 0}) as opened:
        yield opened


@contextmanager
def heard(place: Workplace, *command: str) -> Iterator[Heard]:
    """The command in a session of its own; killed at the end where it still runs."""
    with place.start("-m", "flows", *command, start_new_session=True) as process:
        try:
            yield Heard(process)
        finally:
            process.kill()


@contextmanager
def occupied(port: int) -> Iterator[None]:
    """Somebody listens on the port: we, or whoever was there before."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", port))
            taken.listen()
        except OSError:
            pass
        yield


def left_behind(home: Path) -> dict[int, str]:
    """Processes that belong to this home, by their settings or their command line."""
    found = {}
    for process in psutil.process_iter():
        try:
            words = " ".join(process.cmdline())
            if str(home) in words or process.environ().get("CONGRESSWATCH_HOME") == str(home):
                found[process.pid] = words
        except psutil.Error:
            continue
    return found


def is_database(words: str) -> bool:
    return "postgres" in words and "flows" not in words


def servers(home: Path) -> list[str]:
    """What still runs of this home, its database apart."""
    return [words for words in left_behind(home).values() if not is_database(words)]


def test_ctrl_c_while_it_starts_ends_it_with_a_line_and_nothing_left(place: Workplace, home: Path) -> None:
    place.add_source(SLUG, source_toml(SLUG, "http://127.0.0.1:9"))
    with heard(place, "up", SLUG) as up:
        up.wait_for("starting PostgreSQL")
        # the Prefect server has been started and does not answer yet
        until(lambda: any("prefect" in words for words in servers(home)), PATIENCE)
        assert up.end(signal.SIGINT) == 130
    assert up.lines[-1] == "congresswatch: interrupted"
    assert not any("Traceback" in line for line in up.lines)
    assert left_behind(home) == {}


def test_up_watches_until_ctrl_c_and_leaves_no_process(place: Workplace, home: Path, site: Site) -> None:
    place.add_source(SLUG, source_toml(SLUG, site.base_urls[SLUG], schedule=NEVER))
    place.add_source("down", source_toml(SLUG, "http://127.0.0.1:9", schedule=NEVER))
    place.add_source("broken", "name = 3")
    with occupied(4200), heard(place, "up", SLUG, "down") as up:
        up.wait_for("broken.toml: name: expected a text")
        moved = up.wait_for("port 4200 is taken: the Prefect server takes ")
        ui = up.wait_for("Prefect UI").split()[-1]
        assert ui.endswith(":" + moved.split()[-1])
        up.wait_for(f"watching    {SLUG}: {NEVER} (Asia/Shanghai)")
        (health,) = place.command("health", "--json").stdout.splitlines()
        assert json.loads(health)["prefect_api_url"] == f"{ui}/api"

        # a run beside it uses its server; one source's trouble leaves the others alone
        done = place.command("run", SLUG, "down", SLUG, "--json", check=1)
        assert [(row["source"], row["state"], row["new"]) for row in lines(done)] == [
            (SLUG, "completed", len(site.listed(SLUG))),
            ("down", "failed", 0),
        ]
        assert "broken.toml" in done.stderr
        up.wait_for(f"{SLUG}: completed, {len(site.listed(SLUG))} new")
        assert up.end(signal.SIGINT) == 0
    assert up.lines[-1] == "stopping ..."
    assert left_behind(home) == {}
    assert not (home / "prefect-server.json").exists()


def test_a_killed_up_leaves_only_its_database_which_the_next_command_uses(
    place: Workplace, home: Path, site: Site
) -> None:
    site.faults["any"] = faults.delayed(1)
    place.add_source("slow", source_toml(SLUG, site.base_urls[SLUG], schedule=NEVER))
    with heard(place, "up", "slow") as up:
        ui = up.wait_for("Prefect UI").split()[-1]
        with temporary_settings({PREFECT_API_URL: f"{ui}/api"}):
            start_runs.start("slow")
        until(lambda: any("crawler.crawl" in words for words in servers(home)), PATIENCE, lambda: servers(home))
        assert any("flows.pool_worker" in words for words in servers(home))
        up.process.kill()
        up.process.wait()
        until(lambda: not servers(home), STOP_SECONDS, lambda: servers(home))
    site.faults.clear()
    status = embedded.status(home)
    assert status is not None
    assert status.is_running

    once = place.command("demo", "--once")
    assert "newsroom: completed, " in once.stderr
    assert_shows_the_archive(once.stdout)
    # who found a database running leaves it running
    now = embedded.status(home)
    assert now is not None
    assert now.pid == status.pid
    assert servers(home) == []
    assert place.command("db", "stop").stderr == "stopped\n"
    assert left_behind(home) == {}


def assert_shows_the_archive(said: str) -> None:
    """The addresses, and three questions, each with its SQL and a table of answers."""
    assert re.search(r"^Prefect UI +http://127\.0\.0\.1:\d+", said, re.MULTILINE)
    assert re.search(r'^psql +psql "postgresql://[^"]+"$', said, re.MULTILINE)
    assert len(re.findall(r"^.+[?:]\n\nselect [^;]*;\n\n\S+  .*\n-[- ]+\n\S", said, re.MULTILINE)) == 3

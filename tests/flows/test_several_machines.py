"""Several machines, one archive: the services of deploy/compose.yaml with two further workers, one of them killed.

As plain processes, against a real PostgreSQL over TCP with passwords from files.
"""

from __future__ import annotations

import signal
import socket
import threading
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import UUID

import psutil
import psycopg
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import VariableUpdate
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from flows import release_kept
from tests.flows.test_up import Heard
from tests.support.commands import until
from tests.support.compose import Composed, composed
from tests.support.final_rows import imbalances
from tests.support.loopback import Listener, http, listening

NAMES, WORKERS = ("left", "right"), ("worker-1", "worker-2")
PAGES, DELAY, PATIENCE = 12, 0.1, 120.0
TEXT = "The river port handled more containers than in any month before, its operator said on Friday. "
slow = threading.Event()


def answer(connection: socket.socket, path: str) -> None:
    """Two small outlets on one host, each with a sitemap of its own."""
    outlet, _, name = path.removeprefix("/").partition("/")
    if name == "sitemap.xml":
        port = connection.getsockname()[1]
        urls = "".join(f"<url><loc>http://127.0.0.1:{port}/{outlet}/{n}.html</loc></url>" for n in range(PAGES))
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        connection.sendall(http(body=sitemap.encode(), content_type="application/xml"))
    elif name.endswith(".html"):
        if slow.is_set():
            threading.Event().wait(0.5)
        title = f"Port {outlet.title()} Handles {name.removesuffix('.html')} Thousand Containers"
        body = f"<p>{(f'{title}. ' + TEXT) * (3 + int(name[:-5]))}</p>"
        page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        connection.sendall(http(body=page.encode()))
    else:
        connection.sendall(http(404))


def toml(site: Listener, outlet: str) -> str:
    return f'''name = "{outlet.title()}"
home = "{site.url("/")}"
domains = ["{site.netloc}"]
article_url = '/{outlet}/[0-9]+[.]html$'
schedule = "0 0 1 1 *"
local = true
delay = {DELAY}
[discover]
sitemaps = ["/{outlet}/sitemap.xml"]
'''


@pytest.fixture(scope="module")
def site() -> Iterator[Listener]:
    with listening(answer) as opened:
        yield opened


@pytest.fixture(scope="module")
def place(site: Listener) -> Iterator[Composed]:
    """Everything runs: the database is made, `up` watches, two workers wait for runs."""
    with composed() as made:
        for outlet in NAMES:
            made.add_source(outlet, toml(site, outlet))
        for _ in range(2):  # as at each start of the stack
            said, _ = made.start("database").communicate(timeout=120)
            assert made.processes.pop("database").returncode == 0, said
        assert "role congresswatch_writer: brought up to date" in said
        watch = Heard(made.start("watch"))
        watch.wait_for("watching    right")
        workers = [Heard(made.start("worker", name, runs=1)) for name in WORKERS]
        for each in workers:
            each.wait_for("ready ")
        stop_watchs_own_worker(made, signal.SIGSTOP)
        yield made
        stop_watchs_own_worker(made, signal.SIGCONT)


@pytest.fixture
def client(place: Composed) -> Iterator[SyncPrefectClient]:
    told = {
        PREFECT_API_URL: f"http://127.0.0.1:{place.ui_port}/api",
        PREFECT_API_AUTH_STRING: place.secret("ui_auth"),
    }
    with temporary_settings(told), get_client(sync_client=True) as opened:
        yield opened


def started(client: SyncPrefectClient, outlet: str) -> UUID:
    return client.create_flow_run_from_deployment(client.read_deployment_by_name(f"monitor/{outlet}").id).id


def ended(client: SyncPrefectClient, run_id: UUID) -> Any:
    def over() -> Any:
        run = client.read_flow_run(run_id)
        return run if run.state and run.state.is_final() else None

    return until(over, PATIENCE, lambda: client.read_flow_run(run_id).state)


def taker(client: SyncPrefectClient, run_id: UUID) -> str:
    return str(client.read_flow_run(run_id).labels.get("prefect.worker.name", ""))


def rows(place: Composed, query: str) -> list[Any]:
    with psycopg.connect(place.secret("migrator_url")) as connection:
        return connection.execute(query.encode()).fetchall()


def articles(place: Composed, outlet: str) -> list[Any]:
    """Each page with how many texts are kept of it."""
    return rows(
        place,
        "select page.url, page.state, count(revision.id) from page join source on source.id = page.source_id"
        f" left join revision on revision.article_id = page.article_id where slug = '{outlet}' group by 1, 2",
    )


def assert_whole(place: Composed, outlet: str) -> None:
    found = articles(place, outlet)
    assert len(found) == PAGES
    assert {(state, count) for _, state, count in found} == {("archived", 1)}


def stop_watchs_own_worker(place: Composed, number: signal.Signals) -> None:
    """So that runs are left to the others; SIGCONT lets it go on."""
    for process in psutil.Process(place.processes["watch"].pid).children(recursive=True):
        if "flows.pool_worker" in process.cmdline():
            process.send_signal(number)


def test_runs_go_to_further_workers_which_ask_one_host_in_turn(
    place: Composed, client: SyncPrefectClient, site: Listener
) -> None:
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"http://127.0.0.1:{place.ui_port}/api/variables/name/{release_kept.VARIABLE}", timeout=10)
    runs = [started(client, outlet) for outlet in NAMES]
    assert {ended(client, run).state.name for run in runs} == {"Completed"}
    assert len({taker(client, run) for run in runs}) == 2
    for outlet in NAMES:
        assert_whole(place, outlet)
    # two machines together were as slow as one may be
    asked = sorted(at for path, at in site.seen)
    assert asked[-1] - asked[0] > (len(asked) - 1) * DELAY * 0.9


def test_a_machine_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    place: Composed, client: SyncPrefectClient
) -> None:
    forget(place)
    slow.set()
    run = started(client, "left")
    until(lambda: captured(place) > 2, PATIENCE)
    name = next(one for one in WORKERS if taker(client, run).endswith(crc(place, one)))
    place.kill(name)
    slow.clear()
    # the other one does what is left, at once: nobody holds the source any more
    assert ended(client, started(client, "left")).state.name == "Completed"
    assert_whole(place, "left")
    assert imbalances(place.secret("migrator_url")) == []
    # and the same machine, back again, closes what it had taken
    assert client.read_flow_run(run).state_type == "RUNNING"
    Heard(place.start("worker", name, runs=1)).wait_for("ready ")
    assert client.read_flow_run(run).state_type == "CRASHED"


def forget(place: Composed) -> None:
    """An archive as on the first day."""
    with psycopg.connect(place.secret("admin_url").removesuffix("postgres") + "archive") as connection:
        connection.execute("truncate page, article, capture, blob, run, story_cluster, host_turn, walk cascade")


def captured(place: Composed) -> int:
    return int(rows(place, "select count(*) from capture")[0][0])


def crc(place: Composed, name: str) -> str:
    return f"{zlib.crc32(str(place.home(name)).encode()):08x}"


def test_a_worker_of_another_release_refuses_and_one_that_has_become_one_ends(
    place: Composed, client: SyncPrefectClient
) -> None:
    told = dict(release_kept.kept(client))
    client.update_variable(VariableUpdate(name=release_kept.VARIABLE, value=told | {"extractor": "1+0"}))
    for name in WORKERS:
        said, _ = place.processes[name].communicate(timeout=60)
        assert place.processes.pop(name).returncode == 2, said
    late = place.start("worker", "worker-3")
    said, _ = late.communicate(timeout=60)
    assert late.returncode == 2
    assert "this worker is not what `up` is: extractor (" in said
    assert "1+0 there): install the same version there and here" in said
    client.update_variable(VariableUpdate(name=release_kept.VARIABLE, value=told))


def test_no_password_is_in_any_log(place: Composed) -> None:
    secrets = [place.secret(path.name) for path in place.secrets.iterdir()]
    words = {secret.rpartition("@")[0].rpartition(":")[2] or secret.rpartition(":")[2] for secret in secrets}
    logs = [path for path in place.folder.rglob("*.log*") if path.is_file()]
    assert logs
    for log in logs:
        text = log.read_text("utf-8", "replace")
        assert [word for word in words if word in text] == [], log

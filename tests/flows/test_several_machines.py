"""Several machines, one archive: the services of deploy/compose.yaml with two further workers, one of them killed.

As plain processes, against a real PostgreSQL over TCP with passwords from files.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import VariableUpdate

from flows import release_kept
from tests.support.commands import until
from tests.support.compose import Composed, composed
from tests.support.final_rows import imbalances
from tests.support.heard import Heard
from tests.support.loopback import Listener, listening
from tests.support.machines import PATIENCE, Machines, ended, started
from tests.support.two_outlets import OUTLETS, PAGES, answer, source_toml, stuck

pytestmark = pytest.mark.lives

WORKERS = ("worker-1", "worker-2")
DELAY = 0.1


@pytest.fixture(scope="module")
def site() -> Iterator[Listener]:
    with listening(answer) as opened:
        yield opened


@pytest.fixture(scope="module")
def machines(site: Listener) -> Iterator[Machines]:
    """Everything runs: the database is made, `up` watches, two workers wait for runs, all of which are left to them."""
    with composed() as place:
        for outlet in OUTLETS:
            place.add_source(outlet, source_toml(site, outlet, DELAY))
        # a turn that a killed machine held is its own for a minute more
        place.add_source("hurried", source_toml(site, "left", delay=0))
        made = Machines(place)
        made.up()
        made.workers(*WORKERS)
        with made.own_worker_held():
            yield made


@pytest.fixture
def place(machines: Machines) -> Composed:
    return machines.place


@pytest.fixture
def client(machines: Machines) -> Iterator[SyncPrefectClient]:
    with machines.client() as opened:
        yield opened


def assert_whole(place: Composed, outlet: str) -> None:
    """Each page is archived, with one text."""
    found = place.rows(
        "select page.url, page.state, count(revision.id) from page join source on source.id = page.source_id"
        f" left join revision on revision.article_id = page.article_id where slug = '{outlet}' group by 1, 2"
    )
    assert len(found) == PAGES
    assert {(state, count) for _, state, count in found} == {("archived", 1)}


def test_runs_go_to_further_workers_which_ask_one_host_in_turn(
    machines: Machines, place: Composed, client: SyncPrefectClient, site: Listener
) -> None:
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"{place.api_url}/variables/name/{release_kept.VARIABLE}", timeout=10)
    runs = [started(client, outlet) for outlet in OUTLETS]
    assert {ended(client, run).state.name for run in runs} == {"Completed"}
    assert {machines.taker(client, run) for run in runs} == set(WORKERS)
    for outlet in OUTLETS:
        assert_whole(place, outlet)
    # two machines together were as slow as one may be
    asked = sorted(at for _, at in site.seen)
    assert asked[-1] - asked[0] > (len(asked) - 1) * DELAY * 0.9


def test_a_machine_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    machines: Machines, place: Composed, client: SyncPrefectClient
) -> None:
    place.forget()
    stuck.set()
    run = started(client, "hurried")
    until(lambda: place.count("capture"), PATIENCE)
    name = machines.taker(client, run)
    place.kill(name)
    stuck.clear()
    # the other one does what is left, at once: nobody holds the source any more
    assert ended(client, started(client, "hurried")).state.name == "Completed"
    assert_whole(place, "hurried")
    assert imbalances(place.secret("migrator_url")) == []
    # and the same machine, back again, closes what it had taken
    assert client.read_flow_run(run).state_type == "RUNNING"
    machines.workers(name)
    assert client.read_flow_run(run).state_type == "CRASHED"


def test_a_worker_of_another_release_refuses_and_one_that_has_become_one_ends(
    machines: Machines, place: Composed, client: SyncPrefectClient
) -> None:
    told = dict(release_kept.kept(client))
    client.update_variable(VariableUpdate(name=release_kept.VARIABLE, value=told | {"extractor": "1+0"}))
    late = Heard(place.start("worker", "worker-3"))
    for each in (*(machines.heard[name] for name in WORKERS), late):
        assert each.ended(PATIENCE) == 2, each.told()
        assert each.lines[-1].startswith("congresswatch: this worker is not what `up` is: extractor (")
        assert "1+0 there): install the same version there and here" in each.lines[-1]
    client.update_variable(VariableUpdate(name=release_kept.VARIABLE, value=told))


def test_no_password_is_in_any_log(place: Composed) -> None:
    secrets = [place.secret(path.name) for path in place.secrets.iterdir()]
    words = {secret.rpartition("@")[0].rpartition(":")[2] or secret.rpartition(":")[2] for secret in secrets}
    logs = [path for path in place.folder.rglob("*.log*") if path.is_file()]
    assert logs
    for log in logs:
        text = log.read_text("utf-8", "replace")
        assert [word for word in words if word in text] == [], log

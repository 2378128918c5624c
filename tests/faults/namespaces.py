"""A worker on a machine of its own that loses its power: `python -m tests.faults.namespaces`, about four minutes.

The machine is a network namespace with a cable to the other one: the database, `up` and the site are reached over it.
First it does a run. Then, in the middle of another, the cable is pulled: nobody hears of it again, and no connection
is closed. The archive's server must let go of its locks by itself, another worker does the run, and nothing is lost
or doubled. Needs the right to make namespaces; without it, a line says so and nothing is done.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.support.commands import until
from tests.support.compose import Composed, composed
from tests.support.final_rows import differences, final_rows, imbalances
from tests.support.loopback import REPOSITORY, listening
from tests.support.machines import Machines, ended, started
from tests.support.two_outlets import answer, source_toml, stuck

INSIDE = "CONGRESSWATCH_TEST_NAMESPACE"
NEAR, FAR = "10.213.7.1", "10.213.7.2"
SLUG = "left"
LOCK_SECONDS = 180.0


def main() -> None:
    if not os.environ.get(INSIDE):
        if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode:
            print("not permitted to make network namespaces here: nothing was tried")
            return
        command = ["unshare", "--net", sys.executable, "-m", "tests.faults.namespaces"]
        sys.exit(subprocess.run(command, env={**os.environ, INSIDE: "1"}, cwd=REPOSITORY, check=False).returncode)
    far = subprocess.Popen(["unshare", "--net", "sleep", "1800"])
    try:
        # unshare takes a moment to become what it starts
        until(lambda: Path(f"/proc/{far.pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink(), 10)
        _cable(far.pid)
        _tried(["nsenter", f"--net=/proc/{far.pid}/ns/net"])
    finally:
        far.kill()
        far.wait()


def _cable(far: int) -> None:
    there = ["nsenter", f"--net=/proc/{far}/ns/net", "ip"]
    for command in (
        ["ip", "link", "set", "lo", "up"],
        ["ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(far)],
        ["ip", "address", "add", f"{NEAR}/24", "dev", "near"],
        ["ip", "link", "set", "near", "up"],
        [*there, "link", "set", "lo", "up"],
        [*there, "address", "add", f"{FAR}/24", "dev", "far"],
        [*there, "link", "set", "far", "up"],
    ):
        subprocess.run(command, check=True)


def _tried(there: list[str]) -> None:
    with composed(NEAR) as place, listening(answer, host=NEAR) as site:
        place.add_source(SLUG, source_toml(site, SLUG, delay=0))
        machines = Machines(place)
        machines.up()
        with machines.client() as client, machines.own_worker_held():
            machines.workers("far", within=there)
            assert ended(client, started(client, SLUG)).state.name == "Completed"
            archive = place.secret("migrator_url")
            expected = final_rows(archive)
            print(f"a worker in a namespace of its own: {place.count('article')} articles")

            place.forget()
            stuck.set()
            started(client, SLUG)
            until(lambda: place.count("capture"), 120)
            began = time.monotonic()
            subprocess.run(["ip", "link", "set", "near", "down"], check=True)
            print(f"the cable is pulled at {place.count('capture')} captures")
            stuck.clear()
            machines.workers("near")
            until(lambda: not _locks(place), LOCK_SECONDS)
            print(f"its locks are free after {time.monotonic() - began:.0f} s")
            assert ended(client, started(client, SLUG)).state.name == "Completed"
            wrong = differences(expected, final_rows(archive)) + imbalances(archive)
            print("the same rows" if not wrong else f"DIFFERENCES: {wrong[:5]}")
            place.kill("far")
            sys.exit(1 if wrong else 0)


def _locks(place: Composed) -> int:
    """Held on sources in the archive."""
    return int(place.rows("select count(*) from pg_locks where locktype = 'advisory' and granted")[0][0])


if __name__ == "__main__":
    main()

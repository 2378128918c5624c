"""Start the deployments of sources now, as a click in the UI would: `python -m flows.start_runs SLUG...`."""

from __future__ import annotations

import sys
import time

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound

# the process that registers the deployments starts beside this one
TRIES = 120


def start(slug: str) -> None:
    """Ask for a run of `monitor/SLUG` at once; waits until the deployment is registered."""
    with get_client(sync_client=True) as client:
        for _ in range(TRIES):
            try:
                found = client.read_deployment_by_name(f"monitor/{slug}")
            except ObjectNotFound:
                time.sleep(0.5)
                continue
            client.create_flow_run_from_deployment(found.id)
            return
    raise TimeoutError(f"no deployment monitor/{slug} was registered")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        start(name)

"""A process that runs flows one after the other, as it is told: JSON lines in and out.

In: flow, slug, ahead (seconds). Out: state, message, memory (bytes of this process afterwards). Started once for a
whole week, so that what a flow leaves behind in its process would add up.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import psutil

from db import clock


def main() -> None:
    # whatever a library prints must not look like an answer
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    flows = _flows()
    for line in sys.stdin:
        asked = json.loads(line)
        os.environ[clock.AHEAD] = str(asked["ahead"])
        final = flows[asked["flow"]](asked["slug"], return_state=True)
        told = {"state": final.type.value, "message": final.message or "", "memory": psutil.Process().memory_info().rss}
        answers.write(json.dumps(told) + "\n")


def _flows() -> dict[str, Any]:
    from flows.monitor import monitor
    from flows.recheck import recheck

    return {"monitor": monitor, "recheck": recheck}


if __name__ == "__main__":
    main()

"""What a worker and whoever starts it must both know. Light: neither Prefect nor the archive is loaded for it."""

from __future__ import annotations

import socket
import zlib

from db.settings import Settings

# Each run is a crawl and a processing process; more at once only wait for one another on a small machine.
MAX_RUNS = 4
FURTHER = "--further"
"""First argument of a worker that works for an `up` elsewhere; the second says how many runs it takes at once."""
REFUSED = 75
"""Exit status: a further worker may not work as things are, and the last line says why."""


def worker_name() -> str:
    """The same at each start, another for each home: what a dead worker left is known by it."""
    home = zlib.crc32(str(Settings.from_env().home).encode())
    return f"{socket.gethostname()}-{home:08x}"

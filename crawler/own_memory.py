"""The most memory that this program has held: what whoever started it had held before does not count.

The system's own `ru_maxrss`, Scrapy's figure, begins with that of the process that forked: a crawl below a large flow
seemed as large as the flow.
"""

from __future__ import annotations

import re
from pathlib import Path

_STATUS = Path("/proc/self/status")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


def peak_bytes() -> int | None:
    """None where the system does not tell (anything but Linux)."""
    try:
        found = _PEAK.search(_STATUS.read_text("ascii"))
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None

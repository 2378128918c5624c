"""A crawl's memory is its own, however large the process that started it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from crawler.own_memory import peak_bytes

MB = 1_000_000
PARENT = """
import subprocess, sys
held = bytearray(b"x") * 300_000_000
subprocess.run([sys.executable, "-c", {child!r}], check=True)
"""
CHILD = """
import resource
from crawler.own_memory import peak_bytes
print(peak_bytes(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.mark.skipif(peak_bytes() is None, reason="only Linux tells")
def test_what_the_parent_held_is_not_the_childs() -> None:
    told = subprocess.run(
        [sys.executable, "-c", PARENT.format(child=CHILD)], capture_output=True, text=True, check=True
    ).stdout.split()
    own, systems = map(int, told)
    assert systems > 300 * MB
    assert own < 100 * MB

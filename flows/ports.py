"""A free port on loopback: the wanted one, or the next that is free."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

TRIES = 200


@contextmanager
def claimed_port(wanted: int, host: str = "127.0.0.1") -> Iterator[int]:
    """The first port from `wanted` upwards that is free and that nobody else is about to listen on.

    A server takes seconds from its start to its listening: meanwhile the port looks free, and only the claim
    (a lock that the kernel drops with its process) keeps a second server of ours away. Raises OSError where none
    of the next 200 is free.
    """
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if not is_free(port, host):
            continue
        with _claim(port) as claim:
            if claim and is_free(port, host):
                yield port
                return
    raise OSError(f"no free port on {host} from {wanted} to {wanted + TRIES}")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        # as servers do it: a port that only waits for old connections to fade counts as free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


@contextmanager
def _claim(port: int) -> Iterator[IO[str] | None]:
    """The locked file that stands for the port; None where another process holds it."""
    path = Path(tempfile.gettempdir()) / f"congresswatch-port-{port}.{os.getuid()}"
    with contextlib.ExitStack() as held:
        try:
            file = held.enter_context(path.open("a"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        # removed while still locked: whoever opened it meanwhile finds the port itself taken
        held.callback(path.unlink, missing_ok=True)
        yield file

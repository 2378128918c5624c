"""A free port on loopback: the wanted one, or the next that is free."""

from __future__ import annotations

import socket

TRIES = 200


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """The first free port from `wanted` upwards. Raises OSError where none of the next 200 is free."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        with socket.socket() as probe:
            # as servers do it: a port that only waits for old connections to fade counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port on {host} from {wanted} to {wanted + TRIES}")

"""Real sockets on loopback that answer as a test says, and a crawl of their addresses in a process of its own.

The crawl has the guards, handlers and middlewares of a crawl in earnest; it never asks anything but what it is
given, and resolves no name.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
TLS_HELLO = 0x16
Answer = Callable[[socket.socket, str], None]


@dataclass
class Listener:
    """What came in: how many connections, and which paths when (monotonic seconds)."""

    port: int
    host: str = "127.0.0.1"
    connection_count: int = 0
    seen: list[tuple[str, float]] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.netloc}{path}"

    def asked(self, path: str) -> list[float]:
        """When the path was asked."""
        return [at for each, at in self.seen if each == path]


def http(status: int = 200, body: bytes = b"hello", **headers: str) -> bytes:
    """An answer as it goes over the wire, one to a connection; 'retry_after' is the header Retry-After."""
    fields = {"content-length": str(len(body)), "connection": "close", "content-type": "text/html"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status} x\r\n{head}\r\n".encode() + body


def reset(connection: socket.socket) -> None:
    """Close so that the peer sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextmanager
def listening(answer: Answer, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Listener]:
    """Answer each connection's one request with `answer(connection, path)` until the block ends."""
    with socket.create_server((host, 0)) as server:
        listener = Listener(server.getsockname()[1], host)
        threading.Thread(target=_accept, args=(server, listener, answer, tls), daemon=True).start()
        try:
            yield listener
        finally:
            server.shutdown(socket.SHUT_RDWR)


def _accept(server: socket.socket, listener: Listener, answer: Answer, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            listener.connection_count += 1
            threading.Thread(target=_serve, args=(connection, listener, answer, tls), daemon=True).start()


def _serve(connection: socket.socket, listener: Listener, answer: Answer, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), connection:
        if tls is None:
            _answer_one(connection, listener, answer)
            return
        with tls.wrap_socket(connection, server_side=True) as secure:
            _answer_one(secure, listener, answer)


def _answer_one(connection: socket.socket, listener: Listener, answer: Answer) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return
        head += piece
        if head[0] == TLS_HELLO:
            connection.sendall(http(400))
            return
    path = head.split(b" ", 2)[1].decode()
    listener.seen.append((path, time.monotonic()))
    answer(connection, path)
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)


@dataclass(frozen=True)
class Ask:
    """What the crawl is to do; `names` are the names there are, with their addresses."""

    urls: Sequence[str]
    domains: Sequence[str]
    delay: float = 0.0
    is_local: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    turns: str = ""
    """A file through which crawls take turns; empty: nobody else asks."""


def start_crawl(ask: Ask, **environment: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.one_crawl"],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps(ask.__dict__))
    process.stdin.close()
    process.stdin = None
    return process


def ended(process: subprocess.Popen[str], timeout: float = 60.0) -> dict[str, dict[str, Any]]:
    """What became of each address: status, byte_count and retry_at, or reason, is_final and retry_at."""
    output, errors = process.communicate(timeout=timeout)
    assert process.returncode == 0, errors
    outcomes: dict[str, dict[str, Any]] = json.loads(output.splitlines()[-1])
    return outcomes


def crawl(ask: Ask, timeout: float = 60.0, **environment: str) -> dict[str, dict[str, Any]]:
    return ended(start_crawl(ask, **environment), timeout)


def reasons(outcomes: Mapping[str, Mapping[str, Any]]) -> dict[str, str | int]:
    """The status of each address that answered, the reason of each that failed."""
    return {url: outcome.get("reason", outcome.get("status", "")) for url, outcome in outcomes.items()}

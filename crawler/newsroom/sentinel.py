"""Addresses of this machine that nobody must ever ask: they listen, and count whoever comes."""

from __future__ import annotations

import errno
import selectors
import socket
import threading
from types import TracebackType

_ELSEWHERE = ("127.0.0.1", "127.0.0.2")
"""Another port of the newsroom's own address, and another address."""


class Sentinel:
    """While the block lasts, listens on ports that are no outlet's; a connection is counted and closed unanswered.

    Not every system lets 127.0.0.2 be listened to; where it does not, only the other port is watched.
    """

    def __init__(self) -> None:
        self._sockets = [one for host in _ELSEWHERE if (one := _listen(host))]
        self._stopping, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._count = 0

    @property
    def urls(self) -> tuple[str, ...]:
        """The forbidden addresses, each with a path that looks like an article's."""
        names = (one.getsockname() for one in self._sockets)
        return tuple(f"http://{host}:{port}/2022/06/02/never-ask-for-this/" for host, port in names)

    @property
    def count(self) -> int:
        """Connections so far."""
        return self._count

    def __enter__(self) -> Sentinel:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waker.close()
        self._thread.join()
        for one in (*self._sockets, self._stopping):
            one.close()

    def _watch(self) -> None:
        with selectors.DefaultSelector() as selector:
            for one in (*self._sockets, self._stopping):
                selector.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._stopping:
                        return
                    self._turn_away(key.fileobj)

    def _turn_away(self, listener: object) -> None:
        assert isinstance(listener, socket.socket)
        visitor, _ = listener.accept()
        self._count += 1
        visitor.close()


def _listen(host: str) -> socket.socket | None:
    try:
        return socket.create_server((host, 0))
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise
        return None

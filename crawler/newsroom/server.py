"""The newsroom on loopback: real HTTP/1.1 servers that start on a free port and stop cleanly."""

from __future__ import annotations

import errno
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.newsroom.archive import Newsroom
from crawler.newsroom.reply import Drip, Reply, http_date
from crawler.newsroom.site import Seen, Site
from crawler.newsroom.truth import OUTLETS

_PORT_ATTEMPTS = 50
ANY_PORT: Mapping[str, int] = {outlet.slug: 0 for outlet in OUTLETS}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, outlet: str, site: Site) -> None:
        self.outlet, self.site = outlet, site
        self.open = set[socket.socket]()
        self.quiet = threading.Condition()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request_thread(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        with self.quiet:
            self.open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.quiet:
                self.open.discard(request)
                self.quiet.notify_all()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no event; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def stop(self) -> None:
        self.shutdown()
        with self.quiet:
            for request in self.open:
                _hang_up(request)
            self.quiet.wait_for(lambda: not self.open, timeout=5)
        self.server_close()


def _hang_up(request: socket.socket) -> None:
    try:
        request.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        if error.errno not in (errno.ENOTCONN, errno.EBADF):
            raise


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        self._serve(has_body=True)

    def do_HEAD(self) -> None:
        self._serve(has_body=False)

    def _serve(self, *, has_body: bool) -> None:
        site = self.server.site
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = site.answer(self.server.outlet, self.path, headers).on_the_wire()
        status = 0 if reply.is_reset else reply.status
        agent = headers.get("user-agent", "")
        site.requests.append(
            Seen(
                self.server.outlet, self.command, self.path, status, agent, time.monotonic(), headers, reply.is_injected
            )
        )
        if reply.delay:
            site.stopping.wait(reply.delay)
        if reply.is_reset:
            self._reset()
            return
        self._send_head(reply)
        if has_body and status != 304:
            self._send_body(reply)
        self.wfile.flush()

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.stream is not None:
            self.send_header("Connection", "close")
        elif reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        if reply.stream is not None:
            for piece in reply.stream():
                self.wfile.write(piece)
        elif reply.drip is not None:
            self._drip_body(reply.body, reply.drip)
        elif reply.cut_after is not None:
            self.wfile.write(reply.body[: reply.cut_after])
            self.close_connection = True
        else:
            self.wfile.write(reply.body)

    def _drip_body(self, body: bytes, drip: Drip) -> None:
        ends = time.monotonic() + drip.max_seconds
        for turn in range(len(body)):
            if time.monotonic() >= ends or self.server.site.stopping.wait(drip.seconds_per_byte):
                self.close_connection = True
                return
            self.wfile.write(body[turn : turn + 1])
            self.wfile.flush()

    def _reset(self) -> None:
        """Close with a lingering time of zero: the peer sees a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        # Without this the server would first shut the connection down in order.
        self.connection.close()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The site lives in its own present, and says so."""
        return http_date(self.server.site.clock)

    def version_string(self) -> str:
        return "newsroom"

    def log_message(self, format: str, *args: object) -> None:
        """Requests are recorded, not printed."""


def _listen(outlet: str, port: int, site: Site) -> _Server:
    """A server on the port, or on the next free one. Raises OSError when none of fifty is free."""
    for attempt in range(_PORT_ATTEMPTS):
        try:
            return _Server(port + attempt if port else 0, outlet, site)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"no free port from {port} to {port + _PORT_ATTEMPTS - 1}")


@contextmanager
def serve(newsroom: Newsroom, ports: Mapping[str, int] = ANY_PORT) -> Iterator[Site]:
    """Serve the outlets named in `ports` (0: any free port) on 127.0.0.1 until the block ends."""
    site, servers = Site(newsroom), list[_Server]()
    try:
        for outlet, port in ports.items():
            server = _listen(outlet, port, site)
            servers.append(server)
            site.base_urls[outlet] = f"http://127.0.0.1:{server.server_address[1]}"
        for server in servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield site
    finally:
        site.stopping.set()
        for server in servers:
            server.stop()

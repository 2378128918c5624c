"""The site of a generated archive's source: a feed and sitemaps of addresses; its articles are closed to robots."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.benchmarks.archive_plan import Plan

# What is measured is discovery: the pages it finds are never asked for.
ROBOTS = b"User-agent: *\nDisallow: /20\n"


def sitemap(plan: Plan, numbers: Sequence[int]) -> bytes:
    """A sitemap of these articles."""
    entries = "".join(
        f"<url><loc>{plan.url(number)}</loc><lastmod>{plan.at(number).isoformat()}</lastmod></url>\n"
        for number in numbers
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'.encode()


def feed(plan: Plan, numbers: Sequence[int]) -> bytes:
    """An RSS feed of these articles."""
    items = "".join(
        f"<item><title>{plan.title(number)}</title><link>{plan.url(number)}</link>"
        f"<pubDate>{format_datetime(plan.at(number))}</pubDate></item>\n"
        for number in numbers
    )
    return f'<rss version="2.0"><channel><title>Generated</title>\n{items}</channel></rss>\n'.encode()


def source_toml(plan: Plan, feeds: Sequence[str] = (), sitemaps: Sequence[str] = ()) -> str:
    """The source with these listings."""
    return f'''name = "Generated"
home = "{plan.home_url}"
domains = ["{plan.domain}"]
article_url = '/\\d{{4}}/\\d{{2}}/\\d{{2}}/[^/]+/?$'
local = true
delay = 0
[discover]
feeds = {list(feeds)}
sitemaps = {list(sitemaps)}
'''


@contextmanager
def serving(plan: Plan, bodies: dict[str, bytes]) -> Iterator[None]:
    """Serve these bodies, by path, where the plan's addresses point; `bodies` may change meanwhile.

    Raises OSError where something else has the port.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = ROBOTS if self.path == "/robots.txt" else bodies.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "application/xml")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", plan.port), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A site on loopback that serves given pages as they are: a sitemap of them, and each under /pages/ID.html."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def labelled_pages(manifest: Path) -> dict[str, bytes]:
    """Bytes by id of a manifest of pages (JSON lines: id, path)."""
    pages = {}
    for line in manifest.read_text("utf-8").splitlines():
        entry = json.loads(line)
        body = (manifest.parent / entry["path"]).read_bytes()
        pages[entry["id"]] = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    return pages


@contextmanager
def serving(pages: Mapping[str, bytes]) -> Iterator[str]:
    """The site's address ('http://127.0.0.1:PORT') for the time of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.removeprefix("/pages/").removesuffix(".html")
            if self.path == "/sitemap.xml":
                self._answer(200, "application/xml", sitemap)
            elif self.path.startswith("/pages/") and name in pages:
                self._answer(200, "text/html", pages[name])
            else:
                self._answer(404, "text/plain", b"not found")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    entries = "".join(f"<url><loc>{url}/pages/{name}.html</loc></url>" for name in pages)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def source_toml(url: str, name: str = "Pages") -> str:
    """The site as a source."""
    return f'''name = "{name}"
home = "{url}/"
domains = ["{url.removeprefix("http://")}"]
article_url = '/pages/[^/]+[.]html$'
local = true
delay = 0
[discover]
sitemaps = ["/sitemap.xml"]
'''

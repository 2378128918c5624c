"""Two small outlets on one host, each with a sitemap of its own: what several machines ask at the same time."""

from __future__ import annotations

import random
import socket
import time

from tests.support.loopback import Listener, http

OUTLETS = ("left", "right")
PAGES = 12
_STUCK_SECONDS = 120.0


class Stuck:
    """While it is set a run stays in the middle: three articles come, and no more."""

    def __init__(self) -> None:
        self._is_set, self._left = False, 0

    def set(self) -> None:
        self._is_set, self._left = True, 3

    def clear(self) -> None:
        self._is_set = False

    def wait(self) -> None:
        self._left -= 1
        deadline = time.monotonic() + _STUCK_SECONDS
        while self._is_set and self._left < 0 and time.monotonic() < deadline:
            time.sleep(0.1)


stuck = Stuck()
_WORDS = (
    "river port crane container ferry bridge school market doctor village engineer harvest tunnel museum "
    "orchard printing teacher railway station garden forest mountain weather evening library factory "
    "kitchen festival drummer painter bicycle chimney granary lantern pottery compass ribbon feather "
    "copper marble silver walnut ginger pepper barley"
)


def answer(connection: socket.socket, path: str) -> None:
    outlet, _, name = path.removeprefix("/").partition("/")
    if name == "sitemap.xml":
        host, port = connection.getsockname()
        urls = "".join(f"<url><loc>http://{host}:{port}/{outlet}/{n}.html</loc></url>" for n in range(PAGES))
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        connection.sendall(http(body=sitemap.encode(), content_type="application/xml"))
    elif name.endswith(".html"):
        stuck.wait()
        connection.sendall(http(body=_page(outlet, int(name.removesuffix(".html"))).encode()))
    else:
        connection.sendall(http(404))


def _page(outlet: str, number: int) -> str:
    title = f"Port {outlet.title()} Handles {number} Thousand Containers"
    # texts of their own: copies of one another would be one story, whose origin is whoever came first
    words = random.Random(title).choices(_WORDS.split(), k=150 + 10 * number)
    body = f"<p>{title}, its operator said. {' '.join(words).capitalize()}.</p>"
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


def source_toml(site: Listener, outlet: str, delay: float) -> str:
    return f'''name = "{outlet.title()}"
home = "{site.url("/")}"
domains = ["{site.netloc}"]
article_url = '/{outlet}/[0-9]+[.]html$'
schedule = "0 0 1 1 *"
local = true
delay = {delay}
[discover]
sitemaps = ["/{outlet}/sitemap.xml"]
'''

"""A headless Chromium that a test looks through, by its own protocol: what a page shows, what broke in it, whom it
asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

from tests.support.commands import until

NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1440,900",
    "--remote-debugging-port=0",
)
_PATIENCE = 60.0


def installed() -> str:
    """The program; empty: there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


class Page:
    """One page of the browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self.errors: list[str] = []
        self.asked: set[str] = set()
        """Hosts (with their ports) that were asked for something, answered or not."""
        self._connection, self._numbers = connection, count(1)
        for domain in ("Page", "Runtime", "Network"):
            self._call(f"{domain}.enable")

    def open(self, url: str) -> None:
        self._call("Page.navigate", url=url)

    def js(self, expression: str) -> Any:
        """The expression's value."""
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def text(self) -> str:
        return str(self.js("document.body ? document.body.innerText : ''"))

    def shows(self, *words: str) -> str:
        """The page's text, once it has all the words."""

        def text() -> str:
            shown = self.text()
            return shown if all(word in shown for word in words) else ""

        return str(until(text, _PATIENCE, lambda: f"{words} not in: {self.text()}"))

    def click(self, words: str) -> None:
        """Click the innermost element that has exactly these words, once it is there."""
        has = f"[...document.querySelectorAll('*')].findLast(e => e.innerText === {words!r})"
        until(lambda: self.js(f"!!{has}"), _PATIENCE, lambda: f"no {words!r} in: {self.text()}")
        self.js(f"{has}.click()")

    def links(self, prefix: str) -> dict[str, str]:
        """Text -> address of the links that lead to paths with this beginning."""
        found = self.js("[...document.links].map(a => [a.innerText, a.href])")
        return {text: href for text, href in found if urlsplit(href).path.startswith(prefix)}

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=_PATIENCE))
            if message.get("id") == number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        if message["method"] == "Runtime.exceptionThrown":
            told = message["params"]["exceptionDetails"]
            self.errors.append(str(told.get("exception", {}).get("description") or told["text"]))
        elif message["method"] == "Network.requestWillBeSent":
            address = urlsplit(message["params"]["request"]["url"])
            if address.scheme not in ("data", "blob"):
                self.asked.add(address.netloc)


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A browser without a past, and its one page; what it keeps goes to the folder."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has none
    args = [installed(), *_QUIET, *sandbox, f"--user-data-dir={folder}", "about:blank"]
    process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        with connect(_page_url(folder / "DevToolsActivePort"), max_size=None) as connection:
            yield Page(connection)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _page_url(told: Path) -> str:
    port = str(until(lambda: told.exists() and told.read_text("utf-8").partition("\n")[0], _PATIENCE))

    def page() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=_PATIENCE) as answer:
            pages = [row for row in json.load(answer) if row["type"] == "page"]
        return str(pages[0]["webSocketDebuggerUrl"]) if pages else ""

    return str(until(page, _PATIENCE))

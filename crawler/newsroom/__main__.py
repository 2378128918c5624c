"""Serve the newsroom in the foreground: `python -m crawler.newsroom`; Ctrl-C stops it."""

from __future__ import annotations

import signal
import sys
import threading

import click

from crawler.newsroom.archive import Newsroom
from crawler.newsroom.server import serve
from crawler.newsroom.truth import OUTLETS


@click.command()
@click.option("--port", type=int, help="Port of the newsroom; the daily takes the next one.  [default: 8391]")
@click.option("--size", type=float, default=1.0, show_default=True, help="1.0 is some 460 articles.")
def main(port: int | None, size: float) -> None:
    """Serve the bundled newsroom on 127.0.0.1."""
    first = OUTLETS[0].port if port is None else port
    ports = {outlet.slug: first + turn if first else 0 for turn, outlet in enumerate(OUTLETS)}
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serve(Newsroom.build(size=size), ports) as site:
        for outlet, base_url in site.base_urls.items():
            click.echo(f"{outlet:15} {base_url}/  ({len(site.listed(outlet))} articles)")
        click.echo("Ctrl-C stops it.")
        sys.stdout.flush()
        stopped.wait()


if __name__ == "__main__":
    main()

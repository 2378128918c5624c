"""Faults of delivery: the server is ill, or the body does not arrive as it should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crawler.newsroom.faults.switches import Fault
from crawler.newsroom.reply import HTML, Drip, Reply


def status(code: int, *, retry_after: int | str | None = None) -> Fault:
    """An error page with this status; `retry_after` in seconds, or an HTTP date."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = f"<html><head><title>{code}</title></head><body><h1>Error {code}</h1></body></html>".encode()
    return lambda reply: Reply(code, b"" if code == 304 else body, HTML, headers)


def delayed(seconds: float) -> Fault:
    """Silence before the answer."""
    return lambda reply: replace(reply, delay=seconds)


def truncated(share: float = 0.5) -> Fault:
    """The connection closes after this share of the announced body."""
    return lambda reply: replace(reply, cut_after=int(len(reply.body) * share))


def dripping(seconds_per_byte: float = 0.1, max_seconds: float = 30.0) -> Fault:
    """A slow loris: the body comes byte by byte, and whoever waits is left without its end after `max_seconds`."""
    return lambda reply: replace(reply, drip=Drip(seconds_per_byte, max_seconds))


def gzipped() -> Fault:
    """The body gzipped and whole, whether or not the client said it can read that."""
    return truncated_gzip(1.0)


def truncated_gzip(share: float = 0.5) -> Fault:
    """A gzipped body that ends early but is as long as announced: only the gzip stream itself shows the loss."""
    return lambda reply: replace(reply, gzip_share=share)


def reset() -> Fault:
    """The connection is reset instead of answered."""
    return lambda reply: replace(reply, is_reset=True)


def huge(size: int = 40 * 1024 * 1024) -> Fault:
    """HTML of `size` bytes, streamed without saying how much is to come."""

    def pieces() -> Iterator[bytes]:
        yield b"<html><body><p>"
        piece = b"no end in sight " * 4096
        for _ in range(size // len(piece)):
            yield piece

    return lambda reply: replace(reply, status=200, content_type=HTML, stream=pieces)

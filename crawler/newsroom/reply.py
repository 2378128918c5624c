"""An answer as a value: what is sent, and how it is delivered or fails to be."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from crawler.newsroom.request import Request

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Drip:
    """A body that comes byte by byte; after `max_seconds` the connection closes, whatever is left."""

    seconds_per_byte: float
    max_seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer. The fields from `delay` on say how it is delivered; faults change them."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds of silence before the first byte."""
    cut_after: int | None = None
    """Send so many bytes of the announced body, then close the connection."""
    is_reset: bool = False
    """Reset the connection instead of answering."""
    stream: Callable[[], Iterator[bytes]] | None = None
    """Send these pieces, of unannounced length, in place of `body`."""
    drip: Drip | None = None
    gzip_share: float | None = None
    """Send this share of the gzipped body (1.0: all of it) and announce no more than that."""
    fixed_etag: str = ""
    """Outlives every change of the body."""
    is_injected: bool = False
    """A failure that wants one more request of the same address."""
    request: Request | None = None
    """What is being answered; set before faults apply."""

    def with_body(self, body: bytes) -> Reply:
        """The same answer about another body: validators of the old one are dropped."""
        headers = {name: value for name, value in self.headers.items() if name != "ETag"}
        return replace(self, body=body, headers=headers)

    def on_the_wire(self) -> Reply:
        """The reply with its body and headers as they travel."""
        if self.gzip_share is None or self.stream is not None:
            return self
        packed = gzip.compress(self.body, mtime=0)
        body = packed[: max(1, int(len(packed) * self.gzip_share))]
        return replace(self, body=body, headers={**self.headers, "Content-Encoding": "gzip"})


def page(text: str, *, status: int = 200, modified_at: datetime | None = None) -> Reply:
    """An HTML page in UTF-8."""
    return content(text.encode(), HTML, status=status, modified_at=modified_at)


def content(body: bytes, content_type: str, *, status: int = 200, modified_at: datetime | None = None) -> Reply:
    """Bytes with a Last-Modified of `modified_at` (aware), where it is known."""
    headers = {"Last-Modified": http_date(modified_at)} if modified_at else {}
    return Reply(status, body, content_type, headers)


def redirect(location: str, status: int = 301) -> Reply:
    return Reply(status, headers={"Location": location})


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def conditional(reply: Reply, request: dict[str, str]) -> Reply:
    """The reply with an ETag; 304 if the request's (lower-case) validators match it."""
    if reply.status != 200 or reply.stream is not None:
        return reply
    etag = reply.fixed_etag or reply.headers.get("ETag") or f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'
    reply = replace(reply, headers={**reply.headers, "ETag": etag})
    wanted = request.get("if-none-match")
    since, modified = request.get("if-modified-since"), reply.headers.get("Last-Modified")
    is_known = etag in wanted if wanted is not None else since is not None and since == modified
    if not is_known:
        return reply
    # Nothing is delivered that could fail, except that the connection may still be reset.
    return replace(reply, status=304, body=b"", gzip_share=None, is_injected=reply.is_injected and reply.is_reset)

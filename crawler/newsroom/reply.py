"""An answer as a value: what is sent, and how it is delivered or fails to be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer. The last four fields say how it is delivered; faults change them."""

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

    def with_body(self, body: bytes) -> Reply:
        """The same answer about another body: validators of the old one are dropped."""
        headers = {name: value for name, value in self.headers.items() if name != "ETag"}
        return replace(self, body=body, headers=headers)


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
    etag = reply.headers.get("ETag") or f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'
    reply = replace(reply, headers={**reply.headers, "ETag": etag})
    wanted = request.get("if-none-match")
    since, modified = request.get("if-modified-since"), reply.headers.get("Last-Modified")
    is_known = etag in wanted if wanted is not None else since is not None and since == modified
    return replace(reply, status=304, body=b"") if is_known else reply

"""How the site lies and breaks on request: small transformers from a reply to a worse one.

A test writes `site.faults["feed"] = status(503)` and deletes the key to heal the site. New faults are new functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from crawler.newsroom.reply import HTML, Reply

Fault = Callable[[Reply], Reply]


class Faults(dict[str, Fault]):
    """Which faults are switched on, in the order they were; all that fit a request apply.

    A key is a kind of page (`article`, `amp`, `feed`, `sitemap`, `section`, `home`, `robots`, `api`, `image`, or `any`)
    or a path pattern that begins with a slash (`/2022/05/*`); `newsroom-daily:article` limits it to one outlet.
    """

    def apply(self, outlet: str, kind: str, path: str, reply: Reply) -> Reply:
        """The reply with every fitting fault applied."""
        for key, fault in list(self.items()):
            if _fits(key, outlet, kind, path):
                reply = fault(reply)
        return reply


def _fits(key: str, outlet: str, kind: str, path: str) -> bool:
    # A path pattern may itself hold a colon, so only a prefix without a slash names an outlet.
    head, colon, rest = key.partition(":")
    if colon and "/" not in head:
        if head != outlet:
            return False
        key = rest
    return fnmatchcase(path, key) if key.startswith("/") else key in (kind, "any")


def status(code: int, *, retry_after: int | None = None) -> Fault:
    """An error page with this status; `retry_after` in seconds."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = f"<html><head><title>{code}</title></head><body><h1>Error {code}</h1></body></html>".encode()
    return lambda reply: Reply(code, b"" if code == 304 else body, HTML, headers)


def delayed(seconds: float) -> Fault:
    """Silence before the answer."""
    return lambda reply: replace(reply, delay=seconds)


def truncated(share: float = 0.5) -> Fault:
    """The connection closes after this share of the announced body."""
    return lambda reply: replace(reply, cut_after=int(len(reply.body) * share))


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


def nul_byte() -> Fault:
    """A NUL in the title and in the first paragraph."""
    return _body(lambda body: re.sub(rb"(<h1[^>]*>|<p>)", rb"\1N\0", body, count=3))


def long_title(length: int = 300) -> Fault:
    """A headline of `length` characters, in the page and in the head."""
    title = ("An endless headline " * (length // 20 + 1))[:length].encode()
    return _body(lambda body: re.sub(rb"(<(title|h1)[^>]*>)[^<]*", rb"\g<1>" + title, body))


def gbk_without_charset() -> Fault:
    """GBK bytes that say nowhere what they are."""

    def garble(reply: Reply) -> Reply:
        try:
            text = reply.body.decode("utf-8")
        except UnicodeDecodeError:
            text = reply.body.decode("gbk")
        text = re.sub(r"<meta[^>]*charset[^>]*>", "", text, flags=re.IGNORECASE)
        return replace(reply.with_body(text.encode("gbk", errors="xmlcharrefreplace")), content_type="text/html")

    return garble


def without_article() -> Fault:
    """Status 200 and the furniture of a page, but nothing to read in it."""
    pattern = re.compile(rb"<article.*?</article>|<h1.*?</h1>|<div id=\"zoom\">.*?</div>", re.DOTALL)
    return _body(lambda body: re.sub(rb"<script.*?</script>", b"", pattern.sub(b"", body), flags=re.DOTALL))


def soft_404() -> Fault:
    """A page that says it is missing, with status 200."""
    body = b"<html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>"
    return lambda reply: Reply(200, body)


def robots_ban() -> Fault:
    """A robots.txt that closes the whole site."""
    return lambda reply: replace(reply.with_body(b"User-agent: *\nDisallow: /\n"), status=200)


def without_items(count: int | None = None) -> Fault:
    """A feed, sitemap or list that leaves out its first `count` entries; all of them for None."""
    pattern = re.compile(
        rb"<item>.*?</item>\s*|<entry>.*?</entry>\s*|<url>.*?</url>\s*|<li>(?:<h2>)?<a .*?</li>\s*", re.DOTALL
    )
    return _body(lambda body: pattern.sub(b"", body, count=count or 0))


def limited(times: int, fault: Fault) -> Fault:
    """The fault for the first `times` answers, then none: a site that recovers."""
    left = iter(range(times))
    return lambda reply: fault(reply) if next(left, None) is not None else reply


def _body(change: Callable[[bytes], bytes]) -> Fault:
    return lambda reply: reply.with_body(change(reply.body))

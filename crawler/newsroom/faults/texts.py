"""Faults of the text: pages that say something else, or say it in bytes that are not what they claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from crawler.newsroom.faults.switches import Fault
from crawler.newsroom.reply import Reply

_CHARSET = re.compile(rb"(<meta[^>]*charset=\"?)[\w-]+", re.IGNORECASE)


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
        text, _ = decoded(reply.body)
        text = re.sub(r"<meta[^>]*charset[^>]*>", "", text, flags=re.IGNORECASE)
        return replace(reply.with_body(text.encode("gbk", errors="xmlcharrefreplace")), content_type="text/html")

    return garble


def wrong_charset() -> Fault:
    """Header and page declare a charset that the bytes are not in.

    UTF-8 is called GBK where the text is Chinese and ISO-8859-1 elsewhere; GBK is called UTF-8.
    """

    def mislabel(reply: Reply) -> Reply:
        if not is_html(reply):
            return reply
        text, charset = decoded(reply.body)
        is_chinese = re.search("[\u4e00-\u9fff]", text) is not None
        claimed = "utf-8" if charset == "gbk" else "gbk" if is_chinese else "iso-8859-1"
        body = _CHARSET.sub(rb"\g<1>" + claimed.encode(), reply.body)
        return replace(reply.with_body(body), content_type=f"text/html; charset={claimed}")

    return mislabel


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


def is_html(reply: Reply) -> bool:
    """Whether it is a page a reader could see."""
    return reply.status == 200 and reply.content_type.startswith("text/html")


def decoded(body: bytes) -> tuple[str, str]:
    """A page's text and its true charset. Only UTF-8 and GBK are ever sent."""
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return body.decode("gbk"), "gbk"


def _body(change: Callable[[bytes], bytes]) -> Fault:
    return lambda reply: reply.with_body(change(reply.body))

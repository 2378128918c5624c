"""Faults that lead away: redirects and links to addresses that must never be asked."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from crawler.newsroom.faults.entries import edited, readdressed
from crawler.newsroom.faults.identity import absolute
from crawler.newsroom.faults.switches import Fault
from crawler.newsroom.faults.texts import decoded, is_html
from crawler.newsroom.reply import Reply, redirect

_TEXT_BEGINS = re.compile(r'<div class="entry-content">|<div id="zoom">')
_FIRST_WORD = re.compile(r"(<p>\s*)([A-Za-z]+|\w{1,2})")


def redirect_to(url: str, status: int = 302) -> Fault:
    """The address answers with a redirect to `url`: a whole address, or a path (from a slash) of the same outlet."""
    return lambda reply: redirect(absolute(reply, url), status)


def linking_to(urls: Sequence[str]) -> Fault:
    """Links to these addresses among the true ones: entries of feeds, sitemaps and lists; words of an article's text.

    A path (from a slash) is one of the same outlet. No visible text changes in an article; each link takes the first
    word of another paragraph, as far as there are some.
    """

    def lead_away(reply: Reply) -> Reply:
        targets = [html.escape(absolute(reply, url)) for url in urls]
        if is_html(reply) and _TEXT_BEGINS.search(decoded(reply.body)[0]):
            return _linked_words(reply, targets)
        return edited(lambda entries: [*entries, *(readdressed(entries[0], url, url) for url in targets)])(reply)

    return lead_away


def _linked_words(reply: Reply, targets: Sequence[str]) -> Reply:
    text, charset = decoded(reply.body)
    begins = _TEXT_BEGINS.search(text)
    assert begins is not None
    furniture, written = text[: begins.end()], text[begins.end() :]
    left = iter(targets)
    linked = _FIRST_WORD.sub(
        lambda match: f'{match[1]}<a href="{next(left)}">{match[2]}</a>', written, count=len(targets)
    )
    return reply.with_body((furniture + linked).encode(charset))

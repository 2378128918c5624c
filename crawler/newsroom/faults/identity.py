"""Faults of identity: pages that say they are another one, validators that say nothing changed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from crawler.newsroom.faults.switches import Fault, requested
from crawler.newsroom.faults.texts import is_html
from crawler.newsroom.reply import Reply

_CANONICAL = re.compile(rb'(<link rel="canonical" href=")[^"]*')
_OG_URL = re.compile(rb'(<meta property="og:url" content=")[^"]*')
_HEAD_END = re.compile(rb"(?=</head>)")
_FROZEN_DATE = "Tue, 01 Mar 2022 00:00:00 GMT"


def canonical_home() -> Fault:
    """The canonical link and og:url point to the home page; a page without a canonical link gets one."""
    return canonical_elsewhere("/")


def canonical_elsewhere(url: str) -> Fault:
    """The canonical link and og:url point to `url`: a whole address, or a path (from a slash) of the same outlet."""

    def lie(reply: Reply) -> Reply:
        if not is_html(reply):
            return reply
        target = absolute(reply, url).encode()
        body, count = _CANONICAL.subn(lambda match: match[1] + target, reply.body)
        if not count:
            body = _HEAD_END.sub(lambda _: b'<link rel="canonical" href="' + target + b'">\n', body, count=1)
        return reply.with_body(_OG_URL.sub(lambda match: match[1] + target, body))

    return lie


def frozen_etag() -> Fault:
    """ETag and Last-Modified never change although the page does: a request that shows either of them gets 304."""

    def freeze(reply: Reply) -> Reply:
        etag = hashlib.sha256(requested(reply).target.encode()).hexdigest()[:12]
        headers = {**reply.headers, "Last-Modified": _FROZEN_DATE}
        return replace(reply, headers=headers, fixed_etag=f'"frozen-{etag}"')

    return freeze


def absolute(reply: Reply, url: str) -> str:
    """A path of the outlet that answers as a whole address; whole addresses stay."""
    return requested(reply).base_url + url if url.startswith("/") else url

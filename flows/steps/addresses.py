"""Which address is the article's own? The one the page claims, where the claim can be believed.

Promise: a claimed address on another site, of another form, or the home page is never taken. What is returned is
a claim still: whether it holds is settled with the claimed page's own text, in the archive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urljoin, urlsplit

from db.urls import first_part, unprinted
from db.values import Hints
from flows.steps.metadata import Stated


def canonical_address(facts: Stated, final_url: str, hints: Hints) -> str:
    """rel=canonical or og:url where believable, else the address that answered.

    A later part of an article, or its page for printing, that claims nothing believable claims the main address
    that its own address has inside.
    """
    for claim in (facts.canonical, facts.first("og:url")):
        address = _absolute(claim, final_url)
        if address and _is_believable(address, final_url, hints):
            return address
    for inside in (first_part(final_url), unprinted(final_url)):
        if inside and _is_believable(inside, final_url, hints):
            return inside
    return final_url


def matches_form(address: str, form: str) -> bool:
    """True where the address has the source's article form; False where that is unknown or no regular expression."""
    try:
        return bool(form) and re.search(form, address) is not None
    except re.error:
        return False


def _absolute(claim: str, base: str) -> str:
    try:
        address = urljoin(base, claim.strip()) if claim else ""
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _is_believable(address: str, final_url: str, hints: Hints) -> bool:
    parts, base = _split(address), _split(final_url)
    if parts is None or base is None or not parts.hostname:
        return False
    if parts.path in ("", "/") and not parts.query:
        return False
    if not (_is_within(parts, hints.domains) if hints.domains else parts.netloc.lower() == base.netloc.lower()):
        return False
    return not hints.article_url or matches_form(address, hints.article_url)


def _is_within(parts: SplitResult, domains: Sequence[str]) -> bool:
    host, netloc = (parts.hostname or "").lower(), parts.netloc.lower()
    # a domain with a port means that port only
    return any(
        netloc == domain or (":" not in domain and (host == domain or host.endswith(f".{domain}")))
        for domain in domains
    )


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # raises on a port that is no number
    except ValueError:
        return None
    return parts

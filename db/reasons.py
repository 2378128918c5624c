"""Why a page was not fetched or is no article: the words that several modules write, and their classes.

A reason is a short stable text that the ledger counts. Here are those that more than one module writes or
compares; `failure_class` groups every reason, whoever wrote it.
"""

from __future__ import annotations

import re

DNS = "dns"
TLS = "tls"
REFUSED = "refused"
TIMEOUT = "timeout"
RESET = "reset"
TRUNCATED = "truncated"
TOO_LARGE = "too large"
GARBLED = "garbled"
"""What came is no HTTP, or not in the compression that it claims."""
CIRCLE = "redirects in a circle"
ROBOTS = "robots.txt"
ROBOTS_UNREACHABLE = "robots.txt unreachable"
OFF_DOMAIN = "off-domain"
PRIVATE = "private address"
NOT_HTTP = "not http"
TOO_LONG = "address too long"
NOT_ARTICLE = "not an article address"
TOO_FAR = "too many links from a listing"
TOO_MANY = "more links than one run follows"
TRAP = "trap: "
"""The beginning of every reason for which an address looks like one of endlessly many."""
NOT_HTML = "not html"
ENCODING = "encoding"
BOT_WALL = "bot wall"
"""A page that asks for proof of being human, with the status of a page: the site's doing, no word on the article."""

SWINGING = "shows several texts in turn"
"""A rotating box, two layouts: what the page showed this time is no edit (db/identity/history.py)."""
MOVED = "sent on to its new address"
"""Its article was read there, the same text: nothing vanished but the address."""

CLASSES = (
    "dns", "tls", "refused", "timeout", "4xx", "5xx", "429", "robots", "too large", "not html", "encoding",
    "off-domain", "private address", "not an article", "other",
)  # fmt: skip

_STATUS = re.compile(r"http (\d)\d\d")
_NAMED = {
    DNS: "dns",
    TLS: "tls",
    REFUSED: "refused",
    TIMEOUT: "timeout",
    TOO_LARGE: "too large",
    ROBOTS: "robots",
    ROBOTS_UNREACHABLE: "robots",
    OFF_DOMAIN: "off-domain",
    PRIVATE: "private address",
    NOT_HTML: "not html",
    ENCODING: "encoding",
    NOT_ARTICLE: "not an article",
    TOO_FAR: "not an article",
    TOO_MANY: "other",
    # what a page turned out to be
    "listing": "not an article",
    "home page": "not an article",
    "sent on to a listing": "not an article",
    "sent on to a home page": "not an article",
    "error page": "not an article",
    "empty": "not an article",
    "no text": "not an article",
    "gallery": "not an article",
    "video": "not an article",
    "landing page": "not an article",
    "print page": "not an article",
    # why the page of an article is missing or gone (db/removals.py)
    "gone": "4xx",
    "soft 404": "4xx",
    "redirected home": "4xx",
    BOT_WALL: "other",
    "http 429": "429",
}


def http_reason(status: int) -> str:
    """The reason of an answer whose status says that there is no page: 'http 404'."""
    return f"http {status}"


def failure_class(reason: str) -> str:
    """The class of a reason, one of `CLASSES`; '' for '', which is no failure."""
    if reason in _NAMED or not reason:
        return _NAMED.get(reason, "")
    if reason.startswith(TRAP):
        return "not an article"
    status = _STATUS.fullmatch(reason)
    return f"{status[1]}xx" if status and status[1] in "45" else "other"

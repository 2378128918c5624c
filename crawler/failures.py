"""Why a fetch failed, in the words the ledger counts, and when it is worth asking again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from scrapy import exceptions
from twisted.internet import error as network

from crawler.polite.retry_after import pause_asked
from db import clock, reasons

ASKED_TO_WAIT = (429, 503)
"""Statuses whose Retry-After counts."""


class Refused(exceptions.IgnoreRequest):  # type: ignore[misc]
    """We would not ask: outside the domains, a private address, not http."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotNow(exceptions.IgnoreRequest):  # type: ignore[misc]
    """We may not ask at present: the site wants to be left alone, or its rules cannot be read."""

    def __init__(self, reason: str, retry_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_at = retry_at
        """Aware UTC; None: nobody knows."""


class Garbled(exceptions.DownloadFailedError):  # type: ignore[misc]
    """The body is not in the compression that its headers claim."""


class Cause(NamedTuple):
    reason: str
    is_final: bool
    """Asking again would give the same answer."""
    retry_at: datetime | None = None
    """When the site asked to be asked again (aware UTC); None: it did not say."""


# In order: the first class that matches names the cause. An error of a connection carries those it came from.
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.CannotResolveHostError, reasons.DNS),
    (exceptions.DownloadConnectionRefusedError, reasons.REFUSED),
    (exceptions.DownloadTimeoutError, reasons.TIMEOUT),
    (exceptions.DownloadCancelledError, reasons.TOO_LARGE),
    (exceptions.ResponseDataLossError, reasons.TRUNCATED),
    (exceptions.UnsupportedURLSchemeError, reasons.NOT_HTTP),
    (exceptions.NotSupported, reasons.NOT_HTTP),
    (Garbled, reasons.GARBLED),
    (network.DNSLookupError, reasons.DNS),
    (network.UnknownHostError, reasons.DNS),
    (network.SSLError, reasons.TLS),
    (network.TimeoutError, reasons.TIMEOUT),
    (network.TCPTimedOutError, reasons.TIMEOUT),
    (network.ConnectError, reasons.REFUSED),
    (network.ConnectionClosed, reasons.RESET),
)
_TLS_PACKAGES = ("OpenSSL", "service_identity")
# Ten megabytes today may be an article tomorrow, but not in ten minutes' time: it is skipped.
_FINAL = (reasons.TOO_LARGE, reasons.NOT_HTTP)


def classify(error: BaseException) -> Cause:
    """The cause of a failed fetch; unknown errors keep their own name: 'connection: OSError'."""
    if isinstance(error, Refused):
        return Cause(error.reason, True)
    if isinstance(error, NotNow):
        return Cause(error.reason, False, error.retry_at)
    if isinstance(error, exceptions.IgnoreRequest):
        return _ignored(str(error))
    chain = list(_with_origins(error))
    if any(type(each).__module__.partition(".")[0] in _TLS_PACKAGES for each in chain):
        return Cause(reasons.TLS, False)
    for kind, reason in _CAUSES:
        if any(isinstance(each, kind) for each in chain):
            return Cause(reason, reason in _FINAL)
    return Cause(_by_words(error, chain), False)


def retry_at_of(response: Any) -> datetime | None:
    """When the site that answered 429 or 503 wants to be asked again (aware UTC, within a day); None: not said."""
    if response.status not in ASKED_TO_WAIT:
        return None
    now = clock.now()
    asked, server_date = (_header(response, name) for name in ("Retry-After", "Date"))
    pause = pause_asked(asked, now, server_date)
    return None if pause is None else now + pause


def _header(response: Any, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _ignored(text: str) -> Cause:
    """Scrapy's own refusals have no classes, only words."""
    if text == "Forbidden by robots.txt":
        return Cause(reasons.ROBOTS, True)
    if text == "max redirections reached":
        return Cause(reasons.CIRCLE, False)
    if "DOWNLOAD_MAXSIZE" in text:
        return Cause(reasons.TOO_LARGE, True)
    return Cause(text or "ignored", True)


def _with_origins(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from: Twisted keeps the reasons of a broken connection in lists of Failures."""
    yield error
    for failure in getattr(error, "reasons", None) or ():
        yield from _with_origins(failure.value)
    if error.__cause__ is not None:
        yield from _with_origins(error.__cause__)


def _by_words(error: BaseException, chain: list[BaseException]) -> str:
    if isinstance(error, ValueError) and "invalid hostname" in str(error):
        return reasons.DNS
    if isinstance(error, exceptions.DownloadFailedError) and any(type(e).__name__ == "ParseError" for e in chain):
        return reasons.GARBLED
    return f"connection: {type(error).__name__}"

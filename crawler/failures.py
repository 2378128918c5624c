"""Why a fetch failed, in the words the ledger counts."""

from __future__ import annotations

from typing import NamedTuple

from scrapy import exceptions


class Refused(exceptions.IgnoreRequest):  # type: ignore[misc]
    """We would not ask: outside the domains, a private address, not http."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cause(NamedTuple):
    reason: str
    is_final: bool
    """Asking again would give the same answer."""


# In order: the first class that matches names the cause.
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.CannotResolveHostError, "dns"),
    (exceptions.DownloadConnectionRefusedError, "refused"),
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.DownloadCancelledError, "too large"),
    (exceptions.ResponseDataLossError, "truncated"),
    (exceptions.UnsupportedURLSchemeError, "not http"),
)


def classify(error: BaseException) -> Cause:
    """The cause of a failed fetch; unknown errors keep their own name."""
    if isinstance(error, Refused):
        return Cause(error.reason, True)
    if isinstance(error, exceptions.IgnoreRequest):
        return _ignored(str(error))
    for kind, reason in _CAUSES:
        if isinstance(error, kind):
            # ten megabytes today may be an article tomorrow, but not in ten minutes' time: it is skipped
            return Cause(reason, reason in ("too large", "not http"))
    text = str(error)
    if "ssl" in text.lower() or "tls" in text.lower() or "certificate" in text.lower():
        return Cause("tls", False)
    return Cause(f"connection: {type(error).__name__}", False)


def _ignored(text: str) -> Cause:
    if "robots.txt" in text:
        return Cause("robots.txt", True)
    if "DOWNLOAD_MAXSIZE" in text:
        return Cause("too large", True)
    return Cause(text or "ignored", True)

"""Every failed fetch has a cause in the ledger's words, and only those that cannot change are final."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from OpenSSL import SSL
from scrapy import exceptions
from twisted.internet import error as network
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from crawler.failures import Cause, Garbled, NotNow, Refused, classify

LATER = datetime(2022, 6, 2, 12, 0, tzinfo=UTC)


def broken(origin: Exception, kind: type[ResponseFailed] = ResponseNeverReceived) -> Exception:
    """A broken connection as Scrapy raises it, with where it came from."""
    error = exceptions.DownloadFailedError("broken")
    error.__cause__ = kind([Failure(origin)])
    return error


@pytest.mark.parametrize(
    ("error", "reason", "is_final"),
    [
        (Refused("off-domain"), "off-domain", True),
        (exceptions.IgnoreRequest("Forbidden by robots.txt"), "robots.txt", True),
        (exceptions.IgnoreRequest("max redirections reached"), "redirects in a circle", False),
        (exceptions.IgnoreRequest("exceeded DOWNLOAD_MAXSIZE"), "too large", True),
        (exceptions.DownloadCancelledError("too big"), "too large", True),
        (exceptions.CannotResolveHostError("x"), "dns", False),
        (exceptions.DownloadConnectionRefusedError("x"), "refused", False),
        (exceptions.DownloadTimeoutError("x"), "timeout", False),
        (exceptions.ResponseDataLossError("x"), "truncated", False),
        (exceptions.UnsupportedURLSchemeError("x"), "not http", True),
        (exceptions.NotSupported("x"), "not http", True),
        (Garbled("x"), "garbled", False),
        (broken(SSL.Error([("SSL routines", "", "certificate verify failed")])), "tls", False),
        (broken(network.ConnectionLost()), "reset", False),
        (broken(network.ConnectionDone(), ResponseFailed), "reset", False),
        (network.TCPTimedOutError(), "timeout", False),
        (network.NoRouteError(), "refused", False),
        (ValueError("invalid hostname: x"), "dns", False),
        (OSError("weird"), "connection: OSError", False),
    ],
)
def test_cause(error: BaseException, reason: str, is_final: bool) -> None:
    assert classify(error) == Cause(reason, is_final)


def test_a_site_that_wants_to_be_left_alone_says_until_when() -> None:
    assert classify(NotNow("http 429", LATER)) == Cause("http 429", False, LATER)

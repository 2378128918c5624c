"""Every failed fetch has a cause in the ledger's words, and only those that cannot change are final."""

from __future__ import annotations

import pytest
from scrapy import exceptions

from crawler.failures import Refused, classify


@pytest.mark.parametrize(
    ("error", "reason", "is_final"),
    [
        (Refused("off-domain"), "off-domain", True),
        (exceptions.IgnoreRequest("Forbidden by robots.txt"), "robots.txt", True),
        (exceptions.DownloadCancelledError("too big"), "too large", True),
        (exceptions.CannotResolveHostError("x"), "dns", False),
        (exceptions.DownloadConnectionRefusedError("x"), "refused", False),
        (exceptions.DownloadTimeoutError("x"), "timeout", False),
        (exceptions.ResponseDataLossError("x"), "truncated", False),
        (exceptions.DownloadFailedError("certificate verify failed"), "tls", False),
        (OSError("weird"), "connection: OSError", False),
    ],
)
def test_cause(error: BaseException, reason: str, is_final: bool) -> None:
    assert classify(error) == (reason, is_final)

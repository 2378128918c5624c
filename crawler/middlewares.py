"""What stands between the spider and the web: only addresses that the source may ask are asked."""

from __future__ import annotations

from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.failures import Refused
from crawler.guard import address_refusal, refusal
from crawler.source import Source

refused_names: dict[str, str] = {}
"""Why a name was not resolved. One for the process, as Scrapy's own cache of names: a reactor has one resolver."""


class GuardMiddleware:
    """Refuses every request outside the source's domains, redirects included, before it is sent."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        return cls(crawler.spider.source)

    def process_request(self, request: Any) -> None:
        if reason := refusal(request.url, self._source.domains, self._source.local):
            raise Refused(reason)


class GuardedResolver(CachingThreadedResolver):  # type: ignore[misc]
    """Refuses names that resolve to loopback, private or metadata addresses, unless the source is local.

    The address that passed is the one that is connected to: a second answer is not asked for.
    """

    is_local = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        resolver: GuardedResolver = super().from_crawler(crawler, reactor)
        resolver.is_local = crawler.settings.getbool("SOURCE_IS_LOCAL")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        answer: Deferred[str] = super().getHostByName(name, timeout)
        return answer.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        reason = address_refusal(address, self.is_local)
        if not reason:
            refused_names.pop(name, None)
            return address
        refused_names[name] = reason
        # any other error would be logged with a traceback, and mean the same to Twisted
        raise DNSLookupError(f"{name}: {reason}")

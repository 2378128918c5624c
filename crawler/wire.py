"""The download itself: a response is handed on only when it is whole, and a refused name says so.

Nearer to the web than any middleware, so that what is raised here is retried as any broken download is.
"""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, ResponseDataLossError

from crawler.failures import Garbled, Refused
from crawler.middlewares import refused_names
from crawler.wholeness import BodyError, Flaw, check_whole


class WholeDownloads(HTTP11DownloadHandler):  # type: ignore[misc]
    """Scrapy's, for http and https; what it returns is whole."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    async def download_request(self, request: Any) -> Any:
        try:
            response = await super().download_request(request)
        except CannotResolveHostError:
            # Twisted says of a name that the resolver refused that there is none, and it would be asked again
            if reason := refused_names.get(urlsplit(request.url).hostname or ""):
                raise Refused(reason) from None
            raise
        if request.method != "HEAD":
            self._check(response)
        return response

    def _check(self, response: Any) -> None:
        encodings = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
        try:
            check_whole(response.body, encodings, self._max_size)
        except BodyError as error:
            _fail(response.url, error)


def _fail(url: str, error: BodyError) -> NoReturn:
    kinds = {
        Flaw.CUT_OFF: ResponseDataLossError,
        Flaw.TOO_LARGE: DownloadCancelledError,
        Flaw.NOT_PACKED: Garbled,
    }
    raise kinds[error.flaw](f"{url}: its body is {error}") from error

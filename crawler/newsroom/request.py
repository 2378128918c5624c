"""The request a reply answers, as far as a fault may want to know it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.newsroom.reply import Reply

_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_NOISE = re.compile(r"(?<=[?&])(?:utm_[a-z]+|sid|PHPSESSID)=[^&]*&?")


@dataclass(frozen=True, slots=True)
class Request:
    """One GET or HEAD on one outlet."""

    outlet: str
    kind: str
    """The kind of page that was asked for: article, amp, feed, sitemap, section ..."""
    target: str
    """Path and query as sent."""
    base_url: str
    """Scheme, host and port of the outlet, without a slash at the end."""
    moment: datetime
    """The site's present (aware)."""
    ask: Callable[[str], Reply]
    """The true reply to another target of the same outlet."""

    @property
    def address(self) -> str:
        """The target without session ids and tracking: the same for all spellings the lies give an address."""
        return plain_address(self.target)


def plain_address(target: str) -> str:
    """A target as the site looks it up: session ids and tracking parameters mean nothing to it."""
    return _NOISE.sub("", _SESSION_IN_PATH.sub("", target)).rstrip("?&")

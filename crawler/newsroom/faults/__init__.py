"""How the site lies and breaks on request: small transformers from a reply to a worse one.

A test writes `site.faults["feed"] = faults.status(503)` and deletes the key to heal the site. Faults compose:
`faults.first_time(faults.by_turns(faults.reset(), faults.soft_404()))`. New faults are new functions.
"""

from crawler.newsroom.faults.delivery import (
    delayed,
    dripping,
    gzipped,
    huge,
    reset,
    status,
    truncated,
    truncated_gzip,
)
from crawler.newsroom.faults.elsewhere import linking_to, redirect_to
from crawler.newsroom.faults.entries import dropping, future_dates, repeated_ids, without_items
from crawler.newsroom.faults.identity import canonical_elsewhere, canonical_home, frozen_etag
from crawler.newsroom.faults.padding import padded_sitemap
from crawler.newsroom.faults.switches import (
    Fault,
    Faults,
    by_turns,
    first_time,
    is_chosen,
    limited,
    one_in,
    together,
)
from crawler.newsroom.faults.texts import (
    gbk_without_charset,
    long_title,
    nul_byte,
    robots_ban,
    soft_404,
    without_article,
    wrong_charset,
)
from crawler.newsroom.faults.traffic import outage, storm
from crawler.newsroom.faults.traps import endless_pages, with_calendar, with_session_ids

__all__ = [
    "Fault",
    "Faults",
    "by_turns",
    "canonical_elsewhere",
    "canonical_home",
    "delayed",
    "dripping",
    "dropping",
    "endless_pages",
    "first_time",
    "frozen_etag",
    "future_dates",
    "gbk_without_charset",
    "gzipped",
    "huge",
    "is_chosen",
    "limited",
    "linking_to",
    "long_title",
    "nul_byte",
    "one_in",
    "outage",
    "padded_sitemap",
    "redirect_to",
    "repeated_ids",
    "reset",
    "robots_ban",
    "soft_404",
    "status",
    "storm",
    "together",
    "truncated",
    "truncated_gzip",
    "with_calendar",
    "with_session_ids",
    "without_article",
    "without_items",
    "wrong_charset",
]

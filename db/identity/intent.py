"""What a capture says of its identity: its page's address, the one that answered, the one it claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from db.urls import first_part, page_key
from db.values import Article, Processed


class Batch(NamedTuple):
    """What one transaction of the store works with."""

    connection: Connection
    source_id: int
    run_id: int | None
    domains: Sequence[str] = ()
    """The source's, as its file names them: the first is where it lives now."""


class Verdict(NamedTuple):
    """What one capture did: the page's new state, the run's outcome for it, and why."""

    state: str
    outcome: str
    reason: str
    article_id: int | None = None
    found: str = ""
    """Why this one look at the page gave no article, where the page keeps the one it has."""


WAITING = "waiting"
"""Not an outcome: the capture stays unprocessed until the page it claims to be is settled."""
ALIAS_REASON = "another address of an article"
PART_REASON = "another page of an article"


@dataclass(frozen=True, slots=True, eq=False)
class Intent:
    """An article as captured, with the keys of the addresses that matter to whose text it is. Equal to itself only."""

    item: Processed
    article: Article
    page_key: str
    final_key: str
    """Of the address that answered."""
    claimed_key: str
    """Of the address that the page says is its own."""

    @property
    def is_claim(self) -> bool:
        """It says it is another page: to be settled with that page's own text."""
        return self.claimed_key not in (self.page_key, self.final_key)

    @property
    def key(self) -> str:
        """The address whose own text this is, no claim believed."""
        return self.final_key if self.is_claim else self.claimed_key

    def spelling(self, key: str) -> str:
        """The address of this key as the capture spells it; of any other key the one that answered."""
        if key == self.claimed_key:
            return self.article.canonical_url
        pending = self.item.pending
        return pending.page_url if key == self.page_key != self.final_key else pending.capture.final_url

    @property
    def is_part(self) -> bool:
        """The claimed page is the first part of the article of which this page's address says it is a later one."""
        urls = {self.item.pending.page_url, self.item.pending.capture.final_url}
        return any((first := first_part(url)) is not None and page_key(first) == self.claimed_key for url in urls)


def intent_of(item: Processed, article: Article) -> Intent:
    """Each address is turned into its key once, and most are the same text."""
    pending = item.pending
    urls = {pending.page_url, pending.capture.final_url, article.canonical_url}
    keys = {url: page_key(url) for url in urls}
    return Intent(item, article, keys[pending.page_url], keys[pending.capture.final_url], keys[article.canonical_url])

"""What earlier pages of a host have shown, while pages come one after the other: each is cleaned by those before it.

Promise: bounded, in memory and in time; the answer for a page depends on the pages before it and on nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from db.values import Article
from flows.steps.repeats import Lines, index, learned, shares_a_line, without

_MOST_ARTICLES = 100
"""Of a host: its newest. What is on most of them is on most of the older ones."""
_MOST_HOSTS = 1000
_GROWTH = 1.1
"""Learning reads all articles of the host: done again when there are so many times more of them."""


@dataclass
class _Host:
    articles: list[Article] = field(default_factory=list)
    lines: Lines = field(default_factory=dict)
    seen_count: int = 0
    learned_at_count: int = 0


class Memory:
    """The newest articles of each host."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def cleaned(self, host: str, article: Article) -> Article:
        """The article without what repeats on those of its host that came before; and it is remembered."""
        known = self._hosts.setdefault(host, _Host())
        self._hosts.move_to_end(host)
        if len(self._hosts) > _MOST_HOSTS:
            self._hosts.popitem(last=False)
        before = known.articles
        known.articles = [*before[-_MOST_ARTICLES + 1 :], article]
        known.seen_count += 1
        if _is_due(known) and shares_a_line(article, before):
            known.lines, known.learned_at_count = _lines(known.articles), known.seen_count
        return without(article, known.lines)


def _is_due(known: _Host) -> bool:
    return known.seen_count >= _GROWTH * known.learned_at_count


def _lines(articles: Sequence[Article]) -> Lines:
    return index(learned(articles))

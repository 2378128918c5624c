"""Which fields fewer articles have than a source's file expects: beyond the chance of a handful of articles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Any

# one article without a byline says nothing of five
MIN_ARTICLES = 5
# so far below by chance one run in thirty is; two in a row, as an alarm needs, are one in a thousand
DEVIATIONS = 1.9


def thin(fill: Mapping[str, Any], expected: Mapping[str, float]) -> Iterator[tuple[str, float, float]]:
    """Field, its share of the run's articles, the share expected. `fill`: shares by field, and article_count."""
    count = fill.get("article_count") or 0
    if count < MIN_ARTICLES:
        return
    for name, share in expected.items():
        found = fill.get(name) or 0.0
        # a share of one leaves nothing to chance
        by_chance = DEVIATIONS * sqrt(count * share * (1 - share)) + (0.5 if share < 1 else 0.0)
        if round(found * count) < count * share - by_chance:
            yield name, found, share

"""Which texts hang together: stories as connected components of the links.

Promise: the order of the links, and of the two ends of one, cannot change the stories; a link given twice is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def clusters(articles: Iterable[int], pairs: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """Article id -> story id, the lowest article id of its story. An article without a link is a story of its own."""
    parents = {article: article for article in articles}
    for one, other in pairs:
        lower, higher = sorted((_root(parents, one), _root(parents, other)))
        parents[higher] = lower
    return {article: _root(parents, article) for article in sorted(parents)}


def _root(parents: dict[int, int], article: int) -> int:
    """The lowest id known to hang together with the article, which may be new; the way there is shortened."""
    root = article
    while parents.setdefault(root, root) != root:
        root = parents[root]
    while article != root:
        parents[article], article = root, parents[article]
    return root
